"""Which of a batch's articles are one and the same, found over all of them once each has its id."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from copydesk.checked import read_records
from copydesk.pipeline.ids import id_of_place
from copydesk.pipeline.part import Part
from copydesk.strip.lines.folding import fold


class Renamed(NamedTuple):
    """An article that does not go by the id that it was given."""

    source_path: str
    article_id: str  # its own, of its place
    duplicate_of: str | None  # the path of the article that is kept in its stead


@dataclass(frozen=True, slots=True, kw_only=True)
class _Address:
    article_id: str
    source_path: str
    url: str | None  # as manifest or record give it; the page may say another


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    article_id: str
    text: str


class _Fields(NamedTuple):
    title: str | None


class _Line(NamedTuple):
    kept: bool
    prose: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Observed:
    fields: _Fields
    lines: tuple[_Line, ...]


class _Named(NamedTuple):
    """An article that shares its id, and what tells it from the others that do: in the order in which one is kept."""

    is_bare: bool  # judged alone it has no paragraph: a wall, a stub. An article that comes again is not lost for it
    source_path: str
    article_id: str
    is_given: bool  # its address
    title: str
    text: bytes


def settle_ids(parts: Sequence[Part], batch: str) -> list[Renamed]:
    """Every article that shares its id with one that comes before it, sorted by path: before it in order of path, or as
    it has a paragraph and this one has none.

    It is a duplicate of that one where their address was given, or where it is the pages' own word and their titles or
    texts agree. A site may call all of its pages by one address: then each is an article of its own, of its place.
    """
    n_articles = Counter(address.article_id for part in parts for address in read_records(part.articles, _Address))
    shared = {article_id for article_id, n in n_articles.items() if n > 1}
    if not shared:
        return []
    kept: defaultdict[str, list[_Named]] = defaultdict(list)
    renamed = []
    for article in sorted(_named(parts, shared)):
        others = kept[article.article_id]
        same = next((other for other in others if _is_same(article, other)), None)
        if others:
            own = id_of_place(batch, article.source_path)
            renamed.append(Renamed(article.source_path, own, None if same is None else same.source_path))
        if same is None:
            others.append(article)
    return sorted(renamed)


def _named(parts: Sequence[Part], shared: set[str]) -> Iterable[_Named]:
    for part in parts:
        rows = zip(
            read_records(part.articles, _Address),
            read_records(part.articles, _Text),
            read_records(part.observations, _Observed),
            strict=True,
        )
        for address, text, observed in rows:
            if address.article_id in shared:
                yield _Named(
                    not any(line.kept and line.prose for line in observed.lines),
                    address.source_path,
                    address.article_id,
                    bool(address.url),
                    fold(observed.fields.title or ""),
                    blake2b(fold(text.text).encode()).digest(),
                )


def _is_same(one: _Named, other: _Named) -> bool:
    if one.is_given and other.is_given:
        return True
    return one.text == other.text or (one.title != "" and one.title == other.title)
