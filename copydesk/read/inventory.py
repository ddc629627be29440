"""What a batch has to read: the files of a folder, a glob or a single file, and what `manifest.csv` says of them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, NamedTuple

from copydesk.errors import ArticleError, BatchError
from copydesk.outlet import outlet_of
from copydesk.read.formats import Given, ReadOptions, Row, Segment, SegmentSizes, cut, read_segment
from copydesk.read.formats.table import type_of_article
from copydesk.read.manifest import MANIFEST_COLUMNS, MANIFEST_NAME, check_spelling, parse_manifest
from copydesk.read.outlet_charsets import survey_source
from copydesk.records import Source
from copydesk.store import Entry, Place, find_files


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One file to read, or a run of a container's records, with what the manifest knows of it.

    `path` is relative to the listing's folder.
    """

    path: str  # as it is shown; a name that is not UTF-8 has its odd bytes escaped
    os_path: bytes  # as the file system has it
    file_bytes: int
    version: int  # of the file, as `store.Entry` has it
    n_bytes: int  # of it, or of the segment's records
    sha256: str | None  # of the same; None: it cannot be opened, or only the manifest knows of it
    why_unreadable: str | None = None
    reason: str = "unreadable"  # what it is in the quarantine, where there is something in `why_unreadable`
    outlet: str | None = None
    url: str | None = None
    published: str | None = None
    media_type: str | None = None  # of a file that is one article
    charset: str | None = None  # its own, where that is beyond doubt and tells something of its outlet
    pieces: str | None = None  # where what was unpacked of it stands
    segment: Segment | None = None

    @property
    def known_outlet(self) -> str:
        """Its outlet as far as it is known before the file is read."""
        return self.outlet or outlet_of(self.url)

    @property
    def name(self) -> str:
        """What tells it from others, wherever it stands among them."""
        return f"{self.path}\n{self.sha256}" if self.segment else self.path

    @property
    def n_sources(self) -> int:
        """How many articles it may be: of a container's segment as many as its rows."""
        return self.segment.n_rows if self.segment else 1

    def content(self) -> list[str | int | None]:
        """What makes its articles: anything but when the file was written."""
        # Records are called by their number.
        of_segment = (self.segment.n_before, repr(self.segment.damaged)) if self.segment else ()
        said = self.outlet, self.url, self.published
        return [self.path, self.sha256, *said, self.why_unreadable, *of_segment]


class Listing(NamedTuple):
    """The files of a source as they lie there, not yet looked into."""

    folder: Place
    entries: tuple[Entry, ...]
    manifest: tuple[int, int] | None  # version of the manifest beside them
    whole_folder: bool  # all of it, so what only the manifest knows is missing
    prefix: str = (
        ""  # what all entries' paths begin with, and the manifest's, where the folder is above the source's own
    )
    late: tuple[tuple[str, Listing], ...] = ()  # of earlier dates: what the batch of that name was published without

    @property
    def is_empty(self) -> bool:
        """Whether nothing is there to be read, and nothing is said to be missing."""
        return not self.entries and self.manifest is None

    def fingerprint(self) -> str:
        """Another one whenever a file may be another; where the folder lies does not count."""
        digest = hashlib.sha256(repr((self.manifest, self.whole_folder)).encode())
        for entry in self.entries:
            digest.update(repr(entry).encode())
        for _, listing in self.late:
            digest.update(listing.fingerprint().encode())
        return digest.hexdigest()


def list_source(source: str, *, root: str | None = None) -> Listing:
    """What lies at `source` (a folder, a glob, or one file). Raises BatchError where nothing does.

    Hidden files and `manifest.csv` are no inputs. Paths are relative to the source's folder, or to `root` above it.
    """
    folder, entries = find_files(source)
    manifest = folder / MANIFEST_NAME
    if any(entry.path == MANIFEST_NAME for entry in entries) and not manifest.is_file():
        raise BatchError(f"{manifest}: no file, or it leads nowhere; make it one, or take it away")
    prefix = "" if root is None else _path_below(Place(root), folder)
    inputs = (entry._replace(path=prefix + entry.path) for entry in entries if entry.path != MANIFEST_NAME)
    return Listing(
        folder if root is None else Place(root),
        tuple(inputs),
        manifest.version() if manifest.is_file() else None,
        Place(source).real() == folder.real(),
        prefix,
    )


def _path_below(root: Place, folder: Place) -> str:
    """What leads from the root to the folder, with a slash at its end; empty where they are one."""
    if folder == root:
        return ""
    return str(folder).removeprefix(f"{root}/") + "/"


@dataclass(frozen=True, slots=True)
class Looks:
    """Files to look into, each by its number."""

    folder: Place
    entries: Sequence[Entry]
    rows: Mapping[str, dict[str, str]]  # of the manifest, by file
    options: ReadOptions
    pieces: Place
    sizes: SegmentSizes | None = None

    def expect(self, n: int) -> None:
        """That one is about to be looked into, and those after it."""
        self.folder.expect([entry.path for entry in self.entries[n:]])

    def look(self, n: int) -> Iterator[Input]:
        """What it is: an input, or those that a container is cut into."""
        found = self._as_listed(n)
        file = self.folder / self.entries[n].path
        try:
            with file.open() as stream:
                media_type = type_of_article(stream, found.path)
                if media_type is None:
                    yield from self._cut(found, stream)
                    return
                found = replace(found, media_type=media_type)
                if found.n_bytes > self.options.max_source_bytes:
                    yield replace(found, sha256=file.sha256())
                else:
                    data = stream.read()
                    yield replace(found, sha256=hashlib.sha256(data).hexdigest(), charset=_survey(found, data))
        except OSError as error:
            yield replace(found, why_unreadable=error.strerror)

    def refused(self, n: int, error: ArticleError) -> Input:
        """The same, where looking into it is what cannot be done."""
        return replace(self._as_listed(n), why_unreadable=str(error), reason=error.reason)

    def name(self, n: int) -> str:
        """What it is called."""
        return shown_path(self.entries[n].path)

    def _as_listed(self, n: int) -> Input:
        entry = self.entries[n]
        return _as_listed(entry, self.rows.get(entry.path, {}))

    def _cut(self, found: Input, stream: BinaryIO) -> Iterator[Input]:
        """The container as inputs."""
        key = hashlib.sha256(repr((found.path, found.file_bytes, found.version)).encode()).hexdigest()[:16]
        given = Given(outlet=found.outlet, url=found.url, published=found.published)

        def new_piece(n: int) -> BinaryIO:
            return (self.pieces / key / str(n)).open_new()

        for segment in cut(stream, found.path, new_piece, options=self.options, given=given, sizes=self.sizes):
            yield replace(
                found,
                n_bytes=segment.n_bytes,
                sha256=segment.digest,
                pieces=key if segment.piece is not None else None,
                segment=segment,
            )


def _as_listed(entry: Entry, said: Mapping[str, str]) -> Input:
    """The file, not opened yet; the manifest has `said` so much of it."""
    outlet, url, published = (said.get(name) or None for name in MANIFEST_COLUMNS[1:])
    return Input(
        path=shown_path(entry.path),
        os_path=entry.path.encode("utf-8", "surrogateescape"),
        file_bytes=entry.n_bytes,
        version=entry.version,
        n_bytes=max(entry.n_bytes, 0),
        sha256=None,
        outlet=outlet,
        url=url,
        published=published,
    )


def one_after_another(looks: Looks) -> Iterator[tuple[int, Input]]:
    """What each file is, with its number."""
    looks.expect(0)
    return ((n, found) for n in range(len(looks.entries)) for found in looks.look(n))


def take_inventory(
    listing: Listing,
    *,
    known: Mapping[str, list[Input]],
    options: ReadOptions,
    pieces: Place,
    sizes: SegmentSizes | None = None,
    look_into: Callable[[Looks], Iterator[tuple[int, Input]]] = one_after_another,
) -> Iterator[Input]:
    """Every input of the source, hashed, in order of path; what is wrong with one is left for reading it to find.

    A container is cut into inputs; what has to be unpacked for that stands in a folder of `pieces`. A file that is as
    `known` from an earlier look, by path, is not opened; `look_into` opens the others. Raises BatchError where there is
    nothing to read or the manifest is wrong.
    """
    rows = read_manifest(listing)
    where = str(listing.folder / f"{listing.prefix}{MANIFEST_NAME}")
    check_spelling(rows, (entry.path for entry in listing.entries), where=where)
    missing = rows.keys() - {entry.path for entry in listing.entries} if listing.whole_folder else set()
    if not listing.entries and not missing:
        raise BatchError(f"source {listing.folder / listing.prefix}: no input files there; give one that has some")
    late = [entry for _, earlier in listing.late for entry in earlier.entries]
    for _, earlier in listing.late:
        rows |= read_manifest(earlier)
    entries = sorted([*listing.entries, *late, *(Entry(path, -1, -1) for path in missing)])
    seen = {entry.path: known.get(shown_path(entry.path), []) for entry in entries}
    seen = {entry.path: seen[entry.path] for entry in entries if _are_as_they_were(seen[entry.path], entry)}
    names = {entry.path for entry in entries}
    containers = {path: name for path in names for name in _before_marks(path) if name in names}
    unseen = [entry for entry in entries if not (entry.path in seen or entry.path in containers)]
    looked = look_into(Looks(listing.folder, unseen, rows, options, pieces, sizes)) if unseen else iter(())
    n_looked, found_next = 0, next(looked, None)
    for entry in entries:
        said = rows.get(entry.path, {})
        before = seen.get(entry.path)
        if entry.path in containers:
            why = f"it is called as a record of {shown_path(containers[entry.path])} may be; rename it"
            yield replace(_as_listed(entry, said), why_unreadable=why)
        elif before:
            outlet, url, published = (said.get(name) or None for name in MANIFEST_COLUMNS[1:])
            yield from (replace(found, outlet=outlet, url=url, published=published) for found in before)
        else:
            while found_next is not None and found_next[0] == n_looked:
                yield found_next[1]
                found_next = next(looked, None)
            n_looked += 1


def _are_as_they_were(before: Sequence[Input], entry: Entry) -> bool:
    """Whether the file was looked into, and is as it was then."""
    are_same = all(found.sha256 is not None and (found.file_bytes, found.version) == entry[1:] for found in before)
    return bool(before) and are_same


def shown_path(path: str) -> str:
    """The path in UTF-8; the odd bytes of a name that is not are escaped."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _before_marks(path: str) -> Iterator[str]:
    """What stands before each `#`: a record is called by its container, and its number or name behind it."""
    at = path.find("#")
    while at >= 0:
        yield path[:at]
        at = path.find("#", at + 1)


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
        if found.charset is not None and found.known_outlet:
            tallies.setdefault(found.known_outlet, Counter())[found.charset] += 1
    return {outlet: dict(sorted(tally.items())) for outlet, tally in sorted(tallies.items())}


def expect_sources(inputs: Iterable[Input], folder: Place) -> None:
    """Files are about to be read by `read_source`, in this order."""
    folder.expect([_os_path(found) for found in inputs if found.segment is None and found.sha256 is not None])


def read_source(found: Input, folder: Place) -> Source:
    """The file's bytes with all that is known of them; its id is its path. Raises OSError."""
    return _source(found, (folder / _os_path(found)).read_bytes())


def read_records(found: Input, folder: Place, *, options: ReadOptions, pieces: Place) -> Iterator[Row]:
    """The records of a run of a container's, what is damaged of it, and what was passed over.

    Raises OSError; BatchError where the container is another one by now.
    """
    segment = found.segment
    if segment is None:
        raise ValueError(f"{found.path} is no container")
    container = folder / _os_path(found)
    if found.pieces is None and container.version() != (found.file_bytes, found.version):
        raise BatchError(f"{found.path} changed while the batch was running; run it again")
    given = Given(outlet=found.outlet, url=found.url, published=found.published)
    place = container if found.pieces is None else pieces / found.pieces / str(segment.piece)
    with place.open() as stream:
        yield from read_segment(segment, stream, options=options, given=given)


def _os_path(found: Input) -> str:
    return found.os_path.decode("utf-8", "surrogateescape")


def _source(found: Input, data: bytes) -> Source:
    return Source(
        source_id=found.path,
        path=found.path,
        media_type=found.media_type or "application/octet-stream",
        data=data,
        outlet=found.outlet,
        url=found.url,
        published=found.published,
    )


def read_manifest(listing: Listing) -> dict[str, dict[str, str]]:
    """The sidecar's rows by file. Raises BatchError where it cannot be read, or with the line that is wrong."""
    path = listing.folder / f"{listing.prefix}{MANIFEST_NAME}"
    try:
        rows = parse_manifest(path.read_bytes(), where=str(path)) if path.is_file() else {}
    except OSError as error:
        raise BatchError(f"{path}: {error.strerror}; make it readable, or take it away") from error
    return {listing.prefix + file: row for file, row in rows.items()}
