"""Deciding: what every mark does, and by how much that is cheaper than the next best reading of the whole text."""

from __future__ import annotations

from collections.abc import Sequence

from copydesk.repair.quotes.candidates import Mark, Paragraph, Shape
from copydesk.repair.quotes.costs import HABITS, NO_HABIT, Habit, price_mark
from copydesk.repair.quotes.manners import CLOSING, OPENING
from copydesk.repair.quotes.pairing import PARAGRAPH_END, Role, price_roles
from copydesk.repair.quotes.rendering import WANTED_SHAPE, Decided

MIN_FAULTS_FOR_HABIT = 3


def decide_roles(text: str, paragraphs: Sequence[Paragraph]) -> list[Decided]:
    """What every mark does, under the habit that explains the whole text best."""
    marked = [i for i, paragraph in enumerate(paragraphs) if paragraph.marks]
    if not marked:
        return []
    # Before the first mark nothing is open, and what is open behind the last is not closed: a page's menus, which are
    # half of its lines, make no reading dearer.
    paragraphs = paragraphs[marked[0] : marked[-1] + 1]
    decided, total = _decide_under(NO_HABIT, text, paragraphs)
    if sum(map(_is_faulty, decided)) >= MIN_FAULTS_FOR_HABIT:
        for habit in HABITS:
            other, cost = _decide_under(habit, text, paragraphs)
            if cost < total:
                decided, total = other, cost
    return decided


def _decide_under(habit: Habit, text: str, paragraphs: Sequence[Paragraph]) -> tuple[list[Decided], float]:
    steps, marks = [], []
    for paragraph in paragraphs:
        steps += [price_mark(text, mark, habit) for mark in paragraph.marks]
        steps.append(PARAGRAPH_END)
        marks += paragraph.marks
    prices = (prices for step, prices in zip(steps, price_roles(steps), strict=True) if step is not PARAGRAPH_END)
    decided = [_decide(mark, costs) for mark, costs in zip(marks, prices, strict=True)]
    return [choice for choice, _ in decided], decided[0][1]


def _decide(mark: Mark, costs: Sequence[float]) -> tuple[Decided, float]:
    best = min(costs)
    role = Role(costs.index(best))
    same = {role}
    if mark.shape is Shape.CLOSE and role in (Role.CLOSE, Role.APOSTROPHE) and not mark.is_double:
        same = {Role.CLOSE, Role.APOSTROPHE}  # they look alike
    return Decided(mark, role, min(cost for other, cost in enumerate(costs) if other not in same) - best), best


_WANTED_FACING = {Role.OPEN: OPENING, Role.CLOSE: CLOSING}


def _is_faulty(decided: Decided) -> bool:
    """Whether glyph or spaces of a double mark do not go with its role."""
    mark, role, _ = decided
    if not mark.is_double or role not in WANTED_SHAPE:
        return False
    is_misplaced = mark.shape is not WANTED_SHAPE[role] and not mark.is_spaceless
    return is_misplaced or mark.facing == -_WANTED_FACING[role]
