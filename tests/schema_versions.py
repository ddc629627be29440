"""The columns of every schema version, as they were when it was recorded: what the tables of today are held against.

`python -m tests.schema_versions` records the version that copydesk/emit/schemas.py names. A version that stands here is
never written again: other columns need another version.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pyarrow as pa

from copydesk.emit.schemas import SCHEMA_VERSION, TABLES

RECORD = Path(__file__).with_name("schema_versions.json")
# Of each table, by name, each column: its name, type, unit, and whether it may be null.
Columns = dict[str, list[list[str]]]


def columns_of(tables: dict[str, pa.Schema]) -> Columns:
    """The tables as they are recorded; the words that explain a column may change without a version."""
    return {
        name: [
            [field.name, str(field.type), field.metadata[b"unit"].decode(), "null" if field.nullable else "not null"]
            for field in schema
        ]
        for name, schema in sorted(tables.items())
    }


def number_of(version: str) -> tuple[int, int]:
    """Major and minor."""
    major, minor = version.split(".")
    return int(major), int(minor)


def next_version(before: Columns, now: Columns, version: str) -> str:
    """The version that the columns `now` must have, if those `before` had `version`."""
    major, minor = number_of(version)
    if before == now:
        return version
    only_more = all(
        [column for column in now.get(table, ()) if column in columns] == columns for table, columns in before.items()
    )
    return f"{major}.{minor + 1}" if only_more else f"{major + 1}.0"


def recorded() -> dict[str, Columns]:
    """Every version's tables, oldest first."""
    versions: dict[str, Columns] = json.loads(RECORD.read_text("utf-8"))
    return dict(sorted(versions.items(), key=lambda item: number_of(item[0])))


def fault(versions: dict[str, Columns], now: Columns, version: str) -> str | None:
    """Why the columns `now` cannot be those of `version`; None where it is right, be it recorded or the next one."""
    newest = list(versions)[-1]
    wanted = next_version(versions[newest], now, newest)
    if version == wanted:
        return None
    return f'schema version {newest} has other columns: write SCHEMA_VERSION = "{wanted}" in copydesk/emit/schemas.py'


def record(versions: dict[str, Columns]) -> None:
    """The file says these versions, a column a line."""
    version_texts = []
    for version, tables in versions.items():
        table_texts = []
        for name, columns in tables.items():
            rows = ",\n".join(f"   {json.dumps(column)}" for column in columns)
            table_texts.append(f"  {json.dumps(name)}: [\n{rows}\n  ]")
        version_texts.append(f" {json.dumps(version)}: {{\n" + ",\n".join(table_texts) + "\n }")
    RECORD.write_text("{\n" + ",\n".join(version_texts) + "\n}\n", "utf-8")


def main() -> int:
    """The version of today is recorded, if it may be."""
    versions, now = recorded(), columns_of(TABLES)
    wrong = fault(versions, now, SCHEMA_VERSION)
    if wrong is None:
        record({**versions, SCHEMA_VERSION: now})
    print(wrong or f"schema version {SCHEMA_VERSION} is recorded", file=sys.stderr if wrong else sys.stdout)
    return wrong is not None


if __name__ == "__main__":
    sys.exit(main())
