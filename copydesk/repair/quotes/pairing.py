"""Pairing: the one cheapest reading of all the quotation marks of a text, and by how much it is the cheapest.

A shortest path over the marks, left to right, with what is open at the moment as the state. A forward and a backward
pass give, for every mark and every way to read it, the cost of the best reading of the whole text that reads it so:
linear in the number of marks, whatever the length of the text between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

INFINITY = float("inf")

# Structure. A quotation left open inside its paragraph, or a closing mark that nothing opened, occurs about once in a
# thousand quotations of edited text; a paragraph that opens again what the one before left open is a convention.
MISSING_CLOSE = 9.0
MISSING_OPEN = 9.0
REOPENED_PARAGRAPH = 3.0
CONTINUED_PARAGRAPH = 12.0  # ... without the opening mark: block quotations, poems
DOUBLE_IN_DOUBLE = 7.0  # quoted speech that quotes with the same marks
UNCLOSED_SINGLE = 7.0


class State(IntEnum):
    """What is open."""

    OUTSIDE = 0
    DOUBLE = 1
    SINGLE = 2
    SINGLE_IN_DOUBLE = 3
    DOUBLE_IN_SINGLE = 4
    PENDING_DOUBLE = 5  # the paragraph before ended in it, and this one must open again with its first character
    PENDING_SINGLE = 6
    DOUBLE_IN_DOUBLE = 7


class Role(IntEnum):
    """What a mark does."""

    OPEN = 0
    CLOSE = 1
    APOSTROPHE = 2
    KEEP = 3  # something else than a quotation mark: inches, feet, code, or not ours to judge
    INNER_OPEN = 4  # a lost mark that opens a quotation inside a quotation
    INNER_CLOSE = 5


class Kind(IntEnum):
    """Which moves a step of the path has; a mark that begins its paragraph can take up what is pending."""

    DOUBLE = 0
    SINGLE = 1
    DOUBLE_FIRST = 2
    SINGLE_FIRST = 3
    LOST = 4  # a lost mark: double or single is for the path to say
    LOST_FIRST = 5
    PARAGRAPH_END = 6


class Arc(NamedTuple):
    """One move: what a role costs in a state, besides what it costs at the mark, and the state it leads to."""

    role: Role
    before: State
    after: State
    cost: float


_S = State
_DOUBLE_ARCS = [
    Arc(Role.OPEN, _S.OUTSIDE, _S.DOUBLE, 0.0),
    Arc(Role.OPEN, _S.SINGLE, _S.DOUBLE_IN_SINGLE, 0.5),
    Arc(Role.OPEN, _S.DOUBLE, _S.DOUBLE, MISSING_CLOSE),
    Arc(Role.OPEN, _S.DOUBLE, _S.DOUBLE_IN_DOUBLE, DOUBLE_IN_DOUBLE),
    Arc(Role.OPEN, _S.SINGLE_IN_DOUBLE, _S.DOUBLE, MISSING_CLOSE + UNCLOSED_SINGLE),
    Arc(Role.OPEN, _S.DOUBLE_IN_SINGLE, _S.DOUBLE_IN_SINGLE, MISSING_CLOSE),
    Arc(Role.CLOSE, _S.DOUBLE, _S.OUTSIDE, 0.0),
    Arc(Role.CLOSE, _S.DOUBLE_IN_SINGLE, _S.SINGLE, 0.0),
    Arc(Role.CLOSE, _S.DOUBLE_IN_DOUBLE, _S.DOUBLE, 0.0),
    Arc(Role.CLOSE, _S.OUTSIDE, _S.OUTSIDE, MISSING_OPEN),
    Arc(Role.CLOSE, _S.SINGLE, _S.SINGLE, MISSING_OPEN),
    Arc(Role.CLOSE, _S.SINGLE_IN_DOUBLE, _S.OUTSIDE, UNCLOSED_SINGLE),
]
_SINGLE_ARCS = [
    Arc(Role.OPEN, _S.OUTSIDE, _S.SINGLE, 0.0),
    Arc(Role.OPEN, _S.DOUBLE, _S.SINGLE_IN_DOUBLE, 0.0),
    Arc(Role.OPEN, _S.SINGLE, _S.SINGLE, UNCLOSED_SINGLE),
    Arc(Role.CLOSE, _S.SINGLE, _S.OUTSIDE, 0.0),
    Arc(Role.CLOSE, _S.SINGLE_IN_DOUBLE, _S.DOUBLE, 0.0),
]
_INSIDE = [_S.OUTSIDE, _S.DOUBLE, _S.SINGLE, _S.SINGLE_IN_DOUBLE, _S.DOUBLE_IN_SINGLE, _S.DOUBLE_IN_DOUBLE]
_STAY_KEEP = [Arc(Role.KEEP, state, state, 0.0) for state in _INSIDE]
_STAY_APOSTROPHE = [Arc(Role.APOSTROPHE, state, state, 0.0) for state in _INSIDE]
_REOPEN_DOUBLE = Arc(Role.OPEN, _S.PENDING_DOUBLE, _S.DOUBLE, REOPENED_PARAGRAPH)
_REOPEN_SINGLE = Arc(Role.OPEN, _S.PENDING_SINGLE, _S.SINGLE, REOPENED_PARAGRAPH)
_LOST_ARCS = [
    Arc(Role.OPEN, _S.OUTSIDE, _S.DOUBLE, 0.0),
    Arc(Role.OPEN, _S.DOUBLE, _S.DOUBLE, MISSING_CLOSE),
    Arc(Role.INNER_OPEN, _S.DOUBLE, _S.SINGLE_IN_DOUBLE, 1.0),
    Arc(Role.CLOSE, _S.DOUBLE, _S.OUTSIDE, 0.0),
    Arc(Role.CLOSE, _S.OUTSIDE, _S.OUTSIDE, MISSING_OPEN),
    Arc(Role.CLOSE, _S.SINGLE_IN_DOUBLE, _S.OUTSIDE, UNCLOSED_SINGLE),
    Arc(Role.INNER_CLOSE, _S.SINGLE_IN_DOUBLE, _S.DOUBLE, 0.0),
]
ARCS: dict[Kind, list[Arc]] = {
    Kind.DOUBLE: _DOUBLE_ARCS + _STAY_KEEP,
    Kind.SINGLE: _SINGLE_ARCS + _STAY_APOSTROPHE + _STAY_KEEP,
    Kind.DOUBLE_FIRST: [*_DOUBLE_ARCS, *_STAY_KEEP, _REOPEN_DOUBLE],
    Kind.SINGLE_FIRST: [*_SINGLE_ARCS, *_STAY_APOSTROPHE, *_STAY_KEEP, _REOPEN_SINGLE],
    Kind.LOST: _LOST_ARCS + _STAY_APOSTROPHE + _STAY_KEEP,
    Kind.LOST_FIRST: [*_LOST_ARCS, *_STAY_APOSTROPHE, *_STAY_KEEP, _REOPEN_DOUBLE],
    Kind.PARAGRAPH_END: [
        Arc(Role.KEEP, _S.OUTSIDE, _S.OUTSIDE, 0.0),
        Arc(Role.KEEP, _S.DOUBLE, _S.PENDING_DOUBLE, 0.0),
        Arc(Role.KEEP, _S.DOUBLE, _S.OUTSIDE, MISSING_CLOSE),
        Arc(Role.KEEP, _S.DOUBLE, _S.DOUBLE, CONTINUED_PARAGRAPH),
        Arc(Role.KEEP, _S.SINGLE_IN_DOUBLE, _S.OUTSIDE, MISSING_CLOSE + UNCLOSED_SINGLE),
        Arc(Role.KEEP, _S.SINGLE_IN_DOUBLE, _S.PENDING_DOUBLE, UNCLOSED_SINGLE),
        Arc(Role.KEEP, _S.SINGLE, _S.PENDING_SINGLE, 0.0),
        Arc(Role.KEEP, _S.SINGLE, _S.OUTSIDE, UNCLOSED_SINGLE),
        Arc(Role.KEEP, _S.DOUBLE_IN_SINGLE, _S.OUTSIDE, MISSING_CLOSE + UNCLOSED_SINGLE),
        Arc(Role.KEEP, _S.DOUBLE_IN_SINGLE, _S.PENDING_SINGLE, MISSING_CLOSE),
        Arc(Role.KEEP, _S.DOUBLE_IN_DOUBLE, _S.OUTSIDE, 2 * MISSING_CLOSE),
        Arc(Role.KEEP, _S.DOUBLE_IN_DOUBLE, _S.PENDING_DOUBLE, MISSING_CLOSE),
    ],
}
N_STATES, N_ROLES = len(State), len(Role)
# The same by kind and state, as plain numbers: (role, state after, cost).
_MOVES = [
    [[(int(arc.role), int(arc.after), arc.cost) for arc in ARCS[kind] if arc.before == state] for state in State]
    for kind in Kind
]


class Step(NamedTuple):
    """One mark, or the end of a paragraph: the cost of each role, infinite where it cannot be."""

    kind: Kind
    costs: tuple[float, ...]  # by Role


PARAGRAPH_END = Step(Kind.PARAGRAPH_END, (INFINITY, INFINITY, INFINITY, 0.0, INFINITY, INFINITY))


def price_roles(steps: Sequence[Step]) -> list[list[float]]:
    """For every step and role, the cost of the cheapest reading of the whole that gives the step that role.

    The last step must be a paragraph's end. float[n_steps][n_roles].
    """
    first = [INFINITY] * N_STATES
    first[State.OUTSIDE] = 0.0
    ahead = [first]
    for kind, costs in steps:
        now, after = ahead[-1], [INFINITY] * N_STATES
        for so_far, moves in zip(now, _MOVES[kind], strict=True):
            if so_far == INFINITY:  # most states, in a text without nested or single marks
                continue
            for role, target, cost in moves:
                total = so_far + cost + costs[role]
                if total < after[target]:
                    after[target] = total
        ahead.append(after)
    prices: list[list[float]] = []
    behind = first
    for (kind, costs), now in zip(reversed(steps), reversed(ahead[:-1]), strict=True):
        before, price = [INFINITY] * N_STATES, [INFINITY] * N_ROLES
        for source, so_far in enumerate(now):
            if so_far == INFINITY:
                continue
            for role, target, cost in _MOVES[kind][source]:
                rest = cost + costs[role] + behind[target]
                if rest < before[source]:
                    before[source] = rest
                if so_far + rest < price[role]:
                    price[role] = so_far + rest
        prices.append(price)
        behind = before
    prices.reverse()
    return prices
