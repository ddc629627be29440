"""The outlet profiles that an earlier batch emitted, read back: an input like any other."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from copydesk.errors import BatchError
from copydesk.records import LineProfile, OutletProfile, PathProfile
from copydesk.store import Place, files_of

TABLE = "profiles.parquet"


def profiles_file(path: str) -> Place:
    """The table that `path` names: itself, or the one in the batch's folder. Raises BatchError where there is none."""
    given = Place(path)
    found = files_of(given) / TABLE if given.is_folder() else given
    if not found.is_file():
        raise BatchError(f"profiles {path!r}: no {TABLE} there; give that file of an earlier batch, or its folder")
    return found


def read_profiles(path: str) -> tuple[OutletProfile, ...]:
    """The profiles in the table that `path` names. Raises BatchError where it is no such table."""
    found = profiles_file(path)
    try:
        with found.open() as stream:
            rows = pq.read_table(stream).to_pylist()
        return tuple(_profile(outlet, of_outlet) for outlet, of_outlet in groupby(rows, key=itemgetter("outlet")))
    except (OSError, pa.ArrowException, KeyError, TypeError) as error:
        raise BatchError(f"profiles {path!r}: {found} is no table of profiles ({error!r})") from error


def _profile(outlet: str, rows: Iterable[dict[str, Any]]) -> OutletProfile:
    of_kind: dict[str, list[dict[str, Any]]] = {"article": [], "path": [], "line": []}
    for row in rows:
        of_kind[row["kind"]].append(row)
    return OutletProfile(
        outlet=outlet,
        articles=tuple(row["name"] for row in of_kind["article"]),
        paths=tuple(_path(row) for row in of_kind["path"]),
        lines=tuple(_line(row) for row in of_kind["line"]),
    )


def _path(row: dict[str, Any]) -> PathProfile:
    return PathProfile(
        path=row["name"],
        n_pages=row["n_pages"],
        n_kept_pages=row["n_kept_pages"],
        n_words=row["n_words"],
        n_kept_words=row["n_kept_words"],
        n_link_words=row["n_link_words"],
        n_recurring_words=row["n_recurring_words"],
        verdict=row["verdict"],
    )


def _line(row: dict[str, Any]) -> LineProfile:
    return LineProfile(
        digest=row["name"], n_pages=row["n_pages"], n_kept_pages=row["n_kept_pages"], n_outlets=row["n_outlets"]
    )
