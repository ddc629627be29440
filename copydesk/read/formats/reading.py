"""A container as rows: sources, what is damaged, and how much was passed over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from copydesk.read.formats.container import Container, Item, ReadOptions, Row
from copydesk.read.formats.given import NOTHING, Given
from copydesk.read.formats.table import Format, open_format
from copydesk.records import Source


def read_container(
    stream: BinaryIO, name: str, *, options: ReadOptions | None = None, given: Given = NOTHING
) -> Iterator[Row]:
    """All rows of the container, in order; `stream` is buffered, and can be sought in. Raises OSError alone."""
    container = Container(name=name, stream=stream, options=options or ReadOptions())
    for item in read_items(container, open_format(container), given):
        yield item.row


def read_items(container: Container, format: Format, given: Given) -> Iterator[Item]:
    """The rows with the places where reading may begin."""
    is_empty = container.start == 0 and container.end is None and container.n_before == 0
    for item in format.read(container):
        is_empty = False
        if isinstance(item.row, Source):
            item = item._replace(row=given.fill(item.row, is_whole_file=item.row.path == container.name))
        yield item
    if is_empty:
        yield Item(None, container.empty())
