"""The articles of a batch in order, out of parts that have them in any."""

import hashlib
from pathlib import Path

import pytest

import copydesk.pipeline.emit as emit
from copydesk.checked import ROWS, write_records
from copydesk.pipeline.emit import IdRange
from copydesk.pipeline.part import Part
from copydesk.read.json_records import article_from_record
from copydesk.records import Article
from copydesk.store import Place


@pytest.mark.parametrize("chunk", [7, 1000])
def test_articles_of_all_parts_come_sorted_and_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    """Whatever is in memory at a time; of a range of ids, its articles and no others."""
    monkeypatch.setattr(emit, "_CHUNK", chunk)
    ids = [hashlib.sha256(str(n).encode()).hexdigest()[:16] for n in range(5 * ROWS)]
    parts = []
    for n in range(3):
        part = Part(Place(str(tmp_path / str(n))))
        rows = [article_from_record({"id": name, "text": f"Text {name}."}, default_id="") for name in sorted(ids[n::3])]
        write_records(part.articles, rows, Article)
        parts.append(part)
    for some_ids in (IdRange(), IdRange("a", "c"), IdRange("f8")):
        some = list(emit._sorted(parts, some_ids))
        assert all(len(table) <= chunk for table in some)
        assert [name for table in some for name in table.column("article_id").to_pylist()] == sorted(
            name for name in ids if some_ids.first <= name < some_ids.end
        )
        assert all(text.startswith("Text ") for table in some for text in table.column("text").to_pylist())
