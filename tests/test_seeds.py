"""The five seeds against their hand-made truth: everything exactly right, in the emitted tables."""

import json
import re
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from copydesk.rebuild import rebuild
from copydesk.records import Block, Edit, Removal
from tests.conftest import ROOT

GOLD = Path(__file__).parent / "gold"
NAMES = sorted(path.stem for path in GOLD.glob("0*.json"))
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def tables(sample: Path) -> dict[str, Rows]:
    return {path.stem: pq.read_table(path).to_pylist() for path in (sample / "seeds").glob("*.parquet")}


def gold(name: str) -> dict[str, Any]:
    return dict(json.loads((GOLD / f"{name}.json").read_text()))


def article(tables: dict[str, Rows], name: str) -> dict[str, Any]:
    (row,) = (row for row in tables["articles"] if row["source_path"] == f"{name}.txt")
    return row


def own(rows: Rows, article: dict[str, Any]) -> Rows:
    return [row for row in rows if row["article_id"] == article["article_id"]]


@pytest.mark.parametrize("name", NAMES)
def test_the_body_is_exactly_the_articles(tables: dict[str, Rows], name: str) -> None:
    """Every paragraph, repaired, and nothing else."""
    assert article(tables, name)["text"].split("\n\n") == gold(name)["body"]


@pytest.mark.parametrize("name", NAMES)
def test_title_standfirst_and_date_are_fields(tables: dict[str, Rows], name: str) -> None:
    """Where the scrape has them, and only there."""
    for field in ("title", "standfirst", "published"):
        assert article(tables, name)[field] == gold(name)[field], field


@pytest.mark.parametrize("name", NAMES)
def test_the_furniture_is_removed_with_its_right_reason(tables: dict[str, Rows], name: str) -> None:
    """All of it, piece by piece, and nothing else."""
    removed = [(row["text"], row["reason"]) for row in own(tables["removals"], article(tables, name))]
    assert removed == [(piece["text"], piece["kind"]) for piece in gold(name)["furniture"]]


@pytest.mark.parametrize("name", NAMES)
def test_the_decoded_source_is_rebuilt_from_the_tables(tables: dict[str, Rows], name: str) -> None:
    """Character for character, from what was kept, removed and edited, as emitted."""
    row = article(tables, name)
    blocks = [
        Block(
            start_char=b["start_char"],
            end_char=b["end_char"],
            kind=b["kind"],
            gap=b["gap"],
            text=row["text"][b["text_start"] : b["text_end"]] if b["field_text"] is None else b["field_text"],
        )
        for b in own(tables["blocks"], row)
    ]
    removals = [Removal(**{k: r[k] for k in Removal._fields}) for r in own(tables["removals"], row)]
    edits = [Edit(**{k: e[k] for k in Edit._fields}) for e in own(tables["edits"], row)]
    source = (ROOT / "seeds" / f"{name}.txt").read_text("utf-8")
    assert rebuild(blocks, removals, edits, end_gap=row["end_gap"]) == source


def squeezed(text: str) -> tuple[str, list[int]]:
    """Letters and digits of the text in lower case, and the place of each."""
    kept = [(c.lower(), i) for i, c in enumerate(text) if c.isalnum()]
    return "".join(c for c, _ in kept), [i for _, i in kept]


def span_of(passage: str, text: str) -> tuple[int, int] | None:
    """Where the passage stands in the text, whatever its punctuation."""
    letters, places = squeezed(text)
    wanted = squeezed(passage)[0]
    at = letters.find(wanted)
    return None if at < 0 else (places[at], places[at + len(wanted) - 1] + 1)


def pairs_found(tables: dict[str, Rows], kind: str) -> list[bool]:
    """For every pair of the gold in both bodies, of five words or more, whether a match covers most of both sides."""
    texts = {name: article(tables, name) for name in NAMES}
    found = []
    for pair in json.loads((GOLD / "pairs.json").read_text()):
        sides = [texts[NAMES[pair[f"{side}_file"]]] for side in "ab"]
        spans = [span_of(pair[side], row["text"]) for side, row in zip("ab", sides, strict=True)]
        if pair["class"] != kind or None in spans or len(re.findall(r"\w+", pair["a"])) < 5:
            continue
        wanted = {row["article_id"]: span for row, span in zip(sides, spans, strict=True) if span}
        found.append(any(covers(match, wanted) for match in tables["matches"]))
    return found


def covers(match: dict[str, Any], wanted: dict[str, tuple[int, int]]) -> bool:
    ends = {match[f"{s}_article_id"]: (match[f"{s}_start"], match[f"{s}_end"]) for s in "ab"}
    if ends.keys() != wanted.keys():
        return False
    return all(
        min(ends[i][1], end) - max(ends[i][0], start) > 0.5 * min(end - start, ends[i][1] - ends[i][0])
        for i, (start, end) in wanted.items()
    )


def test_every_copied_passage_is_found(tables: dict[str, Rows]) -> None:
    """Five of five; the sixth stands in a headline."""
    assert pairs_found(tables, "copy") == [True] * 5


def test_rewritten_passages_are_found_as_far_as_they_honestly_can_be(tables: dict[str, Rows]) -> None:
    """A floor: more is welcome, fewer is a regression."""
    found = pairs_found(tables, "variant")
    assert len(found) == 21
    assert sum(found) >= 7


def test_every_cluster_has_one_canonical_copy(tables: dict[str, Rows]) -> None:
    """And the canonical text has lost exactly the others."""
    canonical = {cluster["canonical_passage_id"] for cluster in tables["clusters"]}
    assert {p["passage_id"] for p in tables["passages"] if p["is_canonical"]} == canonical
    for row in tables["articles"]:
        cut = [p for p in own(tables["passages"], row) if p["canonical_text_at"] is not None]
        kept = [p for p in own(tables["passages"], row) if p["canonical_text_at"] is None]
        assert all(p["text"] not in row["canonical_text"] for p in cut)
        assert all(p["text"] in row["canonical_text"] for p in kept)
        assert all(0 <= p["canonical_text_at"] <= len(row["canonical_text"]) for p in cut)
