"""Paragraphs of a text that was wrapped at a width are judged whole, and come out whole.

Mails, old archives and pages whose source is wrapped come with a line feed every 50 to 80 characters. Such a line alone
is the middle of a sentence, and looks like a menu's entry or a headline; the paragraph that it belongs to does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from copydesk.strip.lines.lengths import MAX_PIECES
from copydesk.strip.lines.shape import Shape, caption_reason, strip_bullet
from copydesk.strip.lines.splitting import Line
from copydesk.strip.texts.broken_lines import may_be_pieces

# A text is wrapped if so many of its lines, and so large a part of them, go on with a small letter on the line below,
# and these have so many words each: lists and menus in small letters have fewer. Of 1,110 scrapes of pages chosen for
# benchmarks eight are so, nearly all of them for their program code; of 2,660 scrapes of 411 other pages 116, of 46
# pages: most extractors leave the line feeds of a page's source inside its paragraphs.
_MIN_JOINTS = 5
_MIN_JOINTS_SHARE = 0.2
_MIN_WORDS = 5
# Before a capital a line goes on only if it is about as long as the others.
_FULL = 0.8
# Longer lines are paragraphs by themselves.
_MAX_WIDTH = 120
# An item of a list that begins with a letter: "b) and nobody may leave a dog alone".
_LETTERED = re.compile(r"\(?\w{1,3}\)\s")


def wrapped_paragraphs(lines: Sequence[Line], shapes: Sequence[Shape], text: str) -> list[range]:
    """The runs of `lines`, of `text`, that make one paragraph each; empty where the text was not wrapped.

    A blank line ends a paragraph. Where there are none, so does a line that ends like a sentence with a capital below.
    Where no line ends like a sentence they are a list, or verses.
    """
    joints = [_goes_on(above, below) for above, below in pairwise(shapes)]
    going_on = [above for above, goes_on in zip(shapes, joints, strict=False) if goes_on]
    if len(going_on) < max(_MIN_JOINTS, _MIN_JOINTS_SHARE * len(lines)):
        return []
    if median(shape.n_words for shape in going_on) < _MIN_WORDS:
        return []
    width = median(len(shape.text) for shape in going_on)
    # The first line is a title more often than not, and a shorter one than the others.
    joints[0] = joints[0] and len(shapes[0].text) >= _FULL * width
    blank_below = [text.count("\n", above.end_char, below.start_char) > 1 for above, below in pairwise(lines)]
    spaced = any(blank_below)
    runs: list[range] = []
    start = 0
    for i, (above, below) in enumerate(pairwise(shapes)):
        full = i > 0 and (spaced or not above.full_stop) and _is_full(above, below, width)
        too_many = i + 1 - start >= MAX_PIECES
        if too_many or blank_below[i] or not (joints[i] or full):
            runs.append(range(start, i + 1))
            start = i + 1
    runs.append(range(start, len(shapes)))
    return [run for run in runs if len(run) > 1 and any(_ends_sentence(shapes[i]) for i in run)]


def _ends_sentence(shape: Shape) -> bool:
    return shape.terminal or shape.n_sentences > 1


def _goes_on(above: Shape, below: Shape) -> bool:
    """Whether the sentence of the line above goes on with a small letter below."""
    return (
        below.text[:1].islower()
        and not (above.full_stop or above.date)
        and len(above.text) <= _MAX_WIDTH
        and not _begins_item(below)
        and may_be_pieces(above, below)
    )


def _is_full(above: Shape, below: Shape, width: float) -> bool:
    """Whether the line was broken for its width: the word below would not have stood in it."""
    first_word = below.text.split(None, 1)[0]
    return (
        _FULL * width <= len(above.text) <= _MAX_WIDTH
        and len(above.text) + len(first_word) >= width
        and not _begins_item(below)
        and not (above.text[0].isdecimal() and below.text[0].isdecimal())  # ingredients, results
        and not (above.date or below.date or caption_reason(below.text, below.n_words))
        and may_be_pieces(above, below)
    )


def _begins_item(shape: Shape) -> bool:
    """Whether the line is an item of a list: "2. Dogs", "- bread", "b) and nobody"."""
    return shape.text != strip_bullet(shape.text) or _LETTERED.match(shape.text) is not None
