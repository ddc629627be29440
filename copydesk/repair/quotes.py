"""Quotes: every quotation mark and apostrophe of a text facing the right way, with its space on the right side.

What each mark does (open, close, apostrophe, none of these) is one decision over the whole text, made by
`copydesk.repair.pairing` at the prices of `copydesk.repair.quote_costs`. A mark is changed only where that decision
is cheaper than the next best by a margin. No mark is added or deleted, and nothing but marks and the spaces beside
them is touched.
"""

from __future__ import annotations

from collections.abc import Sequence

from copydesk.records import Edit
from copydesk.repair.candidates import Mark, Paragraph, Shape, find_marks, is_plain
from copydesk.repair.manners import CLOSING, OPENING
from copydesk.repair.pairing import PARAGRAPH_END, Role, price_roles
from copydesk.repair.quote_costs import HABITS, NO_HABIT, Habit, price_mark
from copydesk.repair.rendering import Decided, Proposal, propose_apostrophes, propose_marks
from copydesk.repair.convention import Style, settle_convention

MIN_FAULTS_FOR_HABIT = 3


def repair_quotes(text: str, *, style: Style = "document", language: str | None = None) -> tuple[Edit, ...]:
    """The edits after which the marks of `text` are paired, face the right way and have their space outside."""
    return tuple(made.edit for made in propose_quotes(text, style=style, language=language) if not made.left_because)


def propose_quotes(text: str, *, style: Style = "document", language: str | None = None) -> list[Proposal]:
    """The edits that `repair_quotes` makes, in order, and between them those it weighed and left, each with the reason."""
    if style == "document" and is_plain(text):
        return []
    convention = settle_convention(text, style, language)
    paragraphs = list(find_marks(text, convention))
    proposals = [*propose_marks(text, decide_roles(text, paragraphs), convention)]
    proposals += propose_apostrophes(paragraphs, text, convention)
    proposals.sort(key=lambda proposal: proposal.edit.start_char)
    return proposals


# Deciding.


def decide_roles(text: str, paragraphs: Sequence[Paragraph]) -> list[Decided]:
    """What every mark does, under the habit that explains the whole text best."""
    if not any(paragraph.marks for paragraph in paragraphs):
        return []
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


_WANTED_SHAPE = {Role.OPEN: Shape.OPEN, Role.CLOSE: Shape.CLOSE}
_WANTED_FACING = {Role.OPEN: OPENING, Role.CLOSE: CLOSING}


def _is_faulty(decided: Decided) -> bool:
    """Whether glyph or spaces of a double mark do not go with its role."""
    mark, role, _ = decided
    if not mark.is_double or role not in _WANTED_SHAPE:
        return False
    is_misplaced = mark.shape is not _WANTED_SHAPE[role] and not mark.is_spaceless
    return is_misplaced or mark.facing == -_WANTED_FACING[role]
