"""What the articles of a batch say together: where each outlet's furniture stands, and which of its lines come back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from copydesk.arrow import from_batch, schema_of
from copydesk.checked import TableWriter, is_whole, read_batches, read_records, write_records
from copydesk.pipeline.identity import Renamed, settle_ids
from copydesk.pipeline.ids import digest_of
from copydesk.pipeline.part import OutletOf, Part, PathOf
from copydesk.pipeline.recalled import Recalled, RecalledOutlets
from copydesk.records import OutletProfile
from copydesk.store import Place
from copydesk.strip import CountedOutlets, Summary, count_outlets, digests_of_said


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

    @property
    def said_of_outlets(self) -> Place:
        """Of each outlet, a digest of what its profile says."""
        return self.place / "said_of_outlets.arrow"

    def known(self) -> tuple[dict[str, str], dict[str, Renamed]]:
        """What each outlet's profile says, as a digest; and by path the articles that are renamed."""
        said = {row.outlet: row.digest for row in read_records(self.said_of_outlets, SaidOfOutlet)}
        return said, {row.source_path: row for row in read_records(self.renamed, Renamed)}

    def is_whole(self) -> bool:
        """Whether all of it is there as it was written."""
        return all(map(is_whole, (self.profiles, self.renamed, self.said, self.said_of_outlets)))


class Said(NamedTuple):
    """Which of all that was learned has a bearing on one part."""

    digest: str


class SaidOfOutlet(NamedTuple):
    """What an outlet's profile says."""

    outlet: str
    digest: str


def said_of(part: Part, *, profiles: Mapping[str, str], renamed: Mapping[str, Renamed]) -> Said:
    """What has a bearing on the part: of each of its outlets what `digests_of_said` says, by outlet in `profiles`."""
    outlets = {row.outlet for row in read_records(part.observations, OutletOf)}
    own = [renamed[row.source_path] for row in read_records(part.articles, PathOf) if row.source_path in renamed]
    return Said(digest_of([sorted((outlet, profiles.get(outlet)) for outlet in outlets), own]))


def learn(
    parts: Sequence[Part],
    learned: Learned,
    *,
    batch: str,
    earlier: Sequence[OutletProfile],
    recalled: Recalled | None = None,
) -> tuple[int, int]:
    """All that the parts say together is written; of how many outlets, and how many articles are duplicates.

    Profiles are learned on top of `earlier` ones, and of what is `recalled` of the outlets.
    """
    renamed = settle_ids(parts, batch)
    summaries = (summary for part in parts for summary in summaries_of(part, renamed))
    outlets = outlets_of(parts) if recalled else ()
    counted = count_outlets(summaries, earlier=earlier, recalled=recalled_of(outlets, recalled))
    write_learned(learned, renamed, map(profiles_and_said, counted))
    profiles, by_path = learned.known()
    write_records(learned.said, (said_of(part, profiles=profiles, renamed=by_path) for part in parts), Said)
    return len(profiles), sum(row.duplicate_of is not None for row in renamed)


def write_learned(
    learned: Learned, renamed: Sequence[Renamed], profiles: Iterable[tuple[pa.RecordBatch, Mapping[str, str]]]
) -> None:
    """All but what has a bearing on each part is written: `profiles` are sorted by outlet, and come with what
    `digests_of_said` says of each outlet."""
    said: dict[str, str] = {}
    with TableWriter(learned.profiles, schema_of(OutletProfile)) as writer:
        for batch, some in profiles:
            said |= some
            writer.add(batch)
    write_records(learned.renamed, renamed, Renamed)
    write_records(
        learned.said_of_outlets, (SaidOfOutlet(outlet, digest) for outlet, digest in said.items()), SaidOfOutlet
    )


def profiles_and_said(counted: CountedOutlets) -> tuple[pa.RecordBatch, dict[str, str]]:
    """The profiles, and what `digests_of_said` says of each outlet."""
    return profiles_batch(counted), digests_of_said(counted)


def profiles_batch(counted: CountedOutlets) -> pa.RecordBatch:
    """The profiles as `to_batch` has them, without a record for each of their lines and paths."""
    schema = schema_of(OutletProfile)
    text, number = pa.large_string(), pa.int64()
    digits = counted.digests.astype(">u8").tobytes().hex().encode()
    offsets = np.arange(0, len(digits) + 1, 16)
    digests = pa.LargeStringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(digits))
    paths = [pa.array(counted.names, text).take(pa.array(counted.paths)), *counted.path_counts.T]
    columns = {
        "outlet": pa.array(counted.outlets, text),
        "articles": pa.array(counted.articles, schema.field("articles").type),
        "paths": _lists(schema.field("paths"), counted.path_ends, [*paths, pa.array(counted.verdicts, text)]),
        "lines": _lists(schema.field("lines"), counted.line_ends, [digests, *counted.line_counts.T]),
        "n_checked": pa.array([n for n, _ in counted.checks], number),
        "n_differing": pa.array([n for _, n in counted.checks], number),
    }
    return pa.RecordBatch.from_arrays([columns[name] for name in schema.names], schema=schema)


def _lists(field: pa.Field, ends: npt.NDArray[np.int64], columns: Sequence[Any]) -> pa.Array:
    """Lists of structs with these columns."""
    fields = list(field.type.value_type)
    arrays = [column if isinstance(column, pa.Array) else pa.array(np.ascontiguousarray(column)) for column in columns]
    values = pa.StructArray.from_arrays(arrays, fields=fields, mask=pa.array(np.zeros(len(arrays[0]), bool)))
    return pa.LargeListArray.from_arrays(pa.array(np.append(0, ends)), values)


def profiles_of(learned: Learned, part: Part) -> Iterator[OutletProfile]:
    """The profiles of the part's outlets."""
    outlets = {row.outlet for row in read_records(part.observations, OutletOf)}
    for batch in read_batches(learned.profiles):
        is_wanted = pa.array([outlet in outlets for outlet in batch.column("outlet").to_pylist()], pa.bool_())
        yield from from_batch(batch.filter(is_wanted), OutletProfile)


def outlets_of(parts: Iterable[Part]) -> list[str]:
    """The parts' outlets, sorted."""
    return sorted({row.outlet for part in parts for row in read_records(part.summaries, OutletOf)})


def recalled_of(outlets: Iterable[str], recalled: Recalled | None) -> Iterator[Summary]:
    """What is recalled of the outlets."""
    if recalled is not None:
        known = RecalledOutlets(recalled)
        for outlet in outlets:
            yield from known.summaries(outlet)


def summaries_of(part: Part, renamed: Iterable[Renamed]) -> Iterator[Summary]:
    """Of each of the part's articles, duplicates aside."""
    by_path = {row.source_path: row for row in renamed}
    rows = zip(read_records(part.articles, PathOf), read_records(part.summaries, Summary), strict=True)
    for place, summary in rows:
        own = by_path.get(place.source_path)
        if own is None:
            yield summary
        elif own.duplicate_of is None:
            yield replace(summary, article_id=own.article_id)
