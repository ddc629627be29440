"""The outlet profiles that an earlier batch emitted, read back: an input like any other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, get_args

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from copydesk.errors import BatchError
from copydesk.records import LineProfile, OutletProfile, PathProfile, PathVerdict
from copydesk.store import Place, files_of

TABLE = "profiles.parquet"
_COLUMNS = ["outlet", "kind", "name", *PathProfile._fields[1:], "n_outlets"]


def profiles_file(path: str) -> Place:
    """The table that `path` names: itself, or the one in the batch's folder. Raises BatchError where there is none."""
    given = Place(path)
    found = files_of(given) / TABLE if given.is_folder() else given
    if not found.is_file():
        raise BatchError(f"profiles {path!r}: no {TABLE} there; give that file of an earlier batch, or its folder")
    return found


def read_profiles(path: str) -> tuple[OutletProfile, ...]:
    """The profiles in the table that `path` names. Raises BatchError where it is no such table."""
    table = ProfileTable(path)
    return tuple(map(table.profile, table.outlets))


class ProfileTable:
    """The table of profiles that `path` names, each outlet's made when it is asked for. BatchError where it is none."""

    def __init__(self, path: str) -> None:
        found = profiles_file(path)
        self._is_none = f"profiles {path!r}: {found} is no table of profiles"
        try:
            with found.open() as stream:
                self._table = pq.read_table(stream).select(_COLUMNS)
            runs = pc.run_end_encode(self._table.column("outlet").combine_chunks())
        except (OSError, pa.ArrowException, KeyError) as error:
            raise BatchError(f"{self._is_none} ({error!r})") from error
        ends = runs.run_ends.to_pylist()
        self._rows = dict(zip(runs.values.to_pylist(), zip([0, *ends], ends, strict=False), strict=True))

    @property
    def outlets(self) -> Sequence[str]:
        """Those that have a profile, sorted."""
        return tuple(self._rows)

    def get(self, outlet: str) -> OutletProfile | None:
        """The outlet's profile, if it has one."""
        return self.profile(outlet) if outlet in self._rows else None

    def profile(self, outlet: str) -> OutletProfile:
        """The profile of one of `outlets`."""
        start, end = self._rows[outlet]
        try:
            return _profile(outlet, self._table.slice(start, end - start).to_pylist())
        except (KeyError, TypeError, ValueError) as error:
            raise BatchError(f"{self._is_none} ({outlet}: {error!r}); give another batch's, or none") from error


def _profile(outlet: str, rows: Iterable[dict[str, Any]]) -> OutletProfile:
    of_kind: dict[str, list[dict[str, Any]]] = {"article": [], "check": [], "path": [], "line": []}
    for row in rows:
        of_kind[row["kind"]].append(row)
    n_checked = sum(row["n_pages"] for row in of_kind["check"])
    return OutletProfile(
        outlet=outlet,
        articles=tuple(row["name"] for row in of_kind["article"]),
        paths=tuple(_path(row) for row in of_kind["path"]),
        lines=tuple(_line(row) for row in of_kind["line"]),
        n_checked=n_checked,
        n_differing=n_checked - sum(row["n_kept_pages"] for row in of_kind["check"]),
    )


def _make_sure(row: dict[str, Any], *at_most: tuple[str, str]) -> None:
    """Of each pair of counts the first is at most the second. Raises ValueError, TypeError for what nobody counted."""
    for part, whole in at_most:
        if not 0 <= row[part] <= row[whole]:
            raise ValueError(f"{row['kind']} {row['name']!r} has {part} {row[part]} of {whole} {row[whole]}")


def _path(row: dict[str, Any]) -> PathProfile:
    _make_sure(row, ("n_kept_pages", "n_pages"), ("n_kept_words", "n_words"))
    if row["verdict"] not in get_args(PathVerdict):
        raise ValueError(f"path {row['name']!r} is {row['verdict']!r}; known are {', '.join(get_args(PathVerdict))}")
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
    _make_sure(row, ("n_kept_pages", "n_pages"))
    return LineProfile(
        digest=row["name"], n_pages=row["n_pages"], n_kept_pages=row["n_kept_pages"], n_outlets=row["n_outlets"]
    )
