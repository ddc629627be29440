"""What docs/guides/consuming.md says to those who read batches by program is so: its code is run as it stands there."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from copydesk.emit.batch import FileList, publish_batch, verify_batch
from copydesk.emit.schemas import SCHEMA_VERSION, TABLES
from copydesk.emit.tables import table_of_rows
from copydesk.published import read_published
from copydesk.store import Place
from tests.conftest import ROOT, emit
from tests.schema_versions import recorded
from tests.test_tasks_look_back import story, write_day

PAGE = (ROOT / "docs" / "guides" / "consuming.md").read_text("utf-8")
Names = dict[str, Any]
Row = tuple[Any, ...]
# The end of The Independent's page, before and after.
COMMENTS = (
    "Join our commenting forum",
    "Join thought-provoking conversations, follow other Independent readers and see their replies",
    "Comments",
)


def section(heading: str) -> str:
    """What stands below the heading."""
    return re.split(r"\n##+ ", PAGE.split(f"# {heading}\n")[1])[0]


def section_of_questions() -> str:
    """All questions, with their headings."""
    return PAGE.split("\n## Questions\n")[1].split("\n## ")[0]


def code(kind: str, heading: str) -> list[str]:
    """The section's blocks in a language."""
    return re.findall(rf"```{kind}\n(.*?)```", section(heading), re.S)


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """The rows as plain values, whatever reader they come from."""

    def plain(value: Any) -> Any:
        if pd.isna(value):
            return None
        return str(value)[:10] if hasattr(value, "year") else value

    return [tuple(map(plain, row)) for row in frame.astype(object).itertuples(index=False)]


# --- the questions ---


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Names]:
    """What the page's code has defined once a batch is open: the sample with dates, and The Independent redesigned."""
    folder = tmp_path_factory.mktemp("dated")
    source = Path(shutil.copytree(ROOT / "seeds", folder / "seeds"))
    first, second, third, fourth, fifth = sorted(path.name for path in source.glob("*.txt"))
    redesigned = [
        "Subscribe to our newsletter for free access to Independent Minds",
        (source / first).read_text("utf-8"),
        "The caf\ufffd opens on Friday, and the mayor said that cafÃ©s like it were missed by all of the town.",
        "The quay is open, and that’s what you have in mind. ‘ stated capability for it, the mayor said to the town.",
        "Read more: “It was open,“ he said to the people of the town",
    ]
    (source / "broken.txt").write_bytes(b"\0\1\2\0")
    (source / "later.txt").write_text("\n".join([*redesigned, *COMMENTS]), "utf-8")
    (source / "manifest.csv").write_text(
        "file,outlet,url,published\n"
        f"{first},unknown-1,,2021-12-07T22:40\n"
        f"{second},unknown-2,,2021-12-08\n"
        f"{third},unknown-3,,2021-12-08T06:15:00+01:00\n"
        f"{fourth},Al Jazeera,,\n"
        f"{fifth},The Independent,,2021-12-07T20:00:00Z\n"
        "later.txt,The Independent,,2021-12-14\n"
    )
    done = emit(source, folder / "output")
    assert done.returncode == 0, done.stderr
    before = Path.cwd()
    os.chdir(folder)
    defined: Names = {}
    for block in code("python", "Opening"):
        if not block.startswith("# Spark"):
            exec(block, defined)
    yield defined
    os.chdir(before)


def asked(names: Names, heading: str) -> list[Row]:
    """What the question's SQL finds in DuckDB, which is what its pandas finds."""
    (sql,), (python,) = code("sql", heading), code("python", heading)
    found = rows_of(names["db"].sql(sql).df())
    exec("from datetime import date\n" + python, names)
    assert rows_of(names["answer"]) == found
    return found


def test_who_copied_an_outlet_this_week(names: Names) -> None:
    """Those whom a clock or a day puts later; not who may have been earlier, nor the outlet itself, nor next week."""
    found = asked(names, "Who copied an outlet this week")
    assert [row[0] for row in found] == ["unknown-2", "unknown-3"]
    assert all(n_chars > 50 for *_, n_chars in found)


def test_the_corpus_without_copies(names: Names) -> None:
    """The redesigned page's article is one of another outlet's, and stays out."""
    found = asked(names, "The corpus without copies, for training")
    assert len(found) == 5
    assert all(len(text) > 99 for *_, text in found)
    assert "2021-12-14" not in [row[2] for row in found]


def test_the_corpus_without_copies_and_doubt_in_one_language(names: Names) -> None:
    """By the condition that the page adds."""
    heading = "The corpus without copies, for training"
    (sql,), (more,) = code("sql", heading), re.findall(r"add `(.*?)`", section(heading))
    asks = sql.replace("and keep", f"and keep {more}")
    assert len(names["db"].sql(asks).fetchall()) == 5
    assert names["db"].sql(asks.replace("'en'", "'nl'")).fetchall() == []


def test_articles_with_broken_characters(names: Names) -> None:
    """The one in which some are left, and the one in which some were mended."""
    outlets = {
        row["article_id"]: row["source_path"] for row in pq.read_table("output/seeds/articles.parquet").to_pylist()
    }
    (sql,), (python, more) = (code(kind, "Articles with broken characters") for kind in ("sql", "python"))
    found = rows_of(names["db"].sql(sql).df())
    exec(python, names)
    assert rows_of(names["answer"]) == found
    assert [(outlets[name], left) for _, name, left in found] == [("later.txt", "�")]
    exec(more, names)
    assert {outlets[name] for name in names["mended"]["article_id"]} == {"later.txt"}


def test_quotation_marks_that_were_turned(names: Names) -> None:
    """In what was kept, and not in a line that was then removed."""
    found = asked(names, "Quotation marks that were turned")
    edits = pq.read_table("output/seeds/edits.parquet").to_pylist()
    turned = {(row["article_id"], row["start_char"]) for row in edits if "quote.turned" in row["rule"]}
    removed = {
        (row["article_id"], at)
        for row in pq.read_table("output/seeds/removals.parquet").to_pylist()
        for at in range(row["start_char"], row["end_char"])
    }
    assert turned & removed
    assert {(row[1], row[2]) for row in found} == turned - removed
    margins = [row[6] for row in found]
    assert margins == sorted(margins)


def test_what_was_weighed_and_left_is_found(names: Names, capsys: pytest.CaptureFixture[str]) -> None:
    """With its article, what stands beside it, and the reason."""
    (block,) = code("python", "Broken, and not repaired")
    exec(block, names)
    printed = capsys.readouterr().out
    (left,) = [row for row in pq.read_table("output/seeds/articles.parquet").to_pylist() if "quay" in row["text"]]
    assert printed.startswith(left["article_id"])
    assert "costs less than 1.5 more" in printed


def test_the_source_is_built_again_without_copydesk(names: Names) -> None:
    """Of each article, character for character."""
    (block,) = code("python", "The source again, without copydesk")
    assert "copydesk" not in block
    exec(block, names)
    articles = pq.read_table("output/seeds/articles.parquet").to_pylist()
    assert len(articles) == 6
    for row in articles:
        source = names["source_of"]("output/seeds", row["article_id"])
        assert source == Path("seeds", row["source_path"]).read_bytes().decode(row["encoding"])
        assert len(source) == row["n_source_chars"]


def test_what_became_of_an_input(names: Names) -> None:
    """A file that is no article's is named, and the quarantine has its reason."""
    found = asked(names, "What became of an input")
    assert found == [("seeds", "broken.txt")]
    quarantine = Path("output/seeds/quarantine.jsonl").read_text("utf-8").splitlines()
    assert [(row["source_path"], row["reason"]) for row in map(json.loads, quarantine)] == [("broken.txt", "binary")]


def test_how_much_is_shared(names: Names) -> None:
    """Of each outlet's characters; all of one that another printed as it was, and some of the others'."""
    found = asked(names, "How much is shared")
    assert [row[1] for row in found] == ["Al Jazeera", "The Independent", "unknown-1", "unknown-2", "unknown-3"]
    assert all(share == n_shared / n_chars for _, _, n_shared, n_chars, share in found)
    assert [row[1] for row in found if row[4] == 1] == ["unknown-1"]
    assert all(row[4] > 0 for row in found)


def marked(names: Names) -> dict[tuple[str, str], set[tuple[str, int]]]:
    """Each character of an outlet that it shares with another one, by matches; each counted by itself."""
    outlets = dict(names["table"]("articles")[["article_id", "outlet"]].itertuples(index=False))
    found: dict[tuple[str, str], set[tuple[str, int]]] = {}
    for row in pq.read_table("output/seeds/matches.parquet").to_pylist():
        for own, other in ("ab", "ba"):
            two = outlets[row[f"{own}_article_id"]], outlets[row[f"{other}_article_id"]]
            places = range(row[f"{own}_start"], row[f"{own}_end"])
            found.setdefault(two, set()).update((row[f"{own}_article_id"], at) for at in places)
    return found


def test_who_shares_most_with_whom(names: Names) -> None:
    """Articles and characters of either side, of which none counts twice."""
    found = asked(names, "Who shares most with whom")
    each = marked(names)
    assert {tuple(row[:2]) for row in found} == {two for two in each if two[0] < two[1]}
    for one, other, *numbers in found:
        sides = each[one, other], each[other, one]
        assert numbers == [*(len({name for name, _ in side}) for side in sides), *map(len, sides)]
    most = [row[4] + row[5] for row in found]
    assert most == sorted(most, reverse=True)
    assert len(most) > 3


def test_what_is_shared_in_long_passages(names: Names) -> None:
    """No more than in all; and all, if none is too short."""
    heading = "What is shared in long passages"
    found = asked(names, heading)
    every = {row[1]: row[2] for row in asked(names, "How much is shared")}
    assert all(row[2] <= every[row[1]] for row in found)
    (sql,) = code("sql", heading)
    assert {row[1]: row[2] for row in names["db"].sql(sql.replace(">= 200", ">= 0")).fetchall()} == every
    assert sum(row[2] for row in found) < sum(every.values())


def test_what_was_removed_from_an_article_and_why(names: Names) -> None:
    """In its order, with reasons."""
    found = asked(names, "What was removed from an article, and why")
    assert [row[2] for row in found] == ["appeal"] * 5 + ["comment_form"] * 3


def test_who_was_first(names: Names) -> None:
    """One outlet for some passages, nobody for those where dates do not tell."""
    found = asked(names, "Who was first")
    assert {None, "The Independent"} < {row[5] for row in found}
    assert all((row[4] is None) == (row[5] is None) == (row[6] is None) for row in found)


@pytest.fixture(scope="module")
def spark(names: Names) -> Iterator[Any]:
    """A session in which the page's own lines have opened the batch."""
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not here; `make test-spark`")
    builder = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "1").getOrCreate()
    (block,) = (block for block in code("python", "Opening") if block.startswith("# Spark"))
    exec(block, {**names, "spark": session})
    yield session
    session.stop()


QUESTIONS = [
    heading
    for heading in re.findall(r"^### (.*)$", section_of_questions(), re.M)
    if code("sql", heading) and code("python", heading)
]


@pytest.mark.parametrize("heading", QUESTIONS)
def test_spark_finds_what_duckdb_finds(heading: str, names: Names, spark: Any) -> None:
    """By the same SQL."""
    assert len(QUESTIONS) == 11
    (sql,) = code("sql", heading)
    found = [tuple(row) for row in spark.sql(sql.rstrip().rstrip(";")).collect()]
    expected = names["db"].sql(sql).fetchall()
    assert [tuple(map(str, row)) for row in found] == [tuple(map(str, row)) for row in expected]
    assert found


def test_spark_answers_the_short_questions(names: Names, spark: Any) -> None:
    """With as many rows as DuckDB."""
    (block,) = code("sql", "In short")
    for query in filter(None, block.split(";\n")):
        assert len(spark.sql(query).collect()) == len(names["db"].sql(query).fetchall()), query


def test_the_other_side_may_be_of_an_earlier_batch(names: Names, tmp_path: Path) -> None:
    """Who copied whom and who was first, over two batches of which the second looks back."""
    for day, outlet in (("2021-12-06", "The Independent"), ("2021-12-08", "Al Jazeera")):
        write_day(tmp_path / "crawl", day, {outlet: story(1)})
        (tmp_path / "own.toml").write_text('[reuse]\nlook_back = "2d"\nmissing = "gap"\n')
        done = emit(
            tmp_path / "crawl" / day,
            tmp_path / "output",
            "--batch-name",
            f"seeds-{day}",
            "--config",
            tmp_path / "own.toml",
        )
        assert done.returncode == 0, done.stderr
    first, second = (str(tmp_path / f"output/seeds-2021-12-0{day}") for day in "68")
    own = {**names, "db": duckdb.connect()}
    for name, table in own["tables"](first, second).items():
        own["db"].register(name, table)
    own["table"] = lambda name: pd.concat([names["table"](name, batch) for batch in (first, second)])
    (copied,) = asked(own, "Who copied an outlet this week")
    assert (copied[0], copied[1], copied[4]) == ("Al Jazeera", "seeds-2021-12-08", "seeds-2021-12-06")
    assert asked(own, "Outlets that are missing") == [("The Independent", 1, 0)]
    (one,) = asked(own, "Who was first")
    assert one[4:6] == ("seeds-2021-12-06", "The Independent")
    (cluster,) = pq.read_table(f"{second}/clusters.parquet").to_pylist()
    told = [cluster[f"first_published_{what}"] for what in ("date", "local", "at")]
    assert [str(when)[:16] for when in told] == ["2021-12-06", "2021-12-06 06:00", "2021-12-06 06:00"]


def test_outlets_that_are_missing() -> None:
    """Half of what there was, or nothing; of the two last batches alone, and none of an unknown name."""
    rows = [
        *(("n-1", "old", 90), ("n-2", "ann", 40), ("n-2", "bob", 9), ("n-2", "cid", 4), ("n-2", "unknown-1", 1)),
        *(("n-3", "ann", 20), ("n-3", "bob", 4), ("n-3", "eve", 1)),
    ]
    frame = pd.DataFrame(rows, columns=["batch", "outlet", "n_articles"])
    own: Names = {"db": duckdb.connect(), "pd": pd, "table": lambda _: frame}
    own["db"].register("outlets", frame)
    assert asked(own, "Outlets that are missing") == [("bob", 9, 4), ("cid", 4, 0)]


def test_an_outlets_furniture_before_and_after(names: Names) -> None:
    """What came stands first, what went last, what stayed between."""
    found = asked(names, "An outlet's furniture before and after a day")
    changes = [n_after - n_before for *_, n_before, n_after in found]
    assert changes == sorted(changes, reverse=True)
    assert (changes[0], changes[-1], found[0][0], found[-1][0]) == (1, -1, "newsletter", "appeal")
    assert ("comment_form", "Join our commenting forum", 1, 1) in found


def test_the_short_questions_have_answers(names: Names) -> None:
    """Each of them."""
    (block,) = code("sql", "In short")
    queries = [query for query in block.split(";\n") if query]
    assert len(queries) == 6
    for query in queries:
        assert names["db"].sql(query).fetchall(), query


def test_shared_text_is_counted_with_quotations_and_without(names: Names) -> None:
    """The one is the table's own number; the other leaves out what is said, and not all."""
    exec(code("python", "Shared text without quotations")[0], names)
    n_shared, n_told = names["shared"]("output/seeds")
    assert n_shared == names["table"]("outlets")["n_shared_chars"].sum()
    assert 0 < n_told < n_shared


def test_what_is_new_or_changed_is_told_by_the_tables(names: Names, tmp_path: Path) -> None:
    """A batch once; again when a table is another, and not when the report is; and one that went."""
    exec(code("python", "Only what is new or changed")[0], names)
    to_load = names["to_load"]
    for name in ("monday", "tuesday"):
        shutil.copytree("output/seeds", tmp_path / name)
    changed, gone, loaded = to_load(tmp_path, {})
    assert (changed, gone) == (["monday", "tuesday"], [])
    loaded = json.loads(json.dumps(loaded))
    assert to_load(tmp_path, loaded)[:2] == ([], [])
    manifest = tmp_path / "monday" / "manifest.json"
    for path, expected in (("report.html", []), ("articles.parquet", ["monday"])):
        said = json.loads(manifest.read_text("utf-8"))
        (entry,) = (entry for entry in said["files"] if entry["path"] == path)
        entry["sha256"] = "0" * 64
        manifest.write_text(json.dumps(said), "utf-8")
        assert to_load(tmp_path, loaded)[0] == expected
    shutil.rmtree(tmp_path / "tuesday")
    assert to_load(tmp_path, loaded)[1] == ["tuesday"]


def test_a_spreadsheet_gets_a_row_an_article(names: Names) -> None:
    """With its letters, also where a program takes no other charset for granted."""
    exec(code("python", "To a spreadsheet")[0], names)
    assert Path("articles.csv").read_bytes().startswith(b"\xef\xbb\xbfoutlet,")
    assert len(pd.read_csv("articles.csv", encoding="utf-8-sig")) == 6


def test_published_is_told_as_exactly_as_it_is_known(names: Names) -> None:
    """In the tables as in the page's table of examples."""
    columns = ["published", "published_date", "published_local", "published_at"]
    told = {row["published"]: row for row in names["tables"]("output/seeds")["articles"].to_table(columns).to_pylist()}
    assert len(told) == 6
    for text, row in told.items():
        assert tuple(row[name] for name in columns[1:]) == read_published(text)
    assert [sum(row[name] is not None for row in told.values()) for name in columns] == [6, 6, 3, 2]


def test_the_pages_table_of_dates_is_right() -> None:
    """Line by line."""
    lines = [line.strip("| ").split(" |") for line in section("Dates").splitlines() if line.startswith("| `2")]
    assert len(lines) == 4
    for texts, *cells in lines:
        for text in re.findall("`(.*?)`", texts):
            when = read_published(text)
            shown = [
                str(when.date or ""),
                f"{when.local:%Y-%m-%d %H:%M}" if when.local else "",
                f"{when.instant:%Y-%m-%d %H:%M} UTC" if when.instant else "",
            ]
            assert [*map(str.strip, cells), "", "", ""][:3] == shown, text


def test_all_tables_are_opened(names: Names) -> None:
    """None is forgotten on the page."""
    assert sorted(names["NAMES"]) == sorted(TABLES)


def test_batches_of_different_minor_versions_open_together(names: Names, tmp_path: Path) -> None:
    """A column that an older one does not have is null, a table is left out; one may be a file, another a folder."""
    older = Path(shutil.copytree("output/seeds", tmp_path / "older"))
    articles = pq.read_table(older / "articles.parquet")
    (older / "articles.parquet").unlink()
    (older / "articles.parquet").mkdir()
    pq.write_table(articles.drop_columns(["published_date"]), older / "articles.parquet" / "0.parquet")
    (older / "inputs.parquet").unlink()
    assert "inputs" not in names["tables"](older)
    for order in (["output/seeds", older], [older, "output/seeds"]):
        assert len(names["tables"](*order)["inputs"].to_table()) == 7
        both = names["tables"](*order)["articles"].to_table()
        assert both["published_date"].null_count == len(articles) == len(both) / 2


def test_the_lines_about_versions_read_what_a_file_says(names: Names) -> None:
    """And the page tells of every version."""
    exec(code("python", "Schema versions")[0], names)
    assert [names[name] for name in ("version", "table", "batch")] == [SCHEMA_VERSION, "articles", "seeds"]
    told = re.findall(r"^\| (\d+\.\d+) \|", section("Schema versions"), re.M)
    assert told == list(recorded())[::-1]


# --- while a batch is replaced ---


def publish(folder: Path, sentence: str, n_files: int = 3) -> Path:
    """A batch of some texts and a table that say the sentence stands at its place."""
    files = FileList(Place(folder / "work" / "staged"), "monday")
    for n in range(n_files):
        files.add(f"text/post/{n}.txt", sentence.encode())
    with files.add_table("stock.parquet", "stock") as table:
        row = {"text": sentence, "kind": "form", "n_articles": 6, "n_outlets": 2}
        table.add(table_of_rows([row], TABLES["stock"]))
    publish_batch(files, Place(folder / "batch"), {"fingerprint": sentence})
    return folder / "batch"


@pytest.fixture
def snapshot() -> Callable[[Path, Path], None]:
    """The function of the page."""
    defined: Names = {}
    exec(code("python", "While a batch is replaced")[0], defined)
    taken: Callable[[Path, Path], None] = defined["snapshot"]
    return taken


@pytest.mark.parametrize("nth", range(1, 6))
def test_a_snapshot_is_of_one_version_whenever_another_is_published(
    snapshot: Callable[[Path, Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    """Between any two files, or after the last of them; and it stays as it is when the batch is replaced again."""
    batch = publish(tmp_path, "old")
    link, n_links = os.link, 0

    def link_and_publish(*arguments: Any, **options: Any) -> None:
        nonlocal n_links
        n_links += 1
        link(*arguments, **options)
        if n_links == nth:
            publish(tmp_path, "new")

    monkeypatch.setattr(os, "link", link_and_publish)
    snapshot(batch, tmp_path / "mine")
    assert n_links == 10
    publish(tmp_path, "newest")
    assert verify_batch(Place(tmp_path / "mine")) == []
    said = {path.read_text() for path in (tmp_path / "mine" / "text").rglob("*.txt")}
    assert said == {"new"}


def test_snapshots_are_whole_while_a_writer_does_nothing_but_publish(
    snapshot: Callable[[Path, Path], None], tmp_path: Path
) -> None:
    """Whatever falls between what: a path is there all the while."""
    batch = publish(tmp_path, "0")
    writer = threading.Thread(target=lambda: [publish(tmp_path, str(n)) for n in range(1, 25)])
    writer.start()
    for n in range(12):
        snapshot(batch, tmp_path / f"mine-{n}")
    writer.join()
    for n in range(12):
        assert verify_batch(Place(tmp_path / f"mine-{n}")) == []


def test_a_snapshot_that_cannot_be_taken_fails(
    snapshot: Callable[[Path, Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no batch is, where its own folder is taken, which stays as it is, and where links cannot be made."""

    def fail(*places: Any, **options: Any) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    with pytest.raises(FileNotFoundError):
        snapshot(tmp_path / "batch", tmp_path / "mine")
    batch = publish(tmp_path, "old")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine")
    with pytest.raises(FileExistsError):
        snapshot(batch, tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "mine"
    monkeypatch.setattr(os, "link", fail)
    with pytest.raises(shutil.Error):
        snapshot(batch, tmp_path / "other")


def test_an_edition_is_found_by_its_manifest(tmp_path: Path) -> None:
    """As an object store has it: here on a disk, which pyarrow reads by the same lines."""
    batch = publish(tmp_path, "old")
    edition = json.loads((batch / "manifest.json").read_text())["edition"]
    shutil.copytree(batch, tmp_path / "bucket" / "batch" / edition)
    (tmp_path / "bucket" / "batch" / edition / "manifest.json").rename(tmp_path / "bucket" / "batch" / "manifest.json")
    defined: Names = {}
    exec(code("python", "While a batch is replaced")[1], defined)
    table = defined["open_edition"]((tmp_path / "bucket" / "batch").as_uri(), "stock").to_table()
    assert table["text"].to_pylist() == ["old"]


def test_an_open_file_stays_as_it_was(tmp_path: Path) -> None:
    """While its path shows the new one."""
    path = publish(tmp_path, "old") / "stock.parquet"
    with path.open("rb") as stream:
        publish(tmp_path, "new")
        assert pq.read_table(stream)["text"].to_pylist() == ["old"]
    assert pq.read_table(path)["text"].to_pylist() == ["new"]


# --- empty tables ---


def read_by_datasets(path: Path) -> tuple[int, list[str]]:
    """By the lines of the page."""
    (lines,) = code("python", "Empty tables")
    defined: Names = {}
    exec(lines.replace("output/seeds/stock.parquet", str(path)), defined)
    found = defined["stock"]
    return found.num_rows, [f"{name}: {feature}" for name, feature in found.features.items()]


def stream_by_datasets(path: Path) -> tuple[int, list[str]]:
    """Row by row."""
    from datasets import load_dataset

    files = [str(file) for file in sorted(path.glob("*.parquet"))] or [str(path)]
    found = load_dataset("parquet", data_files=files, split="train", streaming=True)
    return len(list(found)), [f"{name}: {feature}" for name, feature in found.features.items()]


def read_by_duckdb(path: Path) -> tuple[int, list[str]]:
    """As a file, or as a folder."""
    found = duckdb.sql(f"select * from read_parquet('{path / '*.parquet' if path.is_dir() else path}')")
    return len(found.fetchall()), [f"{name}: {kind}" for name, kind in zip(found.columns, found.types, strict=True)]


def read_by_pandas(path: Path) -> tuple[int, list[str]]:
    """With Arrow's types, which do not go by the values."""
    found = pd.read_parquet(path, dtype_backend="pyarrow")
    return len(found), [f"{name}: {kind}" for name, kind in found.dtypes.items()]


def read_by_polars(path: Path) -> tuple[int, list[str]]:
    """Where it is installed: it comes with the benchmarks, not with the tests."""
    polars = pytest.importorskip("polars")
    found = polars.read_parquet(path)
    return found.height, [f"{name}: {kind}" for name, kind in found.schema.items()]


READERS = [read_by_datasets, stream_by_datasets, read_by_duckdb, read_by_pandas, read_by_polars]


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders of one table in parts, of which none, some or all have rows; and a table in one empty file."""
    os.environ |= {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path_factory.mktemp("hugging-face"))}
    place = tmp_path_factory.mktemp("parts")
    files = FileList(Place(place), "monday")
    row = {
        "cluster_id": "c", "article_ids": ["a", "b"], "n_articles": 2, "n_outlets": 2, "canonical_article_id": "a",
        "canonical_batch": "monday", "canonical_reason": "id", "first_published": None, "first_published_date": None,
        "first_published_local": None, "first_published_at": None, "source_article_id": None, "source_reason": None,
    }  # fmt: skip
    for folder, full in (("none", ""), ("some", "1"), ("all", "012")):
        for part in "012":
            with files.add_table(f"{folder}/{part}.parquet", "article_clusters") as written:
                written.add(table_of_rows([row] if part in full else [], TABLES["article_clusters"]))
    for name in TABLES:
        with files.add_table(f"{name}.parquet", name):
            pass
    for batch in ("monday", "tuesday"):
        with FileList(Place(place), batch).add_table(f"days/{batch}.parquet", "article_clusters") as written:
            written.add(table_of_rows([row], TABLES["article_clusters"]))
    return place


@pytest.mark.parametrize("read", READERS)
def test_a_table_has_the_same_columns_whether_or_not_it_has_rows(
    parts: Path, read: Callable[[Path], tuple[int, list[str]]]
) -> None:
    """An empty file, a folder of empty files, a folder with some of them."""
    n_rows, columns = read(parts / "all")
    assert (n_rows, len(columns)) == (3, len(TABLES["article_clusters"]))
    assert read(parts / "some") == (1, columns)
    assert read(parts / "none") == (0, columns)
    assert read(parts / "article_clusters.parquet") == (0, columns)


@pytest.mark.parametrize("read", READERS)
def test_files_of_several_batches_are_one_table(parts: Path, read: Callable[[Path], tuple[int, list[str]]]) -> None:
    """Though each file says in its metadata which batch it is of."""
    assert read(parts / "days") == (2, read(parts / "all")[1])


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("read", READERS)
def test_every_table_can_be_empty(parts: Path, read: Callable[[Path], tuple[int, list[str]]], table: str) -> None:
    """Whatever the types of its columns."""
    n_rows, columns = read(parts / f"{table}.parquet")
    assert n_rows == 0
    assert [column.split(":")[0] for column in columns] == TABLES[table].names


def test_an_empty_table_has_no_row_group(parts: Path) -> None:
    """`datasets` takes a group's rows for the size of what it reads at a time, and fails on none."""
    metadata = pq.read_metadata(parts / "stock.parquet")
    assert (metadata.num_rows, metadata.num_row_groups) == (0, 0)


def test_load_dataset_takes_a_folder_in_which_some_files_are_empty(parts: Path, tmp_path: Path) -> None:
    """As it does any folder of a table's files."""
    from datasets import load_dataset

    files = str(parts / "some" / "*.parquet")
    assert load_dataset("parquet", data_files=files, split="train", cache_dir=str(tmp_path)).num_rows == 1


@pytest.mark.xfail(raises=ValueError, strict=True)
@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_load_dataset_takes_what_has_no_row_at_all(parts: Path, tmp_path: Path, kind: str) -> None:
    """It does not, of any format: if it does one day, the page has a paragraph to lose."""
    from datasets import load_dataset

    (tmp_path / "stock.csv").write_text("text,kind\n")
    file = {"parquet": parts / "stock.parquet", "csv": tmp_path / "stock.csv"}[kind]
    load_dataset(kind, data_files=str(file), split="train", cache_dir=str(tmp_path))


def test_columns_are_of_types_that_all_readers_know() -> None:
    """No large, null, dictionary or nanosecond types, which one or the other reads as something else or not at all."""
    plain = {pa.string(), pa.int64(), pa.float64(), pa.bool_(), pa.list_(pa.string()), pa.date32()}
    plain |= {pa.timestamp("us"), pa.timestamp("us", "UTC")}
    assert {field.type for schema in TABLES.values() for field in schema} <= plain
