"""Why nobody can say of copies which was published first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from copydesk.published import Published, read_published


def why_first_is_unknown(articles: Sequence[str], dates: Mapping[str, str | None]) -> str:
    """Why it is not known which of the copies was first, as a sentence's end; `articles` are those that have them.

    >>> why_first_is_unknown(["a", "b"], {"a": "2026-11-02"})
    '1 of 2 copies has no date'
    >>> why_first_is_unknown(["a", "b"], {"a": "2026-11-02T08:00", "b": "2026-11-02"})
    'the first ones are of one day, 2026-11-02, and not every copy has a time of day'
    """
    told = [(name, read_published(dates.get(name))) for name in articles]
    n, undated = len(told), [name for name, when in told if when.date is None]
    unread = sorted({text for name in undated if (text := (dates.get(name) or "").strip())})
    if undated:
        n_undated = len(undated)
        some = "no copy has a date" if n_undated == n else f"{n_undated} of {n} copies {_have(n_undated)} no date"
        return f"{some} that can be trusted: {unread[0][:20]!r} is none" if unread else some
    earliest, first = _first(told)
    if len(first) == 1:
        return "the article with the earliest date has it more than once"
    by_day = any(when.local is None for _, when in told)
    if by_day and not _is_a_tie(first, dict(told)):
        return f"the first ones are of one day, {earliest:%Y-%m-%d}, and not every copy has a time of day"
    return f"the first ones have one time, {earliest:%Y-%m-%d %H:%M}"


def first_by_date(articles: Sequence[str], dates: Mapping[str, str | None]) -> str | None:
    """The article that was published before all others; None where a date is missing, or several are the first.

    >>> first_by_date(["a", "b"], {"a": "2026-11-02", "b": "2026-11-03T08:00"})
    'a'
    """
    told = [(name, read_published(dates.get(name))) for name in articles]
    if any(when.date is None for _, when in told):
        return None
    _, first = _first(told)
    return min(first) if len(first) == 1 else None


def _first(told: Sequence[tuple[str, Published]]) -> tuple[datetime, set[str]]:
    """The earliest time, and what is of it, or of its day where some copy has only a day: as the choice compares."""
    by_day = any(when.local is None for _, when in told)
    times = [(name, moment) for name, when in told if (moment := when.moment)]
    earliest = min(moment for _, moment in times)
    return earliest, {name for name, at in times if at == earliest or (by_day and at.date() == earliest.date())}


def _is_a_tie(first: set[str], told: Mapping[str, Published]) -> bool:
    """Whether the first ones all have a time of day, and two of them the earliest."""
    if any(told[name].local is None for name in first):
        return False
    moments = sorted(moment for name in first if (moment := told[name].moment))
    return moments[0] == moments[1]


def _have(n: int) -> str:
    return "has" if n == 1 else "have"
