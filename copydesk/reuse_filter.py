"""The reuse filter: passages as records in, pairs out.

A module of its own, so that it runs without what the other filters load: ftfy and trafilatura take .3 s, as long as
5,000 passages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from copydesk.json_lines import text_record
from copydesk.reuse import Pair, PassageRow, pair_passages


def reuse(passages: Iterable[Mapping[str, Any]]) -> Iterator[Pair]:
    """Pairs of near-duplicate passages of different outlets, best score of each pair, sorted.

    Passages are records `{"id", "outlet", "article", "text"}`; one without an outlet is its own outlet, one without an
    article its own article. Raises ArticleError `bad_record` naming the record that has no text or id.
    """
    return iter(pair_passages(passage_row(record, n) for n, record in enumerate(passages, 1)))


def passage_row(record: Mapping[str, Any], n: int) -> PassageRow:
    """The record as reuse takes it. Raises ArticleError `bad_record` where it has no text or id."""
    record = text_record(record, n, "passage")
    passage_id = record["id"]
    return PassageRow(
        id=passage_id,
        outlet=str(record.get("outlet") or passage_id),
        article=str(record.get("article") or passage_id),
        text=record["text"],
    )
