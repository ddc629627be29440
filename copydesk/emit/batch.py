"""A batch's folder is written beside its place, checked, and put there whole; its manifest is written last."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from copydesk.checked import has_sha256
from copydesk.emit.schemas import SCHEMA_VERSION, TABLES, file_metadata
from copydesk.errors import BatchError
from copydesk.store import (
    EDITION,
    EDITION_DIGITS,
    MANIFEST,
    OF_THE_MACHINE,
    Place,
    Publication,
    files_of,
    publish,
    refused,
)

log = logging.getLogger("copydesk")
# What stands beside files that wait to be published.
_LIST = "files.json"
# Folders of files to look at. From so many on the manifest lists such a folder as one, and a look at the batch does not
# look at each: a report's pages are many, and nothing without one another.
_FOLDERS = {"text/": 1000, "report/": 1}
# So much of an entry that is none is shown.
_MOST_SHOWN = 80
# Rows a row group: bounds memory, and makes the bytes independent of how many rows were added at a time.
ROW_GROUP = 4096


class FileList:
    """The files of a batch, or of part of one, as they are written into a folder, and what a manifest says of them."""

    def __init__(self, folder: Place, batch: str) -> None:
        self.folder = folder
        self.batch = batch
        self.entries: list[dict[str, Any]] = []
        self.places: dict[str, Place] = {}  # where each file is, by path

    def begin(self) -> None:
        """Nothing of an earlier try stands in the folder, where nobody else can be at it."""
        if self.folder.can_lock:
            self.folder.delete()

    def take(self, entries: Iterable[Mapping[str, Any]], folder: Place, *, into: str = "") -> None:
        """Files that were written into another folder are among these, once published: in the folder `into`."""
        for entry in entries:
            path = f"{into}/{entry['path']}" if into else entry["path"]
            self.entries.append({**entry, "path": path})
            self.places[path] = folder / entry["path"]

    def add(self, path: str, data: bytes, *, n_rows: int | None = None) -> None:
        """The file `path`, relative to the folder, holds `data`."""
        with (self.folder / path).create() as stream:
            stream.write(data)
        self._list(path, hashlib.sha256(data).hexdigest(), len(data), n_rows)

    def add_all(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Each file, by path relative to the folder, holds its bytes."""

        def listed() -> Iterator[tuple[str, bytes]]:
            for path, data in files:
                self._list(path, hashlib.sha256(data).hexdigest(), len(data), None)
                yield path, data

        self.folder.create_all(listed())

    def add_table(self, path: str, name: str) -> TableFile:
        """The file `path` is to hold rows of the table `name`: a context in which they are added."""
        schema = TABLES[name].with_metadata(file_metadata(name, self.batch))
        return TableFile(self, path, schema, self.batch)

    def _list(self, path: str, sha256: str, n_bytes: int, n_rows: int | None) -> None:
        entry: dict[str, Any] = {"path": path, "sha256": sha256, "n_bytes": n_bytes}
        if n_rows is not None:
            entry |= {"n_rows": n_rows, "schema_version": SCHEMA_VERSION}
        self.entries.append(entry)
        self.places[path] = self.folder / path


class TableFile:
    """A Parquet file on its way: the same rows are the same bytes, however many are added at a time."""

    def __init__(self, files: FileList, path: str, schema: pa.Schema, batch: str) -> None:
        self._files, self._path, self._schema, self._batch = files, path, schema, batch
        self._pending: list[pa.Table] = []
        self._n_pending = self._n_rows = 0

    def __enter__(self) -> TableFile:
        self._creating = (self._files.folder / self._path).create()
        self._stream = self._creating.__enter__()
        self._writer = pq.ParquetWriter(self._stream, self._schema, compression="zstd")
        return self

    def add(self, rows: pa.Table) -> None:
        """`rows`, which lack the column `batch`, stand after those already there; they come sorted."""
        batch = pa.repeat(pa.scalar(self._batch), len(rows))
        self._pending.append(pa.table([*rows.columns, batch], schema=self._schema))
        self._n_pending += len(rows)
        if self._n_pending >= ROW_GROUP:
            self._write(last=False)

    def _write(self, *, last: bool) -> None:
        waiting = pa.concat_tables([self._schema.empty_table(), *self._pending])
        n_whole = len(waiting) if last else len(waiting) // ROW_GROUP * ROW_GROUP
        for start in range(0, n_whole, ROW_GROUP):
            group = waiting.slice(start, min(ROW_GROUP, n_whole - start)).combine_chunks()
            self._writer.write_table(group)
        self._pending = [waiting.slice(n_whole)]
        self._n_pending = len(waiting) - n_whole
        self._n_rows += n_whole

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: Any) -> None:
        try:
            if error is None:
                self._write(last=True)
            self._writer.close()
        except BaseException as failed:  # as where the disk is full
            self._creating.__exit__(type(failed), failed, failed.__traceback__)
            raise
        self._creating.__exit__(kind, error, trace)
        if error is None:
            place = self._files.folder / self._path
            self._files._list(self._path, place.sha256(), place.n_bytes(), self._n_rows)


def write_list(files: FileList) -> None:
    """The files are on disk, and beside them stands what a manifest says of them."""
    files.folder.make_folder()  # there may be no file
    files.folder.sync_files()
    with (files.folder / _LIST).write() as stream:
        stream.write(_with_digest({"files": files.entries}))


def listed_files(folder: Place) -> list[dict[str, Any]] | None:
    """What a manifest says of the files in the folder; None where one of them is not there as it was written."""
    try:
        waiting = _parsed((folder / _LIST).read_bytes())
        if not _is_as_written(waiting):
            raise ValueError(f"{_LIST} does not agree with its checksum")
        listed: list[dict[str, Any]] = waiting["files"]
        whole = all(has_sha256(folder / entry["path"], entry["sha256"]) for entry in listed)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno in OF_THE_MACHINE:
            raise refused(error, str(folder)) from error
        log.warning("%s: %s; it is made again", folder, error)
        return None
    return listed if whole else None


def is_written(folder: Place) -> bool:
    """Whether the files that wait in the folder are there as they were written, with the list of them."""
    return listed_files(folder) is not None


# Under which name a manifest says the SHA-256 of all else in it.
_DIGEST = "digest"
_HEX_DIGITS = 64


def publish_batch(files: FileList, place: Place | Publication, manifest: Mapping[str, Any]) -> None:
    """The batch stands at `place`, with `manifest` and the list of its files in manifest.json.

    What stood there before is replaced, if it was a batch and nothing else: raises BatchError naming a file that no
    batch wrote.
    """
    publication = place if isinstance(place, Publication) else Publication(place)
    entries = sorted(files.entries, key=lambda entry: str(entry["path"]))
    edition = _digest_of_files((str(entry["path"]), str(entry["sha256"])) for entry in entries)[:EDITION_DIGITS]
    whole = {**manifest, EDITION: edition, "files": _with_folders(entries)}
    data = _with_digest(whole)
    check_replaceable(publication.place, files.places)
    publish(publication, files.places, data, staged=files.folder, edition=edition)


def _with_digest(manifest: Mapping[str, Any]) -> bytes:
    """The manifest as it is written: what it counts is in no other file."""
    return json_bytes({**manifest, _DIGEST: _digest_of(manifest)})


def _digest_of(manifest: Mapping[str, Any], without: str = _DIGEST) -> str:
    """SHA-256 of the manifest as it is written, without its digest."""
    return hashlib.sha256(json_bytes({k: v for k, v in manifest.items() if k != without})).hexdigest()


def _is_as_written(manifest: Any) -> bool:
    """Whether the manifest agrees with its digest; those of earlier versions have none, under whatever name."""
    if not isinstance(manifest, dict) or _DIGEST in manifest:
        return isinstance(manifest, dict) and manifest[_DIGEST] == _digest_of(manifest)
    digests = {key: value for key, value in manifest.items() if isinstance(value, str) and len(value) == _HEX_DIGITS}
    return not any(value == _digest_of(manifest, without=key) for key, value in digests.items())


def _with_folders(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entries, those of a folder as one if they are many: how many files, and a digest over their own."""
    for folder, many in _FOLDERS.items():
        inside = [entry for entry in entries if str(entry["path"]).startswith(folder)]
        if len(inside) >= many:
            whole = {
                "path": folder,
                "sha256": _digest_of_files((str(entry["path"]), str(entry["sha256"])) for entry in inside),
                "n_bytes": sum(entry["n_bytes"] for entry in inside),
                "n_files": len(inside),
            }
            entries = [*(entry for entry in entries if not str(entry["path"]).startswith(folder)), whole]
    return entries


def _digest_of_files(files: Iterable[tuple[str, str]]) -> str:
    """SHA-256 over paths and digests, sorted by path: `sha256sum` writes such lines."""
    lines = "".join(f"{sha256}  {path}\n" for path, sha256 in files)
    return hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()


def _parsed(data: bytes) -> dict[str, Any]:
    """The manifest. Raises ValueError where it is none, or lists what is no file of a batch."""
    try:
        manifest = json.loads(data)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    entries = manifest.get("files") if isinstance(manifest, dict) else None
    if not isinstance(manifest, dict) or not isinstance(entries, list):
        raise ValueError("it has no list of files")
    for entry in entries:
        if not _is_entry(entry):
            raise ValueError(f"among its files is {str(entry)[:_MOST_SHOWN]!r}")
    return manifest


def _is_entry(entry: Any) -> bool:
    """Whether it says of a file below the batch's folder, or of a folder of them, what a manifest says."""
    if not isinstance(entry, dict):
        return False
    path, numbers = entry.get("path"), [entry.get("n_bytes"), *(entry[n] for n in ("n_rows", "n_files") if n in entry)]
    are_said = isinstance(entry.get("sha256"), str) and all(type(number) is int for number in numbers)
    return (
        are_said
        and isinstance(path, str)
        and not {"", ".."} & {*path.removesuffix("/").split("/")}
        and "\0" not in path
    )


def read_manifest(place: Place) -> dict[str, Any] | None:
    """The manifest of the batch at `place`, or None where no whole batch stands: no manifest, or a listed file gone.

    Bytes are not hashed here, nor the files of a folder counted: `verify_batch` does that.
    """
    try:
        manifest = _parsed((place / MANIFEST).read_bytes())
        whole = _is_as_written(manifest) and _are_there(files_of(place, manifest), manifest["files"])
    except (OSError, ValueError):
        return None
    return manifest if whole else None


def is_batch(place: Place) -> bool:
    """Whether a batch was published there, be it whole or not."""
    try:
        manifest = _parsed((place / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return False
    return {"batch", "fingerprint"} <= manifest.keys()


def _are_there(folder: Place, entries: Iterable[Mapping[str, Any]]) -> bool:
    single = [entry for entry in entries if "n_files" not in entry]
    sizes = folder.sizes([str(entry["path"]) for entry in single])
    are_folders = all((folder / str(entry["path"])).is_folder() for entry in entries if "n_files" in entry)
    return are_folders and sizes == [int(entry["n_bytes"]) for entry in single]


def verify_batch(place: Place) -> list[str]:
    """What is wrong with the batch at `place`, a sentence each: nothing where every file is as the manifest says."""
    try:
        data = (place / MANIFEST).read_bytes()
        manifest = _parsed(data)
        folder = files_of(place, manifest)
        is_as_written = _is_as_written(manifest) and data == json_bytes(manifest)
    except OSError as error:
        return [f"{place / MANIFEST}: {error.strerror}; give a batch's folder, as output/seeds"]
    except ValueError as error:
        return [f"{place / MANIFEST}: no manifest of copydesk: {error}"]
    if not is_as_written:
        return [f"{place / MANIFEST}: damaged: it is not as it was written"]
    faults = []
    for entry in manifest["files"]:
        file = folder / entry["path"]
        try:
            if "n_files" in entry:
                found = [(f"{entry['path']}{one.path}", (file / one.path).sha256()) for one in file.files()]
                if _digest_of_files(sorted(found)) != entry["sha256"]:
                    faults.append(f"{file}: its {len(found)} files are not those of the manifest")
            elif file.sha256() != entry["sha256"]:
                faults.append(f"{file}: its bytes are not those of the manifest")
            elif file.name.endswith(".parquet") and "n_rows" in entry and _n_rows(file) != entry["n_rows"]:
                faults.append(f"{file}: not {entry['n_rows']} rows")
        except (OSError, pa.ArrowException) as error:  # Arrow has errors of the system's kind, too, without a reason
            faults.append(f"{file}: {getattr(error, 'strerror', None) or error}")
    return faults + [f"{folder / path}: not in the manifest" for path in _strangers(folder, manifest)]


def _n_rows(table: Place) -> int:
    with table.open() as stream:
        return int(pq.read_metadata(stream).num_rows)


def json_bytes(value: Any) -> bytes:
    """`value` as JSON that is the same bytes for the same value, and pleasant to read."""
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8", "backslashreplace")


def check_replaceable(place: Place, paths: Iterable[str] | None = None) -> None:
    """Raises BatchError where something stands that is not a batch, or that a publication of `paths` would delete.

    A batch of which the manifest is damaged is replaced by one that has all of its files: that is told once these are
    known.
    """
    # In an object store nothing is replaced but the manifest.
    if not (place.is_anything() if place.can_lock else (place / MANIFEST).is_file()):
        return
    try:
        manifest = _parsed((place / MANIFEST).read_bytes())
        if not _is_as_written(manifest):
            raise ValueError("it does not agree with its checksum")
        strangers = _strangers(files_of(place, manifest), manifest)
    except (OSError, ValueError) as error:
        was_batch = (place / MANIFEST).is_file()
        if was_batch and paths is None:
            return
        # A manifest by itself, which we cannot read, is anybody's.
        others = {file.path for file in place.files()} - {MANIFEST}
        if was_batch and others and others <= {*(paths or ())}:
            log.warning("%s: damaged; the batch is put there again", place / MANIFEST)
            return
        raise BatchError(
            f"{place}: is there, but is no batch of copydesk ({place / MANIFEST}: {error}); move it away"
        ) from error
    if strangers and place.can_lock:
        raise BatchError(
            f"{place}: replacing the batch would delete {place / strangers[0]}, which it did not write; move it away"
        )


def _strangers(place: Place, manifest: Mapping[str, Any]) -> list[str]:
    """Files that are not in the manifest, sorted; of a folder that has more than it says, the folder."""
    known = {MANIFEST, *(entry["path"] for entry in manifest["files"])}
    n_files = {entry["path"]: int(entry["n_files"]) for entry in manifest["files"] if "n_files" in entry}
    strange = {entry.path for entry in place.files() if entry.path not in known}
    for folder, n in n_files.items():
        inside = {path for path in strange if path.startswith(folder)}
        strange -= inside
        if len(inside) > n:
            strange.add(folder)
    return sorted(strange)
