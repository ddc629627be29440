"""A batch's folder is whole or not there."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from copydesk.emit.batch import FileList, json_bytes, publish_batch, read_manifest, verify_batch
from copydesk.emit.schemas import MATCHES, SCHEMA_VERSION
from copydesk.emit.tables import table_of_rows
from copydesk.emit.text_files import safe_name, text_of, text_path, text_paths
from copydesk.errors import BatchError, StoreError
from copydesk.store import Place
from copydesk.store.local import exchange

MATCH = {
    "a_article_id": "a", "a_start": 0, "a_end": 1, "b_article_id": "b", "b_start": 0, "b_end": 1,
    "kind": "exact", "similarity": 1.0, "only_a": [], "only_b": [], "same_outlet": False,
    "a_batch": "b", "b_batch": "b",
}  # fmt: skip


def published(tmp_path: Path, n_matches: int = 1, at_a_time: int = 1) -> Path:
    """A batch of one text and so many matches."""
    files = FileList(Place(tmp_path / "work" / "staged"), "monday")
    with files.add_table("matches.parquet", "matches") as table:
        for start in range(0, n_matches, at_a_time):
            table.add(table_of_rows([MATCH] * min(at_a_time, n_matches - start), MATCHES))
    files.add("text/post/a.txt", b"hello\n")
    publish_batch(files, Place(tmp_path / "batch"), {"fingerprint": "f"})
    return tmp_path / "batch"


def test_the_manifest_lists_every_file_with_its_hash_and_rows(tmp_path: Path) -> None:
    """And what it says is what is there."""
    place = published(tmp_path, n_matches=3)
    files = {entry["path"]: entry for entry in json.loads((place / "manifest.json").read_text())["files"]}
    assert files["matches.parquet"]["n_rows"] == 3
    assert files["matches.parquet"]["schema_version"] == SCHEMA_VERSION
    assert {p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file()} == {*files, "manifest.json"}
    assert verify_batch(Place(place)) == []


def test_bytes_do_not_depend_on_how_rows_were_added(tmp_path: Path) -> None:
    """One at a time or all at once: shards do not show."""
    one, two = (published(tmp_path / str(n), n_matches=9000, at_a_time=n) for n in (700, 9000))
    assert (one / "manifest.json").read_bytes() == (two / "manifest.json").read_bytes()
    assert pq.read_metadata(one / "matches.parquet").num_row_groups == 3


@pytest.mark.parametrize("exchanged", [True, False])
def test_a_publication_that_fails_leaves_the_old_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchanged: bool
) -> None:
    """Also where two folders cannot be exchanged, and the second of two renames is the one that fails."""
    place = published(tmp_path, n_matches=2)
    before = (place / "manifest.json").read_bytes()
    if not exchanged:
        monkeypatch.setattr("copydesk.store.local._exchange", lambda *folders: False)
    with pytest.raises(StoreError, match=r"batch: No such file.*; run again"):
        exchange(str(tmp_path / "work" / "staged"), str(place))
    assert (place / "manifest.json").read_bytes() == before
    assert verify_batch(Place(place)) == []


def test_a_damaged_file_is_noticed(tmp_path: Path) -> None:
    """A file that is gone makes the batch not whole; one of the same size is found by its hash."""
    place = published(tmp_path)
    (place / "text/post/a.txt").write_bytes(b"hullo\n")
    assert read_manifest(Place(place)) is not None
    assert "its bytes are not those" in verify_batch(Place(place))[0]
    (place / "text/post/a.txt").unlink()
    assert read_manifest(Place(place)) is None


@pytest.mark.parametrize("bit", [1, 2, 32])
def test_a_flipped_byte_of_the_manifest_is_noticed(tmp_path: Path, bit: int) -> None:
    """Each of them, also in the counts, in the blanks, and in what the checksum is called."""
    path = published(tmp_path) / "manifest.json"
    data = path.read_bytes()
    for at in range(len(data)):
        path.write_bytes(data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :])
        assert verify_batch(Place(tmp_path / "batch")), at
    path.write_bytes(data)
    assert verify_batch(Place(tmp_path / "batch")) == []


def test_the_manifest_of_an_earlier_version_has_no_checksum(tmp_path: Path) -> None:
    """And is one all the same; a manifest whose counts were changed by hand is none."""
    path = published(tmp_path) / "manifest.json"
    manifest = json.loads(path.read_bytes())
    del manifest["digest"]
    path.write_bytes(json_bytes(manifest))
    assert verify_batch(Place(tmp_path / "batch")) == []
    assert read_manifest(Place(tmp_path / "batch")) == manifest
    forged = json.loads((published(tmp_path) / "manifest.json").read_bytes()) | {"fingerprint": "another"}
    path.write_bytes(json_bytes(forged))
    assert read_manifest(Place(tmp_path / "batch")) is None


def test_a_batch_whose_manifest_is_damaged_is_replaced_by_one_with_all_its_files(tmp_path: Path) -> None:
    """Not where it has a file that would be lost."""
    place = published(tmp_path)
    (place / "manifest.json").write_bytes(b"")
    assert verify_batch(Place(published(tmp_path))) == []
    (place / "manifest.json").write_bytes(b"")
    (place / "thesis.txt").write_text("mine")
    with pytest.raises(BatchError, match=r"manifest\.json.*move it away"):
        published(tmp_path)
    assert (place / "thesis.txt").read_text() == "mine"


def test_a_manifest_that_stands_alone_is_anybodys(tmp_path: Path) -> None:
    """It is not replaced."""
    (tmp_path / "batch").mkdir()
    (tmp_path / "batch" / "manifest.json").write_text("[]")
    with pytest.raises(BatchError, match="no batch of copydesk"):
        published(tmp_path)
    assert (tmp_path / "batch" / "manifest.json").read_text() == "[]"


def test_many_text_files_are_one_entry_of_the_manifest(tmp_path: Path) -> None:
    """With how many they are and one digest; one that is changed, gone or not ours is found all the same."""
    files = FileList(Place(tmp_path / "work" / "staged"), "monday")
    for n in range(1000):
        files.add(f"text/post/{n}.txt", b"hello\n")
    publish_batch(files, Place(tmp_path / "batch"), {"fingerprint": "f"})
    place = tmp_path / "batch"
    (entry,) = json.loads((place / "manifest.json").read_text())["files"]
    assert (entry["path"], entry["n_files"], entry["n_bytes"]) == ("text/", 1000, 6000)
    assert verify_batch(Place(place)) == []
    (place / "text/post/7.txt").write_bytes(b"hullo\n")
    assert read_manifest(Place(place)) is not None
    assert "its 1000 files are not those of the manifest" in verify_batch(Place(place))[0]
    (place / "text/notes.txt").write_text("mine")
    with pytest.raises(BatchError, match="text"):
        published(tmp_path)


def test_a_file_that_no_batch_wrote_is_not_deleted(tmp_path: Path) -> None:
    """Publishing over it is refused, and the file named."""
    place = published(tmp_path)
    (place / "notes.txt").write_text("mine")
    with pytest.raises(BatchError, match=r"notes\.txt"):
        published(tmp_path)
    assert (place / "notes.txt").read_text() == "mine"


def test_a_folder_that_is_no_batch_is_not_replaced(tmp_path: Path) -> None:
    """Somebody's folder at the place of the batch is left as it is."""
    (tmp_path / "batch").mkdir()
    (tmp_path / "batch" / "thesis.txt").write_text("mine")
    with pytest.raises(BatchError, match="is no batch"):
        published(tmp_path)


def test_writing_deletes_what_a_dead_writer_left(tmp_path: Path) -> None:
    """And nothing else."""
    orphan, other = tmp_path / ".a.txt.99999.tmp", tmp_path / ".b.txt.99999.tmp"
    orphan.write_bytes(b"half")
    other.write_bytes(b"half")
    with Place(tmp_path / "a.txt").write() as stream:
        stream.write(b"whole")
    assert sorted(p.name for p in tmp_path.iterdir()) == [".b.txt.99999.tmp", "a.txt"]


def test_writing_leaves_a_living_writer_alone(tmp_path: Path) -> None:
    """Its temporary file is locked."""
    with Place(tmp_path / "a.txt").write() as stream:
        living = next(tmp_path.iterdir())
        living = living.rename(tmp_path / ".a.txt.1.tmp")
        with Place(tmp_path / "a.txt").write() as second:
            second.write(b"second")
        assert living.exists()
        living.rename(tmp_path / stream.name.rsplit("/", 1)[1])
        stream.write(b"first")
    assert (tmp_path / "a.txt").read_bytes() == b"first"


@pytest.mark.parametrize(
    "name, safe",
    [
        ("The Independent", "The-Independent"),
        ("../../etc/passwd", "etc-passwd"),
        ("", "_"),
        ("..", "_"),
        ("con.txt", "con.txt_"),
        ("Ärzteblatt", "Ärzteblatt"),
        ("a\x00b\nc", "a-b-c"),
        ("x" * 300, "x" * 60),
        ("\udc80", "_"),
    ],
)
def test_names_in_paths_are_safe(name: str, safe: str) -> None:
    """One component, on every file system."""
    assert safe_name(name) == safe


def test_a_text_file_has_the_standfirst_once() -> None:
    """Where the body has it as a paragraph it stands there alone; a paragraph that only begins so is another one."""
    lead, more = "A ferry sank on Friday.", "Forty people were on board."
    assert text_of("Title", lead, more) == f"Title\n\n{lead}\n\n{more}\n"
    assert text_of("Title", f"{lead}\n", f"{lead}\n\n{more}") == f"Title\n\n{lead}\n\n{more}\n"
    assert text_of(None, lead, f"{more}\n\n{lead}") == f"{more}\n\n{lead}\n"
    assert text_of(None, "A ferry", f"{lead}") == f"A ferry\n\n{lead}\n"


def test_two_articles_never_share_a_file() -> None:
    """Not even where the file system folds case."""
    paths = text_paths(
        {
            name: text_path(outlet, path, None)
            for name, outlet, path in (("1", "Post", "a/x.txt"), ("2", "POST", "b/X.txt"), ("3", "Post", "y.txt"))
        }
    )
    assert paths == {"1": "text/Post/x-1.txt", "2": "text/POST/X-2.txt", "3": "text/Post/y.txt"}
