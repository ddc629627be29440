"""A text as its lines, each with its place; and the joints where two lines were glued into one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import partial
from itertools import accumulate
from typing import NamedTuple

from copydesk.strip.lines.folding import fold
from copydesk.strip.lines.vocabulary import any_spelling, spellings


class Line(NamedTuple):
    """One line without the white space around it: `text` stood at [start_char, end_char)."""

    start_char: int
    end_char: int
    text: str
    page_line: int = -1  # index of the page block it came from, for HTML

    def part(self, start: int, end: int) -> Line:
        """The line of [start, end) of this line's text, without the white space around it."""
        return trimmed_line(self.text[start:end], self.start_char + start, self.page_line)


# Of all four values, as a page has hundreds of lines: without a call in Python.
make_line = partial(tuple.__new__, Line)


def trimmed_line(text: str, start_char: int, page_line: int = -1) -> Line:
    """`text`, which began at `start_char`, as a Line without the white space around it."""
    inner = text.strip()
    start = start_char + len(text) - len(text.lstrip()) if text[:1].isspace() else start_char
    return make_line((start, start + len(inner), inner, page_line))


def split_lines(text: str) -> list[Line]:
    """The lines of `text` that are not empty, in order.

    All that str.splitlines breaks at parts them: a scrape may bring any of it, and none stands inside a paragraph.
    """
    lines = []
    start = 0
    for raw in text.splitlines(keepends=True):
        if not raw.isspace():
            lines.append(trimmed_line(raw, start))
        start += len(raw)
    return lines


def split_page_lines(text: str) -> list[Line]:
    """The lines of an HTML page's text; line i of the text keeps i as its `page_line`. Only "\\n" breaks them."""
    lines = []
    start = 0
    for i, raw in enumerate(text.split("\n")):
        if raw and not raw.isspace():
            lines.append(trimmed_line(raw, start, i))
        start += len(raw) + 1
    return lines


# A sentence's end with the next sentence stuck to it: at least three small letters (so no "U.S.Army", "St.Louis",
# "a.m.Tuesday") or a digit or bracket, one mark (so no "to...Ukraine"), closing quotes, a capital and a small letter.
_GLUED_SENTENCE = re.compile(
    r"[.!?](?:(?<=[^\W\d_A-Z]{3}.)|(?<=[\d)\]%].))[\"”’»)]*(?=[\"“‘«]?[^\W\d_a-z][^\W\d_A-Z.]*[ ’'-])"
)
# The name of an agency that ends a picture credit, with the next sentence stuck to it; two letters may begin a word of
# their own ("via APIs without").
_CREDITED = any_spelling(
    name for table in ("agencies", "picture_archives", "closing_archives") for name in spellings(table) if len(name) > 2
)
_GLUED_CREDIT = re.compile(rf"(?<![^\W_]){_CREDITED}(?=[\"“‘«]?[A-ZÀ-ÞА-Я][a-zà-ÿа-я]+[ ’'-])")


# Two lines stuck together are at least so long together.
_MIN_GLUED_CHARS = 40
_MIN_HALF_LETTERS = 8


def glued_joints(texts: Sequence[str]) -> dict[int, list[int]]:
    """For each line, by index, that may be several stuck together, the places where they may have been, in order.

    All lines are searched at once, in half the time: one scrape in twenty has such a line.
    """
    joined = "\n".join(texts)
    found = {match.end() for pattern in (_GLUED_SENTENCE, _GLUED_CREDIT) for match in pattern.finditer(joined)}
    if not found:
        return {}
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    joints: dict[int, list[int]] = {}
    for end in sorted(found):
        i = bisect_right(starts, end) - 1
        if len(texts[i]) >= _MIN_GLUED_CHARS:
            joints.setdefault(i, []).append(end - starts[i])
    return joints


def repeated_half(text: str) -> int | None:
    """Where the second copy begins in a line that says the same thing twice over, else None.

    What is said twice with a comma between is a song's, or somebody's: no two captions are glued so.

    >>> repeated_half("Ships at sea Ships at sea")
    12
    >>> repeated_half("Bye bye")
    >>> repeated_half("The lamp is lit, the lamp is lit")
    """
    # In a line that says itself twice each letter stands an even number of times: that spares 15 of 16 others.
    if text.count("e") % 2 or text.count("a") % 2 or text.count("n") % 2 or text.count("i") % 2:
        return None
    folded = fold(text)
    half = len(folded) // 2
    if len(folded) % 2 or half < _MIN_HALF_LETTERS or folded[:half] != folded[half:]:
        return None
    letters = [i for i, char in enumerate(text) if char.isalnum()]
    last, start = letters[half - 1] + 1, letters[half]
    if "," in text[last:start]:
        return None
    # The marks between the copies ("sea. “Ships") go to the copy they touch: cut at the white space if there is any.
    gap = next((i for i in range(last, start) if text[i].isspace()), None)
    return gap if gap is not None else start
