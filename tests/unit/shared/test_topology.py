"""The table of streams and consumers fits together."""

import pytest

from shared import topology


def test_given_any_consumer_then_its_filter_lies_in_its_stream() -> None:
    for consumer in topology.CONSUMERS:
        assert topology.stream_of(consumer.subject) == consumer.stream
        assert consumer.name.startswith(f"{consumer.service}--")


def test_given_a_subject_no_stream_keeps_then_it_is_an_error() -> None:
    with pytest.raises(KeyError):
        topology.stream_of("private.v1.tip")


def test_given_two_consumers_of_a_work_queue_then_their_filters_do_not_overlap() -> None:
    queues = {stream.name for stream in topology.STREAMS if stream.work_queue}
    subjects = [consumer.subject for consumer in topology.CONSUMERS if consumer.stream in queues]
    assert len(subjects) == len(set(subjects))
    assert not any(subject.endswith(">") for subject in subjects)


def test_given_a_stream_in_partitions_then_a_turn_is_one_batch_so_that_replicas_share_few_events_too() -> None:
    for part in topology.scoring_consumers(4):
        assert part.turn == part.max_batch
        assert topology.consumer_config(part).max_ack_pending == part.turn


def test_given_a_stream_read_whole_then_two_batches_are_at_work_and_the_next_is_on_its_way() -> None:
    (whole,) = topology.scoring_consumers(1)
    assert whole.turn == 3 * whole.max_batch
    assert topology.consumer_config(whole).max_ack_pending == whole.turn
