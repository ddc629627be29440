"""Which articles are one and the same is told on an engine as on one machine, whatever the parts and bins."""

import random
from pathlib import Path
from typing import NamedTuple

import pytest

from copydesk.checked import write_records
from copydesk.engines.identity import settle_on
from copydesk.pipeline.identity import Renamed, settle_ids
from copydesk.pipeline.ids import id_of_address, id_of_place
from copydesk.pipeline.part import Part
from copydesk.store import Place
from tests.engine_here import EngineHere


class Fields(NamedTuple):
    title: str | None


class Line(NamedTuple):
    kept: bool
    prose: bool


class Observed(NamedTuple):
    fields: Fields
    lines: tuple[Line, ...]


class Given(NamedTuple):
    article_id: str
    source_path: str
    url: str | None
    text: str


Article = tuple[Given, Observed]


def article(path: str, page: str, *, given: bool, title: str | None, text: str, bare: bool = False) -> Article:
    """An article of an address, which was given or is its page's own word."""
    address = f"https://post.example/{page}"
    own = Given(id_of_address("Post", address), path, address if given else None, text)
    return own, Observed(Fields(title), (Line(True, not bare), Line(False, True)))


def parts_of(folder: Path, articles: list[Article], n_parts: int) -> list[Part]:
    """The articles in parts on disk."""
    parts = [Part(Place(folder / f"{n_parts}-{n}")) for n in range(n_parts)]
    for n, part in enumerate(parts):
        given, observed = zip(*articles[n::n_parts], strict=True) if articles[n::n_parts] else ((), ())
        write_records(part.articles, given, Given)
        write_records(part.observations, observed, Observed)
    return parts


# Of each address, in order of path: what becomes of them.
PAGES = {
    "alone": [("a1", True, "One", "one")],
    "given": [("b1", True, "Two", "two"), ("b2", True, "Two and more", "two and more")],
    "stub first": [("c0", True, None, "stub"), ("c1", True, "Three", "three")],
    "one title": [("d1", False, "Four", "four"), ("d2", False, "Four!", "four and more")],
    "one text": [("e1", False, "Five", "five"), ("e2", False, "Not five", "“five”")],
    "front page": [("f1", False, "Six", "six"), ("f2", False, "Seven", "seven"), ("f3", False, None, "eight")],
    "two of a front page": [("g1", False, "A", "a"), ("g2", False, "B", "b"), ("g3", True, "B", "c")],
}
EXPECTED = {"b2": "b1", "c0": "c1", "d2": "d1", "e2": "e1", "f2": None, "f3": None, "g2": None, "g3": "g2"}


def duplicates_of_every_kind() -> list[Article]:
    return [
        article(path, page, given=given, title=title, text=text, bare=text == "stub")
        for page, several in PAGES.items()
        for path, given, title, text in several
    ]


@pytest.mark.parametrize(("n_parts", "n_bins"), [(1, 1), (3, 2), (4, 7), (20, 7)])
def test_every_kind_of_duplicate_is_told_on_an_engine(n_parts: int, n_bins: int, tmp_path: Path) -> None:
    """They may stand in one part or in several, some of which have none or no article at all."""
    parts = parts_of(tmp_path, duplicates_of_every_kind(), n_parts)
    expected = [Renamed(path, id_of_place("monday", path), same) for path, same in EXPECTED.items()]
    assert settle_ids(parts, "monday") == expected
    engine = EngineHere(n_parts)
    assert settle_on(engine, parts, "monday", n_bins=n_bins) == expected
    assert sum(n_rows for kind, n_rows, _ in engine.packets if kind == "named") == sum(map(len, PAGES.values())) - 1


def test_an_article_is_a_duplicate_of_the_first_that_it_is_like(tmp_path: Path) -> None:
    """Of many of a few addresses, each compared with all that are kept."""
    random_ = random.Random(5)
    articles = [
        article(
            f"{n:03d}",
            random_.choice("abcdefgh"),
            given=random_.random() < 0.1,
            title=random_.choice((None, "", *map(str, range(20)))),
            text=str(random_.randrange(20)),
            bare=random_.random() < 0.2,
        )
        for n in range(300)
    ]
    expected = []
    for page in {own.article_id for own, _ in articles}:
        kept: list[Article] = []
        of_page = [one for one in articles if one[0].article_id == page]
        for one in sorted(of_page, key=lambda one: (not one[1].lines[0].prose, one[0].source_path)):
            same = next((other for other in kept if is_same(one, other)), None)
            if kept:
                path = one[0].source_path
                expected.append(Renamed(path, id_of_place("monday", path), same and same[0].source_path))
            if same is None:
                kept.append(one)
    parts = parts_of(tmp_path, articles, 5)
    assert settle_ids(parts, "monday") == sorted(expected)
    assert settle_on(EngineHere(), parts, "monday", n_bins=3) == sorted(expected)
    assert len({row.duplicate_of for row in expected}) > 20


def is_same(one: Article, other: Article) -> bool:
    (own, seen), (others, others_seen) = one, other
    if own.url and others.url:
        return True
    return own.text == others.text or bool(seen.fields.title and seen.fields.title == others_seen.fields.title)


def test_nothing_is_asked_of_articles_that_are_alone(tmp_path: Path) -> None:
    """Parts are read once, and nothing is sent but the hashes of ids."""
    parts = parts_of(tmp_path, [article(f"{n}", f"{n}", given=True, title="T", text="t") for n in range(9)], 2)
    engine = EngineHere()
    assert settle_on(engine, parts, "monday", n_bins=3) == []
    assert {kind for kind, _, _ in engine.packets} == {"id"}
    assert settle_on(engine, [], "monday", n_bins=1) == []
