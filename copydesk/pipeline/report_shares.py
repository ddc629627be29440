"""The report's pages that are of no range of ids: of outlets and of those that share, lists, and of the whole batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from copydesk.arrow import from_batch, schema_of
from copydesk.checked import count_rows, find_rows, read_records, read_rows
from copydesk.pipeline.part import Part
from copydesk.pipeline.ranges import IdRange, Rows, cut_ids
from copydesk.pipeline.report import FOLDER, ReportRange, runs_of_rows
from copydesk.pipeline.report_told import Called, ReportTold, Share
from copydesk.pipeline.shared import Chosen, Found, quarantine_of
from copydesk.published import read_published
from copydesk.records import ArticleCluster, Drift, EarlierArticle, OutletNumbers, StockSentence
from copydesk.report.batch import Compared, Noted, Past, Told, batch_pages
from copydesk.report.find import index_files, packed
from copydesk.report.lists import ROWS, Listed, Pair, Row, beside, matrix_of, names_of, page_names
from copydesk.report.notable import (
    N_NOTABLE,
    CloseCall,
    LongRemoval,
    ReasonNumbers,
    RuleNumbers,
    closest,
    summed_by_reason,
    summed_by_rule,
)
from copydesk.report.outlets import PassagePlace, ToldOutlet, outlet_pages
from copydesk.report.pages import Pages, render
from copydesk.report.places import Places
from copydesk.store import Place

Files = Iterator[tuple[str, bytes]]


def outlet_files(told: ReportTold, ranges: Sequence[ReportRange], share: Share, *, batch: str, places: Places) -> Files:
    """The pages of the outlets of a share, by path in the batch."""
    ids = cut_ids(share.of)[share.n]

    def own(place: Place, record_type: Any) -> Iterator[Any]:
        start, end = find_rows(place, "key", ids.first, ids.end)
        for some in read_rows(place, start, end, schema_of(record_type).names):
            yield from from_batch(some, record_type)

    outlets = list(own(told.outlets, ToldOutlet))
    shared = (row for one in ranges for row in own(one.shared, PassagePlace))
    yield from _in_folder(outlet_pages(outlets, own(told.articles, Row), shared, batch=batch, places=places))


def list_files(
    told: ReportTold, share: Share, *, batch: str, places: Places, has_stock: bool, looks_back: bool
) -> Files:
    """A share of the pages of each list, by path in the batch."""
    n_articles = count_rows(told.newest)
    for at, path, articles, pages in _list_pages("articles", told.newest, Row, share):
        made = Pages(batch, places, {})
        yield from _in_folder([made.page(path, "articles", rows=articles, pages=pages, at=at, n_articles=n_articles)])
    for at, path, pairs, pages in _list_pages("shared", told.pairs, Pair, share):
        every = list(read_records(told.pairs, Pair)) if at == 0 else []
        made = Pages(batch, places, names_of(every))
        shown = {"rows": pairs, "matrix": matrix_of(every), "has_stock": has_stock, "looks_back": looks_back}
        yield from _in_folder([made.page(path, "shared", pages=pages, at=at, **shown)])


def _list_pages(
    name: str, place: Place, record_type: Any, share: Share
) -> Iterator[tuple[int, str, list[Any], list[str]]]:
    """The share's pages of a list: their numbers, paths, rows, and all pages."""
    n_rows = count_rows(place)
    names = page_names(name, n_rows)
    first, end = (len(names) * n // share.of for n in (share.n, share.n + 1))
    rows = Rows(place, slice(first * ROWS, min(end * ROWS, n_rows)), schema_of(record_type).names)
    for at in range(first, end):
        some = [row for batch in rows.up_to((at + 1) * ROWS) for row in from_batch(batch, record_type)]
        yield at, names[at], some, beside(names)


def whole_files(
    told: ReportTold,
    ranges: Sequence[ReportRange],
    parts: Sequence[Part],
    found: Found,
    chosen: Chosen,
    outlets: Sequence[OutletNumbers],
    drifts: Sequence[Drift],
    past: Sequence[Past],
    compared: Compared,
    *,
    batch: str,
    places: Places,
) -> Files:
    """The pages and files that are of the whole batch, by path in it; no text of an article is read again for them."""
    counts = chosen.counts()
    stories = list(read_records(chosen.article_clusters, ArticleCluster))
    articles = Noted(stories)
    listed = articles.look_at(row for one in ranges for row in read_records(one.listed, Listed))
    days = np.fromiter((_day(row.published) for row in listed), np.int64)
    called = list(read_records(told.names, Called))
    whole = Told(
        batch=batch,
        names={row.outlet: row.called for row in called},
        own_names={row.outlet: row.own_name for row in called if row.own_name},
        counts=counts,
        reasons=summed_by_reason(row for one in ranges for row in read_records(one.reasons, ReasonNumbers)),
        rules=summed_by_rule(row for one in ranges for row in read_records(one.rules, RuleNumbers)),
        long_removals=sorted(row for one in ranges for row in read_records(one.long_removals, LongRemoval))[:N_NOTABLE],
        close_calls=closest(row for one in ranges for row in read_records(one.close_calls, CloseCall)),
        articles=articles,
        outlets=outlets,
        stories=stories,
        most=next(read_records(told.pairs, Pair), None),
        stock=list(read_records(found.stock, StockSentence)),
        quarantine=quarantine_of(parts),
        drifts=drifts,
        past=past,
        compared=compared,
        earlier={row.article_id: row for row in read_records(found.earlier, EarlierArticle)},
        n_clusters=count_rows(chosen.clusters),
    )
    yield "report.html", render("lead", batch=batch, places=places)
    yield from _in_folder(batch_pages(whole, places))
    n_listed = [count_rows(one.listed) for one in ranges]
    runs = runs_of_rows(sum(n_listed))
    head = {"names": [run.first or "all" for run in runs], "days": packed(days)}
    for path, data in index_files([one.words for one in ranges], n_listed, head, _begins(ranges, runs)):
        yield f"{FOLDER}/find/{path}", data


def _begins(ranges: Sequence[ReportRange], runs: Sequence[IdRange]) -> list[int]:
    """How many articles come before each run."""
    begins, n_before = list[int](), 0
    for one in ranges:
        own = [run.first for run in runs if one.ids.first <= run.first < one.ids.end]
        begins += [n_before + n for n in find_rows(one.listed, "article_id", *own)]
        n_before += count_rows(one.listed)
    return begins


def _in_folder(pages: Any) -> Files:
    """The pages, by path in the batch."""
    return ((f"{FOLDER}/{path}", data) for path, data in pages)


def _day(published: str | None) -> int:
    """Counted from the first of the year 1; 0 where it is not known."""
    date = read_published(published).date
    return date.toordinal() if date else 0
