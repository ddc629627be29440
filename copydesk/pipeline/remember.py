"""What a batch's results give for its memory, and that memory's folder: put in its place whole, listed, made sure of.

What stands in the files is the business of `copydesk.reuse.remember`.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa

from copydesk.checked import has_sha256, read_batches, read_records
from copydesk.newest import newest
from copydesk.pipeline.part import Part, PathOf
from copydesk.pipeline.shared import Chosen, Found
from copydesk.records import Cluster, EarlierPassage, Passage
from copydesk.reuse.memory.layout import FILES, MANIFEST, SUMMARIES, digest_of_manifest
from copydesk.reuse.remember import Remembered
from copydesk.store import Place, refused, refusing

log = logging.getLogger("copydesk")
# Where a batch's memory stands in its folder.
FOLDER = "memory"
# So many summaries, of some 4 kB, are held before those that are not kept are let go.
_ROWS_HELD = 1 << 16


def remembered(parts: Sequence[Part]) -> Iterator[Remembered]:
    """The articles as their memory keeps them, one at a time."""
    for part in parts:
        yield from read_records(part.articles, Remembered)


def published_passages(batch: str, found: Found, chosen: Chosen) -> dict[str, list[EarlierPassage]]:
    """By article the passages that stand in clusters, and where each was seen first."""
    clusters = {cluster.cluster_id: cluster for cluster in read_records(chosen.clusters, Cluster)}
    published: dict[str, list[EarlierPassage]] = defaultdict(list)
    for passage in read_records(found.passages, Passage):
        cluster = clusters[passage.cluster_id]
        published[passage.article_id].append(
            EarlierPassage(
                start_char=passage.start_char,
                end_char=passage.end_char,
                is_canonical=cluster.canonical_passage_id == passage.passage_id,
                first_batch=cluster.first_batch or batch,
                first_article_id=cluster.first_article_id or passage.article_id,
                first_outlet=cluster.first_outlet or passage.outlet,
                first_published=cluster.first_published,
            )
        )
    return published


def newest_summaries(batch: str, observed: Iterable[Part], own_ids: Mapping[str, str | None]) -> pa.Table:
    """What outlets are learned from: as much of it as is kept, of articles that are no duplicates; see `own_ids`."""
    tables, limit = [SUMMARIES.empty_table()], _ROWS_HELD
    for part in observed:
        articles = zip(read_batches(part.articles, PathOf._fields), read_batches(part.summaries), strict=True)
        for paths, summaries in articles:
            columns = {name: summaries.column(name) for name in summaries.schema.names}
            own = [own_ids.get(path, "") for path in paths.column("source_path").to_pylist()]
            ids = [name or given for name, given in zip(own, columns["article_id"].to_pylist(), strict=True)]
            columns |= {"article_id": pa.array(ids, pa.large_string()), "batch": pa.array([batch] * len(own))}
            table = pa.table([columns[name] for name in SUMMARIES.names], schema=SUMMARIES)
            tables.append(table.filter(pa.array([name is not None for name in own])))
        if sum(map(len, tables)) > limit:
            tables = [newest(tables)]
            limit = _ROWS_HELD + 2 * len(tables[0])
    return newest(tables)


@contextmanager
def memory_folder(place: Place, scratch: Path) -> Iterator[Path]:
    """A folder of this machine: the memory that is written there stands at the place once the block has ended."""
    place.delete()
    with refusing(str(place)), TemporaryDirectory(dir=scratch) as folder:
        yield Path(folder)
        for name in (*FILES, MANIFEST):
            with (place / name).create() as written, Path(folder, name).open("rb") as stream:
                shutil.copyfileobj(stream, written, 1 << 20)
        place.sync_files()


def is_remembered(place: Place) -> bool:
    """Whether a memory stands in the folder as it was written; in an object store, as far as the files' sizes tell."""
    try:
        manifest = json.loads((place / MANIFEST).read_bytes())
        if manifest.pop("digest") != digest_of_manifest(manifest):
            raise ValueError(f"{MANIFEST} does not agree with its checksum")
        entries = _listed(place)
        is_whole = place.sizes([entry["path"] for entry in entries]) == [entry["n_bytes"] for entry in entries]
        if is_whole and place.can_lock:
            is_whole = all(has_sha256(place / entry["path"], entry["sha256"]) for entry in entries)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise refused(error, str(place)) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning("%s: %s; it is made again", place, error)
        return False
    if not is_whole:
        log.warning("%s: damaged; it is made again", place)
    return is_whole


def listed_memory(place: Place) -> list[dict[str, Any]]:
    """The files of the memory in the folder, as a batch's manifest lists them."""
    manifest = place / MANIFEST
    return [*_listed(place), {"path": MANIFEST, "sha256": manifest.sha256(), "n_bytes": manifest.n_bytes()}]


def _listed(place: Place) -> list[dict[str, Any]]:
    files = json.loads((place / MANIFEST).read_bytes())["files"]
    return [{"path": name, "sha256": e["sha256"], "n_bytes": e["n_bytes"]} for name, e in sorted(files.items())]
