"""What a batch has to read."""

from pathlib import Path

import pytest

from copydesk.errors import BatchError
from copydesk.read.inventory import take_inventory


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two articles, one in a folder of its own, a hidden file, and a picture."""
    (tmp_path / "post").mkdir()
    (tmp_path / "post" / "a.txt").write_text("one")
    (tmp_path / "b.html").write_text("<p>two")
    (tmp_path / ".hidden.txt").write_text("no")
    (tmp_path / "c.jpg").write_bytes(b"\xff\xd8\xff")
    return tmp_path


def paths(source: object) -> set[str]:
    return {file.path for file in take_inventory(str(source)).files}


def test_a_folder_means_every_file_that_is_not_hidden(folder: Path) -> None:
    """Also what cannot be read: it is quarantined later, not passed over."""
    assert paths(folder) == {"post/a.txt", "b.html", "c.jpg"}


def test_a_glob_and_a_single_file_mean_what_they_name(folder: Path) -> None:
    """Relative paths start where the wildcards do."""
    assert paths(folder / "**" / "*.txt") == {"post/a.txt"}
    assert paths(folder / "b.html") == {"b.html"}


def test_ids_come_from_outlet_and_url_or_else_from_the_path(folder: Path) -> None:
    """A file that moves keeps its id if the manifest knows its URL."""
    (folder / "manifest.csv").write_text("file,outlet,url\nb.html,Post,https://post.example/1\n")
    before = {file.path: file.source_id for file in take_inventory(str(folder)).files}
    (folder / "b.html").rename(folder / "moved.html")
    (folder / "manifest.csv").write_text("file,outlet,url\nmoved.html,Post,https://post.example/1\n")
    after = {file.path: file.source_id for file in take_inventory(str(folder)).files}
    assert before["b.html"] == after["moved.html"]
    assert before["post/a.txt"] == after["post/a.txt"]


def test_two_files_of_one_url_are_one_article_and_a_duplicate(folder: Path) -> None:
    """The second is named as what it is."""
    (folder / "manifest.csv").write_text(
        "file,outlet,url\nb.html,P,https://p.example/1\npost/a.txt,P,https://p.example/1\n"
    )
    duplicates = {file.path: file.duplicate_of for file in take_inventory(str(folder)).files}
    assert duplicates == {"b.html": None, "post/a.txt": "b.html", "c.jpg": None}


def test_a_file_that_only_the_manifest_knows_is_an_input(folder: Path) -> None:
    """Announced and missing is not the same as not announced."""
    (folder / "manifest.csv").write_text("file\ngone.txt\n")
    (gone,) = (file for file in take_inventory(str(folder)).files if file.path == "gone.txt")
    assert gone.sha256 is None


def test_shards_in_order_are_all_inputs_in_order(folder: Path) -> None:
    """However many there are."""
    inventory = take_inventory(str(folder))
    for n_shards in (1, 2, 7):
        assert sum((inventory.shard(i, n_shards) for i in range(n_shards)), ()) == inventory.files


def test_the_fingerprint_follows_bytes_names_and_manifest_but_not_the_place(folder: Path) -> None:
    """A changed input is another batch; a moved folder is not."""
    first = take_inventory(str(folder)).fingerprint()
    moved = folder.with_name("elsewhere")
    folder.rename(moved)
    assert take_inventory(str(moved)).fingerprint() == first
    (moved / "b.html").write_text("<p>too")
    assert take_inventory(str(moved)).fingerprint() != first


@pytest.mark.parametrize(
    "manifest, message",
    [
        ("name,url\na,b\n", "columns name, url"),
        ("file,outlet\nb.html,P\nb.html,Q\n", "line 3: b.html is listed twice"),
        ("file,published\nb.html,yesterday\n", "line 2: published 'yesterday'"),
        ("file,outlet\nb.html,P,surplus\n", "line 2"),
        ("file,outlet\n../b.html,P\n", "line 2: ../b.html: lies outside"),
        ("file,outlet\nb\0.html,P\n", "line 2"),
    ],
)
def test_a_wrong_manifest_is_named_with_its_line(folder: Path, manifest: str, message: str) -> None:
    """The whole batch would be wrong: it stops."""
    (folder / "manifest.csv").write_text(manifest)
    with pytest.raises(BatchError, match=message):
        take_inventory(str(folder))


def test_a_source_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A missing path and a folder without inputs."""
    with pytest.raises(BatchError, match="no such folder"):
        take_inventory(str(tmp_path / "nope"))
    with pytest.raises(BatchError, match="no input files"):
        take_inventory(str(tmp_path))
