"""What an outlet's pages tell together that one page cannot: where its prose stands, and which lines come back.

A profile is learned from observations alone, without labels: a path that holds prose on one page after another, and
other prose each time, is where the outlet writes its articles; a path from which the single pages keep next to nothing
is furniture wherever it turns up. This is the wrapper that is otherwise written by hand for each publisher.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import Literal

from copydesk.strip.observation import Observation, ObservedLine

PathVerdict = Literal["prose", "furniture", "mixed"]

# Of an outlet at most so many pages of one batch are learned from, those with the smallest hashes of their ids: a
# choice that does not depend on order or shards. It bounds memory, and a menu shows itself on far fewer.
MAX_PAGES = 40
# A page adds at most so many words to a path: one very long page must not outvote the others.
_MAX_WORDS_A_PAGE = 400
# The shares of a path's words that the single pages keep, from which and down to which the path decides.
_PROSE_SHARE = 0.6
_FURNITURE_SHARE = 0.3
_MIN_PAGES = 2
# Innermost steps that name a path; the whole path is the surest, and is asked first.
_SUFFIX_STEPS = (5, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class PathProfile:
    """What stood at one path on the outlet's pages; lines that recur are not counted as kept or not."""

    path: str  # steps as in `PageBlock.path`; "**/" before it where only its innermost steps count
    n_pages: int
    n_words: int
    n_kept_words: int  # of them, kept by the single-page results
    n_link_words: int
    n_recurring_words: int
    n_kept_pages: int  # pages that keep most of what does not recur

    @property
    def kept_share(self) -> float:
        """The share of the path's words that the single-page results keep."""
        return self.n_kept_words / self.n_words if self.n_words else 0.0

    @property
    def verdict(self) -> PathVerdict:
        """What a line on this path is."""
        if self.n_pages < _MIN_PAGES or not self.n_words:
            return "mixed"
        if self.kept_share >= _PROSE_SHARE:
            return "prose"
        return "furniture" if self.kept_share <= _FURNITURE_SHARE else "mixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineProfile:
    """A line, by its digest, and on how many of the outlet's pages it stood."""

    digest: str
    n_pages: int
    n_kept: int  # of them, pages whose single-page result keeps it
    n_outlets: int = 1  # in how many outlets of the batch it stands


@dataclass(frozen=True, kw_only=True)
class OutletProfile:
    """One outlet's pages summed up."""

    outlet: str
    pages: tuple[str, ...]  # hashes of the ids of the articles learned from
    paths: tuple[PathProfile, ...]
    lines: tuple[LineProfile, ...]

    @property
    def n_pages(self) -> int:
        """On how many articles it stands."""
        return len(self.pages)

    def path(self, path: str) -> PathProfile | None:
        """What is known of the path: of the whole of it if it stood on several pages, else of its innermost steps."""
        for key in path_keys(path):
            known = self._paths.get(key)
            if known is not None and known.n_pages >= _MIN_PAGES:
                return known
        return None

    def line(self, digest: str) -> LineProfile | None:
        """The line, if it stood on two pages or more."""
        known = self._lines.get(digest)
        return known if known is not None and known.n_pages >= _MIN_PAGES else None

    @cached_property
    def _paths(self) -> dict[str, PathProfile]:
        return {path.path: path for path in self.paths}

    @cached_property
    def _lines(self) -> dict[str, LineProfile]:
        return {line.digest: line for line in self.lines}


@lru_cache(maxsize=65536)
def path_keys(path: str) -> tuple[str, ...]:
    """The names under which a path is known, from the surest to the most general."""
    steps = [_step_key(step) for step in path.split("/")]
    keys = ["/".join(steps)]
    keys += ["**/" + "/".join(steps[-n:]) for n in _SUFFIX_STEPS]
    return tuple(dict.fromkeys(keys))


_LEAVES = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "td", "tr", "figcaption", "dd", "dt", "pre"}
)


@lru_cache(maxsize=65536)
def _step_key(step: str) -> str:
    """The step without an id that numbers or names one element of one page."""
    head, dot, classes = step.partition(".")
    tag, mark, name = head.partition("#")
    if mark and (tag in _LEAVES or "0" in name):
        head = tag
    return head + dot + classes


# One page as it is learned from: its hash, and its lines as (digest, path, words, words kept, words in links).
_Line = tuple[str, str, int, bool, int]


@dataclass(frozen=True, slots=True, order=True)
class _PageSummary:
    page: str
    lines: tuple[_Line, ...]


def learn_profiles(
    observations: Iterable[Observation], *, earlier: Iterable[OutletProfile] = ()
) -> tuple[OutletProfile, ...]:
    """One profile an outlet, sorted by outlet, from a batch's observations and the profiles of earlier batches.

    The order of observations does not matter; an article that an earlier profile was learned from is not counted again.
    """
    known = {profile.outlet: profile for profile in earlier}
    seen = {profile.outlet: frozenset(profile.pages) for profile in known.values()}
    samples: dict[str, list[tuple[int, _PageSummary]]] = {}
    for observation in observations:
        page = _page_hash(observation.article_id)
        if page not in seen.get(observation.outlet, ()):
            _add_to_sample(samples.setdefault(observation.outlet, []), page, observation)
    pages_of = {
        outlet: sorted((summary for _, summary in sample), key=lambda summary: summary.page)
        for outlet, sample in samples.items()
    }
    n_outlets: dict[str, int] = {}
    for pages in pages_of.values():
        for digest in {line[0] for page in pages for line in page.lines}:
            n_outlets[digest] = n_outlets.get(digest, 0) + 1
    return tuple(
        _learn(outlet, pages_of.get(outlet, []), known.get(outlet), n_outlets)
        for outlet in sorted(pages_of.keys() | known.keys())
    )


def _page_hash(article_id: str) -> str:
    return blake2b(article_id.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _add_to_sample(sample: list[tuple[int, _PageSummary]], page: str, observation: Observation) -> None:
    """The sample keeps the MAX_PAGES pages with the smallest hashes (a heap with the largest on top)."""
    rank = -int(page, 16)
    if len(sample) == MAX_PAGES and rank < sample[0][0]:
        return
    if any(summary.page == page for _, summary in sample):
        return
    entry = rank, _PageSummary(page, tuple(map(_summarised, observation.lines)))
    if len(sample) < MAX_PAGES:
        heapq.heappush(sample, entry)
    else:
        heapq.heapreplace(sample, entry)


def _summarised(line: ObservedLine) -> _Line:
    n_chars = line.end_char - line.start_char
    return line.digest, line.path, line.n_words, line.kept, round(line.n_words * line.n_link_chars / max(1, n_chars))


def _learn(
    outlet: str, pages: Sequence[_PageSummary], earlier: OutletProfile | None, n_outlets: dict[str, int]
) -> OutletProfile:
    lines = {line.digest: [line.n_pages, line.n_kept, line.n_outlets] for line in earlier.lines} if earlier else {}
    for page in pages:
        kept_here: dict[str, bool] = {}
        for digest, _, _, kept, _ in page.lines:
            if digest:
                kept_here[digest] = kept_here.get(digest, False) or kept
        for digest, kept in kept_here.items():
            counts = lines.setdefault(digest, [0, 0, 1])
            counts[0] += 1
            counts[1] += kept
            counts[2] = max(counts[2], n_outlets[digest])
    return OutletProfile(
        outlet=outlet,
        pages=tuple(sorted({*(earlier.pages if earlier else ()), *(page.page for page in pages)})),
        paths=tuple(_learn_paths(pages, earlier, lines)),
        lines=tuple(
            LineProfile(digest=digest, n_pages=n_pages, n_kept=n_kept, n_outlets=n)
            for digest, (n_pages, n_kept, n) in sorted(lines.items())
        ),
    )


def _learn_paths(
    pages: Sequence[_PageSummary], earlier: OutletProfile | None, lines: dict[str, list[int]]
) -> Iterator[PathProfile]:
    """Every path with its counts, sorted."""
    totals: dict[str, list[int]] = {}
    for known in earlier.paths if earlier else ():
        totals[known.path] = [
            known.n_pages,
            known.n_words,
            known.n_kept_words,
            known.n_link_words,
            known.n_recurring_words,
            known.n_kept_pages,
        ]
    for page in pages:
        here: dict[str, list[int]] = {}
        for digest, path, n_words, kept, n_link_words in page.lines:
            if not path:
                continue
            recurs = bool(digest) and lines[digest][0] >= _MIN_PAGES
            for key in path_keys(path):
                counts = here.setdefault(key, [0, 0, 0, 0])
                if recurs:
                    counts[3] += n_words
                else:
                    counts[0] += n_words
                    counts[1] += n_words * kept
                    counts[2] += n_link_words
        for key, counts in here.items():
            scale = min(1.0, _MAX_WORDS_A_PAGE / max(1, counts[0]))
            total = totals.setdefault(key, [0, 0, 0, 0, 0, 0])
            total[0] += 1
            for i, count in enumerate(counts[:3], 1):
                total[i] += round(count * scale)
            total[4] += counts[3]
            total[5] += counts[1] > 0.5 * counts[0]
    for path, (n_pages, n_words, n_kept, n_link, n_recurring, n_kept_pages) in sorted(totals.items()):
        yield PathProfile(
            path=path,
            n_pages=n_pages,
            n_words=n_words,
            n_kept_words=n_kept,
            n_link_words=n_link,
            n_recurring_words=n_recurring,
            n_kept_pages=n_kept_pages,
        )
