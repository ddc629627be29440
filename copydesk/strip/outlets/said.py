"""What an outlet's profile says, without how often it was seen: an article more seldom changes it."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copydesk.records import LineProfile, OutletProfile, PathProfile
from copydesk.strip.outlets.by_place import path_says
from copydesk.strip.outlets.profile import MIN_PAGES, CountedOutlets
from copydesk.strip.outlets.recurring import line_says


def digests_of_said(counted: CountedOutlets) -> dict[str, str]:
    """By outlet, the same for profiles with which every article comes out the same.

    Held together here is what `outlets.rules` asks of a profile: each line and place that stood on several pages, and
    what follows from its counts.
    """
    digests = {}
    for i, outlet in enumerate(counted.outlets):
        digest = blake2b(digest_size=16)
        if len(counted.articles[i]) >= MIN_PAGES:
            own = OutletProfile(outlet=outlet, articles=counted.articles[i], paths=(), lines=())
            digest.update(repr(_said_of_paths(counted, i)).encode("utf-8", "backslashreplace"))
            for column in _said_of_lines(counted, i, own):
                digest.update(column.tobytes())
        digests[outlet] = digest.hexdigest()
    return digests


def _said_of_paths(counted: CountedOutlets, outlet: int) -> list[list[Any]]:
    """Of all of an outlet's paths at a time: a column for their names, and for all that is asked of them."""
    own = _on_several_pages(counted.path_counts, counted.path_ends, outlet)
    names = [counted.names[i] for i in counted.paths[own].tolist()]
    columns: Any = [names, *counted.path_counts[own].T, [counted.verdicts[i] for i in own.tolist()]]
    verdicts, often = path_says(PathProfile(*columns))
    return [names, list(verdicts), np.asarray(often).tolist()]


def _said_of_lines(counted: CountedOutlets, outlet: int, profile: OutletProfile) -> list[NDArray[Any]]:
    """The same of its lines."""
    own = _on_several_pages(counted.line_counts, counted.line_ends, outlet)
    columns: Any = [counted.digests[own], *counted.line_counts[own].T]
    return [columns[0], *map(np.asarray, line_says(LineProfile(*columns), profile))]


def _on_several_pages(counts: NDArray[np.int64], ends: NDArray[np.int64], outlet: int) -> NDArray[np.int64]:
    """Which rows are the outlet's, and of MIN_PAGES or more."""
    start = int(ends[outlet - 1]) if outlet else 0
    return start + np.flatnonzero(counts[start : ends[outlet], 0] >= MIN_PAGES)
