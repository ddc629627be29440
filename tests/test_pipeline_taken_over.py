"""Rows that are taken over are written as rows that are made."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from copydesk.checked import read_records
from copydesk.pipeline.part import Part, Row, Rows, first_keys_of, keys_of, rows_of
from copydesk.pipeline.strip import write_stripped
from copydesk.pipeline.taken_over import TakenOver
from copydesk.records import Article, Block, Decoding, Edit, Quarantined
from copydesk.store import Place
from tests.conftest import files_of

NOTHING = TakenOver([], [])
N_ARTICLES = 300  # more than stand in one batch of a file


def row(n: int) -> Row:
    """Of some what others have not: nulls, edits, an error."""
    if n % 50 == 7:
        return Row(
            f"key{n}", Quarantined(source_id=f"{n}", source_path=f"{n}", source_sha256=None, reason="empty", error="")
        )
    article = Article(
        article_id=f"{n * 7919 % 1000:03}",
        outlet="post",
        source_path=f"{n}",
        source_sha256="",
        media_type="text/plain",
        decoding=Decoding(encoding="utf-8", method="utf-8", margin=0.5 if n % 3 else None),
        source_text="ü" * n,
        text="ü" * n,
        title=f"{n}" if n % 2 else None,
        edits=(Edit(start_char=0, end_char=1, before="a", after="b", stage="repair", rule="r"),) * (n % 4),
        blocks=(Block(start_char=0, end_char=1, text="ü"),) * (n % 5),
    )
    return Row(f"key{n}", (article,))


def made(rows: Sequence[Row], n: int = 32) -> list[Rows]:
    """As they are handed over."""
    return [rows_of(rows[start : start + n], (Article,), "strip") for start in range(0, len(rows), n)]


def test_rows_taken_over_are_the_same_bytes(tmp_path: Path) -> None:
    """All of them, some of them, from two parts, in whatever order."""
    rows = [row(n) for n in range(N_ARTICLES)]
    write_stripped(
        Part(Place(tmp_path / "all" / "part")), made(rows), NOTHING
    )  # a file's checksum has its folder's name
    parts = [Part(Place(tmp_path / name)) for name in ("one", "two")]
    write_stripped(parts[0], made(rows[:140]), NOTHING)
    write_stripped(parts[1], made(rows[140:290], 1), NOTHING)
    taken_over = TakenOver(parts, [one.key for one in rows])
    assert [one.key for one in rows if one.key not in taken_over] == [f"key{n}" for n in range(290, N_ARTICLES)]
    for name, every in (("much", 1), ("mixed", 3)):
        outcomes = [
            taken_over.rows(one.key) if n % every == 0 and one.key in taken_over else made([one])[0]
            for n, one in enumerate(rows)
        ]
        outcomes.reverse()
        write_stripped(Part(Place(tmp_path / name / "part")), outcomes, taken_over)
        assert files_of(tmp_path / name) == files_of(tmp_path / "all")


def test_what_is_made_again_and_comes_out_the_same_keeps_its_first_key(tmp_path: Path) -> None:
    """However often; what comes out otherwise, and what is new, has its own."""
    parts = [Part(Place(tmp_path / name)) for name in "abc"]
    rows = [row(n) for n in range(40)]
    write_stripped(parts[0], made(rows), NOTHING)
    own = {one.outcome[0].article_id: one.key for one in rows if isinstance(one.outcome, tuple)}
    again = [Row(f"again{n}", one.outcome) for n, one in enumerate(rows)]
    assert isinstance(rows[5].outcome, tuple)
    article = rows[5].outcome[0]
    again[5] = Row("again5", (replace(article, title="another"),))
    for part, before, now in ((parts[1], parts[0], again), (parts[2], parts[1], rows)):
        write_stripped(part, made(now), TakenOver([before], []))
        ids = [record.article_id for record in read_records(part.articles, Article)]
        first_keys = dict(zip(ids, first_keys_of(part), strict=True))
        assert first_keys == {**own, article.article_id: now[5].key}
        assert sorted(keys_of(part)) == sorted(one.key for one in now if isinstance(one.outcome, tuple))


def test_a_key_that_two_inputs_have_takes_nothing_over(tmp_path: Path) -> None:
    """Which row is whose could not be said."""
    part = Part(Place(tmp_path / "part"))
    write_stripped(part, made([row(1), row(2)]), NOTHING)
    assert list(TakenOver([part], ["key1", "key2", "key2"])) == ["key1"]


@pytest.mark.parametrize("reason", ["too_slow", "crashed", "read_failed"])
def test_what_may_end_otherwise_is_tried_again(tmp_path: Path, reason: str) -> None:
    """A busy machine, too little memory: with all that the same input gave."""
    part = Part(Place(tmp_path / "part"))
    refused = Quarantined(source_id="9", source_path="9", source_sha256=None, reason=reason, error="")
    write_stripped(part, made([row(1), row(7), Row("key1", refused), row(2)]), NOTHING)
    assert sorted(TakenOver([part], ["key1", "key2", "key7"])) == ["key2", "key7"]
