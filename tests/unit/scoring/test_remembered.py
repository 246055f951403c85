"""A question about a part is answered once, and anew about another part."""

from services.scoring.part import Part
from services.scoring.remembered import remembered
from tests.unit.scoring.build import part_of, release


def test_given_a_question_asked_twice_then_it_is_answered_once_per_part() -> None:
    asked: list[int] = []

    @remembered
    def size(part: Part) -> int:
        asked.append(len(part))
        return len(part)

    part = part_of(release(), release())
    assert (size(part), size(part), size(part.take([0]))) == (2, 2, 1)  # type: ignore[arg-type]
    assert asked == [2, 1]
