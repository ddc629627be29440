"""An article's source in order, kept and removed, with each edit where it was made and each shared passage marked."""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from copydesk.records import BODY_KINDS, BlockKind, Decoding, Edit, Passage

# So many removals of one reason in a row are shown as one, folded.
MIN_FOLDED = 3
_START = attrgetter("start_char")
# What names of rules begin with that write a mark in another style; all other rules of repair mend damage.
STYLE_RULES = ("quote.style_", "quote.straightened")


class KeptSpan(NamedTuple):
    """As much of a Block as is shown: its text is the source's, with its edits."""

    start_char: int
    end_char: int
    kind: BlockKind


class RemovedSpan(NamedTuple):
    """As much of a Removal as is shown: its text is the source's."""

    start_char: int
    end_char: int
    reason: str
    rule: str


class ReportedArticle(NamedTuple):
    """As much of an Article as the report has."""

    article_id: str
    outlet: str
    source_path: str
    decoding: Decoding
    source_text: str
    text: str
    url: str | None
    published: str | None
    title: str | None
    standfirst: str | None
    byline: str | None
    language: str | None
    outlet_name: str | None
    doubt: str | None
    edits: tuple[Edit, ...]
    blocks: tuple[KeptSpan, ...]
    removals: tuple[RemovedSpan, ...]


class Mark(NamedTuple):
    """A run of characters: as it stands, or mended (`before` is what stood there), or part of a shared passage."""

    text: str
    before: str | None = None
    rule: str = ""
    passage: Passage | None = None  # of several the one that began last: its end comes first, mostly
    begins: tuple[Passage, ...] = ()  # passages that begin here, in order
    is_new: bool = False  # what stands before it is of no passage or of another one


class Plain(NamedTuple):
    """Blocks one after another that are as they stood, none of them shared, as nearly all of an article's hundreds are:
    of each what kind it is, as in Block, and its text."""

    kinds: list[BlockKind]
    texts: list[str]


class Marked(NamedTuple):
    """Another block."""

    kind: BlockKind
    marks: tuple[Mark, ...]


class RemovedLine(NamedTuple):
    """A removal with its text."""

    start_char: int
    reason: str
    rule: str
    text: str


class Removed(NamedTuple):
    """Removals of one reason that stand together."""

    reason: str
    removals: list[RemovedLine]

    @property
    def is_folded(self) -> bool:
        """Whether they are shown as one."""
        return len(self.removals) >= MIN_FOLDED


Piece = Plain | Marked | Removed


def order_of_passages(passage: Passage) -> tuple[int, int, str]:
    """Where it begins; of those that begin at one place the longest is the first, as the others lie in it."""
    return passage.start_char, -passage.end_char, passage.passage_id


def show_source(article: ReportedArticle, passages: Sequence[Passage]) -> list[Piece]:
    """The article's pieces in the order of the source; `passages` are the article's own."""
    kept = _Kept(article, passages)
    shown: list[Piece] = [Plain([], [])]
    source = article.source_text
    spans: list[KeptSpan | RemovedSpan] = sorted([*article.blocks, *article.removals], key=_START)
    for span in spans:
        last = shown[-1]
        if isinstance(span, RemovedSpan):
            start, end, reason, rule = span
            if not isinstance(last, Removed) or last.reason != reason:
                last = Removed(reason, [])
                shown.append(last)
            last.removals.append(RemovedLine(start, reason, rule, source[start:end]))
            continue
        start, end, kind = span
        marks = None if end < kept.plain_until else kept.marks(span)
        if marks is not None:
            shown.append(Marked(kind, marks))
            continue
        if not isinstance(last, Plain):
            last = Plain([], [])
            shown.append(last)
        last.kinds.append(kind)
        last.texts.append(source[start:end].strip())
    return shown


def kept_edits(article: ReportedArticle) -> list[Edit]:
    """Its edits that stand in what was kept: the others were made in lines that were then removed."""
    if not article.edits:
        return []
    removals = sorted(article.removals, key=_START)
    ends = [one.end_char for one in removals]
    kept = []
    for edit in article.edits:
        at = bisect_left(ends, edit.end_char)
        if at == len(removals) or removals[at].start_char > edit.start_char:
            kept.append(edit)
    return kept


def is_of_style(rule: str) -> bool:
    """Whether nothing is wrong where an edit is by this rule: a mark is written in the style of the others.

    >>> [is_of_style(f"quote.{rule}") for rule in ("style_open", "turned_open", "style_open+quote.space_open")]
    [True, False, False]
    """
    return rule.startswith(STYLE_RULES) and all(one.startswith(STYLE_RULES) for one in rule.split("+"))


class _Kept:
    """Blocks of an article, and what is marked in them: they are asked for in the order of the source, but for those
    that end before `plain_until`, which are as they stood."""

    def __init__(self, article: ReportedArticle, passages: Sequence[Passage]) -> None:
        self._source, self._edits = article.source_text, article.edits
        self._passages = sorted(passages, key=order_of_passages)
        self._starts = [passage.start_char for passage in self._passages]
        self._n_begun = 0  # passages, the first ones, that begin before it
        self._last: Passage | None = None  # whose the last mark was
        self._at = 0  # of the article's text
        self._n_edits = 0  # that stand before it
        self._n_ended = 0  # passages, the first ones, that end before it
        self.plain_until = -1 if passages else self._next_edit()

    def marks(self, block: KeptSpan) -> tuple[Mark, ...] | None:
        """Those of the next one; None where it is as it stood, and none of it is shared."""
        start, end, kind = block
        edits = self._edits_in(block) if self._next_edit() < end else ()
        if not self._passages:
            self.plain_until = self._next_edit()
        elif kind in BODY_KINDS:
            at, n_chars = self._at, end - start
            for edit in edits:
                n_chars += len(edit.after) - (edit.end_char - edit.start_char)
            passages = self._passages_in(at, at + n_chars)
            self._at += n_chars + 2
            if len(passages) == 1 and not edits and _covers(passages[0], at, at + n_chars):  # as of most copies
                own, last = passages[0], self._last
                self._last = own
                return (Mark(self._source[start:end], None, "", own, self._begun(at + n_chars), own is not last),)
            if passages:
                return tuple(self._share_marks(_edit_marks(self._source, block, edits), passages, at))
            self._last = None
        return tuple(_edit_marks(self._source, block, edits)) if edits else None

    def _share_marks(self, marks: Iterable[Mark], passages: Sequence[Passage], at: int) -> Iterator[Mark]:
        """The marks, cut where shared passages begin and end; the first mark stands at `at` of the article's text."""
        for text, before, rule, *_ in marks:
            end = at + len(text)
            near = [p for p in passages if p.start_char < max(end, at + 1) and at < p.end_char]
            cuts = {at, end}
            if before is None:
                cuts |= {cut for p in near for cut in (p.start_char, p.end_char) if at < cut < end}
            ordered = sorted(cuts)
            for left, right in zip(ordered, ordered[1:] or ordered, strict=False):
                inside = [p for p in near if p.start_char <= left < p.end_char]
                own = inside[-1] if inside else None
                is_new = own is not self._last
                yield Mark(text[left - at : right - at], before, rule, own, self._begun(right), is_new)
                self._last = own
            at = end

    def _begun(self, end: int) -> tuple[Passage, ...]:
        """Those that begin before the end, each once, also where one begins in what was mended, or between blocks."""
        first = self._n_begun
        self._n_begun = bisect_left(self._starts, end, first)
        return tuple(self._passages[first : self._n_begun])

    def _next_edit(self) -> int:
        """Where it begins; the end of all where there is none."""
        return self._edits[self._n_edits].start_char if self._n_edits < len(self._edits) else sys.maxsize

    def _edits_in(self, block: KeptSpan) -> Sequence[Edit]:
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
        end = max(end, at + 1)
        if n == len(passages) or self._starts[n] >= end:
            return []
        return [p for p in passages[n : bisect_left(self._starts, end)] if at < p.end_char]


def _covers(passage: Passage, start: int, end: int) -> bool:
    """Whether all from `start` to `end` of the article's text is in the passage."""
    return passage.start_char <= start and end <= passage.end_char


def _edit_marks(source: str, block: KeptSpan, edits: Iterable[Edit]) -> Iterator[Mark]:
    done = block.start_char
    for edit in edits:
        yield Mark(source[done : edit.start_char])
        sure = "" if edit.margin is None else f", margin {edit.margin:g}"
        yield Mark(edit.after, edit.before, edit.rule.replace("+", ", ") + sure)
        done = edit.end_char
    yield Mark(source[done : block.end_char])
