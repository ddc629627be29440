"""The four filters as functions: texts and records in, texts, records and evidence out.

>>> from copydesk.filters import repair
>>> repair("“We can continue this dialogue. I think that’s the main thing. “").text
'“We can continue this dialogue. I think that’s the main thing.”'
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from copydesk.errors import ArticleError, article_error
from copydesk.json_lines import parse_record
from copydesk.read.json_records import ReadRecord, article_from_record, read_record
from copydesk.records import Article, OutletProfile
from copydesk.strip import StripOptions, Stripper, strip_batch
from copydesk.strip.options import DEFAULTS

if TYPE_CHECKING:
    from copydesk.repair import Repaired
    from copydesk.repair.quotes import Style
    from copydesk.reuse import Pair

__all__ = ["clean", "filter_lines", "repair", "reuse", "strip"]

FIELDS = ("outlet", "outlet_name", "url", "published", "title", "standfirst", "byline", "language", "doubt")


# A filter loads what it needs: ftfy, which strip has no use for, takes .1 s, the reuse stage .15 s.


def repair(text: str, *, style: Style = "document") -> Repaired:
    """The text with its characters repaired, and every edit with rule, span and margin; line breaks stay."""
    from copydesk.repair import repair_text

    return repair_text(text, style=style)


def strip(
    text: str | None = None,
    *,
    html: str | None = None,
    outlet: str = "",
    url: str | None = None,
    profiles: Iterable[OutletProfile] = (),
    options: StripOptions = DEFAULTS,
) -> Article:
    """The article in a plain-text scrape or an HTML page: body in `text`, fields, and each removal with its reason.

    `profiles` are those of earlier batches. Raises ArticleError where there is no article in it.
    """
    return Stripper(profiles, options).strip(_article(text, html, outlet, url))


def clean(
    text: str | None = None,
    *,
    html: str | None = None,
    outlet: str = "",
    url: str | None = None,
    style: Style = "document",
    profiles: Iterable[OutletProfile] = (),
    options: StripOptions = DEFAULTS,
) -> Article:
    """The article repaired, then stripped, as the pipeline does it. Raises ArticleError where there is none."""
    return Stripper(profiles, options).strip(_repaired(_article(text, html, outlet, url), style=style))


def reuse(passages: Iterable[Mapping[str, Any]]) -> Iterator[Pair]:
    """Pairs of near-duplicate passages of different outlets: `copydesk.reuse_filter.reuse`."""
    from copydesk.reuse_filter import reuse as pairs_of

    return pairs_of(passages)


def _repaired(article: Article, *, style: Style) -> Article:
    from copydesk.repair import repair_article

    return repair_article(article, style=style)


def filter_lines(
    name: str,
    lines: Iterable[bytes],
    *,
    style: Style = "document",
    profiles: Iterable[OutletProfile] = (),
    options: StripOptions = DEFAULTS,
    stream: bool = False,
) -> Iterator[dict[str, Any]]:
    """For every JSON line what the filter `name` ("repair", "strip", "clean") made of it: one out for one in, in order.

    A line that is no record, or a record without an article in it, comes out with an empty text and the reason in
    `error`. "strip" and "clean" take all lines for one batch: nothing comes out before the last is in, and what an
    outlet's articles show together corrects each one. With `stream` each record comes out as it comes in, and only the
    `profiles` of earlier batches are asked.
    """
    ids: deque[Any] = deque()
    evidence: tuple[str, ...]
    records = _read_records(lines, ids, repaired=name in ("repair", "clean"), style=style)
    if name == "repair":
        outcomes, evidence = _articles(records), ("edits",)
    else:
        evidence = ("removals", "edits") if name == "clean" else ("removals",)
        strip_records = _strip_alone if stream else strip_batch
        outcomes = strip_records(records, earlier=profiles, options=options)
    for outcome in outcomes:
        yield written(ids.popleft(), outcome, evidence)


def _read_records(
    lines: Iterable[bytes], ids: deque[Any], *, repaired: bool, style: Style
) -> Iterator[ReadRecord | ArticleError]:
    """Each line's article, or why there is none; its id goes to the end of `ids`."""
    for n, line in enumerate(lines, 1):
        if not line.strip():
            continue
        ids.append(None)
        try:
            record = parse_record(line, n)
            ids[-1] = record.get("id", n)
            read = read_record(record, default_id=str(n))
            yield read._replace(article=_repaired(read.article, style=style)) if repaired else read
        except Exception as error:  # whatever is wrong with one record must not cost the others
            yield article_error(error, "read")


def _articles(records: Iterable[ReadRecord | ArticleError]) -> Iterator[Article | ArticleError]:
    return (read if isinstance(read, ArticleError) else read.article for read in records)


def _strip_alone(
    records: Iterable[ReadRecord | ArticleError], *, earlier: Iterable[OutletProfile], options: StripOptions
) -> Iterator[Article | ArticleError]:
    stripper = Stripper(earlier, options)
    for read in records:
        try:
            yield read if isinstance(read, ArticleError) else stripper.strip(read.article, tree=read.tree)
        except Exception as error:
            yield article_error(error, "strip")


def written(record_id: Any, article: Article | ArticleError, evidence: Sequence[str]) -> dict[str, Any]:
    """The record that comes out for an input, with the kinds of `evidence` that are asked for."""
    if isinstance(article, ArticleError):
        return {"id": record_id, "text": "", "error": f"{article.reason}: {article}"}
    fields = {field: getattr(article, field) for field in FIELDS} if "removals" in evidence else {}
    changes = {name: [change._asdict() for change in getattr(article, name)] for name in evidence}
    return {"id": record_id, "text": article.text, **fields, **changes}


def _article(text: str | None, html: str | None, outlet: str, url: str | None) -> Article:
    return article_from_record({"outlet": outlet, "url": url, "text": text, "html": html}, default_id=url or "text")
