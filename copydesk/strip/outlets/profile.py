"""What an outlet's pages tell together that one page cannot: where its prose stands, and which lines come back.

A profile is learned from observations alone, without labels: a path that holds prose on one page after another, and
other prose each time, is where the outlet writes its articles; a path from which the single pages keep next to nothing
is furniture wherever it turns up. This is the wrapper that is otherwise written by hand for each publisher.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from copydesk.records import LineProfile, OutletProfile, PathProfile, PathVerdict
from copydesk.strip.outlets.observation import Observation, ObservedLine, Seen, SeenLine
from copydesk.strip.outlets.paths import path_keys

# Of an outlet at most so many pages of one batch are learned from, those with the smallest hashes of their ids: a
# choice that does not depend on order or shards. It bounds memory, and a menu shows itself on far fewer.
MAX_PAGES = 40
# A page adds at most so many words to a path: one very long page must not outvote the others.
_MAX_WORDS_A_PAGE = 400
# The shares of a path's words that the single pages keep, from which and down to which the path decides.
_PROSE_SHARE = 0.7
_FURNITURE_SHARE = 0.2
MIN_PAGES = 2


def known_path(profile: OutletProfile, path: str) -> PathProfile | None:
    """What is known of the path: of the whole of it if it stood on several pages, else of its innermost steps."""
    for key in path_keys(path):
        known = profile.by_path.get(key)
        if known is not None and known.n_pages >= MIN_PAGES:
            return known
    return None


def known_line(profile: OutletProfile, digest: str) -> LineProfile | None:
    """The line, if it stood in two articles or more."""
    known = profile.by_digest.get(digest)
    return known if known is not None and known.n_pages >= MIN_PAGES else None


def path_verdict(n_pages: int, n_words: int, n_kept_words: int) -> PathVerdict:
    """What a line at a place is, by the words that stood there and do not recur."""
    if n_pages < MIN_PAGES or not n_words:
        return "mixed"
    if n_kept_words >= _PROSE_SHARE * n_words:
        return "prose"
    return "furniture" if n_kept_words <= _FURNITURE_SHARE * n_words else "mixed"


def learn_profiles(
    observations: Iterable[Observation | Seen], *, earlier: Iterable[OutletProfile] = (), min_articles: int = 1
) -> tuple[OutletProfile, ...]:
    """One profile an outlet, as `each_profile` learns them."""
    return tuple(each_profile(observations, earlier=earlier, min_articles=min_articles))


def each_profile(
    observations: Iterable[Observation | Seen], *, earlier: Iterable[OutletProfile] = (), min_articles: int = 1
) -> Iterator[OutletProfile]:
    """One profile an outlet, sorted by outlet, from a batch's observations and the profiles of earlier batches.

    The order of observations does not matter; an article that an earlier profile was learned from is not counted again.
    One that was told by an earlier profile says which lines come back, but not what stands where: a profile would only
    hear itself.
    An outlet with fewer than `min_articles` gets none: who only wants to correct the batch needs MIN_PAGES, and is
    spared half of the learning where most outlets have one page.
    """
    known = {profile.outlet: profile for profile in earlier}
    seen = {profile.outlet: frozenset(profile.articles) for profile in known.values()}
    samples: dict[str, _Sample] = {}
    checks: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    for observation in observations:
        article = _digest(observation.article_id)
        if article not in seen.get(observation.outlet, ()):
            samples.setdefault(observation.outlet, _Sample()).add(article, observation)
            if observation.agrees is not None:
                checks[observation.outlet][observation.agrees] += 1
    n_outlets: Counter[str] = Counter()
    for sample in samples.values():
        n_outlets.update({line.digest for summary in sample.summaries() for line in summary.lines})
    for outlet in sorted(samples.keys() | known.keys()):
        summaries = samples.pop(outlet, _Sample()).summaries()
        if len(summaries) + len(seen.get(outlet, ())) >= min_articles:
            yield _learn_outlet(outlet, summaries, known.get(outlet), n_outlets, checks[outlet])


class _SummarisedLine(NamedTuple):
    digest: str
    path: str
    n_words: int
    n_link_words: int
    kept: bool


class _Summary(NamedTuple):
    """One article as it is learned from."""

    rank: int  # the smallest rank goes first where there are too many
    article: str
    by_profile: bool
    lines: tuple[_SummarisedLine, ...]


class _Sample:
    """The MAX_PAGES articles with the smallest digests, in a heap with the largest of them on top."""

    def __init__(self) -> None:
        self._heap: list[_Summary] = []
        self._articles: set[str] = set()
        self._known: dict[str, str] = {}  # places and recurring lines are few: one string each

    def add(self, article: str, observation: Observation | Seen) -> None:
        """The article is in the sample, if it is not there yet and its digest is small enough."""
        rank = -int(article, 16)
        full = len(self._heap) == MAX_PAGES
        if article in self._articles or (full and rank < self._heap[0].rank):
            return
        summary = _Summary(rank, article, observation.by_profile, tuple(map(self._summarised, observation.lines)))
        self._articles.add(article)
        if full:
            self._articles.remove(heapq.heapreplace(self._heap, summary).article)
        else:
            heapq.heappush(self._heap, summary)

    def summaries(self) -> list[_Summary]:
        """The articles, sorted."""
        return sorted(self._heap)

    def _summarised(self, line: ObservedLine | SeenLine) -> _SummarisedLine:
        n_link_words = 0
        if line.n_link_chars:
            n_link_words = round(line.n_words * line.n_link_chars / max(1, line.end_char - line.start_char))
        digest, path = (self._known.setdefault(name, name) for name in (line.digest, line.path))
        return _SummarisedLine(digest, path, line.n_words, n_link_words, line.kept)


def _digest(article_id: str) -> str:
    return blake2b(article_id.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _learn_outlet(
    outlet: str,
    summaries: Sequence[_Summary],
    earlier: OutletProfile | None,
    n_outlets: Mapping[str, int],
    agreed: Mapping[bool, int],
) -> OutletProfile:
    articles = {*(earlier.articles if earlier else ()), *(summary.article for summary in summaries)}
    lines = _count_lines(summaries, earlier, n_outlets)
    recurring = {line.digest for line in lines if line.n_pages >= MIN_PAGES}
    return OutletProfile(
        outlet=outlet,
        articles=tuple(sorted(articles)),
        paths=tuple(_count_paths(summaries, earlier, recurring)),
        lines=tuple(line for line in lines if line.n_pages >= MIN_PAGES or line.n_kept_pages),
        n_checked=(earlier.n_checked if earlier else 0) + agreed[True] + agreed[False],
        n_differing=(earlier.n_differing if earlier else 0) + agreed[False],
    )


def _count_lines(
    summaries: Sequence[_Summary], earlier: OutletProfile | None, n_outlets: Mapping[str, int]
) -> list[LineProfile]:
    """Every line with its counts, sorted by digest."""
    counts: dict[str, tuple[int, int, int]] = {}
    for line in earlier.lines if earlier else ():
        counts[line.digest] = line.n_pages, line.n_kept_pages, line.n_outlets
    for summary in summaries:
        kept_here: dict[str, bool] = {}
        for line_ in summary.lines:
            if line_.digest:
                kept_here[line_.digest] = kept_here.get(line_.digest, False) or line_.kept
        for digest, kept in kept_here.items():
            n_pages, n_kept, n = counts.get(digest, (0, 0, 1))
            counts[digest] = n_pages + 1, n_kept + kept, max(n, n_outlets[digest])
    return [
        LineProfile(digest=digest, n_pages=n_pages, n_kept_pages=n_kept, n_outlets=n)
        for digest, (n_pages, n_kept, n) in sorted(counts.items())
    ]


@dataclass(slots=True)
class _PathCounts:
    n_pages: int = 0
    n_kept_pages: int = 0
    n_words: int = 0
    n_kept_words: int = 0
    n_link_words: int = 0
    n_recurring_words: int = 0

    def add_lines(self, lines: _PathCounts) -> None:
        """More words on the same page."""
        self.n_words += lines.n_words
        self.n_kept_words += lines.n_kept_words
        self.n_link_words += lines.n_link_words
        self.n_recurring_words += lines.n_recurring_words

    def add_page(self, page: _PathCounts) -> None:
        """One page more, which counts for MAX_WORDS_A_PAGE words at most."""
        scale = min(1.0, _MAX_WORDS_A_PAGE / max(1, page.n_words))
        self.n_pages += 1
        self.n_kept_pages += 2 * page.n_kept_words > page.n_words
        self.n_words += round(page.n_words * scale)
        self.n_kept_words += round(page.n_kept_words * scale)
        self.n_link_words += round(page.n_link_words * scale)
        self.n_recurring_words += page.n_recurring_words


def _count_page(lines: Iterable[_SummarisedLine], recurring: set[str]) -> dict[str, _PathCounts]:
    """Every name of a place on one page with its words."""
    by_path: defaultdict[str, _PathCounts] = defaultdict(_PathCounts)
    for line in lines:
        counts = by_path[line.path]
        if line.digest in recurring:
            counts.n_recurring_words += line.n_words
        else:
            counts.n_words += line.n_words
            counts.n_kept_words += line.n_words * line.kept
            counts.n_link_words += line.n_link_words
    by_key: defaultdict[str, _PathCounts] = defaultdict(_PathCounts)
    for path, counts in by_path.items():
        for key in path_keys(path) if path else ():
            by_key[key].add_lines(counts)
    return by_key


def _count_paths(
    summaries: Sequence[_Summary], earlier: OutletProfile | None, recurring: set[str]
) -> Iterator[PathProfile]:
    """Every path with its counts and verdict, sorted."""
    totals = {
        path.path: _PathCounts(
            n_pages=path.n_pages,
            n_kept_pages=path.n_kept_pages,
            n_words=path.n_words,
            n_kept_words=path.n_kept_words,
            n_link_words=path.n_link_words,
            n_recurring_words=path.n_recurring_words,
        )
        for path in (earlier.paths if earlier else ())
    }
    for summary in summaries:
        if summary.by_profile:
            continue
        for key, counts in _count_page(summary.lines, recurring).items():
            totals.setdefault(key, _PathCounts()).add_page(counts)
    for path, total in sorted(totals.items()):
        yield PathProfile(
            path=path,
            n_pages=total.n_pages,
            n_kept_pages=total.n_kept_pages,
            n_words=total.n_words,
            n_kept_words=total.n_kept_words,
            n_link_words=total.n_link_words,
            n_recurring_words=total.n_recurring_words,
            verdict=path_verdict(total.n_pages, total.n_words, total.n_kept_words),
        )
