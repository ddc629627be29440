"""Articles as reuse sees them, read once and put in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from copydesk.reuse.corpus.build import read_texts
from copydesk.reuse.corpus.words import Words, reorder_texts
from copydesk.reuse.store import Store, Strings


@dataclass(frozen=True, slots=True, kw_only=True)
class ReuseInput:
    """One article as reuse sees it."""

    article_id: str
    outlet: str
    text: str


@dataclass(frozen=True, slots=True)
class Articles:
    """What is known of the texts of a corpus besides their words."""

    ids: Sequence[str]
    outlets: Sequence[str]
    texts: Sequence[str]


def read_articles(articles: Iterable[ReuseInput], store: Store, workers: int) -> tuple[Articles, Words]:
    """The articles in order of their ids, each id once, and their words."""
    ids, outlets, texts = list[str](), list[str](), Strings(store)
    known: dict[str, str] = {}  # outlets are few: one string each

    def as_they_come() -> Iterator[str]:
        for article in articles:
            ids.append(article.article_id)
            outlets.append(known.setdefault(article.outlet, article.outlet))
            texts.append(article.text)
            yield article.text

    words = read_texts(as_they_come(), store=store, workers=workers)
    keys = list(zip(ids, outlets, strict=True))
    order = sorted(range(len(keys)), key=keys.__getitem__)
    repeated = {key for key, after in pairwise(keys[i] for i in order) if key == after}
    if repeated:
        order.sort(key=lambda i: (*keys[i], texts[i] if keys[i] in repeated else ""))
    order = [i for n, i in enumerate(order) if not n or ids[i] != ids[order[n - 1]]]
    if order != list(range(len(keys))):
        words = reorder_texts(words, np.array(order, dtype=np.int64), store)
        texts.reorder(order)
    return Articles([ids[i] for i in order], [outlets[i] for i in order], texts), words
