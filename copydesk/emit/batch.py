"""A batch's folder is written beside its place, checked, and put there whole; its manifest is written last."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from copydesk.emit.files import atomic_write, replace_folder
from copydesk.emit.rows import Row
from copydesk.emit.schemas import SCHEMA_VERSION, TABLES
from copydesk.errors import BatchError

MANIFEST = "manifest.json"
# Rows a row group: bounds memory, and makes the bytes independent of how many rows were added at a time.
ROW_GROUP = 4096


class BatchWriter:
    """Writes one batch's files into `staging`; `publish` puts them at their place.

    Use as a context manager: left by an exception, nothing is published and `staging` is deleted.
    """

    def __init__(self, staging: Path) -> None:
        self._staging = staging
        self._files: list[dict[str, Any]] = []
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._pending: dict[str, list[Row]] = {}
        self._n_rows: dict[str, int] = {}

    def __enter__(self) -> BatchWriter:
        shutil.rmtree(self._staging, ignore_errors=True)
        self._staging.mkdir(parents=True)
        for name, schema in TABLES.items():
            self._writers[name] = pq.ParquetWriter(self._staging / f"{name}.parquet", schema, compression="zstd")
            self._pending[name], self._n_rows[name] = [], 0
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for writer in self._writers.values():
            writer.close()
        shutil.rmtree(self._staging, ignore_errors=True)

    def add_rows(self, table: str, rows: Iterable[Row]) -> None:
        """`rows` stand in `table` after those already there; rows come sorted."""
        pending = self._pending[table]
        for row in rows:
            pending.append(row)
            if len(pending) == ROW_GROUP:
                self._write_pending(table)

    def _write_pending(self, table: str) -> None:
        pending = self._pending[table]
        if pending:
            self._n_rows[table] += len(pending)
            self._writers[table].write_table(pa.Table.from_pylist(pending, schema=TABLES[table]))
            pending.clear()

    def add_file(self, path: str, data: bytes, *, n_rows: int | None = None) -> None:
        """The file `path`, relative to the batch, holds `data`."""
        target = self._staging / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        self._files.append(_entry(path, hashlib.sha256(data).hexdigest(), len(data), n_rows))

    def publish(self, place: Path, manifest: dict[str, Any]) -> None:
        """The batch stands at `place`, with `manifest` and the list of its files in manifest.json.

        What stood there before is replaced, if it was a batch and nothing else: raises BatchError naming a file that
        no batch wrote.
        """
        for name, writer in self._writers.items():
            self._write_pending(name)
            writer.close()
            path = self._staging / f"{name}.parquet"
            with path.open("rb") as stream:
                sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
            self._files.append(_entry(path.name, sha256, path.stat().st_size, self._n_rows[name]))
        self._writers.clear()
        self._files.sort(key=lambda entry: str(entry["path"]))
        for entry in self._files:
            _sync(self._staging / str(entry["path"]))
        with atomic_write(self._staging / MANIFEST) as stream:
            stream.write(json_bytes({**manifest, "files": self._files}))
        _check_replaceable(place)
        replace_folder(self._staging, place)


def read_manifest(place: Path) -> dict[str, Any] | None:
    """The manifest of the batch at `place`, or None where no whole batch stands: no manifest, or a listed file gone.

    Bytes are not hashed here: `verify_batch` does that.
    """
    try:
        manifest = json.loads((place / MANIFEST).read_text("utf-8"))
        whole = all((place / entry["path"]).stat().st_size == entry["n_bytes"] for entry in manifest["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return manifest if whole and isinstance(manifest, dict) else None


def verify_batch(place: Path) -> list[str]:
    """What is wrong with the batch at `place`, a sentence each: nothing where every file is as the manifest says."""
    try:
        manifest = json.loads((place / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        return [f"{place / MANIFEST}: {error}"]
    faults = []
    for entry in manifest["files"]:
        path = place / entry["path"]
        try:
            if hashlib.sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
                faults.append(f"{path}: its bytes are not those of the manifest")
            elif path.suffix == ".parquet" and pq.read_metadata(path).num_rows != entry["n_rows"]:
                faults.append(f"{path}: not {entry['n_rows']} rows")
        except OSError as error:
            faults.append(f"{path}: {error.strerror}")
    return faults + [f"{path}: not in the manifest" for path in _strangers(place, manifest)]


def json_bytes(value: Any) -> bytes:
    """`value` as JSON that is the same bytes for the same value, and pleasant to read."""
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8", "backslashreplace")


def _entry(path: str, sha256: str, n_bytes: int, n_rows: int | None) -> dict[str, Any]:
    entry: dict[str, Any] = {"path": path, "sha256": sha256, "n_bytes": n_bytes}
    if n_rows is not None:
        entry |= {"n_rows": n_rows, "schema_version": SCHEMA_VERSION}
    return entry


def _check_replaceable(place: Path) -> None:
    if not place.exists():
        return
    try:
        manifest = json.loads((place / MANIFEST).read_text("utf-8"))
        strangers = _strangers(place, manifest)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BatchError(f"{place}: is there, but is no batch of copydesk ({error}); move it away") from error
    if strangers:
        raise BatchError(
            f"{place}: replacing the batch would delete {strangers[0]}, which it did not write; move it away"
        )


def _strangers(place: Path, manifest: dict[str, Any]) -> list[Path]:
    known = {place / MANIFEST, *(place / entry["path"] for entry in manifest["files"])}
    return sorted(
        Path(root, name) for root, _, names in os.walk(place) for name in names if Path(root, name) not in known
    )


def _sync(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
