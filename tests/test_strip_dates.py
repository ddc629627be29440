"""Dates alone on a line, in the tables' languages; what could be two dates is none."""

import pytest

from copydesk.strip.lines.dates import find_date, find_published, is_date_line
from copydesk.strip.pages.metadata import iso_time


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("7 Dec 2021", "2021-12-07"),
        ("December 7, 2021", "2021-12-07"),
        ("Published: Tue 7 December 2021, 14:05 GMT", "2021-12-07"),
        ("Stand: 22.04.2024, 06:00 Uhr", "2024-04-22"),
        ("22. April 2024", "2024-04-22"),
        ("Publié le 8 août 2024 à 10h30", "2024-08-08"),
        ("8 de agosto de 2024", "2024-08-08"),
        ("8 agosto 2024", "2024-08-08"),
        ("8 sierpnia 2024", "2024-08-08"),
        ("8. august 2024", "2024-08-08"),
        ("8. elokuuta 2024", "2024-08-08"),
        ("2024-08-08", "2024-08-08"),
        ("2024年8月8日", "2024-08-08"),
        ("25/12/2021", "2021-12-25"),
        ("12/25/2021", "2021-12-25"),
        ("2021-12-07 10:00 +0100", "2021-12-07"),
        ("Tue, 7 Dec 2021 10:00:00 +0000", "2021-12-07"),
        ("7 December 2021 10:00 GMT+2", "2021-12-07"),
        ("3 hours ago", None),
        ("Dec 7", None),
    ],
)
def test_date_lines(line: str, date: str | None) -> None:
    """The line is a date, and the whole date is read where it is whole."""
    assert is_date_line(line)
    assert find_date(line) == date


@pytest.mark.parametrize(
    "line", ["May 2021 brought rain", "March on Washington", "1931", "In December", "10-4", "1/1/2021 +14.2%", ""]
)
def test_lines_that_are_no_dates(line: str) -> None:
    """Months are words and numbers are numbers."""
    assert not is_date_line(line)


@pytest.mark.parametrize("text", ["5/6/2021", "99.99.2021", "1 May", "0000-00-00"])
def test_no_date_is_guessed(text: str) -> None:
    """Day or month first, impossible days, no year: nobody's date."""
    assert find_date(text) is None


@pytest.mark.parametrize(
    ("value", "time"),
    [
        ("2021-12-07", "2021-12-07"),
        ("2021-12-07T21:05:00Z", "2021-12-07T21:05:00+00:00"),
        ("2021-12-07T21:05:00.123+0100", "2021-12-07T21:05:00.123000+01:00"),
        ("Tue, 07 Dec 2021 21:05:00 GMT", "2021-12-07T21:05:00+00:00"),
        ("Tuesday, 7 December 2021", "2021-12-07"),
        ("2021-12-07CET21:05:00+0100", "2021-12-07"),
        ("yesterday", None),
        (None, None),
    ],
)
def test_times_of_metadata(value: str | None, time: str | None) -> None:
    """ISO 8601 as exact as the page is."""
    assert iso_time(value) == time


@pytest.mark.parametrize(
    ("line", "day", "updated"),
    [
        ("Published 7 May 2024, updated 9 May 2024", "2024-05-07", False),
        ("Updated: 9 May 2024 | Published: 7 May 2024", "2024-05-07", False),
        ("Zuletzt aktualisiert am 9. Mai 2024", "2024-05-09", True),
        ("Mis à jour le 9 mai 2024", "2024-05-09", True),
        ("2024/5/9", "2024-05-09", False),
        ("Updated 3 hours ago", None, True),
    ],
)
def test_the_last_changes_day_is_known_as_that(line: str, day: str | None, updated: bool) -> None:
    """The first of two days is the article's, wherever it stands."""
    assert find_published(line) == (day, updated)
