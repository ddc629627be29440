"""Where a page lists its cookies: consent managers write out each one, with its purpose, in whole sentences."""

from __future__ import annotations

from collections.abc import Sequence

from copydesk.strip.lines.shape import Shape

# The word is nearly the same in all European languages: "cookies", "Cookie-Richtlinie", "cookieidentifikator".
_COOKIE = "cookie"
# A table speaks of cookies on so many lines, with at most so many others between two of them, and says within so many
# lines above or below that consent is asked for. 22 of 950 pages have such a table, and no line of an article stands in
# one; articles about cookies, to eat or to be tracked by, have none.
_MIN_COOKIE_LINES = 4
_MAX_LINES_BETWEEN = 6
_CONSENT_REACH = 6


def cookie_tables(shapes: Sequence[Shape], reasons: Sequence[str | None]) -> list[range]:
    """The lines of each table of cookies, from its first line that says the word to its last."""
    said = [
        i
        for i, shape in enumerate(shapes)
        if _COOKIE in shape.letters and any(word.startswith(_COOKIE) for word in shape.words)
    ]
    tables = []
    start = 0
    for k in range(1, len(said) + 1):
        if k < len(said) and said[k] - said[k - 1] <= _MAX_LINES_BETWEEN + 1:
            continue
        first, last = said[start], said[k - 1]
        around = reasons[max(0, first - _CONSENT_REACH) : last + _CONSENT_REACH + 1]
        if k - start >= _MIN_COOKIE_LINES and "consent" in around:
            tables.append(range(first, last + 1))
        start = k
    return tables
