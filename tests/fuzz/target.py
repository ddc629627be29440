"""What a fuzzer is given: inputs to begin with, words of the trade, and what must hold of any bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

NAMES = ("decode", "repair", "texts", "pages", "formats", "warc")
CASES = Path(__file__).parent.parent / "cases" / "fuzz"


class Target(NamedTuple):
    """One part of the library that reads what strangers wrote."""

    seeds: Callable[[], Iterable[bytes]]
    tokens: tuple[bytes, ...]  # what the fuzzer puts into inputs as a whole
    check: Callable[[bytes], None]  # raises where a promise is broken


def found_before(name: str) -> dict[str, bytes]:
    """Inputs that once broke a promise, by what they showed. A byte that is no UTF-8 is half a surrogate."""
    path = CASES / f"{name}.json"
    cases = json.loads(path.read_text("utf-8")) if path.exists() else []
    return {case["comment"]: case["data"].encode("utf-8", "surrogateescape") for case in cases}
