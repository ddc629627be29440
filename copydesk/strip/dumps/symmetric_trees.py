"""Boosted symmetric trees in numpy: each asks the same few questions of every row, and adds one number to its score.

A symmetric ("oblivious") tree of depth d asks d questions, "is this column above that threshold?"; the d answers, read
as a binary number, name the leaf. Such trees are small to write down, quick to ask for many rows at once, and hard to
overfit. Nothing here knows what the columns mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
# So many thresholds a column are tried at most; finer ones won nothing.
_N_BINS = 32
# Bounds the memory that asking takes: 8 bytes a row and tree.
_ROWS_AT_ONCE = 2_000
# Two trees of this depth have 256 leaves together.
_MAX_PAIRED_DEPTH = 4
# Thresholds and numbers of leaves in a file have so many significant digits and decimals.
_THRESHOLD_DIGITS = 5
_LEAF_DECIMALS = 4


@dataclass(frozen=True)
class Trees:
    """A score for rows of named columns: `bias` and one leaf's number of each tree."""

    columns: tuple[str, ...]
    bias: float
    asked: NDArray[np.intp]  # [depth, n_trees], index of the column in `columns`
    thresholds: Floats  # [depth, n_trees]
    leaves: Floats  # [n_trees, 2 ** depth]; the first question is the leaf's highest bit

    def score(self, rows: Floats) -> Floats:
        """Log-odds, float32[n_rows], of rows float32[n_rows, n_columns]."""
        parts = [
            self.bias + self._plan.added_to(rows[start : start + _ROWS_AT_ONCE])
            for start in range(0, len(rows), _ROWS_AT_ONCE)
        ]
        return np.concatenate([*parts, np.zeros(0, np.float32)])

    @cached_property
    def _plan(self) -> _Plan:
        return _Plan.of(*_paired(self.asked, self.thresholds, self.leaves))

    @staticmethod
    def from_json(written: Mapping[str, Any], columns: Sequence[str]) -> Trees:
        """The trees as `to_json` wrote them, for rows that have `columns` in this order."""
        at = {name: i for i, name in enumerate(columns)}
        asked = [[at[name] for name, _ in tree["above"]] for tree in written["trees"]]
        thresholds = [[threshold for _, threshold in tree["above"]] for tree in written["trees"]]
        return Trees(
            columns=tuple(columns),
            bias=written["bias"],
            asked=np.array(asked, np.intp).T,
            thresholds=np.array(thresholds, np.float32).T,
            leaves=np.array([tree["add"] for tree in written["trees"]], np.float32),
        )

    def to_json(self) -> dict[str, Any]:
        """Plain numbers and names: for each tree what is asked ("above") and what the leaves add."""
        return {
            "bias": round(float(self.bias), _LEAF_DECIMALS),
            "trees": [
                {
                    "above": [
                        [self.columns[column], float(f"{threshold:.{_THRESHOLD_DIGITS}g}")]
                        for column, threshold in zip(asked, thresholds, strict=True)
                    ],
                    "add": [round(float(leaf), _LEAF_DECIMALS) for leaf in leaves],
                }
                for asked, thresholds, leaves in zip(self.asked.T, self.thresholds.T, self.leaves, strict=True)
            ],
        }


@dataclass(frozen=True, slots=True)
class _Plan:
    """How trees are asked: each question once, however many trees ask it, and of all rows together."""

    columns: NDArray[np.intp]  # [n_questions]
    thresholds: Floats  # [n_questions]
    questions: NDArray[np.intp]  # [depth, n_trees], index of the question
    leaves: Floats  # [n_trees, 2 ** depth]

    @staticmethod
    def of(asked: NDArray[np.intp], thresholds: Floats, leaves: Floats) -> _Plan:
        questions, which = np.unique(np.stack([asked.ravel(), thresholds.ravel()]), axis=1, return_inverse=True)
        columns, different = questions
        return _Plan(columns.astype(np.intp), different.astype(np.float32), which.reshape(asked.shape), leaves)

    def added_to(self, rows: Floats) -> Floats:
        """float32[n_rows]: what the trees add up to."""
        answers = (np.ascontiguousarray(rows.T)[self.columns] > self.thresholds[:, None]).view(np.uint8)
        leaf = np.zeros((len(self.leaves), len(rows)), np.uint16)
        for level in self.questions:
            leaf += leaf
            leaf += answers.take(level, axis=0)
        first = np.arange(len(self.leaves))[:, None] * self.leaves.shape[1]
        return np.asarray(self.leaves.ravel().take(leaf + first).sum(0), np.float32)


def _paired(asked: NDArray[np.intp], thresholds: Floats, leaves: Floats) -> tuple[NDArray[np.intp], Floats, Floats]:
    """Trees of few leaves two by two as one that asks both's questions: looking up leaves is what takes the time."""
    if len(asked) > _MAX_PAIRED_DEPTH or len(leaves) % 2:
        return asked, thresholds, leaves
    both = leaves[0::2, :, None] + leaves[1::2, None, :]
    return (
        np.concatenate([asked[:, 0::2], asked[:, 1::2]]),
        np.concatenate([thresholds[:, 0::2], thresholds[:, 1::2]]),
        both.reshape(len(both), -1),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Boosting:
    """How trees are grown."""

    n_trees: int = 150
    depth: int = 6
    rate: float = 0.15
    row_share: float = 0.25  # of the rows a tree is grown on
    column_share: float = 0.35  # of the columns a tree may ask about
    prior: float = 20.0  # so much weight at 0 in each leaf
    seed: int = 0


def thresholds_of(rows: Floats) -> list[Floats]:
    """For each column at most 31 thresholds that part its values evenly; none for a column of one value."""
    found = []
    for column in np.sort(rows, axis=0).T:
        values = np.unique(column)
        if len(values) <= _N_BINS:
            middles = [(a + b) / 2 for a, b in pairwise(values.tolist())]
        else:
            places = np.arange(1, _N_BINS) * (len(column) - 1) // _N_BINS
            middles = np.unique(column[places]).tolist()
        # Rounded here as they will be in the file, so that what is measured is what ships.
        rounded = [float(f"{middle:.{_THRESHOLD_DIGITS}g}") for middle in middles]
        found.append(np.unique(np.array(rounded, np.float32)))
    return found


def binned(rows: Floats, thresholds: Sequence[Floats]) -> NDArray[np.uint8]:
    """uint8[n_columns, n_rows]: how many of its column's thresholds each value is above."""
    return np.stack(
        [np.searchsorted(of, column, "left").astype(np.uint8) for of, column in zip(thresholds, rows.T, strict=True)]
    )


def fit_trees(
    bins: NDArray[np.uint8],
    thresholds: Sequence[Floats],
    labels: NDArray[np.bool_],
    weights: NDArray[np.float64],
    columns: Sequence[str],
    how: Boosting | None = None,
) -> Trees:
    """Trees whose score is the log-odds of the label, by Newton boosting of the weighted logistic loss.

    `bins` are `binned(rows, thresholds)`. The same input gives the same trees: the only chance is the generator's of
    `how.seed`. A row is drawn for a tree by its weight, and counts the less the likelier it was drawn.
    """
    how = how or Boosting()
    chance = np.random.default_rng(how.seed)
    n_columns, n_rows = bins.shape
    weights = weights / weights.mean()
    odds = float((weights * labels).sum() / (weights * ~labels).sum())
    scores = np.full(n_rows, np.log(odds))
    draw = np.minimum(1.0, how.row_share * (0.3 + 0.7 * weights)) * (weights > 0)
    asked = np.zeros((how.depth, how.n_trees), np.intp)
    above = np.zeros((how.depth, how.n_trees), np.float32)
    leaves = np.zeros((how.n_trees, 1 << how.depth), np.float32)
    usable = np.array([column for column in range(n_columns) if len(thresholds[column])])
    for t in range(how.n_trees):
        rows = np.flatnonzero(chance.random(n_rows) < draw)
        some = np.sort(chance.permutation(usable)[: max(how.depth, int(how.column_share * n_columns))])
        p = 1 / (1 + np.exp(-scores))
        scale = how.row_share / draw[rows]
        slope = (weights * (p - labels))[rows] * scale
        curve = (weights * np.maximum(p * (1 - p), 1e-4))[rows] * scale
        questions, leaf = _grow(bins[:, rows], some, thresholds, slope, curve, how)
        total_slope = np.bincount(leaf, slope, 1 << how.depth)
        total_curve = np.bincount(leaf, curve, 1 << how.depth)
        leaves[t] = np.round(-how.rate * total_slope / (total_curve + how.prior), _LEAF_DECIMALS)
        everywhere = np.zeros(n_rows, np.intp)
        for d, (column, k) in enumerate(questions):
            asked[d, t], above[d, t] = column, thresholds[column][k]
            everywhere = 2 * everywhere + (bins[column] > k)
        scores += leaves[t][everywhere]
    return Trees(tuple(columns), float(np.log(odds)), asked, above, leaves)


def _grow(
    bins: NDArray[np.uint8],
    columns: NDArray[np.intp],
    thresholds: Sequence[Floats],
    slope: NDArray[np.float64],
    curve: NDArray[np.float64],
    how: Boosting,
) -> tuple[list[tuple[int, int]], NDArray[np.intp]]:
    """One tree's questions as (column, threshold index), each the best after those before, and each row's leaf."""
    leaf = np.zeros(bins.shape[1], np.intp)
    questions: list[tuple[int, int]] = []
    for d in range(how.depth):
        shape = (1 << d, _N_BINS)
        size = _N_BINS << d
        best = (-1.0, 0, 0)
        first_bin = leaf * _N_BINS
        for column in columns.tolist():
            cell = first_bin + bins[column]
            below_slope = np.bincount(cell, slope, size).reshape(shape).cumsum(1)
            below_curve = np.bincount(cell, curve, size).reshape(shape).cumsum(1)
            above_slope = below_slope[:, -1:] - below_slope
            above_curve = below_curve[:, -1:] - below_curve
            gains = below_slope**2 / (below_curve + how.prior) + above_slope**2 / (above_curve + how.prior)
            gain = gains.sum(0)[: len(thresholds[column])]
            k = int(gain.argmax())
            best = max(best, (float(gain[k]), -column, -k))
        column, k = -best[1], -best[2]
        questions.append((column, k))
        leaf = 2 * leaf + (bins[column] > k)
    return questions, leaf
