"""The pages of outlets, and of each two outlets that share text: those of some outlets need nothing of the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from copydesk.records import Drift, OutletNumbers, PathProfile
from copydesk.report.lists import Row, paged
from copydesk.report.pages import Pages
from copydesk.report.pairs import paired_outlets
from copydesk.report.places import Places, outlet_key
from copydesk.report.shared import SharedCluster, beginning

# Of an outlet of fewer articles nothing is learned that could tell a line of one of them.
MIN_LEARNED = 2
# Of each outlet: recurring lines and places on its pages.
N_LINES, _N_PATHS = 25, 12


class FurnitureLine(NamedTuple):
    """A line that was removed from articles of an outlet, and from how many."""

    outlet: str
    reason: str
    text: str
    n: int


class PassagePlace(NamedTuple):
    """A cluster of passages in few words, and where its copies stand side by side: for the pages of one outlet and of
    each of the others, which come after it by name."""

    key: str  # of the outlet's page
    outlet: str
    others: tuple[str, ...]
    text: str  # as the outlet has it
    link: str
    n_outlets: int


class Partner(NamedTuple):
    """Another outlet, and how much it shares."""

    outlet: str
    called: str
    n: int  # passages
    n_articles: int  # of the outlet
    n_other_articles: int
    n_chars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldOutlet:
    """What an outlet's page has besides its articles."""

    key: str  # of its page
    outlet: str
    called: str
    own_name: str | None  # what most of its pages call it
    numbers: OutletNumbers | None  # none of an outlet of earlier batches
    partners: tuple[Partner, ...]  # who share most first
    furniture: tuple[FurnitureLine, ...]  # the most frequent first
    n_learned: int  # articles that its pages' places and lines were learned of, those of earlier batches, too
    paths: tuple[PathProfile, ...]  # as `most_telling` has them
    drifts: tuple[Drift, ...]


def passage_places(clusters: Iterable[SharedCluster], earlier: Container[str], places: Places) -> list[PassagePlace]:
    """Rows of each cluster for its pairs of outlets, sorted by the key of the first by name."""
    rows = []
    for shared in clusters:
        link = places.cluster(shared.cluster.cluster_id, shared.story_id)
        text_of: dict[str, str] = {}
        for passage in shared.passages:
            text_of.setdefault(passage.outlet, passage.text)
        some, own = paired_outlets(shared, earlier)
        for n, outlet in enumerate(some, 1):
            others = tuple(other for other in some[n:] if outlet in own or other in own)
            if others:
                text = beginning(text_of[outlet])
                rows.append(PassagePlace(outlet_key(outlet), outlet, others, text, link, len(text_of)))
    return sorted(rows)


def most_telling(paths: Sequence[PathProfile]) -> tuple[PathProfile, ...]:
    """The places of an outlet's pages with most words, by what stands there."""
    return tuple(
        path
        for verdict in ("prose", "mixed", "furniture")
        for path in sorted((p for p in paths if p.verdict == verdict), key=lambda p: (-p.n_words, -p.n_pages, p.path))[
            :_N_PATHS
        ]
    )


def outlet_pages(
    outlets: Sequence[ToldOutlet],
    articles: Iterable[Row],
    shared: Iterable[PassagePlace],
    *,
    batch: str,
    places: Places,
) -> Iterator[tuple[str, bytes]]:
    """The pages of the outlets, and those of what each shares with one that comes after it by name.

    `articles` and `shared` are theirs, and the articles stand in the order in which they are listed.
    """
    rows_of: defaultdict[str, list[Row]] = defaultdict(list)
    for row in articles:
        rows_of[row.outlet].append(row)
    names = {partner.outlet: partner.called for one in outlets for partner in one.partners}
    made = Pages(batch, places, names | {one.outlet: one.called for one in outlets})
    for one in outlets:
        yield from _outlet(one, rows_of.get(one.outlet, []), made)
    extents = {(one.outlet, partner.outlet): partner for one in outlets for partner in one.partners}
    yield from _pairs(shared, extents, made)


def _outlet(one: ToldOutlet, own: Sequence[Row], made: Pages) -> Iterator[tuple[str, bytes]]:
    doubtful = [row for row in own if row.doubt]
    paths = [(verdict, list(some)) for verdict, some in groupby(one.paths, key=lambda path: path.verdict)]
    for path, rows, pages, at in paged(made.places.outlet(one.outlet).removesuffix(".html"), own):
        yield made.page(
            path,
            "outlet",
            outlet=one.outlet,
            own_name=one.own_name,
            numbers=one.numbers,
            rows=rows,
            n_rows=len(own),
            n_edits=sum(row.n_edits for row in own),
            doubtful=doubtful,
            partners=one.partners,
            furniture=one.furniture,
            is_unlearned=one.numbers is not None and one.numbers.n_articles > 0 and one.n_learned < MIN_LEARNED,
            paths=paths,
            drifts=one.drifts,
            pages=pages,
            at=at,
        )


def _pairs(
    shared: Iterable[PassagePlace], extents: Mapping[tuple[str, str], Partner], made: Pages
) -> Iterator[tuple[str, bytes]]:
    """The passages that most outlets have first."""
    pairs: defaultdict[tuple[str, str], list[PassagePlace]] = defaultdict(list)
    for row in shared:
        for other in row.others:
            pairs[row.outlet, other].append(row)
    for (one, other), rows in pairs.items():
        passages = sorted(rows, key=lambda row: (-row.n_outlets, row.link))
        shown = {"one": one, "other": other, "passages": passages, "extent": extents[one, other]}
        yield made.page(made.places.pair(one, other), "pair", **shown)
