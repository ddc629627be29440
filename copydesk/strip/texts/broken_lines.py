"""Paragraphs that an extractor broke at each link and each name in italics are judged whole.

A scrape made with a line feed at every element has its sentences in pieces: "The ceremony is hosted by", "Maya Jama",
", who won". A piece alone looks like a title, a byline or a menu's entry; the paragraph that it belongs to does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from copydesk.strip.lines.lengths import MAX_PIECES
from copydesk.strip.lines.shape import Shape, shape_of
from copydesk.strip.lines.splitting import Line
from copydesk.strip.lines.vocabulary import words_of

# A line that begins so goes on with what stands above it: ", who won", ".", "’s latest book". No ellipsis.
_GOES_ON = re.compile(r"(?:[,;:.!?”»](?=$|[\s,;:.!?)\]”»])|[)\]](?=$|[\s,.])|['’]s\b)(?!\.\.)")
_GOES_ON_STARTS = frozenset(",;:.!?”»)]'’")
# The lines of program code begin and end so, too, and stay apart.
_CODE = re.compile(r"[{}<>=]|;$|\(\)")
# A line that ends so goes on below.
_OPEN_END = re.compile(r"(?:[,(\[“„«]|\s[–—-])$")
_OPEN_WORDS = words_of("open_words")
# A line of so many words that ends like nothing goes on below, where the line below is a piece of a sentence itself;
# and a sentence that was begun in two pieces goes on to one that ends like a sentence.
_MIN_PIECE_WORDS = 5
# A scrape is broken if one line at least begins with such a mark, and so many go on with a mark or a small letter. Of
# 40 scrapes of an extractor that breaks its lines 24 are so; of 1,070 others 16, most of them for their program code.
_MIN_MARKS = 1
_MIN_JOINTS = 3


def broken_paragraphs(shapes: Sequence[Shape]) -> list[range]:
    """The runs of lines that make one paragraph each; empty where no paragraph is broken."""
    begins_inside = [shape.text[0] in _GOES_ON_STARTS and _GOES_ON.match(shape.text) is not None for shape in shapes]
    if sum(begins_inside[1:]) < _MIN_MARKS:
        return []
    joints = [_goes_on(above, below, begins_inside[i + 1]) for i, (above, below) in enumerate(pairwise(shapes))]
    if sum(joints) < _MIN_JOINTS:
        return []
    # The first line is a title more often than not, and that goes on below for an open end or a mark alone.
    joints[0] = begins_inside[1]
    runs: list[range] = []
    start = 0
    for i, (above, below) in enumerate(pairwise(shapes)):
        in_sentence = 0 < i < len(joints) - 1 and joints[i + 1]
        begun = (in_sentence and above.n_words >= _MIN_PIECE_WORDS) or (i > start and below.terminal)
        full = i + 1 - start >= MAX_PIECES
        if full or not (joints[i] or _stays_open(above, below) or (begun and _may_go_on(above, below))):
            runs.append(range(start, i + 1))
            start = i + 1
    runs.append(range(start, len(shapes)))
    return [run for run in runs if len(run) > 1]


def join_paragraphs(
    lines: Sequence[Line], shapes: Sequence[Shape], runs: Sequence[range]
) -> tuple[list[Line], list[Shape]]:
    """Lines and their shapes with each run as one, from its first line's beginning to its last one's end."""
    joined_lines: list[Line] = []
    joined_shapes: list[Shape] = []
    done = 0
    for run in runs:
        joined_lines += lines[done : run.start]
        joined_shapes += shapes[done : run.start]
        text = in_one_row("\n".join(lines[i].text for i in run))
        joined_lines.append(Line(lines[run.start].start_char, lines[run.stop - 1].end_char, text))
        joined_shapes.append(shape_of(text))
        done = run.stop
    return [*joined_lines, *lines[done:]], [*joined_shapes, *shapes[done:]]


def in_one_row(text: str) -> str:
    """The lines of a broken paragraph as the one line that they were: ", who won" follows without a space.

    >>> in_one_row("hosted by\\nMaya Jama\\n, who won\\n.")
    'hosted by Maya Jama, who won.'
    """
    first, *rest = [line for raw in text.splitlines() if (line := raw.strip())] or [""]
    return first + "".join(line if _GOES_ON.match(line) else f" {line}" for line in rest)


def may_be_pieces(above: Shape, below: Shape) -> bool:
    """Whether the two lines may be of one paragraph: neither is furniture by its own words, or program code."""
    return not (above.reason or below.reason or is_code(above.text) or is_code(below.text))


def is_code(text: str) -> bool:
    """Whether the line has what lines of program code have."""
    return _CODE.search(text) is not None


def _goes_on(above: Shape, below: Shape, begins_inside: bool) -> bool:
    """Whether the line below begins in the middle of the sentence above; with a mark, it does (`begins_inside`)."""
    if not may_be_pieces(above, below):
        return False
    small = below.text[:1].islower() and not (above.terminal or above.date or below.date)
    return small or begins_inside


def _stays_open(above: Shape, below: Shape) -> bool:
    """Whether the line above ends in the middle of a sentence: "the prize for", "(", "Maya Jama,"."""
    if above.terminal or above.date or not may_be_pieces(above, below):
        return False
    return _OPEN_END.search(above.text) is not None or above.text.rsplit(None, 1)[-1] in _OPEN_WORDS


def _may_go_on(above: Shape, below: Shape) -> bool:
    """Whether one sentence may stand in both lines; what stands in brackets is whole, and often a credit."""
    return (
        not (above.terminal or above.date or below.date)
        and not (above.text.endswith((")", "]")) or below.text.startswith(("(", "[")))
        and may_be_pieces(above, below)
    )
