"""Batches of a day or an hour: whose files they read, how they are called, and which come before them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator

from copydesk.errors import BatchError

# A day, or the hour that a datetime begins.
Date = datetime.date
_DIRECTIVE = re.compile(r"%(.?)", re.S)
_KNOWN = frozenset("YymdjH%")
# What tells a day from every other one, and an hour of it.
_DAYS = ({"Y", "m", "d"}, {"y", "m", "d"}, {"Y", "j"}, {"y", "j"})
_NAME = re.compile(r"(.*)-(\d{4}-\d{2}-\d{2})(?:T(\d{2}))?", re.S)
_SPAN = re.compile(r"(\d+)([hd])")
_MOST_DIGITS = 5
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


def is_hour(date: Date) -> bool:
    """Whether the date is an hour, not a day."""
    return isinstance(date, datetime.datetime)


def has_date(pattern: str) -> bool:
    """Whether the source pattern has a place for a date."""
    return any(found in _KNOWN - {"%"} for found in _DIRECTIVE.findall(pattern))


def fill(pattern: str, date: Date) -> str:
    """The source of the date: the pattern with each `%Y` and so on filled in.

    Raises BatchError where another date would give the same source, or a directive is not known.

    >>> fill("crawl/%Y/%m/%d/*.warc.gz", datetime.date(2026, 11, 28))
    'crawl/2026/11/28/*.warc.gz'
    """
    found = set(_DIRECTIVE.findall(pattern))
    if found - _KNOWN:
        unknown = ", ".join(f"%{letter}" for letter in sorted(found - _KNOWN))
        raise BatchError(
            f"source {pattern!r}: {unknown} is none of %Y, %y, %m, %d, %j, %H; write %% for a percent sign"
        )
    if not any(days <= found for days in _DAYS):
        raise BatchError(f"source {pattern!r}: every day would read the same files; give a pattern, as crawl/%Y/%m/%d")
    if is_hour(date) and "H" not in found:
        raise BatchError(f"source {pattern!r}: every hour would read the same files; add %H, or give --date")
    if not is_hour(date) and "H" in found:
        raise BatchError(f"source {pattern!r}: has hours; give --hour, or write * for %H to read a whole day's")
    return _DIRECTIVE.sub(lambda letter: "%" if letter[1] == "%" else date.strftime(letter[0]), pattern)


def root_of(pattern: str) -> str:
    """The folder that all of the pattern's dates are in; empty where it is the working folder.

    >>> root_of("crawl/%Y/%m/%d/*.warc.gz"), root_of("s3://crawl/pages-%Y-%m-%d.jsonl"), root_of("%Y-%m-%d")
    ('crawl', 's3://crawl', '')
    """
    return pattern.partition("%")[0].rpartition("/")[0]


def dated_name(name: str, date: Date) -> str:
    """What the batch of the date is called.

    >>> dated_name("crawl", datetime.date(2026, 11, 28)), dated_name("crawl", datetime.datetime(2026, 11, 28, 7))
    ('crawl-2026-11-28', 'crawl-2026-11-28T07')
    """
    return f"{name}-{date:%Y-%m-%dT%H}" if is_hour(date) else f"{name}-{date:%Y-%m-%d}"


def date_of(batch: str) -> tuple[str, Date] | None:
    """The name and the date that a dated batch's name is made of; None where the batch has no date.

    >>> date_of("crawl-2026-11-28T07"), date_of("seeds")
    (('crawl', datetime.datetime(2026, 11, 28, 7, 0)), None)
    """
    found = _NAME.fullmatch(batch)
    if found is None:
        return None
    name, day, hour = found.groups()
    try:
        date = datetime.date.fromisoformat(day)
        if hour is not None:
            date = datetime.datetime.fromisoformat(f"{day}T{hour}:00")
    except ValueError:
        return None
    return name, date


def span_of(look_back: str) -> datetime.timedelta:
    """How long "30d" or "36h" is. Raises BatchError."""
    found = _SPAN.fullmatch(look_back)
    if found is None:
        raise BatchError(f"{look_back!r} is no span of time; write a number of days or hours, as 30d or 36h")
    if len(found[1]) > _MOST_DIGITS:
        raise BatchError(f"{look_back!r} is longer than any archive; write a number of up to {_MOST_DIGITS} digits")
    return int(found[1]) * (DAY if found[2] == "d" else HOUR)


def dates_before(date: Date, span: datetime.timedelta) -> Iterator[Date]:
    """The dates of its kind, days or hours, of which any part lies in the span before it; the earliest first."""
    step = HOUR if is_hour(date) else DAY
    for n in range(n_dates_in(date, span), 0, -1):
        yield date - n * step


def n_dates_in(date: Date, span: datetime.timedelta) -> int:
    """How many dates of its kind `dates_before` has of the span."""
    return -(-span // (HOUR if is_hour(date) else DAY))


def earlier_names(batch: str, look_back: str) -> list[str]:
    """What the batches of the span before a dated batch are called, whether they are there or not; the earliest first.

    Raises BatchError where the batch has no date.

    >>> earlier_names("crawl-2026-03-01", "2d"), earlier_names("crawl-2026-03-01T00", "2h")
    (['crawl-2026-02-27', 'crawl-2026-02-28'], ['crawl-2026-02-28T22', 'crawl-2026-02-28T23'])
    """
    dated = date_of(batch)
    if dated is None:
        raise BatchError(f"batch {batch!r} has no date, and so none before it; give --date or --hour")
    name, date = dated
    return [dated_name(name, earlier) for earlier in dates_before(date, span_of(look_back))]


def too_old(batches: Iterable[str], keep: str, today: datetime.date) -> list[str]:
    """Those of the dated batches that are not to be kept, sorted: of each name all but the newest so many ("100"), or
    those of a date so long ago ("30d", "36h"); none where `keep` is empty.

    >>> too_old(["crawl-2026-11-01", "crawl-2026-11-27", "seeds"], "14d", datetime.date(2026, 11, 28))
    ['crawl-2026-11-01']
    """
    dated = [(found[0], is_hour(found[1]), found[1], batch) for batch in batches if (found := date_of(batch))]
    if not keep:
        return []
    if not keep.isdigit():
        last = begin(today) - span_of(keep)
        return sorted(batch for _, _, date, batch in dated if begin(date) < last)
    series: dict[tuple[str, bool], list[tuple[Date, str]]] = {}
    for name, hour, date, batch in dated:
        series.setdefault((name, hour), []).append((date, batch))
    ranked = (sorted(found, reverse=True)[int(keep) :] for found in series.values())
    return sorted(batch for found in ranked for _, batch in found)


def begin(date: Date) -> datetime.datetime:
    """When the day or hour begins."""
    return date if isinstance(date, datetime.datetime) else datetime.datetime(date.year, date.month, date.day)
