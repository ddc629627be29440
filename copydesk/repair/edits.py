"""Edits out of rewriting: what a pattern's replacement changed, and what somebody else's function did to a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from copydesk.records import Edit

# Printable ASCII, tab and line ends.
_PLAIN = bytes([*b"\t\n\r", *range(0x20, 0x7F)])


@lru_cache(maxsize=1)
def unusual(text: str) -> str:
    """The characters of the text that are not printable ASCII, tab or line end, in their order.

    Steps that look for single ones of them look here first: of a page's 15,000 characters some 100 are such. Those of
    the text that was asked for last are remembered, as one step after the other asks.

    >>> unusual("It’s 5 € now")
    '’€'
    """
    return text.encode("utf-8", "surrogatepass").translate(None, _PLAIN).decode("utf-8", "surrogatepass")


def edit(start_char: int, before: str, after: str, rule: str, margin: float | None = None) -> Edit:
    """An edit of this stage."""
    return Edit(
        start_char=start_char,
        end_char=start_char + len(before),
        before=before,
        after=after,
        stage="repair",
        rule=rule,
        margin=None if margin is None else round(margin, 2),
    )


def shifted(made: Edit, n_chars: int) -> Edit:
    """The same edit, of a text in which what it was made for begins at `n_chars`."""
    return made._replace(start_char=made.start_char + n_chars, end_char=made.end_char + n_chars)


def substitute(
    text: str, pattern: re.Pattern[str], rewrite: Callable[[re.Match[str]], str | None], rule: str
) -> list[Edit]:
    """The edits that replace every match by what `rewrite` makes of it; None leaves it."""
    edits = []
    for match in pattern.finditer(text):
        before, after = match.group(), rewrite(match)
        if after is not None and after != before:
            edits.append(edit(match.start(), before, after, rule))
    return edits


_QUOTED_WITH = frozenset("\"'`“”„‘’«»/")  # and with the slashes of a regular expression


def is_quoted_alone(text: str, made: Edit) -> bool:
    """Whether nothing else stands between two marks: then the text speaks of it (`I saw "Ã¤" for "ä"`, `'&lt;'`)."""
    start, end = made.start_char, made.end_char
    return start > 0 and text[start - 1] in _QUOTED_WITH and end < len(text) and text[end] in _QUOTED_WITH


_LINE_END = re.compile(r"[\r\n]")


def lines_with(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Every line in which the pattern (of single characters) is found, and where it starts; the rest costs a search."""
    done = 0
    while found := pattern.search(text, done):
        at = found.start()
        start = max(text.rfind("\n", done, at), text.rfind("\r", done, at)) + 1 or done
        end = _LINE_END.search(text, at)
        done = end.start() if end else len(text)
        yield start, text[start:done]


# What no repair of characters takes apart: ASCII without the characters that mojibake eats or stands in for (spaces
# beside it, a question mark for a lost byte).
_ANCHOR = re.compile(r"[!-%'->@-~](?:[ -~]*[!-%'->@-~])?")
_MAX_GROWTH = 8  # an island never grows more: a ligature gives 3 characters, an entity's name shrinks


def edits_between(before: str, after: str, start_char: int, name_rule: Callable[[str, str], str]) -> list[Edit]:
    """Small edits that lead from `before`, which begins at `start_char`, to `after`.

    The runs of plain ASCII that both share are the anchors, found in order; where they do not lead to the end, one
    edit covers everything between the common beginning and the common end. Linear in the lengths.
    """
    found = _edits_between_anchors(before, after, start_char, name_rule)
    if found is not None:
        return found
    head = _n_common(before, after)
    tail = _n_common(before[head:][::-1], after[head:][::-1])
    return [_grown(before, after, head, len(before) - tail, head, len(after) - tail, start_char, name_rule)]


def _n_common(a: str, b: str) -> int:
    """How many characters two texts share from their beginning."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _edits_between_anchors(
    before: str, after: str, start_char: int, name_rule: Callable[[str, str], str]
) -> list[Edit] | None:
    edits: list[Edit] = []
    at_before = at_after = 0
    anchors = [match.span() for match in _ANCHOR.finditer(before)]
    anchors.append((len(before), len(before)))
    for start, end in anchors:
        if end > start:
            longest = at_after + (start - at_before) * 2 + _MAX_GROWTH + end - start
            found = after.find(before[start:end], at_after, longest)
        else:
            found = len(after)
        if found < 0:
            return None
        if before[at_before:start] != after[at_after:found]:
            edits.append(_grown(before, after, at_before, start, at_after, found, start_char, name_rule))
        at_before, at_after = end, found + end - start
    return edits if at_after == len(after) else None


def _grown(
    before: str,
    after: str,
    start: int,
    end: int,
    after_start: int,
    after_end: int,
    start_char: int,
    name_rule: Callable[[str, str], str],
) -> Edit:
    """One edit of before[start:end], which takes a neighbour along where there is nothing to replace."""
    while start < end and after_start < after_end and before[start] == after[after_start]:
        start, after_start = start + 1, after_start + 1
    while start < end and after_start < after_end and before[end - 1] == after[after_end - 1]:
        end, after_end = end - 1, after_end - 1
    if start == end:
        if start:
            start, after_start = start - 1, after_start - 1
        else:
            end, after_end = end + 1, after_end + 1
    old, new = before[start:end], after[after_start:after_end]
    return edit(start_char + start, old, new, name_rule(old, new))
