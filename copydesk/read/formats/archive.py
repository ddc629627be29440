"""What zip and tar share: a file of an archive is a container itself, read from a place of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import BinaryIO

from copydesk.errors import BatchError
from copydesk.read.formats.container import Container, Item
from copydesk.read.formats.given import Given
from copydesk.read.manifest import MANIFEST_NAME, parse_manifest
from copydesk.records import Damaged, Source

ReadFile = Callable[[Container], Iterator[Item]]


def is_hidden(name: str) -> bool:
    """Whether it is no input, as in a folder: hidden, or what a system adds."""
    parts = PurePosixPath(name).parts
    return any(part.startswith(".") and part not in (".", "..") for part in parts) or "__MACOSX" in parts


def manifest_of(container: Container) -> tuple[Mapping[str, Given], Damaged | None]:
    """What the archive's own manifest, kept in its header, says by file; or what is wrong with it."""
    if not container.header:
        return {}, None
    path = container.record_path(MANIFEST_NAME)
    try:
        entries = parse_manifest(container.header, where=path)
    except BatchError as error:
        return {}, Damaged(path=path, offset=0, reason="bad_manifest", error=str(error))
    return {
        name: Given(
            outlet=entry.get("outlet") or None, url=entry.get("url") or None, published=entry.get("published") or None
        )
        for name, entry in entries.items()
    }, None


def read_entry(
    container: Container,
    name: str,
    data: BinaryIO,
    entry: int | None,
    damage: Damaged | None,
    read_file: ReadFile,
    given: Given,
) -> Iterator[Item]:
    """The rows of one file of the archive, and what is wrong with it as a whole; only the first may be entered."""
    inner = Container(
        name=container.record_path(name),
        stream=data,
        options=container.options,
        is_archived=True,
        is_whole=damage is None,
    )
    n_rows = n_sources = 0
    for item in read_file(inner):
        if isinstance(item.row, Source):
            n_sources += 1
            item = item._replace(row=given.fill(item.row, is_whole_file=item.row.path == inner.name))
        yield item._replace(entry=entry if n_rows == 0 else None)
        n_rows += 1
    if damage is None and n_rows == 0:
        damage = inner.empty()
    if damage is not None:
        damage = replace(damage, n_suspect=n_sources)
        yield Item(entry if n_rows == 0 else None, damage)
