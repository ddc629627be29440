"""The evidence, forwards and backwards: apply edits, compose them, undo them, and give back the decoded source.

An edit always replaces at least one character (an insertion takes its neighbour along), edits of one article are
sorted by span and never overlap. That is what makes every function here a single pass.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from copydesk.records import Article, Block, Edit, Removal


def apply_edits(source: str, edits: Sequence[Edit]) -> str:
    """`source` with every edit made."""
    parts: list[str] = []
    done = 0
    for edit in edits:
        if edit.start_char < done or edit.end_char <= edit.start_char:
            raise ValueError(f"{edit} is empty, or overlaps the edit before it, which ends at {done}")
        if source[edit.start_char : edit.end_char] != edit.before:
            raise ValueError(f"{edit} does not find its `before` in the source")
        parts += source[done : edit.start_char], edit.after
        done = edit.end_char
    return "".join([*parts, source[done:]])


def undo_edits(text: str, edits: Sequence[Edit], *, start_char: int = 0) -> str:
    """The source of `text`, which began at `start_char` and had `edits` made in it."""
    parts: list[str] = []
    at, done = 0, start_char
    for edit in edits:
        end = at + edit.start_char - done
        if text[end : end + len(edit.after)] != edit.after:
            raise ValueError(f"{edit} does not find its `after` in the text that began at {start_char}")
        parts += text[at:end], edit.before
        at, done = end + len(edit.after), edit.end_char
    return "".join([*parts, text[at:]])


class SourceMap:
    """From places in the edited text back to places in the source, in logarithmic time each."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._source_ends = [edit.end_char for edit in edits]
        self._starts: list[int] = []
        self._ends: list[int] = []
        grown = 0
        for edit in edits:
            self._starts.append(edit.start_char + grown)
            grown += len(edit.after) - len(edit.before)
            self._ends.append(edit.end_char + grown)

    def shift(self, start: int, end: int) -> int | None:
        """How far the source stands from [start, end), where no edit touches that; None where one does."""
        i = bisect_left(self._ends, start)
        if i < len(self._starts) and self._starts[i] <= end:
            return None
        return self._source_ends[i - 1] - self._ends[i - 1] if i else 0

    def next_cut(self, position: int) -> int:
        """The first place at or after `position` that does not fall inside what one edit wrote."""
        i = bisect_right(self._ends, position)
        inside = i < len(self._starts) and self._starts[i] < position
        return self._ends[i] if inside else position

    def start(self, position: int) -> int:
        """The earliest source place that became `position`: what was deleted there lies after it."""
        i = bisect_left(self._starts, position)
        return position + (self._source_ends[i - 1] - self._ends[i - 1] if i else 0)

    def end(self, position: int) -> int:
        """The latest source place that became `position`: what was deleted there lies before it."""
        i = bisect_right(self._ends, position)
        return position + (self._source_ends[i - 1] - self._ends[i - 1] if i else 0)


def compose_edits(source: str, first: Sequence[Edit], second: Sequence[Edit]) -> tuple[Edit, ...]:
    """One list of edits of `source` that does what `first` and then `second` do.

    Spans of `first` lie in `source`, spans of `second` in the text that `first` makes of it. Where the two meet on
    the same characters the result is one edit, with both rules joined by "+" and the smaller margin.
    """
    if not first:
        return tuple(second)
    if not second:
        return tuple(first)
    middle = apply_edits(source, first)
    to_source = SourceMap(first)
    # Every edit as its span in the middle text: what `first` wrote, what `second` replaces.
    spans: list[tuple[int, int, int, Edit]] = []
    grown = 0
    for edit in first:
        start = edit.start_char + grown
        spans.append((start, start + len(edit.after), 0, edit))
        grown += len(edit.after) - len(edit.before)
    spans += [(edit.start_char, edit.end_char, 1, edit) for edit in second]
    spans.sort(key=lambda span: span[:3])
    composed: list[Edit] = []
    i = 0
    while i < len(spans):
        start, end = spans[i][:2]
        j = i + 1
        while j < len(spans) and (spans[j][0] < end or (spans[j][0] == start and end > start)):
            end = max(end, spans[j][1])
            j += 1
        group = [span[3] for span in spans[i:j]]
        i = j
        if len(group) == 1 and spans[i - 1][2] == 0:
            composed.append(group[0])
            continue
        inner = [span[3] for span in spans[i - len(group) : i] if span[2] == 1]
        outer = [span[3] for span in spans[i - len(group) : i] if span[2] == 0]
        source_start, source_end = to_source.end(start), to_source.start(end)
        if outer:
            source_start = min(source_start, outer[0].start_char)
            source_end = max(source_end, outer[-1].end_char)
        after, done = "", start
        for edit in inner:
            after += middle[done : edit.start_char] + edit.after
            done = edit.end_char
        after += middle[done:end]
        before = source[source_start:source_end]
        if before != after:
            margins = [edit.margin for edit in group if edit.margin is not None]
            composed.append(
                Edit(
                    start_char=source_start,
                    end_char=source_end,
                    before=before,
                    after=after,
                    stage=inner[0].stage if inner else group[0].stage,
                    rule="+".join(dict.fromkeys(edit.rule for edit in [*outer, *inner])),
                    margin=min(margins, default=None),
                )
            )
    return tuple(composed)


def rebuild(blocks: Sequence[Block], removals: Sequence[Removal], edits: Sequence[Edit], *, end_gap: str = "") -> str:
    """The decoded source, from nothing but what was kept, what was removed and what was edited.

    Edits inside a removal are evidence only: a removal keeps the source's own characters. Raises ValueError where
    the pieces leave a hole, overlap, or an edit does not fit.
    """
    parts: list[str] = []
    done = n_used = 0
    pieces: list[Block | Removal] = [*blocks, *removals]
    for piece in sorted(pieces, key=lambda piece: (piece.start_char, piece.end_char)):
        if done + len(piece.gap) != piece.start_char:
            raise ValueError(f"{piece} does not begin where the piece before it ended ({done}) plus its gap")
        if isinstance(piece, Removal):
            text = piece.text
        else:
            while n_used < len(edits) and edits[n_used].start_char < piece.start_char:
                n_used += 1
            first = n_used
            while n_used < len(edits) and edits[n_used].end_char <= piece.end_char:
                n_used += 1
            text = undo_edits(piece.text, edits[first:n_used], start_char=piece.start_char)
        if len(text) != piece.end_char - piece.start_char:
            raise ValueError(f"{piece} gives back {len(text)} characters of source")
        parts += piece.gap, text
        done = piece.end_char
    return "".join([*parts, end_gap])


def rebuild_article(article: Article) -> str:
    """`rebuild` from an article's own evidence."""
    return rebuild(article.blocks, article.removals, article.edits, end_gap=article.end_gap)
