"""What waits between stages as the tables of `schemas`: columns are moved, not rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.emit import schemas
from copydesk.published import read_published
from copydesk.records import BODY_KINDS

# What joins two blocks of a body.
_GAP = len("\n\n")


def articles_table(articles: pa.Table, **told: Sequence[Any]) -> pa.Table:
    """Rows of `articles`; `told` are the columns that other stages have to say, by name, a value an article."""
    decoding = articles.column("decoding").combine_chunks()
    columns: dict[str, Any] = {
        **date_columns("published", articles.column("published").to_pylist()),
        "encoding": pc.struct_field(decoding, "encoding"),
        "decoding_method": pc.struct_field(decoding, "method"),
        "encoding_runner_up": pc.struct_field(decoding, "runner_up"),
        "encoding_margin": pc.struct_field(decoding, "margin"),
        "n_source_chars": pc.utf8_length(articles.column("source_text")),
        **told,
    }
    return _table(schemas.ARTICLES, {**columns, **_columns_of(articles, schemas.ARTICLES, columns)})


def date_columns(name: str, dates: Iterable[str | None]) -> dict[str, list[Any]]:
    """What the dates tell, as they are written in the column of that name, in the columns beside it."""
    read = [read_published(text) for text in dates]
    return {
        f"{name}_date": [when.date for when in read],
        f"{name}_local": [when.local for when in read],
        f"{name}_at": [when.instant for when in read],
    }


def edits_table(articles: pa.Table) -> pa.Table:
    """Rows of `edits`."""
    return _table(schemas.EDITS, _flat(articles, "edits"))


def removals_table(articles: pa.Table) -> pa.Table:
    """Rows of `removals`."""
    return _table(schemas.REMOVALS, _flat(articles, "removals"))


def blocks_table(articles: pa.Table) -> pa.Table:
    """Rows of `blocks`, in the order of the source: where each of the body's stands in the article's text."""
    flat = _flat(articles, "blocks")
    in_body = pc.is_in(flat["kind"], pa.array(sorted(BODY_KINDS), pa.large_string())).to_numpy(zero_copy_only=False)
    n_chars = pc.utf8_length(flat["text"]).to_numpy(zero_copy_only=False)
    ends = np.cumsum(np.where(in_body, n_chars + _GAP, 0))
    starts = ends - np.where(in_body, n_chars + _GAP, 0)
    # Counted over all articles: each begins where the one before it ended.
    article = flat["at"]
    first = np.searchsorted(article, np.arange(len(articles)))
    before = np.append(starts, 0)[first]
    starts = starts - before[article]
    flat["text_start"] = pa.array(starts, pa.int64(), mask=~in_body)
    flat["text_end"] = pa.array(starts + n_chars, pa.int64(), mask=~in_body)
    flat["field_text"] = pc.if_else(pa.array(in_body), None, flat["text"])
    return _table(schemas.BLOCKS, flat)


def count_edits_in_removals(articles: pa.Table) -> int:
    """How many edits are evidence only: of text that was then removed."""
    edits, removals = _flat(articles, "edits"), _flat(articles, "removals")

    def place(flat: Mapping[str, Any], name: str) -> npt.NDArray[np.int64]:
        # Sources have fewer characters than that.
        where: npt.NDArray[np.int64] = (flat["at"] << 40) + flat[name].to_numpy()
        return where

    # The first removal that ends behind the edit, if it begins before it.
    after = np.searchsorted(place(removals, "end_char"), place(edits, "end_char"))
    begins = np.append(place(removals, "start_char"), np.iinfo(np.int64).max)
    return int(np.count_nonzero(begins[after] <= place(edits, "start_char")))


def passages_table(
    passages: pa.Table, *, canonical_ids: pa.Array, cut_at: Mapping[str, int], batches: Sequence[str]
) -> pa.Table:
    """Rows of `passages`, each with the batch of its article.

    `cut_at` has, by passage_id, the place in `canonical_text` of those that were cut.
    """
    told = {
        "is_canonical": pc.is_in(passages.column("passage_id"), canonical_ids),
        "article_batch": batches,
        "canonical_text_at": [cut_at.get(name) for name in passages.column("passage_id").to_pylist()],
    }
    return _table(schemas.PASSAGES, {**told, **_columns_of(passages, schemas.PASSAGES, told)})


def same_columns(records: pa.Table | pa.RecordBatch, schema: pa.Schema, **told: Any) -> pa.Table:
    """Rows of a table whose columns are the records' own, but for those `told`."""
    return _table(schema, {**told, **_columns_of(records, schema, told)})


def table_of_rows(rows: Sequence[Mapping[str, Any]], schema: pa.Schema) -> pa.Table:
    """Rows that were made one by one."""
    return _table(schema, {name: [row[name] for row in rows] for name in schema.names if name != "batch"})


def profiles_table(profiles: pa.Table) -> pa.Table:
    """Rows of `profiles`: of each outlet its articles, how many were checked, its places, its lines."""
    articles = profiles.column("articles").combine_chunks()
    names = {"at": _parents(articles), "name": articles.flatten()}
    kinds = (
        ("article", names),
        ("check", _checks(profiles)),
        ("path", _flat(profiles, "paths", name="path")),
        ("line", _flat(profiles, "lines", name="digest")),
    )
    tables = []
    for rank, (kind, flat) in enumerate(kinds):
        n_rows = len(flat["at"])
        flat |= {"kind": pa.repeat(kind, n_rows), "outlet": profiles.column("outlet").take(pa.array(flat["at"]))}
        flat |= {name: pa.nulls(n_rows) for name in schemas.PROFILES.names if name not in flat}
        order = {"at": pa.array(flat["at"]), "rank": pa.repeat(rank, n_rows), "row": pa.array(np.arange(n_rows))}
        table = _table(schemas.PROFILES, flat)
        for name, column in order.items():
            table = table.append_column(f"_{name}", column.cast(pa.int64()))
        tables.append(table)
    every = pa.concat_tables(tables)
    keys = [("_at", "ascending"), ("_rank", "ascending"), ("_row", "ascending")]
    return every.take(pc.sort_indices(every, keys)).drop_columns([f"_{name}" for name in ("at", "rank", "row")])


def _checks(profiles: pa.Table) -> dict[str, Any]:
    """A row for each outlet of which articles were checked."""
    at = np.flatnonzero(profiles.column("n_checked").to_numpy())
    n_checked, n_differing = (profiles.column(name).take(pa.array(at)) for name in ("n_checked", "n_differing"))
    agreed = pc.subtract(n_checked, n_differing)
    return {"at": at, "name": pa.repeat("", len(at)), "n_pages": n_checked, "n_kept_pages": agreed}


def _flat(articles: pa.Table, column: str, /, **renamed: str) -> dict[str, Any]:
    """The records in the lists of a column, by field, each with its row's `article_id` and which row that is."""
    lists = articles.column(column).combine_chunks()
    records = lists.flatten()
    at = _parents(lists)
    flat = dict(zip((field.name for field in records.type), records.flatten(), strict=True))
    flat |= {new: flat.pop(old) for new, old in renamed.items()}
    if "article_id" in articles.column_names:
        flat["article_id"] = articles.column("article_id").take(pa.array(at))
    return {**flat, "at": at}


def _parents(lists: pa.LargeListArray) -> npt.NDArray[np.int64]:
    """int64[n_members]: which row each member of the lists is of."""
    parents: npt.NDArray[np.int64] = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False)
    return parents


def _columns_of(records: pa.Table | pa.RecordBatch, schema: pa.Schema, told: Iterable[str]) -> dict[str, Any]:
    return {name: records.column(name) for name in schema.names if name not in {*told, "batch"}}


def _table(schema: pa.Schema, columns: Mapping[str, Any]) -> pa.Table:
    schema = schema.remove(schema.get_field_index("batch"))  # a TableFile adds it
    arrays = []
    for field in schema:
        column = columns[field.name]
        is_arrow = isinstance(column, pa.Array | pa.ChunkedArray)
        arrays.append(column.cast(field.type) if is_arrow else pa.array(column, field.type))
    return pa.table(arrays, schema=schema)
