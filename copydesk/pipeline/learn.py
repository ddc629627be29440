"""What the articles of a batch say together: where each outlet's furniture stands, and which of its lines come back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from copydesk.checked import read_records
from copydesk.pipeline.identity import Renamed
from copydesk.pipeline.part import Part
from copydesk.records import OutletProfile
from copydesk.strip import learn_profiles


class _Line(NamedTuple):
    start_char: int
    end_char: int
    path: str
    kept: bool
    n_words: int
    n_link_chars: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Learnable:
    article_id: str
    outlet: str
    lines: tuple[_Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Path:
    source_path: str


def learn_parts(
    parts: Sequence[Part], *, renamed: Mapping[str, Renamed], earlier: Sequence[OutletProfile]
) -> tuple[OutletProfile, ...]:
    """One profile an outlet, on top of those of `earlier` batches; `renamed` are by path, and no article counts twice."""
    return learn_profiles(_learnable(parts, renamed), earlier=earlier)


def _learnable(parts: Sequence[Part], renamed: Mapping[str, Renamed]) -> Iterator[_Learnable]:
    for part in parts:
        rows = zip(read_records(part.articles, _Path), read_records(part.observations, _Learnable), strict=True)
        for place, seen in rows:
            own = renamed.get(place.source_path)
            if own is None:
                yield seen
            elif own.duplicate_of is None:
                yield replace(seen, article_id=own.article_id)
