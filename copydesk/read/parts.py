"""A batch cut into parts: what is read, stripped and stored together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b

from copydesk.read.inventory import Input

# A small batch is cut into so many parts at least, of so many bytes at least: there is something to do side by side.
_MIN_PARTS, _MIN_PART_BYTES = 8, 1_000_000
# A part has at least this share of the bytes that are aimed at, and at most this many times as many.
_LEAST, _MOST = 0.25, 3


def cut_parts(inputs: Sequence[Input], part_bytes: int) -> Iterator[tuple[Input, ...]]:
    """The inputs in their order, in parts of some `part_bytes`, or of a half, a quarter ... of that in a small batch.

    Where a part ends goes by the name of the input at its end, so an input more or less changes its own part, and
    seldom the next one.
    """
    # By halves: a batch that grows keeps its parts until it has doubled.
    in_all = sum(found.n_bytes for found in inputs)
    while part_bytes > 2 * _MIN_PART_BYTES and in_all < _MIN_PARTS * part_bytes:
        part_bytes //= 2
    part: list[Input] = []
    n_bytes = 0
    for found in inputs:
        part.append(found)
        n_bytes += found.n_bytes
        # An input ends the part as often as its bytes are of what is left to aim at.
        ends = _share(found.name) * (1 - _LEAST) * part_bytes < found.n_bytes
        if n_bytes >= _MOST * part_bytes or (ends and n_bytes >= _LEAST * part_bytes):
            yield tuple(part)
            part, n_bytes = [], 0
    if part:
        yield tuple(part)


def _share(name: str) -> float:
    """A number from 0 to 1 that the name alone decides."""
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little") / 2**64
