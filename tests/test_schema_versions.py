"""A column does not change without a new schema version, and every file says which one it has."""

import itertools
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from copydesk.emit.schemas import SCHEMA_VERSION, TABLES
from tests import schema_versions
from tests.schema_versions import columns_of, fault, next_version, recorded

BEFORE = {"articles": [["a", "string", "", "not null"], ["b", "int64", "characters", "null"]]}


def test_the_columns_are_those_of_their_version() -> None:
    """If this fails: write the version that it names, then run `python -m tests.schema_versions`."""
    assert fault(recorded(), columns_of(TABLES), SCHEMA_VERSION) is None
    assert recorded()[SCHEMA_VERSION] == columns_of(TABLES)


def test_every_recorded_version_is_the_next_of_the_one_before_it() -> None:
    """So that nobody has written an old one anew."""
    versions = list(recorded().items())
    for (version, before), (following, now) in itertools.pairwise(versions):
        assert following == next_version(before, now, version)


@pytest.mark.parametrize(
    "now, version",
    [
        (BEFORE, "1.4"),
        # Added: at the end, between, in a table of its own.
        ({"articles": [*BEFORE["articles"], ["c", "bool", "", "null"]]}, "1.5"),
        ({"articles": [BEFORE["articles"][0], ["c", "bool", "", "null"], BEFORE["articles"][1]]}, "1.5"),
        ({**BEFORE, "links": [["a", "string", "", "null"]]}, "1.5"),
        # Gone, renamed, of another type or unit or nullness, in another order.
        ({"articles": BEFORE["articles"][:1]}, "2.0"),
        ({}, "2.0"),
        ({"articles": [["z", "string", "", "not null"], BEFORE["articles"][1]]}, "2.0"),
        ({"articles": [BEFORE["articles"][0], ["b", "int32", "characters", "null"]]}, "2.0"),
        ({"articles": [BEFORE["articles"][0], ["b", "int64", "bytes", "null"]]}, "2.0"),
        ({"articles": [BEFORE["articles"][0], ["b", "int64", "characters", "not null"]]}, "2.0"),
        ({"articles": BEFORE["articles"][::-1]}, "2.0"),
    ],
)
def test_what_changed_decides_the_next_version(now: dict[str, list[list[str]]], version: str) -> None:
    """A column more is a minor one, anything else a major one; no other number will do."""
    assert next_version(BEFORE, now, "1.4") == version
    for claimed in ("1.4", "1.5", "1.6", "2.0"):
        assert (fault({"1.4": BEFORE}, now, claimed) is None) == (claimed == version)


def test_a_recorded_version_is_not_written_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Other columns under the same number are refused, and recorded under the next."""
    copy = tmp_path / "schema_versions.json"
    copy.write_bytes(schema_versions.RECORD.read_bytes())
    monkeypatch.setattr(schema_versions, "RECORD", copy)
    more = TABLES["stock"].append(pa.field("n_words", pa.int64(), metadata={"unit": "words", "description": "all"}))
    monkeypatch.setattr(schema_versions, "TABLES", {**TABLES, "stock": more})
    assert schema_versions.main() == 1
    assert copy.read_bytes() == (Path(schema_versions.__file__).parent / copy.name).read_bytes()
    major, minor = schema_versions.number_of(SCHEMA_VERSION)
    monkeypatch.setattr(schema_versions, "SCHEMA_VERSION", f"{major}.{minor + 1}")
    assert schema_versions.main() == 0
    assert list(recorded())[-2:] == [SCHEMA_VERSION, f"{major}.{minor + 1}"]
    assert recorded()[SCHEMA_VERSION] == json.loads(copy.read_text())[SCHEMA_VERSION]


def test_every_number_has_a_unit() -> None:
    """Words, lists of them and yes or no have none."""
    for name, schema in TABLES.items():
        for field in schema:
            is_number = not (pa.types.is_string(field.type) or pa.types.is_list(field.type) or field.type == pa.bool_())
            assert bool(field.metadata[b"unit"]) == is_number, f"{name}.{field.name}"
            assert field.metadata[b"description"], f"{name}.{field.name}"


@pytest.mark.parametrize("table", TABLES)
def test_a_file_says_what_it_is(sample: Path, table: str) -> None:
    """Table, schema version and batch in its key-value metadata; unit and meaning with each column."""
    path = sample / "seeds" / f"{table}.parquet"
    said = pq.read_metadata(path).metadata or {}
    assert {key: said[key] for key in said if key.startswith(b"copydesk.")} == {
        b"copydesk.table": table.encode(),
        b"copydesk.schema_version": SCHEMA_VERSION.encode(),
        b"copydesk.batch": b"seeds",
    }
    found = pq.read_schema(path)
    assert found.names == TABLES[table].names
    for field in TABLES[table]:
        assert field.metadata.items() <= found.field(field.name).metadata.items()
