"""What a batch has to read."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from copydesk.errors import BatchError
from copydesk.read.formats import ReadOptions
from copydesk.read.inventory import Input, list_source, take_inventory
from copydesk.read.parts import cut_parts
from copydesk.store import Place


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two articles, one in a folder of its own, a hidden file, and a picture."""
    (tmp_path / "post").mkdir()
    (tmp_path / "post" / "a.txt").write_text("one")
    (tmp_path / "b.html").write_text("<p>two")
    (tmp_path / ".hidden.txt").write_text("no")
    (tmp_path / "c.jpg").write_bytes(b"\xff\xd8\xff")
    return tmp_path


def inventory(source: object, known: Mapping[str, list[Input]] | None = None) -> list[Input]:
    options, pieces = ReadOptions(max_source_bytes=1_000_000), Place("unused")
    return list(take_inventory(list_source(str(source)), known=known or {}, options=options, pieces=pieces))


def paths(source: object) -> set[str]:
    return {found.path for found in inventory(source)}


def test_a_folder_means_every_file_that_is_not_hidden(folder: Path) -> None:
    """Also what cannot be read: it is quarantined later, not passed over."""
    assert paths(folder) == {"post/a.txt", "b.html", "c.jpg"}


def test_a_glob_and_a_single_file_mean_what_they_name(folder: Path) -> None:
    """Relative paths start where the wildcards do."""
    assert paths(folder / "**" / "*.txt") == {"post/a.txt"}
    assert paths(folder / "b.html") == {"b.html"}


def test_a_file_that_only_the_manifest_knows_is_an_input(folder: Path) -> None:
    """Announced and missing is not the same as not announced."""
    (folder / "manifest.csv").write_text("file\ngone.txt\n")
    (gone,) = (found for found in inventory(folder) if found.path == "gone.txt")
    assert gone.sha256 is None


def test_a_file_that_is_as_it_was_is_not_opened_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the manifest says of it now counts all the same; one that was written again is read again."""
    before = {found.path: [found] for found in inventory(folder)}
    (folder / "manifest.csv").write_text("file,outlet\nb.html,Post\n")
    (folder / "post" / "a.txt").write_text("another")
    opened = []
    real = Place.open
    monkeypatch.setattr(Place, "open", lambda place: opened.append(place.name) or real(place))
    again = {found.path: found for found in inventory(folder, known=before)}
    assert opened == ["a.txt"]
    assert (again["b.html"].outlet, again["b.html"].sha256) == ("Post", before["b.html"][0].sha256)
    assert again["post/a.txt"].sha256 != before["post/a.txt"][0].sha256


def test_a_listing_is_another_one_when_a_file_is_but_not_when_the_folder_moves(folder: Path) -> None:
    """It is what tells whether stock has to be taken again."""
    first = list_source(str(folder)).fingerprint()
    moved = folder.with_name("elsewhere")
    folder.rename(moved)
    assert list_source(str(moved)).fingerprint() == first
    (moved / "b.html").write_text("<p>three")
    assert list_source(str(moved)).fingerprint() != first


def test_parts_are_all_inputs_in_order_and_stay_when_one_more_comes() -> None:
    """An input changes its own part, and at most one beside it."""

    def made(n: int) -> Input:
        return Input(path=f"{n:04}.txt", os_path=b"", file_bytes=0, n_bytes=1000 + n % 7 * 500, version=0, sha256="")

    inputs = [made(n) for n in range(0, 4000, 2)]
    parts = list(cut_parts(inputs, 100_000))
    assert [one for part in parts for one in part] == inputs
    assert 30 < len(parts) < 120
    assert max(sum(one.n_bytes for one in part) for part in parts) <= 300_000 + 4_000
    more = sorted([*inputs, made(2001)], key=lambda one: one.path)
    assert len({*cut_parts(more, 100_000)} - {*parts}) <= 2


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
        inventory(folder)


def test_a_source_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A missing path and a folder without inputs."""
    with pytest.raises(BatchError, match="no such folder"):
        inventory(tmp_path / "nope")
    with pytest.raises(BatchError, match="no input files"):
        inventory(tmp_path)
