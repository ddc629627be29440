"""JSON: an array of records, one record, or lists of records by outlet, as fundus writes them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from copydesk.errors import ArticleError
from copydesk.read.formats.container import Container, Item, Records

_TEXT = ("utf-8", "surrogateescape")
# An element is looked at through a window that grows.
_WINDOW_BYTES = 1 << 16
# An error so near the window's end may be its end's: "tru" for "true".
_UNDECIDED_CHARS = 64
_OBJECT = re.compile(rb"\{\s{0,200}\"")
_OBJECT_BYTES = 202
_SPACE = b" \t\r\n,"
_KEY = re.compile(rb'"(?:[^"\\]|\\.){0,500}"\s*:\s*(?=\[)')


def read_json(container: Container) -> Iterator[Item]:
    """The record of every object that is one; where the JSON is broken reading goes on with the next that is whole."""
    yield from _Values(container).items()


class _Values:
    def __init__(self, container: Container) -> None:
        self._container = container
        self._stream = container.bytes()
        self._records = Records(container, self._stream)
        self._limit = container.options.max_source_bytes
        # What looks broken only at the window's end is looked at anew in a larger one: so many bytes in all.
        self._patience = 4 * self._limit
        self._decoder = json.JSONDecoder(strict=False)
        self._outlet: str | None = None
        self._is_broken = False

    def items(self) -> Iterator[Item]:
        stream = self._stream
        while True:
            if not stream.fill(1):
                behind_gap = self._records.go_on()
                if behind_gap is None:
                    return
                yield behind_gap
                self._is_broken = True
            elif self._is_broken and not stream.skip_to(_OBJECT, _OBJECT_BYTES):
                continue
            elif (first := stream.peek(1)) == b"{":
                yield from self._object()
            elif first in _SPACE or first in b"[]}" or (stream.position == 0 and first in b"\xef\xbb\xbf"):
                stream.read(1)
            elif key := _KEY.match(stream.peek(_WINDOW_BYTES)):
                self._outlet = json.loads(key[0].rpartition(b":")[0])
                stream.read(key.end())
            else:
                error = f"no object where one should begin: {stream.peek(40)!r}"
                yield self._broken(stream.position, "bad_record", error)

    def _object(self) -> Iterator[Item]:
        stream, position = self._stream, self._stream.position
        entry = stream.entry if self._outlet is None else None
        try:
            value, n_bytes = self._next_value()
        except ArticleError as error:
            is_outermost = not self._records.n and error.reason == "too_large" and self._container.start == 0
            stream.read(1)
            if not is_outermost and not self._is_broken and (stream.fill(1) or stream.gap is None):
                yield self._broken(position, error.reason, str(error), entry)
            return
        stream.read(n_bytes)
        if _is_by_outlet(value):
            for outlet, records in value.items():
                for record in records:
                    yield self._item(record, None, position, outlet)
        elif not self._is_broken or self._is_record(value):
            self._is_broken = False
            yield self._item(value, entry, position, self._outlet)

    def _next_value(self) -> tuple[Any, int]:
        """The object that comes next, and how long it is. Raises ArticleError where it is none."""
        size = _WINDOW_BYTES
        while True:
            window = self._stream.peek(size)
            text = window.decode(*_TEXT)
            try:
                value, end = self._decoder.raw_decode(text)
                return value, len(window) if end == len(text) else len(text[:end].encode(*_TEXT))
            except RecursionError:
                raise ArticleError("bad_record", "nested too deep") from None
            except ValueError as error:
                at = error.pos if isinstance(error, json.JSONDecodeError) else 0  # a number of too many digits
                is_open = at >= len(text) - _UNDECIDED_CHARS or "Unterminated string" in str(error)
                if len(window) < size or not is_open:
                    raise ArticleError("bad_record", f"not JSON: {error}") from error
                self._patience -= size
                if size > self._limit or self._patience < 0:
                    limit = f"; read.max_source_bytes allows {self._limit}" if size > self._limit else ""
                    raise ArticleError("too_large", f"an object of more than {size} bytes{limit}") from error
                size *= 4

    def _is_record(self, value: Any) -> bool:
        try:
            self._container.source(value, "")
        except ArticleError as error:
            return error.reason != "bad_record"
        return True

    def _item(self, record: Any, entry: int | None, position: int, outlet: str | None) -> Item:
        n = self._records.begin()
        try:
            if not isinstance(record, dict):
                raise ArticleError("bad_record", f"a JSON {type(record).__name__}; expected an object")
            return Item(entry, self._container.source(record, self._container.record_path(n), outlet=outlet), n)
        except ArticleError as error:
            return Item(entry, self._container.damaged(position, error.reason, str(error), n=n), n)

    def _broken(self, position: int, reason: str, error: str, entry: int | None = None) -> Item:
        self._is_broken = True
        n = self._records.begin()
        text = f"{error}; the next whole record was sought"
        return Item(entry, self._container.damaged(position, reason, text, n=n), n)


def _is_by_outlet(value: dict[str, Any]) -> bool:
    """Whether it is lists of records by outlet, and nothing else."""
    return bool(value) and all(
        isinstance(records, list) and all(isinstance(record, dict) for record in records) for records in value.values()
    )
