"""Outlets that leave their own past: a redesign of the pages, a wall, an encoding that broke."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import median

from copydesk.records import Drift, Measure, OutletNumbers

# An outlet of fewer articles in a batch, refused ones too, is not judged by that batch.
MIN_ARTICLES = 5
# How many times its spread a measure may be away from what is usual. Of 37,200 nights of made-up outlets that stay as
# they are (400 outlets of 6 to 200 articles a night, against their last 7 to 30 nights) 7 are named without cause; with
# 5 it is 40, with 7 none.
N_SPREADS = 6.0
# A median absolute deviation, as the standard deviation of a normal distribution.
_MAD = 1.4826
# Of n articles, by how much a mean of them is off by chance, if each is off by so much.
_PER_ARTICLE = {"length": 0.4, "removed": 0.15, "mended": 0.4, "shared": 0.25}
# No measure is steadier than this: 2 in 100 for shares, 8% for lengths and rates.
_LEAST: dict[Measure, float] = {"refused": 0.02, "length": 0.08, "removed": 0.02, "mended": 0.08, "shared": 0.02}


def find_drift(
    now: Sequence[OutletNumbers], earlier: Sequence[Sequence[OutletNumbers]], min_batches: int
) -> list[Drift]:
    """What of a batch's outlets is far from what it was in earlier batches, sorted by outlet and measure.

    An outlet is judged that is in `min_batches` of them at least, with MIN_ARTICLES each, and has as many now.
    """
    past: dict[str, list[OutletNumbers]] = {}
    for batch in earlier:
        for row in batch:
            if _n_inputs(row) >= MIN_ARTICLES:
                past.setdefault(row.outlet, []).append(row)
    drifts = []
    for row in sorted(now, key=lambda row: row.outlet):
        own = past.get(row.outlet, [])
        if _n_inputs(row) >= MIN_ARTICLES and len(own) >= min_batches:
            drifts += [drift for measure in MEASURES if (drift := _judge(measure, row, own)) is not None]
    return drifts


def describe(drift: Drift) -> str:
    """The drift in a line."""
    return (
        f"{drift.outlet}: {drift.measure} {drift.value:g}, usually {drift.usual:g} with a spread of {drift.spread:g} "
        f"in {drift.n_batches} batches"
    )


def _judge(measure: Measure, row: OutletNumbers, past: Sequence[OutletNumbers]) -> Drift | None:
    of = MEASURES[measure]
    before = [value for batch in past if (value := of(batch)) is not None]
    value = of(row)
    if value is None or not before:
        return None
    usual = median(before)
    by_chance = (
        _refused_by_chance(row, past) if measure == "refused" else _PER_ARTICLE[measure] / math.sqrt(row.n_articles)
    )
    spread = max(_MAD * median(abs(one - usual) for one in before), by_chance, _LEAST[measure])
    if abs(value - usual) <= N_SPREADS * spread:
        return None
    show = _AS_SHOWN.get(measure, float)
    return Drift(
        outlet=row.outlet,
        measure=measure,
        value=round(show(value), 4),
        usual=round(show(usual), 4),
        spread=round(show(usual + spread) - show(usual), 4),
        n_batches=len(before),
    )


def _refused_by_chance(row: OutletNumbers, past: Sequence[OutletNumbers]) -> float:
    """By how much the share of a few inputs is off, where each is refused as often as in all of the past."""
    often = (sum(one.n_refused for one in past) + 0.5) / (sum(map(_n_inputs, past)) + 1)
    n = _n_inputs(row)
    return math.sqrt(often * (1 - often) / n) + 0.25 / n


def _n_inputs(row: OutletNumbers) -> int:
    return row.n_articles + row.n_refused


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _log(value: float) -> float | None:
    return math.log(value) if value > 0 else None


def _edits(row: OutletNumbers) -> float | None:
    share = _share(row.n_edits, row.n_chars)
    return None if share is None else math.log1p(1000 * share)


# Each as it is judged: shares as they are, lengths and rates by factors.
MEASURES: dict[Measure, Callable[[OutletNumbers], float | None]] = {
    "refused": lambda row: _share(row.n_refused, _n_inputs(row)),
    "length": lambda row: _log(row.median_chars),
    "removed": lambda row: _share(row.n_removed_chars, row.n_removed_chars + row.n_chars),
    "mended": _edits,
    "shared": lambda row: _share(row.n_shared_chars, row.n_chars),
}
# And as a person reads it: characters of a text, edits in a thousand characters.
_AS_SHOWN: dict[Measure, Callable[[float], float]] = {"length": math.exp, "mended": math.expm1}
