"""Partners: which marks make a pair, which pairs stand inside others, and which marks take up a quotation again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copydesk.repair.quotes.pairing import Role

if TYPE_CHECKING:
    from copydesk.repair.quotes.rendering import Decided


@dataclass(slots=True)
class Place:
    """Where a mark stands among the others."""

    partner: Decided | None = None
    is_nested: bool = False  # inside another pair of outer marks
    encloses: bool = False  # around another pair
    goes_on: bool = False  # begins a paragraph inside a quotation that the one before left open


def find_places(decided: Sequence[Decided]) -> list[Place]:
    """One place a mark, in order; the marks that quote inside others have no partner here."""
    places = [Place() for _ in decided]
    opened: list[int] = []
    line = -1
    for i, choice in enumerate(decided):
        mark, role = choice.mark, choice.role
        if mark.line_start != line:
            line = mark.line_start
            places[i].goes_on = bool(opened) and role is Role.OPEN and not mark.left
            if role is not Role.CLOSE:  # which may close what an earlier paragraph opened
                opened.clear()
        if mark.is_inner:
            continue
        if role is Role.OPEN:
            if opened:
                places[i].is_nested = places[opened[-1]].encloses = True
            opened.append(i)
        elif role is Role.CLOSE and opened:
            start = opened.pop()
            places[start].partner, places[i].partner = choice, decided[start]
            places[i].is_nested, places[i].encloses = places[start].is_nested, places[start].encloses
    return places
