"""A container as rows: sources, what is damaged, and how much was passed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from copydesk.read.formats.container import Container, Item, ReadOptions, Row
from copydesk.read.formats.table import Format, open_format
from copydesk.read.identity import source_id
from copydesk.records import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is known of a container from outside it: for what its records leave open."""

    outlet: str | None = None
    url: str | None = None
    published: str | None = None


NOTHING = Given()


def read_container(
    stream: BinaryIO, name: str, *, options: ReadOptions | None = None, given: Given = NOTHING
) -> Iterator[Row]:
    """All rows of the container, in order; `stream` can be sought in. Raises OSError, and nothing else."""
    container = Container(name=name, stream=stream, options=options or ReadOptions())
    for item in read_items(container, open_format(container), given):
        yield item.row


def read_items(container: Container, format: Format, given: Given) -> Iterator[Item]:
    """The rows with the places where reading may begin."""
    for item in format.read(container):
        if given != NOTHING and isinstance(item.row, Source):
            item = item._replace(row=_with(item.row, given, is_whole_file=item.row.path == container.name))
        yield item


def _with(source: Source, given: Given, *, is_whole_file: bool) -> Source:
    """The source with what is given; an address is one file's alone."""
    outlet, url = source.outlet or given.outlet, source.url or (given.url if is_whole_file else None)
    return replace(
        source,
        source_id=source_id(outlet=outlet, url=url, path=source.path),
        outlet=outlet,
        url=url,
        published=source.published or given.published,
    )
