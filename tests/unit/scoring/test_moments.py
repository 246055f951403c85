"""Moments: put together from pieces they are what Python reads at once."""

from datetime import datetime
from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scoring.extract.moments import moment

moments = st.datetimes(timezones=st.timezones() | st.none()).map(datetime.isoformat)
pieces = st.tuples(
    st.sampled_from(["2021-03-01", "20210301", "2021-W09-1", "2021-02-30", "0001-01-01", "2021-03-01 "]),
    st.sampled_from(["T09:01", "T0901", " 09:01", "T24:00", "T09", "T9:01"]),
    st.sampled_from(["", ":30", "30", ":30.5", ":30,25", ":61"]),
    st.sampled_from(["", "Z", "+06:00", "+0600", "-23:59", "+06:00:30", "+24:00", "z"]),
).map("".join)


@given(moments | pieces | st.text(min_size=15, max_size=27))
def test_given_any_text_then_it_is_read_as_python_reads_it(text: str) -> None:
    found = moment(text)
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        assert isnan(found)
        return
    if when.tzinfo is None or not 1950 <= when.year <= 2150 or len(text) < 17:
        assert isnan(found)
    else:
        assert found == when.timestamp()


@pytest.mark.parametrize("text", [None, "", "2021-03-01", "2021-03-01T09:01:30", "9999-01-01T00:00:00Z"])
def test_given_no_moment_then_it_is_none(text: str | None) -> None:
    assert isnan(moment(text))
