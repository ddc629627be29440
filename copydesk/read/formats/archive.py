"""What zip and tar share: a file of an archive is a container itself, read from a place of its own."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import BinaryIO, NamedTuple

from copydesk.errors import BatchError
from copydesk.read.formats.container import Container, Item
from copydesk.read.formats.given import NOTHING, Given
from copydesk.read.manifest import MANIFEST_NAME, parse_manifest
from copydesk.records import Damaged, Source

ReadFile = Callable[[Container], Iterator[Item]]


def is_hidden(name: str) -> bool:
    """Whether it is no input, as in a folder: hidden, or what a system adds."""
    parts = PurePosixPath(name).parts
    return any(part.startswith(".") and part not in (".", "..") for part in parts) or "__MACOSX" in parts


class Known(NamedTuple):
    """What an archive says of its files as a whole, wherever in it reading begins."""

    given: Mapping[str, Given]  # by name, as its own manifest has it
    repeated: frozenset[str]  # names that several files have, as a newer version that was put behind the older


_NOTHING_KNOWN = Known({}, frozenset())
# As files are called that are told apart by their number.
_NUMBERED = re.compile(r"\d+~")


def said_of_files(names: Iterable[str], manifest: bytes) -> bytes:
    """What `known_of` is made of, to be kept in the container's header."""
    repeated = sorted(name for name, n in Counter(names).items() if n > 1)
    return json.dumps(repeated).encode() + b"\n" + manifest


def known_of(container: Container) -> tuple[Known, Damaged | None]:
    """What the container's header says of the archive's files; and what is wrong with its own manifest."""
    repeated, _, manifest = container.header.partition(b"\n")
    known = Known({}, frozenset(json.loads(repeated))) if repeated else _NOTHING_KNOWN
    if not manifest:
        return known, None
    path = container.record_path(MANIFEST_NAME)
    try:
        entries = parse_manifest(manifest, where=path)
    except BatchError as error:
        return known, Damaged(path=path, offset=0, reason="bad_manifest", error=str(error))
    given = {
        name: Given(
            outlet=entry.get("outlet") or None, url=entry.get("url") or None, published=entry.get("published") or None
        )
        for name, entry in entries.items()
    }
    return known._replace(given=given), None


def _own_name(container: Container, name: str, n: int, known: Known) -> str:
    """The name of the archive's n-th file, which no other has, nor any record in one: where there may be one, with its
    number before it."""
    is_alone = name not in known.repeated and "#" not in name and not _NUMBERED.match(name)
    return name if is_alone else f"{n + container.n_before}~{name}"


def read_entry(
    container: Container,
    name: str,
    data: BinaryIO,
    entry: int | None,
    damage: Damaged | None,
    read_file: ReadFile,
    known: Known,
    n: int,
) -> Iterator[Item]:
    """The rows of the archive's n-th file, counted in the part, and what is wrong with it as a whole; only the first
    may be entered."""
    given = known.given.get(name, NOTHING)
    inner = Container(
        name=container.record_path(_own_name(container, name, n, known)),
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
        yield item._replace(entry=entry if n_rows == 0 else None, n=n)
        n_rows += 1
    if damage is None and n_rows == 0:
        damage = inner.empty()
    if damage is not None:
        damage = replace(damage, n_suspect=n_sources)
        yield Item(entry if n_rows == 0 else None, damage, n)
