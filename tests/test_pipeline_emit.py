"""The articles of a batch in order, out of parts that have them in any."""

import hashlib
from pathlib import Path

import pytest

import copydesk.pipeline.ranges as ranges_of_ids
from copydesk.checked import ROWS, write_records
from copydesk.pipeline.emit import digests_of
from copydesk.pipeline.part import Part, RowKey
from copydesk.pipeline.ranges import IdRange, id_ranges, sorted_articles
from copydesk.pipeline.shared import Chosen, Found, TextPath
from copydesk.read.json_records import article_from_record
from copydesk.records import Article, ArticleCluster, Cluster, EarlierArticle, Passage
from copydesk.store import Place


@pytest.mark.parametrize("chunk", [7, 1000])
def test_articles_of_all_parts_come_sorted_and_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    """Whatever is in memory at a time; of a range of ids, its articles and no others."""
    monkeypatch.setattr(ranges_of_ids, "_CHUNK", chunk)
    ids = [hashlib.sha256(str(n).encode()).hexdigest()[:16] for n in range(5 * ROWS)]
    parts = []
    for n in range(3):
        part = Part(Place(str(tmp_path / str(n))))
        rows = [article_from_record({"id": name, "text": f"Text {name}."}, default_id="") for name in sorted(ids[n::3])]
        write_records(part.articles, rows, Article)
        parts.append(part)
    for some_ids in (IdRange(), IdRange("a", "c"), IdRange("f8")):
        some = list(sorted_articles(parts, some_ids, ["article_id", "text"]))
        assert all(len(table) <= chunk for table in some)
        assert [name for table in some for name in table.column("article_id").to_pylist()] == sorted(
            name for name in ids if some_ids.first <= name < some_ids.end
        )
        assert all(text.startswith("Text ") for table in some for text in table.column("text").to_pylist())


def write_results(folder: Path, **other: object) -> tuple[list[Part], Found, Chosen]:
    """Two articles with a passage each, of one cluster and one story; `other` is what is said otherwise."""
    said = {
        "key": "k",
        "path": "text/a.txt",
        "text": "said so",
        "kept": "e1:0-7",
        "story": "e1",
        "batch": "sunday",
        **other,
    }
    part, found, chosen = Part(Place(folder / "part")), Found(Place(folder / "found")), Chosen(Place(folder / "chosen"))
    rows = [article_from_record({"id": name, "text": "He said so."}, default_id="") for name in ("11", "e1")]
    write_records(part.articles, rows, Article)
    write_records(part.keys, [RowKey(str(said["key"]), True, str(said["key"])), RowKey("k2", True, "k2")], RowKey)
    paths = [("11", str(said["path"])), ("e1", "text/e.txt")]
    write_records(chosen.text_paths, [TextPath(article_id=name, text_path=path) for name, path in paths], TextPath)
    passages = [
        Passage(
            passage_id=f"{name}:0-7",
            article_id=name,
            outlet="post",
            start_char=0,
            end_char=7,
            text=text,
            cluster_id=cluster,
        )
        for name, text, cluster in (("11", str(said["text"]), "c"), ("12", "as before", "d"), ("e1", "said so", "c"))
    ]
    write_records(found.passages, passages, Passage)
    clusters = [
        Cluster(cluster_id="c", passage_ids=("11:0-7", "e1:0-7"), n_outlets=2, canonical_passage_id=str(said["kept"])),
        Cluster(cluster_id="d", passage_ids=("12:0-7",), n_outlets=1, canonical_passage_id="12:0-7"),
    ]
    write_records(chosen.clusters, clusters, Cluster)
    stories = [
        ArticleCluster(
            cluster_id="s",
            article_ids=("11", "e1"),
            n_outlets=2,
            canonical_article_id=str(said["story"]),
            canonical_reason="earliest",
        )
    ]
    write_records(chosen.article_clusters, stories, ArticleCluster)
    earlier = [EarlierArticle(article_id="12", batch=str(said["batch"]), outlet="mail", published=None, n_chars=20)]
    write_records(found.earlier, earlier, EarlierArticle)
    return [part], found, chosen


@pytest.mark.parametrize(
    "other, changed",
    [
        ({}, []),
        ({"key": "k1"}, ["articles 0", "evidence 0"]),
        ({"path": "text/a-11.txt"}, ["articles 0", "evidence 0"]),
        ({"text": "said no"}, ["articles 0"]),
        ({"batch": "saturday"}, ["articles 0"]),
        ({"kept": "11:0-7"}, ["articles 0", "articles 8"]),
        ({"story": "11"}, ["articles 0", "articles 8"]),
    ],
)
def test_a_range_is_called_by_all_that_its_files_follow_from(
    tmp_path: Path, other: dict[str, object], changed: list[str]
) -> None:
    """Another key, path, passage, earlier batch or choice gives another name, to those ranges whose rows it changes."""
    ranges = [IdRange("0", "8"), IdRange("8")]
    before = digests_of(ranges, *write_results(tmp_path / "before"))
    after = digests_of(ranges, *write_results(tmp_path / "after", **other))
    assert changed == [
        f"{kind} {ids.first}"
        for kind in ("articles", "evidence")
        for ids, one, two in zip(ranges, before, after, strict=True)
        if getattr(one, kind) != getattr(two, kind)
    ]


@pytest.mark.parametrize(
    "n_articles, n_ranges", [(0, 1), (1000, 1), (1001, 2), (3000, 4), (16_001, 32), (100_000, 128)]
)
def test_ranges_hold_every_id_once(tmp_path: Path, n_articles: int, n_ranges: int) -> None:
    """In order, and no more than a thousand articles on the average."""
    ranges = id_ranges(n_articles)
    assert len(ranges) == n_ranges
    for n_rows in (0, 1, ROWS, 40 * ROWS + 7):
        ids = sorted(hashlib.sha256(str(n).encode()).hexdigest()[:16] for n in range(n_rows))
        place = Place(str(tmp_path / str(n_rows)))
        write_records(place, [TextPath(article_id=name, text_path=name) for name in ids], TextPath)
        rows = [one.rows(place) for one in ranges]
        assert [name for some in rows for name in ids[some]] == ids
        assert [ids[some] for some in rows] == [[name for name in ids if one.first <= name < one.end] for one in ranges]
    assert len({one.path("articles") for one in ranges}) == n_ranges
