"""The second look at a part: each article stripped by what all of its outlet's articles have said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from copydesk.checked import read_records
from copydesk.errors import ArticleError
from copydesk.pipeline.identity import Renamed
from copydesk.pipeline.limits import time_limit
from copydesk.pipeline.outcomes import quarantined
from copydesk.pipeline.part import Part
from copydesk.records import Article, OutletProfile, Quarantined
from copydesk.settings import Settings
from copydesk.strip import Observation, Stripper


def strip_part(
    observed: Part, *, renamed: Mapping[str, Renamed], profiles: Iterable[OutletProfile], settings: Settings
) -> Iterator[Article | Quarantined]:
    """One outcome for each of the part's inputs: first those that were quarantined before; `renamed` are by path."""
    yield from read_records(observed.quarantine, Quarantined)
    stripper = Stripper(profiles, settings.strip.options())
    rows = zip(read_records(observed.articles, Article), read_records(observed.observations, Observation), strict=True)
    for article, observation in rows:
        try:
            own = renamed.get(article.source_path)
            if own is not None:
                article = replace(article, article_id=own.article_id)
                if own.duplicate_of is not None:
                    raise ArticleError("duplicate", f"the same outlet and URL as {own.duplicate_of}, which is kept")
            with time_limit(settings.read.max_article_seconds):
                yield stripper.strip(article, observation=observation)
        except Exception as error:  # whatever is wrong with one article must not cost the batch
            yield quarantined(article.article_id, article.source_path, article.source_sha256, error, "strip")
