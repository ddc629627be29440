"""Records as lines of JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from copydesk.errors import ArticleError, CopydeskError


def lines_of_records(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines. Raises CopydeskError where the first with anything in it begins as no JSON does: it is a text."""
    is_first = True
    for line in lines:
        if is_first and line.strip():
            is_first = False
            if not line.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"[")):
                shown = line[:40].decode("utf-8", "replace").strip()
                raise CopydeskError(
                    f"--jsonl takes a JSON object a line, and the first is {shown!r}; leave --jsonl out for a text, a "
                    "page or a file of another kind"
                )
        yield line


def parse_record(line: bytes, n: int) -> dict[str, Any]:
    """The JSON object on line `n`. Raises ArticleError `bad_record` where there is none."""
    try:
        record = _decode(line)
    except (ValueError, RecursionError) as error:
        raise ArticleError("bad_record", f"line {n} is not JSON: {error}") from error
    if not isinstance(record, dict):
        raise ArticleError("bad_record", f"line {n} is a JSON {type(record).__name__}; expected an object")
    return record


def text_record(record: Mapping[str, Any], n: int, what: str = "record") -> Mapping[str, Any]:
    """The record as it is. Raises ArticleError `bad_record`, which calls it `what`, where it has no text or id."""
    if not isinstance(record.get("text"), str) or "id" not in record:
        raise ArticleError("bad_record", f"{what} {n}: {str(record)[:80]}: expected an id and a text")
    return record


def _decode(line: bytes) -> Any:
    """What json.loads makes of the line, in a third of the time where the line is an ordinary record."""
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError:
        return json.loads(line)  # it takes lone surrogates, UTF-16 and NaN, and says what is wrong with the rest
    # orjson rounds whole numbers of over 64 bits.
    exact = isinstance(record, dict) and _EXACT.issuperset(map(type, record.values()))
    return record if exact else json.loads(line)


_EXACT = frozenset((str, int, bool, type(None)))


def write_record(record: dict[str, Any]) -> None:
    """The record is a line of standard output."""
    # Escaped: readers that split lines as Unicode does would end a record at a text's own U+2028.
    sys.stdout.buffer.write(json.dumps(record).encode("ascii") + b"\n")
