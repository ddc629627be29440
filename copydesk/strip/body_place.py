"""Where on one page the article's body stands: the place of most of its paragraphs, and what lies in and around it.

A page's paragraphs nearly always stand at one place, as children of one kind of element. What the extractor lost there
comes back; fragments that it kept elsewhere, above the first or below the last paragraph, go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from copydesk.strip.judgement import Verdict, remove
from copydesk.strip.page_head import PagePiece
from copydesk.strip.paths import path_keys
from copydesk.strip.shape import Shape, caption_reason, is_byline, shape_of

# One place holds the body if so much of the extracted prose stands there.
_MIN_BODY_SHARE = 0.6
_MIN_BODY_PARAGRAPHS = 3
_MAX_LINK_SHARE = 0.5
# Prose below the body goes if it stands so many levels outside the paragraphs' parent, and is so little of the page.
_FAR_LEVELS = 4
_MAX_FAR_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class BodyPlace:
    """Where most of the paragraphs stand."""

    path: str
    parent: str
    first: int  # the first piece that stands there and was kept, and the last
    last: int


def find_body_place(pieces: Sequence[PagePiece]) -> BodyPlace | None:
    """The place that holds most of the prose that was kept; None where no one place does."""
    n_words: Counter[str] = Counter()
    at: dict[str, list[int]] = {}
    for i, piece in enumerate(pieces):
        if piece.shape is not None and piece.shape.prose and piece.shape.reason is None:
            path = place_of(piece)
            n_words[path] += piece.shape.n_words
            at.setdefault(path, []).append(i)
    if not n_words:
        return None
    path, n = n_words.most_common(1)[0]
    if n < _MIN_BODY_SHARE * n_words.total() or len(at[path]) < _MIN_BODY_PARAGRAPHS:
        return None
    return BodyPlace(path, path.rpartition("/")[0], at[path][0], at[path][-1])


def place_of(piece: PagePiece) -> str:
    """The piece's path without what numbers its elements."""
    return path_keys(piece.block.path)[0]


def recover_lost(pieces: Sequence[PagePiece]) -> list[PagePiece]:
    """The pieces with those kept that the extractor lost in the middle of the body: its paragraphs and subheadings."""
    body = find_body_place(pieces)
    recovered = list(pieces)
    if body is None:
        return recovered
    for i in range(body.last):
        piece = pieces[i]
        if not piece.kept and _is_lost(piece, body, inside=i > body.first):
            shape = shape_of(piece.line)
            if shape.reason is None and (shape.prose or (i > body.first and piece.block.tag in _HEADINGS)):
                recovered[i] = replace(piece, kept=True, shape=shape)
    return recovered


_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})


def _is_lost(piece: PagePiece, body: BodyPlace, *, inside: bool) -> bool:
    place = place_of(piece)
    if place != body.path and not (inside and piece.block.tag in _HEADINGS and place.rpartition("/")[0] == body.parent):
        return False
    text = piece.line.text
    return (
        piece.block.n_link_chars <= _MAX_LINK_SHARE * len(text)
        and any(map(str.isalpha, text))
        and not is_byline(text)
        and caption_reason(text, len(text.split())) is None
    )


def verdicts_outside(pieces: Sequence[PagePiece], decided: Sequence[Verdict | None]) -> dict[int, Verdict]:
    """Verdicts, by index, on what was kept above the first and below the last paragraph, and away from all of them."""
    body = find_body_place(pieces)
    if body is None:
        return {}
    kept = {i: piece.shape for i, piece in enumerate(pieces) if piece.shape is not None and decided[i] is None}
    prose = [i for i, shape in kept.items() if shape.prose and levels_outside(place_of(pieces[i]), body) < _FAR_LEVELS]
    if not prose:
        return {}
    first, last = prose[0], prose[-1]
    outside = {
        i: shape
        for i, shape in kept.items()
        if (i < first or i > last) and levels_outside(place_of(pieces[i]), body) and not shape.prose
    }
    outside |= _far_prose(kept, prose, last)
    return {i: remove("boilerplate", "page.outside_body") for i in outside}


def _far_prose(kept: dict[int, Shape], near: Sequence[int], last: int) -> dict[int, Shape]:
    far = {i: shape for i, shape in kept.items() if shape.prose and i > last}
    n_near = sum(kept[i].n_words for i in near)
    return far if sum(shape.n_words for shape in far.values()) <= _MAX_FAR_SHARE * n_near else {}


def levels_outside(place: str, body: BodyPlace) -> int:
    """How many of the body's enclosing elements do not enclose the place: 0 where it lies under the paragraphs' parent.

    Elements are told apart by their names alone.
    """
    steps, parent = place.split("/"), body.parent.split("/")
    n_shared = 0
    while n_shared < min(len(steps), len(parent)) and steps[n_shared] == parent[n_shared]:
        n_shared += 1
    return len(parent) - n_shared
