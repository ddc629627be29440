"""The four filters as functions: texts and records in, texts, records and evidence out.

>>> from copydesk.filters import repair
>>> repair("“We can continue this dialogue. I think that’s the main thing. “").text
'“We can continue this dialogue. I think that’s the main thing.”'
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from copydesk.errors import ArticleError
from copydesk.read.json_records import article_from_record
from copydesk.records import Article
from copydesk.repair import Repaired, repair_article, repair_text
from copydesk.repair.style import Style
from copydesk.reuse import Pair, PassageRow, pair_passages
from copydesk.strip import strip_article

FIELDS = ("outlet", "url", "published", "title", "standfirst", "byline", "language")


def repair(text: str, *, style: Style = "document") -> Repaired:
    """The text with its characters repaired, and every edit with rule, span and margin; line breaks stay."""
    return repair_text(text, style=style)


def strip(text: str | None = None, *, html: str | None = None, outlet: str = "", url: str | None = None) -> Article:
    """The article in a plain-text scrape or an HTML page: body in `text`, fields, and each removal with its reason.

    Raises ArticleError where there is no article in it.
    """
    return strip_article(_article(text, html, outlet, url))


def clean(
    text: str | None = None,
    *,
    html: str | None = None,
    outlet: str = "",
    url: str | None = None,
    style: Style = "document",
) -> Article:
    """The article repaired, then stripped, as the pipeline does it. Raises ArticleError where there is none."""
    return strip_article(repair_article(_article(text, html, outlet, url), style=style))


def reuse(passages: Iterable[Mapping[str, Any]]) -> Iterator[Pair]:
    """Pairs of near-duplicate passages of different outlets, best score of each pair, sorted.

    Passages are records `{"id", "outlet", "article", "text"}`; one without an outlet is its own outlet, one without an
    article its own article. Raises ArticleError `bad_record` naming the record that has no text or id.
    """
    return iter(pair_passages(_passage_row(record, n) for n, record in enumerate(passages, 1)))


def filter_lines(name: str, lines: Iterable[bytes], *, style: Style = "document") -> Iterator[dict[str, Any]]:
    """For every JSON line what the filter `name` ("repair", "strip", "clean") made of it: one out for one in, in order.

    A line that is no record, or a record without an article in it, comes out with an empty text and the reason in
    `error`.
    """
    for n, line in enumerate(lines, 1):
        if not line.strip():
            continue
        record_id: Any = None
        try:
            record = parse_record(line, n)
            record_id = record.get("id", n)
            yield {"id": record_id, **_filter_record(name, record, str(n), style)}
        except ArticleError as error:
            yield {"id": record_id, "text": "", "error": f"{error.reason}: {error}"}


def parse_record(line: bytes, n: int) -> dict[str, Any]:
    """The JSON object on line `n`. Raises ArticleError `bad_record` where there is none."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ArticleError("bad_record", f"line {n} is not JSON: {error}") from error
    if not isinstance(record, dict):
        raise ArticleError("bad_record", f"line {n} is a JSON {type(record).__name__}; expected an object")
    return record


def _filter_record(name: str, record: Mapping[str, Any], default_id: str, style: Style) -> dict[str, Any]:
    article = article_from_record(record, default_id=default_id)
    if name in ("repair", "clean"):
        article = repair_article(article, style=style)
    out: dict[str, Any] = {}
    if name in ("strip", "clean"):
        article = strip_article(article)
        out |= {field: getattr(article, field) for field in FIELDS}
        out["removals"] = [asdict(removal) for removal in article.removals]
    if name in ("repair", "clean"):
        out["edits"] = [asdict(edit) for edit in article.edits]
    return {"text": article.text, **out}


def _article(text: str | None, html: str | None, outlet: str, url: str | None) -> Article:
    return article_from_record({"outlet": outlet, "url": url, "text": text, "html": html}, default_id=url or "text")


def _passage_row(record: Mapping[str, Any], n: int) -> PassageRow:
    text = record.get("text")
    if not isinstance(text, str) or "id" not in record:
        raise ArticleError("bad_record", f"passage {n}: {str(record)[:80]}: expected an id and a text")
    passage_id = str(record["id"])
    return PassageRow(
        id=passage_id,
        outlet=str(record.get("outlet") or passage_id),
        article=str(record.get("article") or passage_id),
        text=text,
    )
