"""Why nobody can say of copies which was published first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

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
    by_day = any(when.local is None for _, when in told)
    earliest = min(_instant(when, by_day=by_day) for _, when in told)
    first = {name for name, when in told if _instant(when, by_day=by_day) == earliest}
    if len(first) == 1:
        return "the article with the earliest date has it more than once"
    if by_day:
        return f"the first ones are of one day, {earliest:%Y-%m-%d}, and not every copy has a time of day"
    return f"the first ones have one time, {earliest:%Y-%m-%d %H:%M}"


def _have(n: int) -> str:
    return "has" if n == 1 else "have"


def _instant(when: Published, *, by_day: bool) -> datetime:
    """As the choice of the first compares them: a clock of unknown zone is read as UTC's, a day as its beginning."""
    midnight = datetime.combine(when.date or date.max, time())
    instant = when.instant.replace(tzinfo=None) if when.instant else when.local or midnight
    return datetime.combine(instant.date(), time()) if by_day else instant
