"""What is promised of every container, whatever stands in it."""

from __future__ import annotations

import io
from collections import Counter

from copydesk.read.formats import ReadOptions, Row, cut, read_container, read_segment
from copydesk.read.formats.segments import SegmentSizes
from copydesk.records import Damaged, PassedOver, Source

OPTIONS = ReadOptions(max_source_bytes=200_000)
SIZES = SegmentSizes(least=300, wanted=600, most=4000)


def check_container(data: bytes, name: str) -> None:
    """It is read without an error, into sources, damage and counts, and in segments to the same rows."""
    whole = list(read_container(io.BytesIO(data), name, options=OPTIONS))
    assert whole, "no row for it"
    for row in whole:
        if isinstance(row, Source):
            assert len(row.data) <= OPTIONS.max_source_bytes
            assert row.path.startswith(name)
            row.source_id.encode("utf-8")
        elif isinstance(row, Damaged):
            assert row.reason
            assert row.error
    pieces: dict[int, bytes] = {}

    def new_piece(n: int) -> io.BytesIO:
        class Piece(io.BytesIO):
            def close(self) -> None:
                pieces[n] = self.getvalue()
                super().close()

        return Piece()

    segments = list(cut(io.BytesIO(data), name, new_piece, options=OPTIONS, sizes=SIZES))
    parts: list[Row] = []
    for segment in segments:
        stream = io.BytesIO(data if segment.piece is None else pieces[segment.piece])
        parts += read_segment(segment, stream, options=OPTIONS)
    assert _sources(parts) == _sources(whole), "read in segments it is another container"
    assert _passed_over(parts) == _passed_over(whole), "read in segments other records are passed over"


def _sources(rows: list[Row]) -> list[Source]:
    return [row for row in rows if isinstance(row, Source)]


def _passed_over(rows: list[Row]) -> Counter[str]:
    n: Counter[str] = Counter()
    for row in rows:
        if isinstance(row, PassedOver):
            n[row.kind] += row.n
    return n
