"""An article's source in order, kept and removed, with each edit where it was made and each shared passage marked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from copydesk.records import BODY_KINDS, Article, Block, Edit, Passage, Removal

# So many removals of one reason in a row are shown as one, folded.
MIN_FOLDED = 3
_START = attrgetter("start_char")


class Mark(NamedTuple):
    """A run of characters: as it stands, or mended (`before` is what stood there), or part of a shared passage."""

    text: str
    before: str | None = None
    rule: str = ""
    passage: Passage | None = None
    begins: bool = False  # the passage begins here


class Piece(NamedTuple):
    """A stretch that was kept: its `text`, where all of it is as it stood and none of it is shared, else its `marks`.

    Nearly all have a text: an article has hundreds of pieces.
    """

    kind: str  # as in Block
    text: str
    marks: tuple[Mark, ...] = ()


class Removed(NamedTuple):
    """Removals of one reason that stand together."""

    reason: str
    removals: tuple[Removal, ...]

    @property
    def is_folded(self) -> bool:
        """Whether they are shown as one."""
        return len(self.removals) >= MIN_FOLDED


def show_source(article: Article, passages: Sequence[Passage]) -> list[Piece | Removed]:
    """The article's pieces in the order of the source; `passages` are the article's own."""
    kept = _Kept(article, passages)
    pieces: list[Block | Removal] = sorted([*article.blocks, *article.removals], key=_START)
    shown: list[Piece | Removed] = []
    for reason, group in groupby(pieces, key=lambda piece: piece.reason if isinstance(piece, Removal) else None):
        if reason is None:
            shown.extend(kept.piece(block) for block in group if isinstance(block, Block))
        else:
            shown.append(Removed(reason, tuple(one for one in group if isinstance(one, Removal))))
    return shown


class _Kept:
    """Blocks of an article as pieces: they are asked for in the order of the source."""

    def __init__(self, article: Article, passages: Sequence[Passage]) -> None:
        self._source, self._edits = article.source_text, article.edits
        self._passages = sorted(passages, key=lambda p: (p.start_char, p.end_char))
        self._starts = [passage.start_char for passage in self._passages]
        self._at = 0  # of the article's text
        self._n_edits = 0  # that stand before it
        self._n_ended = 0  # passages, the first ones, that end before it

    def piece(self, block: Block) -> Piece:
        """The next one."""
        edits = self._edits_in(block)
        passages: list[Passage] = []
        at = self._at
        if self._passages and block.kind in BODY_KINDS:
            passages = self._passages_in(at, at + len(block.text))
            self._at += len(block.text) + 2
        if not edits:
            text = self._source[block.start_char : block.end_char]
            if not passages:
                return Piece(block.kind, text.strip())
            first = passages[0]
            if len(passages) == 1 and first.start_char <= at and at + len(text) <= first.end_char:
                return Piece(block.kind, "", (Mark(text, passage=first, begins=first.start_char == at),))
        marks = _edit_marks(self._source, block, edits)
        return Piece(block.kind, "", tuple(_share_marks(marks, passages, at) if passages else marks))

    def _edits_in(self, block: Block) -> Sequence[Edit]:
        edits, n = self._edits, self._n_edits
        while n < len(edits) and edits[n].start_char < block.start_char:
            n += 1
        first = n
        while n < len(edits) and edits[n].end_char <= block.end_char:
            n += 1
        self._n_edits = n
        return edits[first:n]

    def _passages_in(self, at: int, end: int) -> list[Passage]:
        passages, n = self._passages, self._n_ended
        while n < len(passages) and passages[n].end_char <= at:
            n += 1
        self._n_ended = n
        return [p for p in passages[n : bisect_left(self._starts, max(end, at + 1))] if at < p.end_char]


def _edit_marks(source: str, block: Block, edits: Iterable[Edit]) -> Iterator[Mark]:
    done = block.start_char
    for edit in edits:
        yield Mark(source[done : edit.start_char])
        sure = "" if edit.margin is None else f", margin {edit.margin:g}"
        yield Mark(edit.after, edit.before, edit.rule.replace("+", ", ") + sure)
        done = edit.end_char
    yield Mark(source[done : block.end_char])


def _share_marks(marks: Iterable[Mark], passages: Sequence[Passage], at: int) -> Iterator[Mark]:
    """The marks, cut where shared passages begin and end; the first mark stands at `at` of the article's text."""
    for mark in marks:
        end = at + len(mark.text)
        near = [p for p in passages if p.start_char < max(end, at + 1) and at < p.end_char]
        cuts = {at, end}
        if mark.before is None:
            cuts |= {cut for p in near for cut in (p.start_char, p.end_char) if at < cut < end}
        ordered = sorted(cuts)
        for left, right in zip(ordered, ordered[1:] or ordered, strict=False):
            inside = next((p for p in near if p.start_char <= left < p.end_char), None)
            text = mark.text[left - at : right - at]
            begins = inside is not None and inside.start_char == left
            yield mark._replace(text=text, passage=inside, begins=begins)
        at = end
