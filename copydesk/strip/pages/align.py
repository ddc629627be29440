"""Where an extractor's paragraphs stand among a page's lines: both folded to letters and digits, matched in order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from copydesk.strip.lines.folding import fold

# A paragraph this long that stands once on the page is found for certain; shorter ones may be a button's words too.
_MIN_ANCHOR = 20
# Of a paragraph that the extractor changed inside, pieces of at least so many letters are looked for, and so often.
_MIN_PIECE = 16
_MAX_PROBES = 24
# So many paragraphs that are no line of the page are looked for all over it; a page with more of them (real ones have
# up to 200 in all) would take time that grows with its square.
_MAX_SEARCHES = 2_000


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which letters and digits of each line an extractor kept."""

    starts: list[int]  # of each line in the folded page, and the end of the last
    covered: bytearray  # 1 for each letter or digit of the folded page that was kept
    joined: frozenset[int]  # lines in which a paragraph of the extractor's goes on from one line into the next
    folded_lines: list[str]  # each line's letters and digits
    n_lost: int  # letters and digits of the extractor's that stand nowhere on the page

    def share(self, i: int) -> float:
        """The kept share of line i; 0 for a line without letters and digits."""
        start, end = self.starts[i], self.starts[i + 1]
        return self.covered.count(1, start, end) / (end - start) if end > start else 0.0

    def kept_span(self, i: int) -> tuple[int, int] | None:
        """The one stretch of line i's letters and digits that was kept; None where there is none, or several."""
        start, end = self.starts[i], self.starts[i + 1]
        first = self.covered.find(1, start, end)
        if first < 0:
            return None
        last = self.covered.rfind(1, start, end) + 1
        return (first - start, last - start) if self.covered.count(1, first, last) == last - first else None


def align(paragraphs: Sequence[str], lines: Sequence[str]) -> Alignment:
    """The place of every paragraph among the lines, in order as far as the page is; out of order where it is not.

    A paragraph may be part of a line, or run over several. Time is linear where paragraphs are lines of the page or
    stand in its order, as nearly all do; the others are looked for by `str.find`, as far as the next one that is
    sure, and a bounded number of them all over the page.
    """
    folded_lines = [fold(line) for line in lines]
    page = "".join(folded_lines)
    starts = [0]
    for line in folded_lines:
        starts.append(starts[-1] + len(line))
    wanted = [folded for folded in map(fold, paragraphs) if folded]
    places = _anchors(wanted, page, folded_lines, starts)
    covered = bytearray(len(page))
    joined: set[int] = set()
    n_lost = n_searched = 0
    # The next anchor's place at or after each paragraph: what stands before it must be found before it.
    limits = [len(page)] * (len(wanted) + 1)
    for j in range(len(wanted) - 1, -1, -1):
        limits[j] = places.get(j, limits[j + 1])
    cursor = 0
    for j, folded in enumerate(wanted):
        at = places.get(j)
        if at is None and page.startswith(folded, cursor):
            at = cursor
        if at is None:
            at = _find_line(folded, page, starts, cursor, limits[j])
        if at is None and j + 1 < len(wanted):
            # A line that the extractor broke in two at a <br>: the two are found together.
            both = page.find(folded + wanted[j + 1], cursor, limits[j])
            at = both if both >= 0 else None
        anywhere = -1
        if at is None and len(folded) >= _MIN_ANCHOR and n_searched < _MAX_SEARCHES:
            n_searched += 1
            anywhere = page.find(folded)
        if anywhere >= 0:
            covered[anywhere : anywhere + len(folded)] = b"\1" * len(folded)
        elif at is None:
            n_lost += _cover_pieces(folded, page, covered, cursor, limits[j])
        else:
            covered[at : at + len(folded)] = b"\1" * len(folded)
            cursor = at + len(folded)
            joined.update(_lines_joined(starts, at, cursor))
    return Alignment(starts, covered, frozenset(joined), folded_lines, n_lost)


def _lines_joined(starts: list[int], start: int, end: int) -> range:
    """The lines that [start, end) of the folded page touches, if they are several."""
    first, last = bisect_right(starts, start) - 1, bisect_left(starts, end) - 1
    return range(first, last + 1) if last > first else range(0)


def _find_line(folded: str, page: str, starts: list[int], begin: int, end: int) -> int | None:
    """The first place in [begin, end) at which the paragraph stands; a short one only as a whole line."""
    at = page.find(folded, begin, end)
    if len(folded) >= _MIN_ANCHOR:
        return at if at >= 0 else None
    while at >= 0:
        i = bisect_right(starts, at) - 1
        if starts[i] == at and starts[i + 1] == at + len(folded):
            return at
        at = page.find(folded, at + 1, end)
    return None


def _anchors(wanted: Sequence[str], page: str, folded_lines: Sequence[str], starts: Sequence[int]) -> dict[int, int]:
    """Places of the paragraphs that stand on the page once, as many as are in the page's order.

    One that is a whole line stands where that line does, whatever other lines hold it too.
    """
    n_lines_that_say = Counter(folded_lines)
    start_of = dict(zip(folded_lines, starts, strict=False))
    unique = []
    n_searched = 0
    for j, folded in enumerate(wanted):
        if len(folded) < _MIN_ANCHOR:
            continue
        if folded in start_of:
            if n_lines_that_say[folded] == 1:
                unique.append((j, start_of[folded]))
        elif n_searched < _MAX_SEARCHES:
            n_searched += 1
            at = page.find(folded)
            if at >= 0 and page.find(folded, at + 1) < 0:
                unique.append((j, at))
    return dict(_longest_rise(unique))


def _longest_rise(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs, not necessarily neighbours, whose second members rise (patience sorting)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for i, (_, place) in enumerate(pairs):
        k = bisect_left(tails, place)
        before.append(ends[k - 1] if k else -1)
        if k == len(tails):
            tails.append(place)
            ends.append(i)
        else:
            tails[k], ends[k] = place, i
    rise = []
    i = ends[-1] if ends else -1
    while i >= 0:
        rise.append(pairs[i])
        i = before[i]
    return rise[::-1]


def _cover_pieces(folded: str, page: str, covered: bytearray, begin: int, end: int) -> int:
    """Covers what can be found of a paragraph that the extractor changed inside; the letters that cannot be found."""
    n_lost = at = n_probes = 0
    while at < len(folded) and n_probes < _MAX_PROBES:
        n_probes += 1
        place = page.find(folded[at : at + _MIN_PIECE], begin, end) if len(folded) - at >= _MIN_PIECE else -1
        if place < 0:
            n_lost += min(_MIN_PIECE, len(folded) - at)
            at += _MIN_PIECE
            continue
        length = _common_prefix(folded, at, page, place)
        covered[place : place + length] = b"\1" * length
        at, begin = at + length, place + length
    return n_lost + max(0, len(folded) - at)


def _common_prefix(a: str, i: int, b: str, j: int) -> int:
    """How many characters a[i:] and b[j:] share from their beginnings, by halving."""
    low, high = 0, min(len(a) - i, len(b) - j)
    while low < high:
        middle = (low + high + 1) // 2
        if a[i : i + middle] == b[j : j + middle]:
            low = middle
        else:
            high = middle - 1
    return low
