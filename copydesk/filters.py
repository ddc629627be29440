"""The four filters as functions: texts and records in, texts, records and evidence out.

>>> from copydesk.filters import repair
>>> repair("“We can continue this dialogue. I think that’s the main thing. “").text
'“We can continue this dialogue. I think that’s the main thing.”'
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import IO, TYPE_CHECKING, Any

from copydesk.errors import ArticleError
from copydesk.json_lines import parse_record
from copydesk.read.json_records import ReadRecord, article_from_record, read_record
from copydesk.records import Article, Edit, OutletProfile, PageBlock, Removal
from copydesk.strip import Observation, learn_profiles, observe, strip_article
from copydesk.strip.judgement import LIVE_POSTS, LivePosts
from copydesk.strip.outlets.profile import MIN_PAGES

if TYPE_CHECKING:
    from copydesk.repair import Repaired
    from copydesk.repair.quotes import Style
    from copydesk.reuse import Pair

__all__ = ["clean", "filter_lines", "repair", "reuse", "strip", "strip_known"]

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
    live_posts: LivePosts = LIVE_POSTS,
) -> Article:
    """The article in a plain-text scrape or an HTML page: body in `text`, fields, and each removal with its reason.

    `profiles` are those of earlier batches; `live_posts` says what becomes of a live blog's posts below an opening that
    is an article by itself. Raises ArticleError where there is no article in it.
    """
    return strip_known(_article(text, html, outlet, url), profiles, live_posts=live_posts)


def clean(
    text: str | None = None,
    *,
    html: str | None = None,
    outlet: str = "",
    url: str | None = None,
    style: Style = "document",
    profiles: Iterable[OutletProfile] = (),
    live_posts: LivePosts = LIVE_POSTS,
) -> Article:
    """The article repaired, then stripped, as the pipeline does it. Raises ArticleError where there is none."""
    article = _repaired(_article(text, html, outlet, url), style=style)
    return strip_known(article, profiles, live_posts=live_posts)


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
    live_posts: LivePosts = LIVE_POSTS,
    stream: bool = False,
) -> Iterator[dict[str, Any]]:
    """For every JSON line what the filter `name` ("repair", "strip", "clean") made of it: one out for one in, in order.

    A line that is no record, or a record without an article in it, comes out with an empty text and the reason in
    `error`. "strip" and "clean" take all lines for one batch: nothing comes out before the last is in, and what an
    outlet's articles show together corrects each one. With `stream` each record comes out as it comes in, and only the
    `profiles` of earlier batches are asked.
    """
    records = _read_records(lines, repaired=name in ("repair", "clean"), style=style)
    if name == "repair":
        for record_id, read in records:
            yield _written(record_id, read if isinstance(read, str) else read.article, ("edits",))
        return
    evidence = ("removals", "edits") if name == "clean" else ("removals",)
    strip_records = _strip_alone if stream else _strip_batch
    stripped = strip_records(records, profiles, live_posts)
    for record_id, article in stripped:
        yield _written(record_id, article, evidence)


def _read_records(lines: Iterable[bytes], *, repaired: bool, style: Style) -> Iterator[tuple[Any, ReadRecord | str]]:
    """Each line's id, and its article or why there is none."""
    for n, line in enumerate(lines, 1):
        if not line.strip():
            continue
        record_id: Any = None
        try:
            record = parse_record(line, n)
            record_id = record.get("id", n)
            read = read_record(record, default_id=str(n))
            yield record_id, read._replace(article=_repaired(read.article, style=style)) if repaired else read
        except ArticleError as error:
            yield record_id, f"{error.reason}: {error}"
        except Exception as error:  # whatever is wrong with one record must not cost the others
            yield record_id, f"failed: {type(error).__name__}: {error}"


def _strip_alone(
    records: Iterable[tuple[Any, ReadRecord | str]], profiles: Iterable[OutletProfile], live_posts: LivePosts
) -> Iterator[tuple[Any, Article | str]]:
    known = {profile.outlet: profile for profile in profiles}
    for record_id, read in records:
        if isinstance(read, str):
            yield record_id, read
        else:
            yield record_id, _stripped(read.article, observe(read.article, tree=read.tree), known, live_posts)


def _strip_batch(
    records: Iterable[tuple[Any, ReadRecord | str]], earlier: Iterable[OutletProfile], live_posts: LivePosts
) -> Iterator[tuple[Any, Article | str]]:
    """Two passes: the articles wait on disk until the profiles are learned from all of them."""
    with tempfile.TemporaryFile() as spool:
        learned = learn_profiles(_observe_into(spool, records), earlier=earlier, min_articles=MIN_PAGES)
        known = {profile.outlet: profile for profile in learned}
        end = spool.tell()
        spool.seek(0)
        while spool.tell() < end:
            # Our own file, which has no name that anybody else could open.
            record_id, article, blocks, observation = pickle.load(spool)
            if observation is not None:
                article = replace(article, page_blocks=tuple(map(PageBlock._make, blocks)))
                article = _stripped(article, observation, known, live_posts)
            yield record_id, article


def _observe_into(spool: IO[bytes], records: Iterable[tuple[Any, ReadRecord | str]]) -> Iterator[Observation]:
    for record_id, read in records:
        if isinstance(read, str):
            _write_waiting(spool, (record_id, read, (), None))
            continue
        article = read.article
        observation = observe(article, tree=read.tree)
        # The page itself is of no use any more once it has been observed, and its lines go to disk and back as plain
        # tuples in half the time.
        blocks = tuple(map(tuple, article.page_blocks))
        _write_waiting(spool, (record_id, replace(article, html=None, page_blocks=()), blocks, observation))
        yield observation


def _write_waiting(spool: IO[bytes], waiting: tuple[Any, ...]) -> None:
    pickle.dump(waiting, spool, protocol=pickle.HIGHEST_PROTOCOL)


def _stripped(
    article: Article, observation: Observation, known: Mapping[str, OutletProfile], live_posts: LivePosts
) -> Article | str:
    try:
        profile = known.get(observation.outlet)
        return strip_article(article, observation=observation, profile=profile, live_posts=live_posts)
    except ArticleError as error:
        return f"{error.reason}: {error}"


def _written(record_id: Any, article: Article | str, evidence: Sequence[str]) -> dict[str, Any]:
    """The record that comes out."""
    if isinstance(article, str):
        return {"id": record_id, "text": "", "error": article}
    fields = {field: getattr(article, field) for field in FIELDS} if "removals" in evidence else {}
    changes = {name: [_as_dict(change) for change in getattr(article, name)] for name in evidence}
    return {"id": record_id, "text": article.text, **fields, **changes}


def _as_dict(change: Edit | Removal) -> dict[str, Any]:
    """Its fields by name: none of them holds a record that `dataclasses.asdict` would have to look into."""
    return {name: getattr(change, name) for name in change.__slots__}


def strip_known(article: Article, profiles: Iterable[OutletProfile], *, live_posts: LivePosts = LIVE_POSTS) -> Article:
    """The article stripped, with the profile of its outlet if it is among `profiles`."""
    observation = observe(article)
    known = {profile.outlet: profile for profile in profiles}
    profile = known.get(observation.outlet)
    return strip_article(article, observation=observation, profile=profile, live_posts=live_posts)


def _article(text: str | None, html: str | None, outlet: str, url: str | None) -> Article:
    return article_from_record({"outlet": outlet, "url": url, "text": text, "html": html}, default_id=url or "text")
