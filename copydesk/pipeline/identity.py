"""Which of a batch's articles are one and the same, found over all of them once each has its id."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from copydesk.checked import read_records
from copydesk.pipeline.ids import id_of_place
from copydesk.pipeline.part import Part, ids_of_part
from copydesk.strip.lines.folding import fold


class Renamed(NamedTuple):
    """An article that does not go by the id that it was given."""

    source_path: str
    article_id: str  # its own, of its place
    duplicate_of: str | None  # the path of the article that is kept in its stead


def own_ids(renamed: Iterable[Renamed]) -> dict[str, str | None]:
    """By path the ids of articles that do not go by their first one; of duplicates none."""
    return {row.source_path: row.article_id if row.duplicate_of is None else None for row in renamed}


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


class Named(NamedTuple):
    """An article that shares its id, and what tells it from the others that do: in the order in which one is kept."""

    is_bare: bool  # judged alone it has no paragraph: a wall, a stub. An article that comes again is not lost for it
    source_path: str
    article_id: str
    is_given: bool  # its address
    title: str
    text: bytes  # a digest

    def marks(self) -> Iterator[tuple[str, str | bytes]]:
        """What says that it is another article of its id: it is, where they have one in common."""
        yield "text", self.text
        if self.is_given:
            yield "given", ""
        if self.title:
            yield "title", self.title


def settle_ids(parts: Sequence[Part], batch: str) -> list[Renamed]:
    """Every article that shares its id with one that comes before it, sorted by path: before it in order of path, or as
    it has a paragraph and this one has none.

    It is a duplicate of that one where their address was given, or where it is the pages' own word and their titles or
    texts agree. A site may call all of its pages by one address: then each is an article of its own, of its place.
    """
    n_articles = Counter(article_id for part in parts for article_id in ids_of_part(part))
    shared = {article_id for article_id, n in n_articles.items() if n > 1}
    return sorted(settle_named((row for part in parts for row in named_of(part, shared)), batch)) if shared else []


def named_of(part: Part, shared: Collection[str]) -> Iterator[Named]:
    """The part's articles that have one of the `shared` ids."""
    rows = zip(
        read_records(part.articles, _Address),
        read_records(part.articles, _Text),
        read_records(part.observations, _Observed),
        strict=True,
    )
    for address, text, observed in rows:
        if address.article_id in shared:
            yield Named(
                not any(line.kept and line.prose for line in observed.lines),
                address.source_path,
                address.article_id,
                bool(address.url),
                fold(observed.fields.title or ""),
                blake2b(fold(text.text).encode()).digest(),
            )


def settle_named(named: Iterable[Named], batch: str) -> Iterator[Renamed]:
    """What `settle_ids` says of all articles of some ids."""
    kept: defaultdict[str, list[str]] = defaultdict(list)  # by id the paths of articles that are no duplicates
    first: dict[tuple[str, str, str | bytes], int] = {}  # by id and mark the first of them that has it
    for article in sorted(named):
        others = kept[article.article_id]
        marks = [(article.article_id, *mark) for mark in article.marks()]
        same = min((first[mark] for mark in marks if mark in first), default=None)
        if others:
            own = id_of_place(batch, article.source_path)
            yield Renamed(article.source_path, own, None if same is None else others[same])
        if same is None:
            for mark in marks:
                first[mark] = len(others)
            others.append(article.source_path)
