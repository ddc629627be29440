"""What a filter is given to read: files, folders, globs, containers and standard input, one source after the other."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, NamedTuple

from copydesk.errors import ArticleError, BatchError, GoneError
from copydesk.read.formats import Given, Row, read_container
from copydesk.read.inventory import list_source, shown_path
from copydesk.read.manifest import MANIFEST_COLUMNS, MANIFEST_NAME, check_spelling, parse_manifest
from copydesk.records import Source
from copydesk.store import Place

STANDARD_INPUT = "standard input"
_UNKNOWN = "application/octet-stream"


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
    try:
        listing = list_source(name)
    except GoneError:
        raise FileNotFoundError(2, os.strerror(2)) from None
    if listing.is_empty:
        raise BatchError("no files there")
    sidecar = listing.folder / MANIFEST_NAME
    said = parse_manifest(sidecar.read_bytes(), where=str(sidecar)) if sidecar.is_file() else {}
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
    for row in read_container(stream, path):
        if isinstance(row, Source) and row.path == path and row.media_type == _UNKNOWN:
            row = replace(row, media_type="text/plain")
        yield Named(name + row.path.removeprefix(path), row)


def place_of(name: str) -> Place | None:
    """The folder that an input is or lies in; None for standard input."""
    if name == "-":
        return None
    place = Place(os.path.expanduser(name))
    return place if place.is_folder() else place.parent
