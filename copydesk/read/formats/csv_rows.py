"""CSV: a record a row, under a line of names; with commas, semicolons, tabs or bars between the cells."""

from __future__ import annotations

import codecs
import csv
import sys
from collections.abc import Iterator

from copydesk.errors import ArticleError
from copydesk.read.formats.container import Container, Item, Records
from copydesk.read.formats.stream import Stream

DELIMITERS = ",;\t|"
_QUOTE = b'"'
# Bytes that are no UTF-8 go through as they are: each cell's charset is told when it is read.
_TEXT = ("utf-8", "surrogateescape")
# A row without an end is believed up to so many lines: what follows a quotation mark too many is in it otherwise.
_MAX_LINES = 20_000


def delimiter_of(line: str) -> str:
    """What stands between the names of the first line: the likeliest mark of those outside quotes."""
    bare = "".join(line.split('"')[::2])
    return max(DELIMITERS, key=bare.count)


def read_csv(container: Container) -> Iterator[Item]:
    """The record of every row that has as many cells as there are names."""
    stream, limit = container.bytes(), container.options.max_source_bytes
    if not container.header or (container.start == 0 and container.n_before == 0):
        container.header = _row(stream, limit) or b""
    if not container.header and not stream.fill(1) and stream.gap is None and stream.position == 0:
        return
    try:
        names, delimiter = _names(container.header)
    except ArticleError as error:
        yield Item(0, container.damaged(0, error.reason, f"no line of names, so nothing of it can be read: {error}"))
        return
    records = Records(container, stream)
    broken_from: int | None = None  # a row was wrong, and this one may be the rest of it
    while True:
        if not stream.fill(1):
            behind_gap = records.go_on()
            if behind_gap is None:
                return
            yield behind_gap
            broken_from = stream.position
            continue
        entry, position = stream.entry, stream.position
        stream.hold()
        data = _row(stream, limit, names, delimiter)
        n = records.begin()
        if data is not None and not data.strip():
            records.n -= 1
            continue
        if not stream.fill(1) and stream.gap is not None and not (data or b"").endswith(b"\n"):
            records.lost, records.n_in_member = n, records.n_in_member - 1
            continue
        try:
            if data is None:
                told = "a row whose quotation marks do not pair, or that is too long"
                raise ArticleError("bad_record", f"{told}; read.max_source_bytes allows {limit}")
            cells = _cells(data, delimiter)
            if len(cells) != len(names):
                raise ArticleError("bad_record", f"{len(cells)} cells under {len(names)} names: {data[:80]!r}")
            source = container.source(
                dict(zip(names, cells, strict=True)), container.record_path(n), errors="surrogateescape"
            )
            if broken_from is not None and source.url is not None and "://" not in source.url:
                raise ArticleError("bad_record", f"the rest of a broken row: {data[:80]!r}")
        except ArticleError as error:
            # The next line may be whole, if this one is not; lines in a row that are none are told once.
            stream.back(stream.position - position)
            if stream.line(limit) is None:
                stream.skip_line()
            if broken_from is None or error.reason != "bad_record":
                yield Item(entry, container.damaged(position, error.reason, str(error), n=n), n)
            else:
                records.n -= 1
            broken_from = position
        else:
            broken_from = None
            yield Item(entry, source, n)


def _row(stream: Stream, max_bytes: int, names: list[str] | None = None, delimiter: str = ",") -> bytes | None:
    """The next lines up to the first at whose end all quotation marks are paired; None, and some read, if none is."""
    lines: list[bytes] = []
    n_quotes, n_bytes = 0, 0
    while n_bytes <= max_bytes and len(lines) < _MAX_LINES:
        line = stream.line(max_bytes)
        if not line:
            return None if line is None or n_quotes % 2 else b"".join(lines)
        lines.append(line)
        n_quotes += line.count(_QUOTE)
        n_bytes += len(line)
        # A mark for inches in a cell without quotation marks has no partner.
        if n_quotes % 2 == 0 or (len(lines) == 1 and names is not None and _is_row(line, names, delimiter)):
            return b"".join(lines)
    return None


def _names(header: bytes) -> tuple[list[str], str]:
    if not header.strip():
        raise ArticleError("bad_record", "its first row has no end")
    line = header.removeprefix(codecs.BOM_UTF8).decode(*_TEXT)
    delimiter = delimiter_of(line)
    return [name.strip() for name in _cells(header.removeprefix(codecs.BOM_UTF8), delimiter)], delimiter


def _is_row(line: bytes, names: list[str], delimiter: str) -> bool:
    try:
        return len(_cells(line, delimiter)) == len(names)
    except ArticleError:
        return False


def _cells(row: bytes, delimiter: str) -> list[str]:
    csv.field_size_limit(sys.maxsize)  # a page is larger than the 131,072 characters that the module expects
    try:
        (cells,) = csv.reader([row.decode(*_TEXT).rstrip("\r\n")], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError) as error:
        raise ArticleError("bad_record", f"no row of cells: {error}") from error
    return cells
