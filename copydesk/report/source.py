"""An article's source in order, kept and removed, with each edit where it was made and each shared passage marked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from copydesk.records import BODY_KINDS, Article, Block, Edit, Passage, Removal

# So many removals of one reason in a row are shown as one, folded.
MIN_FOLDED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A run of characters: as it stands, or mended (`before` is what stood there), or part of a shared passage."""

    text: str
    before: str | None = None
    rule: str = ""
    passage: Passage | None = None
    begins: bool = False  # the passage begins here


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch that was kept."""

    kind: str  # as in Block
    marks: tuple[Mark, ...]

    @property
    def plain(self) -> str | None:
        """Its text, where all of it is as it stood and none of it is shared: nearly all pieces are so."""
        (first, *others) = self.marks
        return None if others or first.before is not None or first.passage else first.text.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """Removals of one reason that stand together."""

    reason: str
    removals: tuple[Removal, ...]
    is_folded: bool


def show_source(article: Article, passages: Sequence[Passage]) -> list[Piece | Removed]:
    """The article's pieces in the order of the source; `passages` are the article's own."""
    in_order = sorted(passages, key=lambda p: (p.start_char, p.end_char))
    pieces: list[Block | Removal] = sorted([*article.blocks, *article.removals], key=lambda piece: piece.start_char)
    shown: list[Piece | Removed] = []
    at = n_edits = 0
    for reason, group in groupby(pieces, key=lambda piece: piece.reason if isinstance(piece, Removal) else None):
        if reason is not None:
            removals = tuple(piece for piece in group if isinstance(piece, Removal))
            shown.append(Removed(reason=reason, removals=removals, is_folded=len(removals) >= MIN_FOLDED))
            continue
        for block in group:
            assert isinstance(block, Block)
            while n_edits < len(article.edits) and article.edits[n_edits].start_char < block.start_char:
                n_edits += 1
            first = n_edits
            while n_edits < len(article.edits) and article.edits[n_edits].end_char <= block.end_char:
                n_edits += 1
            edits = article.edits[first:n_edits]
            marks = _edit_marks(article.source_text, block, edits)
            if block.kind in BODY_KINDS and in_order:
                marks = _share_marks(marks, in_order, at)
                at += len(block.text) + 2
            shown.append(Piece(kind=block.kind, marks=tuple(marks)))
    return shown


def _edit_marks(source: str, block: Block, edits: Iterable[Edit]) -> Iterator[Mark]:
    done = block.start_char
    for edit in edits:
        yield Mark(text=source[done : edit.start_char])
        sure = "" if edit.margin is None else f", margin {edit.margin:g}"
        yield Mark(text=edit.after, before=edit.before, rule=edit.rule.replace("+", ", ") + sure)
        done = edit.end_char
    yield Mark(text=source[done : block.end_char])


def _share_marks(marks: Iterable[Mark], passages: Sequence[Passage], at: int) -> Iterator[Mark]:
    """The marks, cut where shared passages begin and end; the first mark stands at `at` of the article's text."""
    starts = [passage.start_char for passage in passages]
    first = 0  # the passages before it have all ended
    for mark in marks:
        end = at + len(mark.text)
        while first < len(passages) and passages[first].end_char <= at:
            first += 1
        near = [p for p in passages[first : bisect_left(starts, max(end, at + 1))] if at < p.end_char]
        cuts = {at, end}
        if mark.before is None:
            cuts |= {cut for p in near for cut in (p.start_char, p.end_char) if at < cut < end}
        ordered = sorted(cuts)
        for left, right in zip(ordered, ordered[1:] or ordered, strict=False):
            inside = next((p for p in near if p.start_char <= left < p.end_char), None)
            text = mark.text[left - at : right - at]
            yield replace(mark, text=text, passage=inside, begins=inside is not None and inside.start_char == left)
        at = end
