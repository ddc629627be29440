"""What a batch has to read: the files of a folder, a glob or a single file, and what `manifest.csv` says of them."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import NamedTuple

from copydesk.errors import BatchError
from copydesk.outlet import outlet_of
from copydesk.read.outlet_charsets import survey_source
from copydesk.records import Source
from copydesk.store import Entry, Place, find_files

MANIFEST_NAME = "manifest.csv"
MANIFEST_COLUMNS = ("file", "outlet", "url", "published")
# The seam for later inputs (JSONL, Parquet, WARC, compressed): what is not here is quarantined, never passed over.
MEDIA_TYPES = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
}


def media_type_of(path: str) -> str | None:
    """The media type by the file's extension, or None where copydesk does not read such files."""
    return MEDIA_TYPES.get(PurePosixPath(path).suffix.lower())


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One file to read, with what the manifest knows of it; `path` is relative to the source's folder."""

    path: str  # as it is shown; a name that is not UTF-8 has its odd bytes escaped
    os_path: bytes  # as the file system has it
    n_bytes: int
    version: int  # of the file, as `store.Entry` has it
    sha256: str | None  # None: it cannot be opened, or only the manifest knows of it
    why_unreadable: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: str | None = None
    charset: str | None = None  # its own, where that is beyond doubt and tells something of its outlet

    @property
    def known_outlet(self) -> str:
        """Its outlet as far as it is known before the file is read."""
        return self.outlet or outlet_of(self.url)

    def content(self) -> list[str | int | None]:
        """What makes the article: anything but when the file was written."""
        return [self.path, self.sha256, self.outlet, self.url, self.published, self.why_unreadable]


class Listing(NamedTuple):
    """The files of a source as they lie there, not yet looked into."""

    folder: Place
    entries: tuple[Entry, ...]
    manifest: tuple[int, int] | None  # version of the manifest beside them
    whole_folder: bool  # all of it, so what only the manifest knows is missing

    @property
    def is_empty(self) -> bool:
        """Whether nothing is there to be read, and nothing is said to be missing."""
        return not self.entries and self.manifest is None

    def fingerprint(self) -> str:
        """Another one whenever a file may be another; where the folder lies does not count."""
        digest = hashlib.sha256(repr((self.manifest, self.whole_folder)).encode())
        for entry in self.entries:
            digest.update(repr(entry).encode())
        return digest.hexdigest()


def list_source(source: str) -> Listing:
    """What lies at `source` (a folder, a glob, or one file). Raises BatchError where nothing does.

    Hidden files and `manifest.csv` are no inputs.
    """
    folder, entries = find_files(source)
    manifest = folder / MANIFEST_NAME
    inputs = tuple(entry for entry in entries if entry.path != MANIFEST_NAME)
    return Listing(
        folder, inputs, manifest.version() if manifest.is_file() else None, Place(source).real() == folder.real()
    )


def take_inventory(listing: Listing, *, known: Mapping[str, Input], max_source_bytes: int) -> Iterator[Input]:
    """Every input of the source, hashed, in order of path; what is wrong with one is left for reading it to find.

    A file that is as `known` from an earlier look, by path, is not opened. Raises BatchError where there is nothing to
    read or the manifest is wrong.
    """
    entries = _read_manifest(listing.folder)
    missing = entries.keys() - {entry.path for entry in listing.entries} if listing.whole_folder else set()
    if not listing.entries and not missing:
        raise BatchError(
            f"source {listing.folder}: no input files there; expected one of {', '.join(sorted(MEDIA_TYPES))}"
        )
    every = sorted([*listing.entries, *(Entry(path, -1, -1) for path in missing)])
    for entry in every:
        yield _input(
            entry, entries.get(entry.path, {}), listing.folder, known.get(_shown(entry.path)), max_source_bytes
        )


def _shown(path: str) -> str:
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _input(entry: Entry, said: Mapping[str, str], folder: Place, known: Input | None, max_source_bytes: int) -> Input:
    outlet, url, published = (said.get(name) or None for name in MANIFEST_COLUMNS[1:])
    if known is not None and known.sha256 is not None and (known.n_bytes, known.version) == entry[1:]:
        return replace(known, outlet=outlet, url=url, published=published)
    found = Input(
        path=_shown(entry.path),
        os_path=entry.path.encode("utf-8", "surrogateescape"),
        n_bytes=max(entry.n_bytes, 0),
        version=entry.version,
        sha256=None,
        outlet=outlet,
        url=url,
        published=published,
    )
    try:
        if found.n_bytes > max_source_bytes:
            return replace(found, sha256=(folder / entry.path).sha256())
        if not (folder / entry.path).is_file():
            raise OSError(errno.EINVAL, "not a regular file")
        data = (folder / entry.path).read_bytes()
    except OSError as error:
        return replace(found, why_unreadable=error.strerror)
    return replace(found, sha256=hashlib.sha256(data).hexdigest(), charset=_survey(found, data))


def _survey(found: Input, data: bytes) -> str | None:
    """In which charset the file is, where that is beyond doubt and says something of the others of its outlet."""
    try:
        return survey_source(_source(found, data))
    except Exception:  # what is wrong with it is found, and said, where it is read
        return None


def tally_charsets(inputs: Iterable[Input]) -> dict[str, dict[str, int]]:
    """By outlet, in which charsets how many of its texts are: what the doubtful ones are weighed with."""
    tallies: dict[str, Counter[str]] = {}
    for found in inputs:
        if found.charset is not None:
            tallies.setdefault(found.known_outlet, Counter())[found.charset] += 1
    return {outlet: dict(sorted(tally.items())) for outlet, tally in sorted(tallies.items())}


def read_source(found: Input, folder: Place) -> Source:
    """The file's bytes with all that is known of them; its id is its path. Raises OSError."""
    return _source(found, (folder / found.os_path.decode("utf-8", "surrogateescape")).read_bytes())


def _source(found: Input, data: bytes) -> Source:
    return Source(
        source_id=found.path,
        path=found.path,
        media_type=media_type_of(found.path) or "application/octet-stream",
        data=data,
        outlet=found.outlet,
        url=found.url,
        published=found.published,
    )


def _read_manifest(folder: Place) -> dict[str, dict[str, str]]:
    """The sidecar's rows by file. Raises BatchError with the line that is wrong."""
    path = folder / MANIFEST_NAME
    if not path.is_file():
        return {}
    try:
        rows = csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), restkey="", strict=True)
        fields = rows.fieldnames or []
        if "file" not in fields or set(fields) - set(MANIFEST_COLUMNS):
            allowed = ", ".join(MANIFEST_COLUMNS)
            raise BatchError(f"{path}: columns {', '.join(fields)}; allowed are {allowed}, and file is a must")
        entries: dict[str, dict[str, str]] = {}
        for row in rows:
            where = f"{path} line {rows.line_num}"
            surplus = row.pop("", None)
            entry = {key: (value or "").strip() for key, value in row.items()}
            name = entry.pop("file")
            name = posixpath.normpath(name) if name and "\0" not in name else ""
            if name.startswith(("/", "../")):
                raise BatchError(f"{where}: {name}: lies outside {folder}; name files below it")
            if surplus or not name:
                raise BatchError(f"{where}: {row}: a row has a file and at most {len(fields)} cells")
            if name in entries:
                raise BatchError(f"{where}: {name} is listed twice; keep one row a file")
            _check_published(entry.get("published", ""), where)
            entries[name] = entry
    except (csv.Error, UnicodeDecodeError) as error:
        raise BatchError(f"{path}: not a CSV file in UTF-8 ({error})") from error
    return entries


def _check_published(value: str, where: str) -> None:
    try:
        if value:
            datetime.fromisoformat(value)
    except ValueError as error:
        raise BatchError(f"{where}: published {value!r}: write an ISO 8601 date or time, such as 2021-12-07") from error
