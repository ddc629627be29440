"""What a filter is given to read: files, folders, globs, containers and standard input, one source after the other."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from copydesk.errors import ArticleError, BatchError, GoneError
from copydesk.read.decode import looks_like_html
from copydesk.read.media_types import MEDIA_TYPES
from copydesk.read.source_ids import source_id
from copydesk.records import Source

if TYPE_CHECKING:
    from copydesk.read.formats import Row
    from copydesk.store import Place

STANDARD_INPUT = "standard input"
_UNKNOWN = "application/octet-stream"
# Formats, folders and stores are loaded by those who have any: it takes as long as ten articles. What begins so may be
# in one of the formats; and where no name says what it is, what has a line of names, a body's among them.
_MAY_BE_PACKED = re.compile(rb"(?:\xef\xbb\xbf)?\s*[\[{]|\x1f\x8b|\x28\xb5\x2f\xfd|PK|PAR1|WARC/|.{257}ustar", re.S)
_MAY_BE_TABLE = re.compile(rb"(?=[^\n]*[,;\t|])[^\n]*(?:text|html|body)")
_HEAD_BYTES = 1 << 16
# What is longer than formats allow is for them to refuse.
_SHORT_BYTES = 1_000_000


class Named(NamedTuple):
    """What was read of an input, and how that is shown to whoever gave it."""

    name: str
    row: Row | ArticleError


def read_named(names: Sequence[str]) -> Iterator[Named]:
    """All sources of the inputs, in order, and what is wrong with any; of standard input for "-", or for no name.

    In a folder, paths are relative to it, its `manifest.csv` counts and hidden files do not, as in a batch. A file that
    was named itself is a text where nothing tells what it is. An input that cannot be read costs itself only.
    """
    for name in names or ("-",):
        try:
            yield from _read(name)
        except (OSError, BatchError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            why = f"{why}; give a file, a folder, or the text on standard input"
            yield Named(name, ArticleError("unreadable", why))


def _read(name: str) -> Iterator[Named]:
    if name == "-":
        yield from _file(STANDARD_INPUT, io.BytesIO(sys.stdin.buffer.read()))
        return
    if "://" not in name:
        name = os.path.expanduser(name)
        path = Path(name)
        if path.exists() and not path.is_dir():
            with _open(path) as stream:
                yield from _file(name, stream)
            return
    yield from _folder(name)


def _folder(name: str) -> Iterator[Named]:
    """The files of a folder or a glob, or one of a store."""
    from copydesk.read.formats import Given, read_container
    from copydesk.read.inventory import list_source, read_manifest, shown_path
    from copydesk.read.manifest import MANIFEST_COLUMNS, MANIFEST_NAME, check_spelling

    try:
        listing = list_source(name)
    except GoneError:
        raise FileNotFoundError(2, os.strerror(2)) from None
    if listing.is_empty:
        raise BatchError("no files there")
    sidecar = listing.folder / MANIFEST_NAME
    said = read_manifest(listing)
    check_spelling(said, (entry.path for entry in listing.entries), where=str(sidecar))
    for entry in listing.entries:
        row = said.get(entry.path, {})
        given = Given(**{column: row.get(column) or None for column in MANIFEST_COLUMNS[1:]})
        shown = shown_path(entry.path)
        try:
            with (listing.folder / entry.path).open() as stream:
                for read in read_container(stream, shown, given=given):
                    yield Named(str(listing.folder / read.path), read)
        except OSError as error:
            yield Named(str(listing.folder / shown), ArticleError("unreadable", str(error.strerror)))


def _open(path: Path) -> AbstractContextManager[BinaryIO]:
    """What can be sought in: a pipe that has a name is read to its end first."""
    return path.open("rb") if path.is_file() else io.BytesIO(path.read_bytes())


def _file(name: str, stream: BinaryIO) -> Iterator[Named]:
    """As in a batch of one file its path is relative to its folder, which says nothing of whose it is."""
    path = os.path.basename(name)
    data = stream.read(_SHORT_BYTES)
    media_type = _type_of_plain(path, data)
    if media_type is not None:
        own = source_id(outlet=None, url=None, path=path)
        yield Named(name, Source(source_id=own, path=path, media_type=media_type, data=data))
        return
    from copydesk.read.formats import read_container

    stream.seek(0)
    for row in read_container(stream, path):
        if isinstance(row, Source) and row.path == path and row.media_type == _UNKNOWN:
            row = replace(row, media_type="text/plain")
        yield Named(name + row.path.removeprefix(path), row)


def _type_of_plain(path: str, data: bytes) -> str | None:
    """The media type of a text or a page that is beyond doubt one, as the formats would have it; else None."""
    head = data[:_HEAD_BYTES]
    if len(data) == _SHORT_BYTES or _MAY_BE_PACKED.match(head):
        return None
    if looks_like_html(head):
        return "text/html"
    suffix = os.path.splitext(path)[1].lower()
    return MEDIA_TYPES.get(suffix, None if suffix or _MAY_BE_TABLE.match(head) else "text/plain")


def place_of(name: str) -> Place | None:
    """The folder that an input is or lies in; None for standard input."""
    from copydesk.store import Place

    if name == "-":
        return None
    place = Place(os.path.expanduser(name))
    return place if place.is_folder() else place.parent
