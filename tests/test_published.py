"""What a date says is told by its parts, and what it does not say is left open."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.canonical import ArticleInfo
from copydesk.canonical.choice import choose, copy_of_article
from copydesk.published import Published, read_published
from copydesk.read.formats.fields import FieldMap, read_fields
from copydesk.strip.lines.dates import find_date
from copydesk.strip.pages.metadata import iso_time

DAY, NINE = date(2021, 12, 7), datetime(2021, 12, 7, 9)
IMPOSSIBLE = [
    "2021-02-30", "2021-02-30T10:00", "2021-13-45", "2021-12-07T25:00", "0000-00-00", "yesterday", "", "2021", "1e9",
    "Mon, 01 Jan 99999999999 10:00:00 GMT", "A, 1 Jan 99999999999999999999 1:1:1 GMT", "2021-12-07\x00T",
    "99999999999999999999-01-01",
]  # fmt: skip
NO_YEAR_OF_TODAY = ["0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31", "9999-12-31T23:59:59-05:00", "1582-10-04"]


@pytest.mark.parametrize(
    "text, told",
    [
        ("2021-12-07", Published(DAY)),
        ("20211207", Published(DAY)),
        (" 2021-12-07\n", Published(DAY)),
        ("2021-12-07T09:00", Published(DAY, NINE)),
        ("2021-12-07 09", Published(DAY, NINE)),
        ("2021-12-07T00:00:00", Published(DAY, datetime(2021, 12, 7))),
        ("2021-12-07T09:00Z", Published(DAY, NINE, NINE.replace(tzinfo=UTC))),
        ("2021-12-07T09:00+05:30", Published(DAY, NINE, datetime(2021, 12, 7, 3, 30, tzinfo=UTC))),
        # The day is that of the clock, also where it is another one in Greenwich.
        ("2021-12-07T09:00+14:00", Published(DAY, NINE, datetime(2021, 12, 6, 19, tzinfo=UTC))),
        # An instant of a year that the clock has not reached, or has left.
        ("2099-12-31T23:00-05:00", Published(date(2099, 12, 31), datetime(2099, 12, 31, 23))),
        ("1900-01-01T00:00+05:00", Published(date(1900, 1, 1), datetime(1900, 1, 1))),
    ],
)
def test_a_date_tells_its_day_its_clock_and_its_instant_as_far_as_they_are_known(text: str, told: Published) -> None:
    """No midnight is made up for a day, no zone for a clock."""
    assert read_published(text) == told
    if told.instant and told.local:
        assert told.local - told.instant.replace(tzinfo=None) == datetime.fromisoformat(text.strip()).utcoffset()


@pytest.mark.parametrize("text", [*IMPOSSIBLE, *NO_YEAR_OF_TODAY, None])
def test_what_is_no_date_tells_nothing(text: str | None) -> None:
    """Nor does the year of an empty field."""
    assert read_published(text) == Published()


@pytest.mark.parametrize("text", [*IMPOSSIBLE, *NO_YEAR_OF_TODAY])
def test_no_reader_of_dates_fails_on_one_that_cannot_be(text: str) -> None:
    """On a page, in a record, among the dates of copies; the page's reader gives a date that is one, or none."""
    found = iso_time(text) or find_date(text)
    assert found is None or read_published(found).date
    field_map = FieldMap()
    assert read_fields({"text": "A text.", "published": text}, field_map).is_html is False
    copies = [
        copy_of_article(ArticleInfo(article_id=name, outlet=name, published=published))
        for name, published in (("a", text), ("b", "2021-12-07"))
    ]
    assert (choose(copies).id, choose(copies).reason) == ("b", "only_dated")


@pytest.mark.parametrize("line", ["30 Feb 2021", "31.04.2021", "2021-02-29", "2021年2月30日"])
def test_a_day_that_is_in_no_calendar_is_no_date(line: str) -> None:
    """Neither where a month's name stands nor where its number does; the day before is one."""
    assert find_date(line) is None
    assert find_date(line.replace("29", "28").replace("30", "28").replace("31", "28"))


@given(st.one_of(st.text(), st.datetimes().map(datetime.isoformat), st.dates().map(date.isoformat)))
def test_whatever_stands_there_is_read(text: str) -> None:
    """And an instant is never further from its clock than zones are."""
    told = read_published(text)
    if told.instant and told.local:
        assert abs(told.instant.replace(tzinfo=None) - told.local) < timedelta(days=1)
    assert told.local is None or told.local.date() == told.date
