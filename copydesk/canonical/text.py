"""An article without the passages whose canonical copy stands elsewhere."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from copydesk.records import Passage

# A mark before which no space is left over.
_CLOSING = frozenset(".,;:!?…)]}”’»")
# So few words that are left of a paragraph tell nothing any more: "He said.", "Read on:".
_MAX_CRUMB_WORDS = 2
# Each character of a script that parts no words counts for one.
_WORD = re.compile(r"[\u2e80-\U0003ffff]|[^\W\u2e80-\U0003ffff]+")
# Where a sentence begins: at a paragraph, or after a mark that ends one and its quotation marks; not after an initial
# ("J. Smith", "the U.S. army"), nor before a small letter.
_SENTENCE_START = re.compile(r"\n\s*|(?<![A-Z]\.)(?<=[.!?…。！？])[”»’\"')\]]*(?:\s+|(?<=[。！？]))(?![\sa-z])")


@dataclass(frozen=True, slots=True)
class Cut:
    """A passage stood at `offset` of the canonical text."""

    offset: int
    passage_id: str


@dataclass(frozen=True, slots=True)
class CanonicalText:
    """The text that is left, and what was cut where, in order."""

    text: str
    cuts: tuple[Cut, ...]
    share_elsewhere: float = 0.0  # of the article's characters, those in passages with their canonical copy elsewhere
    has_kept: bool = False  # the canonical copy of a passage that stands elsewhere, too


class KeptCopy(Protocol):
    """As much of a Cluster as is asked for here."""

    @property
    def cluster_id(self) -> str:
        """Its name."""

    @property
    def canonical_passage_id(self) -> str | None:
        """Which of its passages is kept."""


def canonical_text(
    text: str, passages: Iterable[Passage], clusters: Iterable[KeptCopy], *, whole_sentences: bool = True
) -> CanonicalText:
    """The article's text with each of its `passages` whose canonical copy stands in another article replaced by
    nothing, and the place of each.

    `passages` are those of this article. White space on both sides of a cut becomes one: the blank line if either
    side has one. What is canonical here is kept, also where a passage that is cut overlaps it. With `whole_sentences`
    only sentences all of which stand elsewhere are cut, and what that leaves of a paragraph if it is two words; a
    passage of which nothing is cut has no place.
    """
    own = sorted(passages, key=lambda p: (p.start_char, p.end_char, p.passage_id))
    canonical = {cluster.cluster_id: cluster.canonical_passage_id for cluster in clusters}
    own_ids = {passage.passage_id for passage in own}
    # Without a choice, or with the canonical copy in this very article, nothing is cut.
    cut = [p for p in own if canonical.get(p.cluster_id) and canonical[p.cluster_id] not in own_ids]
    kept = [p for p in own if canonical.get(p.cluster_id) == p.passage_id]
    pieces = _without([(p.start_char, p.end_char) for p in cut], [(p.start_char, p.end_char) for p in kept])

    share = round(sum(end - start for start, end in pieces) / max(len(text), 1), 4)
    if whole_sentences:
        pieces = _with_crumbs(text, _whole_sentences(text, pieces))
        cut = [p for p in cut if _touches(p, pieces)]
    kept_text, offsets = _cut_out(text, pieces)
    places = [(start, offset) for (start, _), offset in zip(pieces, offsets, strict=True)]
    return CanonicalText(kept_text, tuple(Cut(_place(p, places), p.passage_id) for p in cut), share, bool(kept))


def _touches(passage: Passage, pieces: list[tuple[int, int]]) -> bool:
    """Whether something of the passage is in the sorted pieces."""
    at = bisect_left(pieces, (passage.end_char, -1))
    return at > 0 and pieces[at - 1][1] > passage.start_char


def _whole_sentences(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of each piece the sentences that it holds whole."""
    if not pieces:
        return []
    found = list(_SENTENCE_START.finditer(text))
    begins = [0, *(mark.end() for mark in found), len(text)]
    ends = sorted({0, len(text), *(mark.start() + len(mark.group().rstrip()) for mark in found)})
    whole = []
    for start, end in pieces:
        first = begins[bisect_left(begins, start)]
        last = ends[bisect_right(ends, end) - 1]
        if first < last:
            whole.append((first, last))
    return whole


def _with_crumbs(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pieces, those that leave a paragraph two words or fewer made larger by these."""
    edges = [0, *(found.end() for found in re.finditer(r"\n\s*", text)), len(text)]
    grown: list[tuple[int, int]] = []
    for start, end in pieces:
        first, last = bisect_right(edges, start) - 1, bisect_left(edges, end)
        above, below = text[edges[first] : start], text[end : edges[min(last, len(edges) - 1)]]
        if grown and grown[-1][1] > edges[first]:
            above = text[grown[-1][1] : start]  # cut before in the same paragraph
        if len(_WORD.findall(above + below)) <= _MAX_CRUMB_WORDS:
            start -= len(above)
            end += len(below.rstrip())
        if grown and start <= grown[-1][1]:
            grown[-1] = grown[-1][0], max(end, grown[-1][1])
        else:
            grown.append((start, end))
    return grown


def _cut_out(text: str, pieces: list[tuple[int, int]]) -> tuple[str, list[int]]:
    """The text without `pieces`, and for each the length of what stands before it."""
    if not pieces:
        return text, []
    bounds = [0, *(edge for piece in pieces for edge in piece), len(text)]
    parts: list[str] = []
    offsets: list[int] = []
    length, gap = 0, ""
    for start, end in zip(bounds[::2], bounds[1::2], strict=True):
        chunk = text[start:end]
        body = chunk.strip()
        if body:
            first = len(chunk) - len(chunk.lstrip())
            space = _between(gap, chunk[:first], body[0]) if parts else ""
            parts += space, body
            length += len(space) + len(body)
            gap = chunk[first + len(body) :]
        else:
            gap = max(gap, chunk, key=_strength)
        offsets.append(length)
    return "".join(parts), offsets[:-1]


def _without(cut: list[tuple[int, int]], kept: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches that are in `cut` and not in `kept`, joined where they touch."""
    edges = sorted(
        [(start, 0, 1) for start, _ in cut]
        + [(end, 0, -1) for _, end in cut]
        + [(start, 1, 1) for start, _ in kept]
        + [(end, 1, -1) for _, end in kept]
    )
    found: list[tuple[int, int]] = []
    depth, before = [0, 0], 0
    for place, which, step in edges:
        if depth[0] and not depth[1] and place > before:
            if found and found[-1][1] == before:
                found[-1] = (found[-1][0], place)
            else:
                found.append((before, place))
        depth[which] += step
        before = place
    return found


def _strength(space: str) -> tuple[int, int]:
    return space.count("\n"), len(space)


def _between(before: str, after: str, following: str) -> str:
    """The white space left of what stood on both sides of a cut."""
    space = max(after, before, key=_strength)
    if "\n" in space:
        return space
    return "" if not after and following in _CLOSING else space[:1]


def _place(passage: Passage, places: list[tuple[int, int]]) -> int:
    """Where in the canonical text the passage stood: at the first of its pieces that was cut."""
    at = bisect_left(places, (passage.start_char, -1))
    if at < len(places) and places[at][0] < passage.end_char:
        return places[at][1]
    # It stood inside a longer cut, or within what is kept.
    return places[max(at - 1, 0)][1] if places else 0
