"""What an outlet's pages tell together that one page cannot: where its prose stands, and which lines come back.

A profile is learned from observations alone, without labels: a path that holds prose on one page after another, and
other prose each time, is where the outlet writes its articles; a path from which the single pages keep next to nothing
is furniture wherever it turns up. This is the wrapper that is otherwise written by hand for each publisher.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from copydesk.records import LineProfile, OutletProfile, PathProfile, PathVerdict
from copydesk.strip.outlets.observation import Observation
from copydesk.strip.outlets.paths import path_keys
from copydesk.strip.outlets.summary import LINE, Lines, Places, Sample, Sampled, Summary, article_digest, summarise

# Of an outlet at most so many pages of one batch are learned from, those with the smallest hashes of their ids: a
# choice that does not depend on order or shards. It bounds memory, and a menu shows itself on far fewer.
MAX_PAGES = 40
# Where a batch has fewer pages of an outlet, pages of earlier batches are learned from as well, the newest first, until
# there are so many; apart for pages that were told by a profile, of which no places are learned. So what an outlet's
# pages were like is forgotten once so many others have come.
MAX_RECALLED = 12
# A page adds at most so many words to a path: one very long page must not outvote the others.
_MAX_WORDS_A_PAGE = 400
# The shares of a path's words that the single pages keep, from which and down to which the path decides.
_PROSE_SHARE = 0.7
_FURNITURE_SHARE = 0.2
MIN_PAGES = 2
# Outlets that are counted at a time, and written together.
_OUTLETS_AT_A_TIME = 128
_Ints = NDArray[np.int64]


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
    observations: Iterable[Observation], *, earlier: Iterable[OutletProfile] = (), min_articles: int = 1
) -> tuple[OutletProfile, ...]:
    """One profile an outlet, sorted by outlet, from a batch's observations and the profiles of earlier batches.

    The order of observations does not matter; an article that an earlier profile was learned from is not counted again.
    One that was told by an earlier profile says which lines come back, but not what stands where: a profile would only
    hear itself.
    An outlet with fewer than `min_articles` gets none: who only wants to correct the batch needs MIN_PAGES, and is
    spared half of the learning where most outlets have one page.
    """
    counted = count_outlets(map(summarise, observations), earlier=earlier, min_articles=min_articles)
    return tuple(profile for some in counted for profile in some.profiles())


class CountedOutlets(NamedTuple):
    """Some outlets' profiles in columns: of each outlet its paths stand together, sorted, and so do its lines."""

    outlets: list[str]
    articles: list[tuple[str, ...]]
    checks: list[tuple[int, int]]  # n_checked, n_differing
    names: list[str]  # of paths
    path_ends: _Ints  # of each outlet, the end of its paths
    paths: _Ints  # which of the names
    path_counts: _Ints  # [n, 6], as in PathProfile
    verdicts: list[PathVerdict]
    line_ends: _Ints
    digests: NDArray[np.uint64]
    line_counts: _Ints  # [n, 3], as in LineProfile

    def profiles(self) -> list[OutletProfile]:
        """The profiles as records."""
        names = [self.names[i] for i in self.paths.tolist()]
        paths = list(map(PathProfile, names, *self.path_counts.T.tolist(), self.verdicts))
        digests = [f"{digest:016x}" for digest in self.digests.tolist()]
        lines = list(map(LineProfile, digests, *self.line_counts.T.tolist()))
        path_ends, line_ends = self.path_ends.tolist(), self.line_ends.tolist()
        return [
            OutletProfile(
                outlet=outlet,
                articles=self.articles[i],
                paths=tuple(paths[path_ends[i - 1] if i else 0 : path_ends[i]]),
                lines=tuple(lines[line_ends[i - 1] if i else 0 : line_ends[i]]),
                n_checked=self.checks[i][0],
                n_differing=self.checks[i][1],
            )
            for i, outlet in enumerate(self.outlets)
        ]


def count_outlets(
    summaries: Iterable[Summary],
    *,
    earlier: Iterable[OutletProfile] = (),
    recalled: Iterable[Summary] = (),
    min_articles: int = 1,
) -> Iterator[CountedOutlets]:
    """`learn_profiles` for observations summed up, in columns, some outlets at a time.

    `recalled` are articles of the batches looked back on, the newest of each outlet first.
    """
    samples = OutletSamples(summaries, earlier=earlier, recalled=recalled)
    return samples.count(samples.lines(), min_articles=min_articles)


class LineOutlets(NamedTuple):
    """In how many outlets of a batch lines stood: the lines' digests, sorted, and the numbers."""

    digests: NDArray[np.uint64]
    n_outlets: _Ints

    def of(self, digests: NDArray[np.uint64]) -> _Ints:
        """The numbers for these lines, which are among them."""
        return self.n_outlets[np.searchsorted(self.digests, digests)]


class OutletSamples:
    """Of each outlet the articles that its profile is learned from, and what its pages say of the earlier profile.

    `earlier` and `recalled` are those of these outlets; `checks` says of articles that are not among the summaries how
    many agreed with the profile that told them, and how many did not.
    """

    def __init__(
        self,
        summaries: Iterable[Summary],
        *,
        earlier: Iterable[OutletProfile] = (),
        recalled: Iterable[Summary] = (),
        checks: Mapping[str, Counter[bool]] | None = None,
    ) -> None:
        self._known = {profile.outlet: profile for profile in earlier}
        self._checks: defaultdict[str, Counter[bool]] = defaultdict(Counter, checks or {})
        self._places = Places()
        before = {profile.outlet: frozenset(profile.articles) for profile in self._known.values()}
        samples: dict[str, Sample] = {}
        for summary in summaries:
            article = article_digest(summary.article_id)
            if article not in before.get(summary.outlet, ()):
                samples.setdefault(summary.outlet, Sample(MAX_PAGES)).add(article, summary, self._places)
                if summary.agrees is not None:
                    self._checks[summary.outlet][summary.agrees] += 1
        for summary in recalled:
            article = article_digest(summary.article_id)
            if article not in before.get(summary.outlet, ()):
                sample = samples.setdefault(summary.outlet, Sample(MAX_PAGES))
                is_new = sample.recall(article, summary, self._places, fill=MAX_RECALLED)
                if is_new and summary.agrees is not None:
                    self._checks[summary.outlet][summary.agrees] += 1
        self._sampled = {outlet: sample.articles() for outlet, sample in samples.items()}

    def lines(self) -> LineOutlets:
        """In how many of these outlets each line stands."""
        digests = [np.unique(_lines_of(pages)["digest"]) for pages in self._sampled.values()]
        found, n = np.unique(np.concatenate([np.zeros(1, np.uint64), *digests]), return_counts=True)
        return LineOutlets(found, n)

    def count(self, n_outlets: LineOutlets, *, min_articles: int = 1) -> Iterator[CountedOutlets]:
        """Profiles, sorted by outlet, where lines stood in so many outlets of the whole batch."""
        names = self._places.names()
        wanted = (
            _Outlet(self._known.get(outlet) or _nothing_of(outlet), pages, self._checks[outlet])
            for outlet in sorted(self._sampled.keys() | self._known.keys())
            if len(pages := self._sampled.get(outlet, [])) + self._n_before(outlet) >= min_articles
        )
        while some := list(islice(wanted, _OUTLETS_AT_A_TIME)):
            yield _count(some, n_outlets, names)

    def _n_before(self, outlet: str) -> int:
        return len(frozenset(self._known[outlet].articles)) if outlet in self._known else 0


def _nothing_of(outlet: str) -> OutletProfile:
    return OutletProfile(outlet=outlet, articles=(), paths=(), lines=())


class _Outlet(NamedTuple):
    earlier: OutletProfile
    pages: Sequence[Sampled]
    agreed: Counter[bool]


def _lines_of(pages: Iterable[Sampled]) -> Lines:
    return np.concatenate([np.zeros(0, LINE), *(page.lines for page in pages)])


def _count(outlets: Sequence[_Outlet], n_outlets: LineOutlets, places: Sequence[str]) -> CountedOutlets:
    pages = [page for own in outlets for page in own.pages]
    outlet_of = np.repeat(np.arange(len(outlets)), [len(own.pages) for own in outlets])
    lines = _lines_of(pages)
    page = np.repeat(np.arange(len(pages)), [len(own.lines) for own in pages])
    recurring, line_outlets, digests, line_counts = _count_lines(lines, page, outlet_of, outlets, n_outlets)
    extracted = np.flatnonzero(~np.array([own.by_profile for own in pages], bool)[page])
    names, path_outlets, paths, path_counts = _count_paths(
        lines[extracted], page[extracted], recurring[extracted], outlet_of, outlets, places
    )
    verdicts: list[PathVerdict] = ["mixed"] * len(paths)
    several = np.flatnonzero(path_counts[:, 0] >= MIN_PAGES)
    for i, counts in zip(several.tolist(), path_counts[several][:, [0, 2, 3]].tolist(), strict=True):
        verdicts[i] = path_verdict(*counts)
    each = np.arange(len(outlets))
    return CountedOutlets(
        outlets=[own.earlier.outlet for own in outlets],
        articles=[tuple(sorted({*own.earlier.articles, *(page.article for page in own.pages)})) for own in outlets],
        checks=[
            (own.earlier.n_checked + own.agreed.total(), own.earlier.n_differing + own.agreed[False]) for own in outlets
        ],
        names=names,
        path_ends=np.searchsorted(path_outlets, each, side="right"),
        paths=paths,
        path_counts=path_counts,
        verdicts=verdicts,
        line_ends=np.searchsorted(line_outlets, each, side="right"),
        digests=digests,
        line_counts=line_counts,
    )


def _added_up(keys: _Ints, counts: _Ints) -> tuple[_Ints, _Ints, _Ints]:
    """Each key once, sorted, with the sums of its rows' counts; and of each row the index of its key."""
    order = np.argsort(keys, kind="stable")
    in_order = keys[order]
    is_first = np.diff(in_order, prepend=-1) != 0
    begins = np.flatnonzero(is_first)
    index = np.empty(len(keys), np.int64)
    index[order] = np.cumsum(is_first) - 1
    return in_order[begins], np.add.reduceat(counts[order], begins) if len(begins) else counts, index


def _count_lines(
    lines: Lines, page: _Ints, outlet_of: _Ints, outlets: Sequence[_Outlet], n_outlets: LineOutlets
) -> tuple[NDArray[np.bool_], _Ints, NDArray[np.uint64], _Ints]:
    """Which of the lines recur; and every line that does, or that is kept: its outlet, digest and counts, sorted."""
    before = [(i, line) for i, own in enumerate(outlets) for line in own.earlier.lines]
    there = np.flatnonzero(lines["digest"])
    digests, digest = np.unique(
        np.append(lines["digest"][there], np.array([int(line.digest, 16) for _, line in before], np.uint64)),
        return_inverse=True,
    )
    on_pages, kept, index = _added_up(
        page[there] * len(digests) + digest[: len(there)], lines["kept"][there, None].astype(np.int64)
    )
    page_of, digest_on_page = np.divmod(on_pages, max(1, len(digests)))
    outlet_before = np.array([i for i, _ in before], np.int64)
    counts_before = np.array([line[1:] for _, line in before], np.int64).reshape(-1, 3)
    keys, counts, row = _added_up(
        np.append(outlet_of[page_of], outlet_before) * len(digests) + np.append(digest_on_page, digest[len(there) :]),
        np.concatenate([np.insert(np.minimum(kept, 1), 0, 1, axis=1), counts_before[:, :2]]),
    )
    now, earlier = row[: len(on_pages)], row[len(on_pages) :]
    of_outlets = np.ones(len(keys), np.int64)
    of_outlets[earlier] = counts_before[:, 2]
    of_outlets[now] = np.maximum(of_outlets[now], n_outlets.of(digests[digest_on_page]))
    recurring = np.zeros(len(lines), bool)
    recurring[there] = counts[now[index], 0] >= MIN_PAGES
    wanted = np.flatnonzero((counts[:, 0] >= MIN_PAGES) | (counts[:, 1] > 0))
    outlet, digest = np.divmod(keys[wanted], max(1, len(digests)))
    return recurring, outlet, digests[digest], np.column_stack([counts, of_outlets])[wanted]


def _count_paths(
    lines: Lines,
    page: _Ints,
    recurring: NDArray[np.bool_],
    outlet_of: _Ints,
    outlets: Sequence[_Outlet],
    places: Sequence[str],
) -> tuple[list[str], _Ints, _Ints, _Ints]:
    """Names; and every path: its outlet, which name it is, and its counts, sorted."""
    before = [(i, path) for i, own in enumerate(outlets) for path in own.earlier.paths]
    own_places, place = np.unique(lines["place"], return_inverse=True)
    keys = [path_keys(places[i]) if places[i] else () for i in own_places.tolist()]
    names = sorted({*(key for some in keys for key in some), *(path.path for _, path in before)})
    number = {name: i for i, name in enumerate(names)}
    words, links = lines["n_words"].astype(np.int64), lines["n_link_words"].astype(np.int64)
    counts = np.stack([words, words * lines["kept"], links, words], axis=1)
    counts[recurring, :3] = 0
    counts[~recurring, 3] = 0
    # A page has some three lines at a place: a row for each name of each place that it has.
    places_of_pages, counts, _ = _added_up(page * len(keys) + place, counts)
    page, place = np.divmod(places_of_pages, max(1, len(keys)))
    n_keys = np.array([len(some) for some in keys], np.int64)
    first_key = np.cumsum(n_keys) - n_keys
    all_keys = np.array([number[key] for some in keys for key in some], np.int64)
    n_rows = n_keys[place]
    row = np.repeat(np.arange(len(place)), n_rows)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(n_rows) - n_rows, n_rows)
    key = all_keys[first_key[place[row]] + nth]
    on_pages, sums, _ = _added_up(page[row] * len(names) + key, counts[row])
    page_of, name_on_page = np.divmod(on_pages, max(1, len(names)))
    outlet_before = np.array([i for i, _ in before], np.int64)
    name_before = np.array([number[path.path] for _, path in before], np.int64)
    counts_before = np.array([path[1:7] for _, path in before], np.int64).reshape(-1, 6)
    found, totals, _ = _added_up(
        np.append(outlet_of[page_of], outlet_before) * len(names) + np.append(name_on_page, name_before),
        np.concatenate([_counts_of_pages(sums), counts_before]),
    )
    outlet, name = np.divmod(found, max(1, len(names)))
    return names, outlet, name, totals


def _counts_of_pages(sums: _Ints) -> _Ints:
    """What one page says of a path, of the words there: it counts for _MAX_WORDS_A_PAGE words at most."""
    words, kept = sums[:, 0], sums[:, 1]
    scale = np.minimum(1.0, _MAX_WORDS_A_PAGE / np.maximum(1, words))
    scaled: Any = np.rint(sums[:, :3] * scale[:, None]).astype(np.int64)
    return np.column_stack([np.ones(len(sums), np.int64), 2 * kept > words, scaled, sums[:, 3]])
