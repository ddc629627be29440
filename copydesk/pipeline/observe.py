"""The first of two looks at a part: each input read, repaired and observed, its page parsed once and let go."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from copydesk.errors import ArticleError, BatchError
from copydesk.pipeline.limits import time_limit
from copydesk.pipeline.outcomes import quarantined
from copydesk.pipeline.part import Observed
from copydesk.read.articles import read_with_tree
from copydesk.read.inventory import Input, read_source
from copydesk.records import Article, Quarantined
from copydesk.repair import repair_article
from copydesk.settings import Settings
from copydesk.store import Place
from copydesk.strip import Observation, observe


def observe_inputs(
    inputs: Iterable[Input],
    folder: Place,
    *,
    batch: str,
    charsets: Mapping[str, Mapping[str, int]],
    settings: Settings,
) -> Iterator[Observed | Quarantined]:
    """One outcome an input, in order; `charsets` says for each outlet in which ones how many of the batch's texts are.

    Raises BatchError where a file changes under the run.
    """
    for found in inputs:
        place_id = id_of_place(batch, found.path)
        stage = "read"
        try:
            with time_limit(settings.read.max_article_seconds):
                _check(found, settings.read.max_source_bytes)
                source = replace(read_source(found, folder), source_id=place_id)
                if hashlib.sha256(source.data).hexdigest() != found.sha256:
                    raise BatchError(f"{found.path} changed while the batch was running; run it again")
                article, tree = read_with_tree(source, prior=charsets.get(found.known_outlet))
                stage = "repair"
                article = repair_article(article, style=settings.repair.style)
                stage = "observe"
                observation = observe(article, tree=tree, options=settings.strip.options())
        except BatchError:
            raise
        except Exception as error:  # whatever is wrong with one input must not cost the batch
            yield quarantined(place_id, found.path, found.sha256, error, stage)
        else:
            yield _identified(replace(article, html=None), observation)


def _check(found: Input, max_source_bytes: int) -> None:
    if found.sha256 is None:
        raise ArticleError("unreadable", f"{found.path}: {found.why_unreadable}")
    if found.n_bytes > max_source_bytes:
        raise ArticleError("too_large", f"{found.n_bytes} bytes; read.max_source_bytes allows {max_source_bytes}")


def _identified(article: Article, observation: Observation) -> Observed:
    """The two with the article's own id: of its outlet and address, once these are known."""
    url = article.url or observation.fields.url
    if not url or observation.outlet.endswith(article.article_id):
        return Observed(article, observation)
    own = id_of_address(observation.outlet, url)
    return Observed(replace(article, article_id=own), replace(observation, article_id=own))


def id_of_place(batch: str, path: str) -> str:
    """The id of an article of which nothing but its place is known: its batch and its path there."""
    return _id(f"place\n{batch}\n{path}")


def id_of_address(outlet: str, url: str) -> str:
    """The id of an article by its outlet and URL: the same in every batch."""
    return _id(f"url\n{outlet}\n{url}")


def _id(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "backslashreplace")).hexdigest()[:16]
