"""When an article was published: what its date, as far as it is known, says and does not say."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import NamedTuple

# No article of today is of another year; 1 and 9999 are empty fields of somebody's template. And tools that read the
# tables fail on them as a whole: Spark 3 on times before 1900, pandas 1 on years after 2262.
FIRST_YEAR, END_YEAR = 1900, 2100
# Dates that are known: that of each copy of a story is asked for whenever two of them are compared.
_DATES_KEPT = 1 << 14


class Published(NamedTuple):
    """A date by its parts; None is what nobody told."""

    date: date | None = None  # by the clock of who wrote it
    local: datetime | None = None  # that clock's time, without its zone
    instant: datetime | None = None  # in UTC, where the zone is told

    @property
    def moment(self) -> datetime | None:
        """The time meant, in UTC, to compare dates by; None where it is no date.

        A clock of unknown zone is read as UTC's, a day as its beginning.
        """
        if self.date is None:
            return None
        return self.instant or (self.local or datetime.combine(self.date, time.min)).replace(tzinfo=UTC)


@lru_cache(_DATES_KEPT)
def read_published(text: str | None) -> Published:
    """What an ISO 8601 date or time tells; nothing where it is neither, or of a year that no article is of.

    >>> read_published("2021-12-07").local, read_published("2021-12-07T23:30").instant
    (None, None)
    >>> read_published("2021-12-07T23:30:00-05:00").date, read_published("2021-12-07T23:30:00-05:00").instant
    (datetime.date(2021, 12, 7), datetime.datetime(2021, 12, 8, 4, 30, tzinfo=datetime.timezone.utc))
    """
    text = (text or "").strip()
    if not text:  # most often: an exception would take fifty times as long
        return Published()
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return Published()
    if not FIRST_YEAR <= when.year < END_YEAR:
        return Published()
    local = None if _is_day(text) else when.replace(tzinfo=None)
    instant = when.astimezone(UTC) if local and when.tzinfo else None
    if instant and not FIRST_YEAR <= instant.year < END_YEAR:
        instant = None
    return Published(when.date(), local, instant)


def _is_day(text: str) -> bool:
    """Whether the ISO 8601 text is a date without a time."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
