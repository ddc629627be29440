"""What the articles of a batch say together: where each outlet's furniture stands, and which of its lines come back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from copydesk.arrow import from_batch
from copydesk.checked import is_whole, read_batches, read_records, write_records
from copydesk.pipeline.identity import Renamed, settle_ids
from copydesk.pipeline.ids import digest_of
from copydesk.pipeline.part import OutletOf, Part, PathOf
from copydesk.records import OutletProfile
from copydesk.store import Place
from copydesk.strip import Seen, digest_of_said, each_profile


class Learned(NamedTuple):
    """What all parts say together, on disk: a folder."""

    place: Place

    @property
    def profiles(self) -> Place:
        """Of the outlets."""
        return self.place / "profiles.arrow"

    @property
    def renamed(self) -> Place:
        """Articles that do not go by their first id, and duplicates."""
        return self.place / "renamed.arrow"

    @property
    def said(self) -> Place:
        """Of each part, a digest of what has a bearing on it."""
        return self.place / "said.arrow"

    def is_whole(self) -> bool:
        """Whether all of it is there as it was written."""
        return all(map(is_whole, (self.profiles, self.renamed, self.said)))


class Said(NamedTuple):
    """Which of all that was learned has a bearing on one part."""

    digest: str


def said_of(part: Part, *, profiles: Mapping[str, str], renamed: Mapping[str, Renamed]) -> Said:
    """What has a bearing on the part: of each of its outlets what `digest_of_said` says, by outlet in `profiles`."""
    outlets = {row.outlet for row in read_records(part.observations, OutletOf)}
    own = [renamed[row.source_path] for row in read_records(part.articles, PathOf) if row.source_path in renamed]
    return Said(digest_of([sorted((outlet, profiles.get(outlet)) for outlet in outlets), own]))


def learn(parts: Sequence[Part], learned: Learned, *, batch: str, earlier: Sequence[OutletProfile]) -> tuple[int, int]:
    """All that the parts say together is written; of how many outlets, and how many articles are duplicates."""
    renamed = settle_ids(parts, batch)
    by_path = {row.source_path: row for row in renamed}
    said: dict[str, str] = {}

    def profiles() -> Iterator[OutletProfile]:
        for profile in each_profile(_seen(parts, by_path), earlier=earlier):
            said[profile.outlet] = digest_of_said(profile)
            yield profile

    write_records(learned.renamed, renamed, Renamed)
    write_records(learned.profiles, profiles(), OutletProfile)
    write_records(learned.said, (said_of(part, profiles=said, renamed=by_path) for part in parts), Said)
    return len(said), sum(row.duplicate_of is not None for row in renamed)


def profiles_of(learned: Learned, part: Part) -> Iterator[OutletProfile]:
    """The profiles of the part's outlets."""
    outlets = {row.outlet for row in read_records(part.observations, OutletOf)}
    wanted = pa.array(sorted(outlets), pa.large_string())
    for batch in read_batches(learned.profiles):
        yield from from_batch(batch.filter(pc.is_in(batch.column("outlet"), wanted)), OutletProfile)


def _seen(parts: Sequence[Part], renamed: Mapping[str, Renamed]) -> Iterator[Seen]:
    """What the articles say, by the ids that they go by; `renamed` are by path. No article counts twice."""
    for part in parts:
        rows = zip(read_records(part.articles, PathOf), read_records(part.observations, Seen), strict=True)
        for place, seen in rows:
            own = renamed.get(place.source_path)
            if own is None:
                yield seen
            elif own.duplicate_of is None:
                yield replace(seen, article_id=own.article_id)
