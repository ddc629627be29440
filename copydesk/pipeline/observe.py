"""The first of two looks at a part: each input read, repaired and observed, its page parsed once and let go."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from typing import NamedTuple

from copydesk.arrow import schema_of
from copydesk.checked import TableWriter, write_records
from copydesk.errors import ArticleError, BatchError
from copydesk.pipeline.ids import id_of_address, id_of_place
from copydesk.pipeline.limits import time_limit
from copydesk.pipeline.outcomes import quarantined
from copydesk.pipeline.part import Part, batches_of
from copydesk.read.articles import read_with_tree
from copydesk.read.inventory import Input, read_source
from copydesk.records import Article, Quarantined
from copydesk.repair import repair_article
from copydesk.repair.quotes import Style
from copydesk.store import Place
from copydesk.strip import Observation, StripOptions, observe


class Observed(NamedTuple):
    """An article, read and repaired, without its page; and what it says by itself."""

    article: Article
    observation: Observation


def observe_inputs(
    inputs: Iterable[Input],
    folder: Place,
    *,
    batch: str,
    charsets: Mapping[str, Mapping[str, int]],
    max_source_bytes: int,
    max_seconds: float,
    style: Style,
    options: StripOptions,
) -> Iterator[Observed | Quarantined]:
    """One outcome an input, in order; none takes more than `max_seconds`.

    `charsets` says for each outlet in which ones how many of the batch's texts are. Raises BatchError where a file
    changes under the run.
    """
    for found in inputs:
        place_id = id_of_place(batch, found.path)
        stage = "read"
        try:
            with time_limit(max_seconds):
                _check(found, max_source_bytes)
                source = replace(read_source(found, folder), source_id=place_id)
                if hashlib.sha256(source.data).hexdigest() != found.sha256:
                    raise BatchError(f"{found.path} changed while the batch was running; run it again")
                article, tree = read_with_tree(source, prior=charsets.get(found.known_outlet))
                stage = "repair"
                article = repair_article(article, style=style)
                stage = "observe"
                observation = observe(article, tree=tree, options=options)
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


def write_observed(part: Part, outcomes: Iterable[Observed | Quarantined]) -> None:
    """The outcomes stand in the part's files, in their order."""
    refused: list[Quarantined] = []
    with ExitStack() as stack:
        types = (Article, Observation)
        places = (part.articles, part.observations)
        writers = [
            stack.enter_context(TableWriter(place, schema_of(type_)))
            for place, type_ in zip(places, types, strict=True)
        ]
        for batches in batches_of(outcomes, types, refused, "observe"):
            for writer, batch in zip(writers, batches, strict=True):
                writer.add(batch)
    write_records(part.quarantine, refused, Quarantined)
