"""What a batch has to read: the files of a folder, a glob or a single file, and what `manifest.csv` says of them."""

from __future__ import annotations

import csv
import errno
import glob
import hashlib
import io
import os
import posixpath
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from copydesk.errors import BatchError
from copydesk.read.identity import source_id
from copydesk.records import Source

MANIFEST_NAME = "manifest.csv"
MANIFEST_COLUMNS = ("file", "outlet", "url", "published")
# Files that are one article each. What holds many is told by `copydesk.read.formats.table`; anything else is
# quarantined, never passed over.
MEDIA_TYPES = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """One file to read, with what the manifest knows of it; `path` is relative to `Inventory.folder`."""

    source_id: str
    path: str  # as it is shown; a name that is not UTF-8 has its odd bytes escaped
    os_path: str  # as the file system has it
    sha256: str | None  # None: it cannot be opened, or only the manifest knows of it
    n_bytes: int
    why_unreadable: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: str | None = None
    duplicate_of: str | None = None  # the path of the input that has the same id: the same outlet and URL

    @property
    def media_type(self) -> str | None:
        """The media type by the file's extension, or None where copydesk does not read such files."""
        return MEDIA_TYPES.get(PurePosixPath(self.path).suffix.lower())


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """All inputs of a batch, sorted by source_id (hexadecimal, so evenly spread), and their folder."""

    folder: Path
    files: tuple[InputFile, ...]

    def fingerprint(self) -> str:
        """SHA-256 over every input's path, bytes and manifest entries; where the folder lies does not count."""
        digest = hashlib.sha256()
        for f in self.files:
            digest.update(repr((f.source_id, f.path, f.sha256, f.outlet, f.url, f.published)).encode())
        return digest.hexdigest()

    def shard(self, index: int, n_shards: int) -> tuple[InputFile, ...]:
        """The inputs of one shard: a range of ids, so that shards in order are all inputs in order."""
        if not 0 <= index < n_shards:
            raise ValueError(f"shard {index} of {n_shards}: the index runs from 0 to {n_shards - 1}")
        return tuple(f for f in self.files if int(f.source_id[:8], 16) * n_shards >> 32 == index)


def read_source(file: InputFile, folder: Path) -> Source:
    """The file's bytes with all that is known of them. Raises OSError."""
    return Source(
        source_id=file.source_id,
        path=file.path,
        media_type=file.media_type or "application/octet-stream",
        data=(folder / file.os_path).read_bytes(),
        outlet=file.outlet,
        url=file.url,
        published=file.published,
    )


def take_inventory(source: str) -> Inventory:
    """Every input that `source` (a folder, a glob, or one file) means, hashed.

    Hidden files and `manifest.csv` are not inputs. Raises BatchError where there is nothing to read or the manifest
    is wrong; what is wrong with one input is left for reading it to find.
    """
    folder, paths = find_inputs(source)
    entries = _read_manifest(folder)
    files = [_input_file(path, entries.pop(path, {}), folder) for path in paths]
    if Path(source).is_dir():  # a glob or a single file is a choice among what the manifest lists
        files += [_input_file(path, entry, folder) for path, entry in entries.items()]
    if not files:
        raise BatchError(f"source {source!r}: no input files there; expected one of {', '.join(sorted(MEDIA_TYPES))}")
    files.sort(key=lambda f: (f.source_id, f.path))
    first_of: dict[str, str] = {}
    for i, file in enumerate(files):
        first = first_of.setdefault(file.source_id, file.path)
        if first != file.path:
            files[i] = replace(file, duplicate_of=first)
    return Inventory(folder=folder, files=tuple(files))


def find_inputs(source: str) -> tuple[Path, list[str]]:
    """The folder that `source` means, and the paths of the inputs in it, sorted. Raises BatchError."""
    path = Path(source)
    if path.is_dir():
        found, folder = list(_walk(path)), path
    elif path.is_file():
        found, folder = [path], path.parent
    elif glob.has_magic(source):
        plain = Path(source).parts
        first = next(i for i, part in enumerate(plain) if glob.has_magic(part))
        folder = Path(*plain[:first]) if first else Path()
        found = [Path(name) for name in glob.iglob(source, recursive=True) if os.path.isfile(name)]
    else:
        raise BatchError(f"source {source!r}: no such folder, file or glob; give --source one that exists")
    relative = (found_path.relative_to(folder) for found_path in found)
    return folder, sorted(
        p.as_posix() for p in relative if p.as_posix() != MANIFEST_NAME and not any(s.startswith(".") for s in p.parts)
    )


def _walk(folder: Path) -> Iterator[Path]:
    """Every file below the folder, each folder entered once however links lead to it. Raises BatchError."""

    def fail(error: OSError) -> None:
        raise BatchError(
            f"{error.filename}: {error.strerror}; make it readable, or leave it out of the source"
        ) from error

    entered = set()
    for root, folders, names in os.walk(folder, followlinks=True, onerror=fail):
        here = os.stat(root)
        if (here.st_dev, here.st_ino) in entered:
            folders.clear()
            continue
        entered.add((here.st_dev, here.st_ino))
        folders.sort()
        yield from (Path(root, name) for name in names)


def _input_file(path: str, entry: dict[str, str], folder: Path) -> InputFile:
    outlet, url = entry.get("outlet") or None, entry.get("url") or None
    file = folder / path
    sha256, n_bytes, why = None, 0, None
    try:
        if not stat.S_ISREG(file.stat().st_mode):  # opening a pipe would wait for ever
            raise OSError(errno.EINVAL, "not a regular file")
        with file.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        n_bytes = file.stat().st_size
    except OSError as error:
        why = error.strerror
    return InputFile(
        source_id=source_id(outlet=outlet, url=url, path=path),
        path=path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"),
        os_path=path,
        sha256=sha256,
        n_bytes=n_bytes,
        why_unreadable=why,
        outlet=outlet,
        url=url,
        published=entry.get("published") or None,
    )


def _read_manifest(folder: Path) -> dict[str, dict[str, str]]:
    """The sidecar's rows by file. Raises BatchError."""
    path = folder / MANIFEST_NAME
    return parse_manifest(path.read_bytes(), where=str(path)) if path.is_file() else {}


def parse_manifest(data: bytes, *, where: str) -> dict[str, dict[str, str]]:
    """The rows of a manifest that lies at `where`, by file. Raises BatchError with the line that is wrong."""
    try:
        rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig")), restkey="", strict=True)
        fields = rows.fieldnames or []
        if "file" not in fields or set(fields) - set(MANIFEST_COLUMNS):
            allowed = ", ".join(MANIFEST_COLUMNS)
            raise BatchError(f"{where}: columns {', '.join(fields)}; allowed are {allowed}, and file is a must")
        entries: dict[str, dict[str, str]] = {}
        for row in rows:
            line = f"{where} line {rows.line_num}"
            surplus = row.pop("", None)
            entry = {key: (value or "").strip() for key, value in row.items()}
            name = entry.pop("file")
            name = posixpath.normpath(name) if name and "\0" not in name else ""
            if name.startswith(("/", "../")):
                raise BatchError(f"{line}: {name}: lies outside its folder; name files below it")
            if surplus or not name:
                raise BatchError(f"{line}: {row}: a row has a file and at most {len(fields)} cells")
            if name in entries:
                raise BatchError(f"{line}: {name} is listed twice; keep one row a file")
            _check_published(entry.get("published", ""), line)
            entries[name] = entry
    except (csv.Error, UnicodeDecodeError) as error:
        raise BatchError(f"{where}: not a CSV file in UTF-8 ({error})") from error
    return entries


def _check_published(value: str, where: str) -> None:
    try:
        if value:
            datetime.fromisoformat(value)
    except ValueError as error:
        raise BatchError(f"{where}: published {value!r}: write an ISO 8601 date or time, such as 2021-12-07") from error
