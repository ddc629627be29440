"""JSONL: a record a line."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from copydesk.errors import ArticleError
from copydesk.json_lines import parse_record
from copydesk.read.formats.container import Container, Item, Records


def read_jsonl(container: Container) -> Iterator[Item]:
    """The record of every line that is one; empty lines count and are passed over."""
    stream, limit = container.bytes(), container.options.max_source_bytes
    records = Records(container, stream)
    while True:
        if not stream.fill(1):
            behind_gap = records.go_on()
            if behind_gap is None:
                return
            yield behind_gap
            continue
        entry, position = stream.entry, stream.position
        n = records.begin()
        line = stream.line(limit)
        if line is None:
            stream.skip_line()
            error = f"a line of {stream.position - position} bytes; read.max_source_bytes allows {limit}"
            yield Item(entry, container.damaged(position, "too_large", error, n=n), n)
            continue
        if position == 0 and container.n_before == 0:
            line = line.removeprefix(codecs.BOM_UTF8)
        if not line.strip():
            continue
        is_cut = not line.endswith(b"\n") and not stream.fill(1) and stream.gap is not None
        if stream.is_spoiled(position):
            records.lost = n
            continue
        try:
            yield Item(entry, container.source(parse_record(line, n + container.n_before), container.record_path(n)), n)
        except ArticleError as error:
            if is_cut:
                records.lost = n
                records.n_in_member -= 1
            else:
                yield Item(entry, container.damaged(position, error.reason, str(error), n=n), n)
