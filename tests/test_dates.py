"""Dates in a source pattern, in a batch's name, and before one another."""

import datetime
import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk import dates
from copydesk.dates import date_of, dated_name, earlier_names, fill, has_date, root_of, span_of
from copydesk.errors import BatchError

DAY, HOUR = datetime.date(2026, 11, 28), datetime.datetime(2026, 11, 28, 7)


def test_the_examples_are_as_they_stand() -> None:
    """Those of the docstrings."""
    assert doctest.testmod(dates).failed == 0


@pytest.mark.parametrize(
    "pattern, date, source",
    [
        ("in/%Y/%m/%d", DAY, "in/2026/11/28"),
        ("in/%y%m%d.jsonl", DAY, "in/261128.jsonl"),
        ("in/%Y-%j/*/100%%", DAY, "in/2026-332/*/100%"),
        ("s3://crawl/%Y/%m/%d/%H/", HOUR, "s3://crawl/2026/11/28/07/"),
    ],
)
def test_a_pattern_is_filled_in(pattern: str, date: datetime.date, source: str) -> None:
    """With what the date has."""
    assert fill(pattern, date) == source


@pytest.mark.parametrize(
    "pattern, date, message",
    [
        ("in", DAY, "every day would read the same files"),
        ("in/%Y/%m", DAY, "every day would read the same files"),
        ("in/%d", DAY, "every day would read the same files"),
        ("in/%Y/%m/%d", HOUR, "every hour would read the same files"),
        ("in/%Y/%m/%d/%H", DAY, "give --hour, or write [*] for %H"),
        ("in/%Y/%m/%d/%S", DAY, "%S is none of"),
        ("in/%Y/%m/%d/100%", DAY, "% is none of"),
    ],
)
def test_a_pattern_that_does_not_tell_dates_apart_is_refused(pattern: str, date: datetime.date, message: str) -> None:
    """Two batches of the same files, or one that reads nothing, is nobody's wish."""
    with pytest.raises(BatchError, match=message):
        fill(pattern, date)


def test_a_percent_sign_alone_is_no_date() -> None:
    """A folder may be called so."""
    assert not has_date("in/100%/50%%")
    assert has_date("in/%Y")


def test_the_root_of_a_pattern_is_a_whole_folder() -> None:
    """No part of a name."""
    assert root_of("/a/b/day-%Y-%m-%d/*.html") == "/a/b"


@given(st.dates(min_value=datetime.date(1970, 1, 1)), st.text(min_size=1, max_size=9))
def test_a_dated_name_tells_its_date(day: datetime.date, name: str) -> None:
    """Whatever the name is."""
    hour = datetime.datetime(day.year, day.month, day.day, 23)
    assert date_of(dated_name(name, day)) == (name, day)
    assert date_of(dated_name(name, hour)) == (name, hour)


@pytest.mark.parametrize(
    "batch", ["seeds", "crawl-2026-13-01", "crawl-2026-11-28T24", "crawl-2026-11-28T7", "2026-11-28"]
)
def test_another_name_has_none(batch: str) -> None:
    """A name that only looks like it, too."""
    assert date_of(batch) is None


def test_the_batches_before_are_those_of_the_span() -> None:
    """A day that the span only enters is one of them; the earliest comes first."""
    assert earlier_names("c-2024-03-01", "2d") == ["c-2024-02-28", "c-2024-02-29"]
    assert earlier_names("c-2024-03-01", "36h") == ["c-2024-02-28", "c-2024-02-29"]
    assert len(earlier_names("c-2024-03-01T00", "30d")) == 30 * 24
    assert earlier_names("c-2024-03-01", "0d") == []


def test_a_batch_without_a_date_has_none_before_it() -> None:
    """Nor is any word a span."""
    with pytest.raises(BatchError, match="has no date"):
        earlier_names("seeds", "30d")
    with pytest.raises(BatchError, match="is no span of time"):
        span_of("a month")
    with pytest.raises(BatchError, match="longer than any archive"):
        span_of("999999d")
    assert len(earlier_names("c-2024-03-01", "99999d")) == 99999
