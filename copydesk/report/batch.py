"""The pages that a report has of the whole batch: at a glance, stories, who shares, articles, outlets, doubt, find."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

from copydesk.records import (
    ArticleCluster,
    Cluster,
    Drift,
    OutletNumbers,
    PathProfile,
    Quarantined,
    StockSentence,
)
from copydesk.report.pages import STATIC, render, static_file
from copydesk.report.places import Places

Item = TypeVar("Item")
# Rows of a list on one page.
_ROWS = 200
# Outlets of the matrix: more are no picture any more. The list below it has every pair.
_N_MATRIX = 20
# Shades of the matrix' cells.
_N_SHADES = 5
# Of a passage that hundreds of outlets carry not every pair is counted: no step is quadratic.
_N_PAIRED = 20
# Of each outlet: recurring lines and places on its pages.
_N_LINES, _N_PATHS = 25, 12
# Rows of each kind that are named at a glance.
_N_FIRST = 5
# A share of its inputs or text that an outlet loses and that somebody should look at; and of how many inputs.
_MUCH_REFUSED, _MUCH_REMOVED, _FEW = 0.2, 0.6, 5
_CHARS_SHOWN = 110


class Listed(NamedTuple):
    """As much of an article as lists have."""

    article_id: str
    outlet: str
    outlet_name: str | None
    title: str
    published: str | None
    doubt: str | None
    n_chars: int
    n_edits: int
    n_removals: int
    n_removed_chars: int
    n_shared: int


class FurnitureLine(NamedTuple):
    """A line that was removed from articles of an outlet, and from how many."""

    outlet: str
    reason: str
    text: str
    n: int


class PassagePlace(NamedTuple):
    """A cluster of passages in few words, and where its copies stand side by side."""

    text: str
    link: str
    n_outlets: int


class Look(NamedTuple):
    """Something to look at first."""

    what: str
    why: str
    link: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is told of a batch."""

    batch: str
    counts: Mapping[str, int]
    reasons: Mapping[str, int]  # removals by reason
    listed: Sequence[Listed]
    outlets: Sequence[OutletNumbers]
    furniture: Mapping[str, Sequence[FurnitureLine]]  # by outlet, the most frequent first
    paths: Mapping[str, Sequence[PathProfile]]
    stories: Sequence[ArticleCluster]
    clusters: Iterable[tuple[Cluster, str, Sequence[str], str | None]]  # with first words, outlets, and its story
    stock: Sequence[StockSentence]
    quarantine: Sequence[Quarantined]
    drifts: Sequence[Drift]
    past: Sequence[tuple[str, Sequence[OutletNumbers]]]  # earlier batches, by name
    earlier: Mapping[str, Any]  # articles of earlier batches, by id
    n_clusters: int

    @cached_property
    def names(self) -> dict[str, str]:
        """What to call outlets that have a better name than their domain."""
        return name_outlets(Counter((row.outlet, row.outlet_name) for row in self.listed if row.outlet_name))

    @cached_property
    def by_id(self) -> dict[str, Listed]:
        """Articles by id."""
        return {row.article_id: row for row in self.listed}


def batch_pages(told: Told, places: Places) -> Iterator[tuple[str, bytes]]:
    """Every page of the whole batch, by path."""
    pairs = _pairs(told, places)

    def page(path: str, template: str, **more: Any) -> tuple[str, bytes]:
        shown = {"batch": told.batch, "places": places, "told": told, "called": _caller(told.names), **more}
        return path, render(template, **shown)

    for name in STATIC:
        yield name, static_file(name)
    looks = list(_look_first(told, places, pairs))
    biggest = sorted(told.stories, key=lambda story: (-len(story.article_ids), story.cluster_id))
    yield page(
        "index.html",
        "index",
        looks=looks,
        reasons=Counter(told.reasons).most_common(),
        outlets=sorted(told.outlets, key=lambda row: (-row.n_articles - row.n_refused, row.outlet))[:_N_MATRIX],
        past=[(name, _summed(rows)) for name, rows in told.past],
        now=_summed(told.outlets),
        n_doubtful=sum(row.doubt is not None for row in told.listed),
        n_sharing=sum(row.n_shared > 0 for row in told.listed),
        n_mended=sum(row.n_edits > 0 for row in told.listed),
    )
    for path, rows, pages, at in _paged("stories", biggest):
        yield page(path, "stories", rows=rows, pages=pages, at=at)
    most = sorted(pairs, key=lambda pair: (-len(pairs[pair]), pair))
    matrix = _matrix(most, pairs)
    for path, some, pages, at in _paged("shared", most):
        yield page(path, "shared", rows=[(a, b, len(pairs[a, b])) for a, b in some], matrix=matrix, pages=pages, at=at)
    for (one, other), passages in pairs.items():
        yield page(places.pair(one, other), "pair", one=one, other=other, passages=passages)
    for path, stock, pages, at in _paged("stock", told.stock) if told.stock else ():
        yield page(path, "stock", rows=stock, pages=pages, at=at)
    newest = sorted(told.listed, key=lambda row: (row.published or "", row.article_id), reverse=True)
    for path, listed, pages, at in _paged("articles", newest):
        yield page(path, "articles", rows=listed, pages=pages, at=at)
    yield from _outlet_pages(told, places, pairs, newest, page)
    doubtful = sorted(
        (row for row in told.listed if row.doubt), key=lambda row: (_kind(row.doubt), row.outlet, row.article_id)
    )
    for path, listed, pages, at in _paged("doubt", doubtful):
        kinds = [(kind, list(some)) for kind, some in groupby(listed, key=lambda row: _kind(row.doubt))]
        refused = Counter(row.reason for row in told.quarantine).most_common() if at == 0 else []
        yield page(path, "doubt", kinds=kinds, refused=refused, n=len(doubtful), pages=pages, at=at)
    in_order = sorted(told.quarantine, key=lambda row: (row.reason, row.source_path))
    for path, refused_rows, pages, at in _paged("quarantine", in_order):
        groups = [(reason, list(some)) for reason, some in groupby(refused_rows, key=lambda row: row.reason)]
        yield page(path, "quarantine", groups=groups, pages=pages, at=at)
    yield page(
        "find.html",
        "find",
        reasons=sorted(told.reasons),
        outlets=sorted(row.outlet for row in told.outlets if row.n_articles)[:_ROWS],
    )


def name_outlets(spelt: Mapping[tuple[str, str | None], int]) -> dict[str, str]:
    """What the report calls outlets: the name that most of its pages have, where no other outlet is called so.

    `spelt` says of how many articles of an outlet the page calls it how.
    """
    names: dict[str, str] = {}
    for (outlet, name), _ in sorted(spelt.items(), key=lambda item: (-item[1], item[0])):
        if name:
            names.setdefault(outlet, name)
    shared = Counter(names.values())
    return {outlet: name for outlet, name in names.items() if shared[name] == 1}


def _caller(names: Mapping[str, str]) -> Any:
    return lambda outlet: names.get(outlet, outlet)


def _paged(name: str, rows: Sequence[Item]) -> Iterator[tuple[str, Sequence[Item], list[str], int]]:
    """The list in pages: path, rows, all paths, and which this is. One page at least."""
    n_pages = max(1, -(-len(rows) // _ROWS))
    pages = [f"{name}.html", *(f"{name}-{n}.html" for n in range(2, n_pages + 1))]
    for at, path in enumerate(pages):
        yield path, rows[at * _ROWS : (at + 1) * _ROWS], [one.rpartition("/")[2] for one in pages], at


def _pairs(told: Told, places: Places) -> dict[tuple[str, str], list[PassagePlace]]:
    """What each two outlets share, the passages that most outlets have first."""
    pairs: defaultdict[tuple[str, str], list[PassagePlace]] = defaultdict(list)
    for cluster, text, outlets, story_id in told.clusters:
        cut = text[:_CHARS_SHOWN] + ("…" if len(text) > _CHARS_SHOWN else "")
        place = PassagePlace(cut, places.cluster(cluster.cluster_id, story_id), len(outlets))
        some = sorted(outlets)[:_N_PAIRED]
        for i, one in enumerate(some):
            for other in some[i + 1 :]:
                pairs[one, other].append(place)
    return {pair: sorted(pairs[pair], key=lambda one: (-one.n_outlets, one.link)) for pair in sorted(pairs)}


class Cell(NamedTuple):
    """How many passages two outlets of the matrix share: those of a row and a column."""

    row: int
    column: int
    n: int
    shade: int


class Matrix(NamedTuple):
    """Who shares with whom, of the outlets that share most."""

    outlets: list[str]
    cells: list[Cell]
    n_outlets: int  # that share anything


def _matrix(pairs: Sequence[tuple[str, str]], places: Mapping[tuple[str, str], Sequence[PassagePlace]]) -> Matrix:
    n_of: Counter[str] = Counter()
    for one, other in pairs:
        n_of[one] += len(places[one, other])
        n_of[other] += len(places[one, other])
    chosen = sorted(n_of, key=lambda outlet: (-n_of[outlet], outlet))[:_N_MATRIX]
    number = {outlet: i for i, outlet in enumerate(chosen)}
    counted = {pair: len(places[pair]) for pair in pairs if pair[0] in number and pair[1] in number}
    most = max(counted.values(), default=1)
    cells = []
    for (one, other), n in counted.items():
        row, column = max(number[one], number[other]), min(number[one], number[other])
        shade = math.ceil(_N_SHADES * math.log1p(n) / math.log1p(most))
        cells.append(Cell(row, column, n, shade))
    return Matrix(chosen, sorted(cells), len(n_of))


def _outlet_pages(
    told: Told,
    places: Places,
    pairs: Mapping[tuple[str, str], Sequence[PassagePlace]],
    newest: Sequence[Listed],
    page: Any,
) -> Iterator[tuple[str, bytes]]:
    articles: defaultdict[str, list[Listed]] = defaultdict(list)
    for row in newest:
        articles[row.outlet].append(row)
    shares: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for (one, other), some in pairs.items():
        shares[one].append((other, len(some)))
        shares[other].append((one, len(some)))
    numbers = {row.outlet: row for row in told.outlets}
    known = sorted({*numbers, *articles, *shares})
    for path, some_outlets, pages, at in _paged("outlets", [numbers[name] for name in known if name in numbers]):
        yield page(path, "outlets", rows=some_outlets, pages=pages, at=at)
    for outlet in known:
        own = articles.get(outlet, [])
        stem = places.outlet(outlet).removesuffix(".html")
        for path, rows, pages, at in _paged(stem, own):
            yield page(
                path,
                "outlet",
                outlet=outlet,
                numbers=numbers.get(outlet),
                rows=rows,
                n_rows=len(own),
                doubtful=[row for row in own if row.doubt],
                shares=sorted(shares.get(outlet, []), key=lambda item: (-item[1], item[0])),
                furniture=told.furniture.get(outlet, [])[:_N_LINES],
                paths=_most_telling(told.paths.get(outlet, [])),
                drifts=[drift for drift in told.drifts if drift.outlet == outlet],
                pages=pages,
                at=at,
            )


def _most_telling(paths: Sequence[PathProfile]) -> list[tuple[str, list[PathProfile]]]:
    """The places of an outlet's pages with most words, by what stands there."""
    found = []
    for verdict in ("prose", "mixed", "furniture"):
        own = sorted((p for p in paths if p.verdict == verdict), key=lambda p: (-p.n_words, -p.n_pages, p.path))
        if own:
            found.append((verdict, own[:_N_PATHS]))
    return found


def _kind(doubt: str | None) -> str:
    """What a doubt begins with: a word for what the article looks like; of a number of words, that."""
    kind = (doubt or "").partition(":")[0]
    return "few words" if kind[:1].isdigit() else kind


def _look_first(told: Told, places: Places, pairs: Mapping[tuple[str, str], Sequence[PassagePlace]]) -> Iterator[Look]:
    """What somebody should look at before all else, the worst first."""
    called = _caller(told.names)
    for drift in told.drifts[:_N_FIRST]:
        why = f"{drift.measure} {drift.value:g}, usually {drift.usual:g}"
        yield Look(f"{called(drift.outlet)} is not as it was", why, places.outlet(drift.outlet))
    for row in sorted(told.outlets, key=lambda row: (-row.n_refused, row.outlet))[:_N_FIRST]:
        n_inputs = row.n_articles + row.n_refused
        if n_inputs >= _FEW and row.n_refused > _MUCH_REFUSED * n_inputs:
            yield Look(
                f"{called(row.outlet)} gave few articles",
                f"{row.n_refused} of its {n_inputs} inputs were refused",
                places.outlet(row.outlet),
            )
    failed = sum(row.reason.endswith("_failed") for row in told.quarantine)
    if failed:
        yield Look("Errors that nobody expected", f"{failed} inputs were put aside for them", "quarantine.html")
    n_doubtful = sum(row.doubt is not None for row in told.listed)
    if n_doubtful:
        yield Look("Articles that may be none", f"{n_doubtful} came out with a doubt", "doubt.html")
    for row in sorted(told.outlets, key=lambda row: (-_share_removed(row), row.outlet))[:_N_FIRST]:
        if row.n_articles >= _FEW and _share_removed(row) > _MUCH_REMOVED:
            yield Look(
                f"{called(row.outlet)} loses most of its text",
                f"{_share_removed(row):.0%} of what its pages say was removed",
                places.outlet(row.outlet),
            )
    most = max(told.listed, key=lambda row: (row.n_edits, row.article_id), default=None)
    if most and most.n_edits:
        yield Look(most.title, f"the most mended article: {most.n_edits} places", places.article(most.article_id))
    for story in sorted(told.stories, key=lambda story: (-story.n_outlets, story.cluster_id))[:3]:
        known = next((told.by_id[name] for name in story.article_ids if name in told.by_id), None)
        why = f"{len(story.article_ids)} articles of {story.n_outlets} outlets are mostly this text"
        yield Look(known.title if known else "A story", why, places.story(story.cluster_id))
    for pair in sorted(pairs, key=lambda pair: (-len(pairs[pair]), pair))[:1]:
        names = " and ".join(map(called, pair))
        yield Look(names, f"share most: {len(pairs[pair])} passages", places.pair(*pair))


def _share_removed(row: OutletNumbers) -> float:
    return row.n_removed_chars / max(row.n_chars + row.n_removed_chars, 1)


class Summed(NamedTuple):
    """What all outlets of a batch come to."""

    n_articles: int
    n_refused: int
    n_outlets: int
    chars_an_article: float
    share_removed: float
    edits_a_thousand: float
    share_shared: float


def _summed(rows: Sequence[OutletNumbers]) -> Summed:
    n_articles, n_chars, n_removed = (
        sum(getattr(row, name) for row in rows) for name in ("n_articles", "n_chars", "n_removed_chars")
    )
    return Summed(
        n_articles,
        sum(row.n_refused for row in rows),
        sum(row.n_articles > 0 for row in rows),
        n_chars / max(n_articles, 1),
        n_removed / max(n_chars + n_removed, 1),
        1000 * sum(row.n_edits for row in rows) / max(n_chars, 1),
        sum(row.n_shared_chars for row in rows) / max(n_chars, 1),
    )
