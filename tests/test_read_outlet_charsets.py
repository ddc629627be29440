"""What an outlet's other files are in settles the doubtful ones, whatever the parts."""

from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from copydesk.pipeline.inputs import Stock
from copydesk.pipeline.request import Parameters
from copydesk.pipeline.run import Run
from copydesk.read.formats import ReadOptions, Segment
from copydesk.read.inventory import Input, list_source, take_inventory, tally_charsets
from copydesk.read.outlet_charsets import survey_source
from copydesk.records import Source
from copydesk.store import Place
from tests.conftest import emit, files_of

SURE = "Vlada je jučer odlučila da iduće godine neće povećavati poreze, rekao je čelnik stranke."
SEGMENT = Segment(
    path="a.jsonl", piece=None, format="jsonl", codec=None, start=0, end=None, header=b"",
    n_before=0, n_rows=1, n_bytes=9, digest="",
)  # fmt: skip
DOUBTFUL = "Ana Ivanović: 6:3, 6:4"
RESULTS = "\n".join(
    f"Petar Horvat, Marko Babin, Ivana Novak: 6:{n}, 6:2, 7:5, 6:1, {n}. kolo turnira." for n in range(5)
)


def source(text: str, charset: str, outlet: str | None = "Novine") -> Source:
    return Source(source_id="1", path="1.txt", media_type="text/plain", data=text.encode(charset), outlet=outlet)


def test_only_what_is_beyond_doubt_counts() -> None:
    """Not UTF-8, which tells nothing of the others; no open case."""
    assert survey_source(source(SURE, "cp1250")) == "cp1250"
    assert survey_source(source(SURE, "utf-8")) is None
    assert survey_source(source(DOUBTFUL, "cp1250")) is None


def test_charsets_are_tallied_by_outlet(batch: Path) -> None:
    """Of the outlets that are known before anything is read; whatever order the inputs come in."""
    inputs = list(take_inventory(list_source(str(batch)), known={}, options=ReadOptions(), pieces=Place("unused")))
    assert tally_charsets(inputs) == tally_charsets(reversed(inputs)) == {"Novine": {"cp1250": 6}}


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    """One outlet's files, all in windows-1250 but one; another outlet's single one has the doubtful bytes too."""
    folder = tmp_path / "batch"
    folder.mkdir()
    rows = ["file,outlet"]
    for n in range(6):
        (folder / f"{n}.txt").write_bytes(f"{SURE} {n}\n{SURE}\n".encode("cp1250"))
        rows.append(f"{n}.txt,Novine")
    for name, outlet in (("open", "Novine"), ("alone", "Times")):
        (folder / f"{name}.txt").write_bytes(f"{DOUBTFUL}.\n{RESULTS}\n".encode("cp1250"))
        rows.append(f"{name}.txt,{outlet}")
    (folder / "manifest.csv").write_text("\n".join(rows) + "\n")
    return folder


def test_a_batch_settles_the_doubtful_file_whatever_the_parts(batch: Path, tmp_path: Path) -> None:
    """The same bytes in Croatian for the Croatian outlet, and in windows-1252 for the one that has nothing else."""
    outputs = []
    for part_bytes in (64_000_000, 1):
        own = tmp_path / f"{part_bytes}.toml"
        own.write_text(f"[run]\npart_bytes = {part_bytes}\n")
        done = emit(batch, tmp_path / f"out{part_bytes}", "--config", own)
        assert done.returncode == 0, done.stderr
        outputs.append(tmp_path / f"out{part_bytes}" / "batch")
    assert files_of(outputs[0]) == files_of(outputs[1])
    rows = pq.read_table(outputs[0] / "articles.parquet").to_pylist()
    found = {row["source_path"]: (row["encoding"], row["encoding_runner_up"]) for row in rows}
    assert found["open.txt"] == ("cp1250", "cp1252")
    assert found["alone.txt"] == ("cp1252", "cp1250")


def test_a_container_is_read_again_where_the_tally_of_any_outlet_is_another(tmp_path: Path) -> None:
    """Whose records it has is not known before it is read; a part of files goes by its own outlets alone."""
    (tmp_path / "in").mkdir()
    parameters = Parameters(str(tmp_path / "in"), None, str(tmp_path / "out"), None, None)
    container = Input(path="a.jsonl", os_path=b"", file_bytes=0, version=0, n_bytes=0, sha256="", segment=SEGMENT)
    text = replace(container, path="a.txt", segment=None, outlet="Times")
    names = []
    for charsets in ({}, {"Novine": {"cp1250": 6}}):
        run = Run(parameters)
        run.inputs._stock = Stock(parts=((container,), (text,)), charsets=charsets)
        names.append([part.place.name for part in run.results.observed])
    assert names[0][0] != names[1][0]
    assert names[0][1] == names[1][1]
