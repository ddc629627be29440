"""A file that is one article: text, or a page."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.read.formats.container import Container, Item
from copydesk.read.source_ids import source_id
from copydesk.records import Source


def read_text(container: Container) -> Iterator[Item]:
    """The text, unless some of it is missing."""
    return _read(container, "text/plain")


def read_html(container: Container) -> Iterator[Item]:
    """The page, unless some of it is missing."""
    return _read(container, "text/html")


def read_unknown(container: Container) -> Iterator[Item]:
    """The bytes of what copydesk does not read, for a later stage to say so."""
    return _read(container, "application/octet-stream")


def _read(container: Container, media_type: str) -> Iterator[Item]:
    if not container.is_whole:
        return
    stream, limit = container.bytes(), container.options.max_source_bytes
    data = stream.read(limit + 1)
    if len(data) > limit:
        error = f"more bytes than the {limit} that read.max_source_bytes allows"
        yield Item(container.start, container.damaged(0, "too_large", error))
        return
    if gap := stream.resume():
        yield Item(container.start, container.gap_row(gap))
    # Something behind a page that ends well does not concern it; all else does.
    if gap and (gap.is_suspect or gap.reason != "corrupt" or stream.fill(1)):
        return
    yield Item(
        container.start,
        Source(
            source_id=source_id(outlet=None, url=None, path=container.name),
            path=container.name,
            media_type=media_type,
            data=data,
        ),
    )
