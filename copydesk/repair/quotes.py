"""Quotes: every quotation mark and apostrophe of a text facing the right way, with its space on the right side.

What each mark does (open, close, apostrophe, none of these) is one decision over the whole text, made by
`copydesk.repair.pairing` at the prices of `copydesk.repair.quote_costs`. A mark is changed only where that decision
is cheaper than the next best by a margin. No mark is added or deleted, and nothing but marks and the spaces beside
them is touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from copydesk.records import Edit
from copydesk.repair import quote_costs as price
from copydesk.repair.edits import edit
from copydesk.repair.language import guess_language
from copydesk.repair.lost_marks import LOST_MARKS, is_apostrophe
from copydesk.repair.marks import CLOSING, NEITHER, OPENING, SPACED_LANGUAGES
from copydesk.repair.pairing import INFINITY, PARAGRAPH_END, Kind, Role, Step, price_roles
from copydesk.repair.quote_costs import Shape
from copydesk.repair.style import Convention, Style, settle_convention

_LETTER = r"[^\W\d_]"
_MARK_PATTERN = (
    rf"(?P<apostrophe>(?<={_LETTER})['’‘´`′‛](?={_LETTER}))"
    # Of three alike the two on the outside are the double mark.
    r"|(?P<inner>(?<=\S)(?:’(?=’’(?!’))|'(?=''(?!'))|′(?=′′(?!′))|´(?=´´(?!´))))"
    r"|(?P<double>``|''|‘‘|’’|´´|′′|[“”„‟\"″＂«»])"
    r"|(?P<single>[‘’'′`´‛‚‹›])"
)
_MARK = re.compile(_MARK_PATTERN)
_MARK_OR_LOST = {lost.glyph: re.compile(f"(?P<lost>{re.escape(lost.glyph)})|{_MARK_PATTERN}") for lost in LOST_MARKS}
_LINE = re.compile(r"[^\r\n]+")

_OPENERS = frozenset("([{<¿¡")
_DASHES = frozenset("-‐‑‒–—―/|…*_")
_STOPS = frozenset(",;:!?.")
_AFTER_CLOSE = frozenset(",;:!?.)]}>")

# Straight marks in a line of code are syntax: a call, an attribute, a key, a command.
_CODE_LINE = re.compile(
    r"\w\(\s?[\"']|\w\s\(\s[\"']|[\"']\.\w+\(|[\w-]=[\"']|[\"']\s*[:=]\s*[\"'\[{]|[{\[]\s*[\"'][\w-]+[\"']\s*[:,\]]|"
    r"<\w+ [^>]*=|[<&]'[a-z]\w*|\w::\w|\)\s*;\s*$|\{\s*$|\\n[\"']|^\s*(?://|/\*|#include|@\w|\}|\$ )|"
    r"^\s*(?:import|from|def|fn|return|var|let|const|SELECT|echo|print|printf)\b.*[\"'].*[;({=]"
)
_CODE_SPAN = re.compile(r"(?<![\w`])`(?![`\s])[^`\n]*(?<![`\s])`(?![\w`])")
_CODE_MARKS = frozenset(["'", '"', "`", "``", "''"])

_FEET_BEFORE = re.compile(r"(?:\d\s?['′’‘´]|°)\s?\d{1,2}(?:[.,½¼¾]\d*)?$")
_DEGREES_BEFORE = re.compile(r"°\s?\d{1,2}(?:[.,]\d+)?$")
_MEASURE_AFTER = re.compile(
    r"\s?(?:x|×|by)\s?\d|[\s-](?:wide|tall|long|deep|high|thick|diameter|screen|TV|tv|display|monitor|tires?|wheels?)\b"
)
_MEASURE_BEFORE = re.compile(r"\d\S?\s?(?:x|×|by)\s?[\d.,/]+$")
_CONTRACTION = re.compile(r"[^\W\d_]{2}'(?:s|t|d|m|re|ve|ll)(?![^\W_])")
_DETACHED = re.compile(r"(?:s|n)\b")


@dataclass(slots=True)
class _Mark:
    """One candidate, its neighbours (white space and marks beside it looked through) and what is to become of it."""

    start: int
    end: int
    glyph: str
    is_double: bool
    is_lost: bool
    facing: int
    line_start: int
    line_end: int
    left: str = ""
    right: str = ""
    left_at: int = 0  # where the left neighbour ends
    right_at: int = 0  # where the right neighbour starts
    has_left_gap: bool = False
    has_right_gap: bool = False
    shape: Shape = Shape.APART
    role: Role = Role.KEEP
    margin: float = 0.0
    is_frozen: bool = False  # takes part, but is not ours to change


def repair_quotes(text: str, *, style: Style = "document", language: str | None = None) -> tuple[Edit, ...]:
    """The edits after which the marks of `text` are paired, face the right way and have their space outside."""
    convention = settle_convention(text, style, language)
    marks, steps, apostrophes = _read_marks(text, convention)
    _decide(marks, steps)
    edits = list(_write_marks(text, marks, convention, language))
    glyph = "’" if convention.curly else "'"
    for start, before in apostrophes:
        if before != glyph and (convention.curly or style == "straight" or before not in "’"):
            edits.append(edit(start, before, glyph, _glyph_rule(before, "apostrophe"), price.STRAY_APOSTROPHE))
    edits.sort(key=lambda made: made.start_char)
    return tuple(edits)


# Reading: the candidates, their surroundings, their prices.


def _read_marks(text: str, convention: Convention) -> tuple[list[_Mark], list[Step], list[tuple[int, str]]]:
    """All candidates in order, the path's steps (one a candidate, one a paragraph's end), plain apostrophes' places."""
    marks: list[_Mark] = []
    steps: list[Step] = []
    apostrophes: list[tuple[int, str]] = []
    for line in _LINE.finditer(text):
        start, end = line.span()
        found = _marks_of_line(text, start, end, convention, apostrophes)
        if found:
            found = _merge_doubled(found)
            _look_around(text, found)
            steps += (_price(text, mark) for mark in found)
            marks += found
        if found or not line.group().isspace():
            steps.append(PARAGRAPH_END)
    return marks, steps, apostrophes


def _marks_of_line(
    text: str, start: int, end: int, convention: Convention, apostrophes: list[tuple[int, str]]
) -> list[_Mark]:
    """The candidates between start and end; marks that are code are passed over."""
    code = _code_spans(text, start, end)
    found: list[_Mark] = []
    pattern = _MARK if convention.lost is None else _MARK_OR_LOST[convention.lost.glyph]
    for match in pattern.finditer(text, start, end):
        glyph, at = match.group(), match.start()
        in_code = glyph in _CODE_MARKS and any(a <= at < b for a, b in code)
        if match.lastgroup == "apostrophe":
            if in_code and not _CONTRACTION.match(text, at - 2, end):
                continue
            apostrophes.append((at, glyph))
            continue
        if in_code:
            continue
        if match.lastgroup == "lost":
            if at == start or match.end() == end or not (text[at - 1].isalnum() and text[match.end()].isalnum()):
                found.append(_Mark(at, match.end(), glyph, True, True, NEITHER, start, end))
            elif is_apostrophe(text, at, match.end()):
                apostrophes.append((at, glyph))
            continue
        is_double = match.lastgroup == "double"
        facing = (convention.doubles if is_double else convention.singles).get(glyph)
        if facing is not None:
            found.append(_Mark(at, match.end(), glyph, is_double, False, facing, start, end))
    return found


def _code_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    if _CODE_LINE.search(text, start, end):
        return [(start, end)]
    if "`" in text[start:end]:
        return [match.span() for match in _CODE_SPAN.finditer(text, start, end)]
    return []


def _merge_doubled(marks: list[_Mark]) -> list[_Mark]:
    """The marks, with two straight ones side by side ("") as one frozen mark; after a number they are inches and a quote."""
    merged: list[_Mark] = []
    for mark in marks:
        last = merged[-1] if merged else None
        if last is not None and last.end == mark.start and last.glyph == mark.glyph == '"':
            last.end, last.is_frozen = mark.end, True
        else:
            merged.append(mark)
    return merged


def _look_around(text: str, marks: list[_Mark]) -> None:
    """Sets each mark's neighbours and shape."""
    previous: _Mark | None = None
    for mark in marks:
        if previous is not None and previous.end == mark.start:
            mark.left, mark.left_at, mark.has_left_gap = previous.left, previous.left_at, previous.has_left_gap
        else:
            at = mark.start
            while at > mark.line_start and text[at - 1].isspace():
                at -= 1
            mark.left_at, mark.has_left_gap = at, at < mark.start
            mark.left = text[at - 1] if at > mark.line_start else ""
        previous = mark
    following: _Mark | None = None
    for mark in reversed(marks):
        if following is not None and following.start == mark.end:
            mark.right, mark.right_at, mark.has_right_gap = following.right, following.right_at, following.has_right_gap
        else:
            at = mark.end
            while at < mark.line_end and text[at].isspace():
                at += 1
            mark.right_at, mark.has_right_gap = at, at > mark.end
            mark.right = text[at] if at < mark.line_end else ""
        following = mark
        mark.shape = _shape(text, mark)


def _shape(text: str, mark: _Mark) -> Shape:
    """Which neighbours the mark touches. A dash, a slash or an ellipsis goes with whichever side is free."""
    left, right = mark.left, mark.right
    touches_left = left != "" and not mark.has_left_gap and left not in _OPENERS
    touches_right = right != "" and not mark.has_right_gap and right not in _AFTER_CLOSE
    if right == "." and not mark.has_right_gap and not touches_left:  # “.22 calibre”, “...and”
        touches_right = text[mark.right_at + 1 : mark.right_at + 2].strip() != ""
    if touches_left and left in _DASHES:
        touches_left = not (touches_right and right not in _DASHES)
    elif touches_right and right in _DASHES:
        touches_right = not touches_left
    if touches_left:
        return Shape.FUSED if touches_right else Shape.CLOSE
    return Shape.OPEN if touches_right else Shape.APART


def _price(text: str, mark: _Mark) -> Step:
    opens = _price_open(text, mark)
    closes = _price_close(text, mark)
    if mark.is_lost:
        return _price_lost(text, mark, opens, closes)
    if mark.is_double:
        kind = Kind.DOUBLE if mark.left else Kind.DOUBLE_FIRST
        return Step(kind, (opens, closes, INFINITY, _price_measure(text, mark), INFINITY, INFINITY))
    kind = Kind.SINGLE if mark.left else Kind.SINGLE_FIRST
    return Step(kind, (opens, closes, _price_apostrophe(text, mark), _price_measure(text, mark), INFINITY, INFINITY))


def _price_lost(text: str, mark: _Mark, opens: float, closes: float) -> Step:
    """Of a mark of which only the place is left: a double one, or inside a quotation a single one, or no mark at all."""
    keep = price.LOST_LETTER
    if mark.shape is Shape.APART:
        keep = price.LOST_DASH
    elif mark.glyph == "?" and mark.shape is Shape.CLOSE and mark.left.isalnum():
        following = text[mark.right_at : mark.right_at + 1]
        keep = price.QUESTION if not following or following.isupper() else price.QUESTION_INSIDE
    kind = Kind.LOST if mark.left else Kind.LOST_FIRST
    return Step(kind, (opens, closes, _price_apostrophe(text, mark), keep, opens, closes))


def _price_open(text: str, mark: _Mark) -> float:
    cost = price.OPEN_SHAPE[mark.shape] if mark.is_double else price.SINGLE_OPEN + price.SINGLE_SHAPE_OPEN[mark.shape]
    if mark.facing == CLOSING:
        cost += price.FACING_AWAY
    if not mark.right:
        cost += price.AT_WRONG_END
    elif mark.right in _AFTER_CLOSE and mark.shape is not Shape.OPEN:
        cost += price.TEXT_BEFORE_STOP
    elif mark.left in ".!?" and mark.left and mark.right.islower():
        cost += price.LOWER_AFTER_STOP
    if mark.left and mark.left in ",?!—" and price.SAID_AFTER.match(text, mark.right_at, mark.line_end):
        cost += price.SAID
    if mark.left.isdigit() and not mark.has_left_gap:
        cost += price.MAYBE_MEASURE
    return cost


def _price_close(text: str, mark: _Mark) -> float:
    if mark.is_double:
        cost = price.CLOSE_SHAPE[mark.shape]
    else:
        cost = price.SINGLE_CLOSE + price.SINGLE_SHAPE_CLOSE[mark.shape]
    if mark.facing == OPENING:
        cost += price.FACING_AWAY
    if not mark.left:
        cost += price.AT_WRONG_END
    elif mark.left in _OPENERS and not mark.has_left_gap:
        cost += price.AFTER_OPENER
    if mark.left and mark.left in ",:." and _said_before(text, mark):
        cost += price.SAID if mark.shape is not Shape.OPEN or mark.left != "." else price.ATTRIBUTION_ENDS
    return cost


def _said_before(text: str, mark: _Mark) -> bool:
    return bool(price.SAID_BEFORE.search(text[max(mark.line_start, mark.left_at - 40) : mark.left_at]))


def _price_apostrophe(text: str, mark: _Mark) -> float:
    """Of a single mark that does not stand between two letters."""
    if mark.shape is Shape.APART:
        return price.KEEP
    if mark.shape is Shape.CLOSE:
        if mark.left in "sSzZxX":
            cost = price.POSSESSIVE
        elif text[mark.left_at - 2 : mark.left_at].lower() in ("in", "an", "ol") and mark.left.isalpha():
            cost = price.DROPPED_LETTER
        elif mark.left.isalpha():
            cost = price.STRAY_APOSTROPHE - 1
        else:
            cost = price.STRAY_APOSTROPHE + 2
    elif price.ELISIONS.match(text, mark.right_at, mark.line_end) and not mark.has_right_gap:
        cost = price.ELISION
    elif mark.shape is Shape.FUSED:
        cost = 1.0
    else:
        cost = price.STRAY_APOSTROPHE
    if mark.facing == OPENING:
        cost += price.FACING_AWAY / 2
    return cost


def _price_measure(text: str, mark: _Mark) -> float:
    """Of a mark that is no quotation mark: inches and feet, seconds and minutes."""
    if not mark.left.isdigit() and mark.left not in "½¼¾" or mark.has_left_gap or not mark.left:
        return price.KEEP
    if mark.facing == OPENING:
        return price.KEEP
    before = text[max(mark.line_start, mark.left_at - 12) : mark.left_at]
    if _FEET_BEFORE.search(before) if mark.is_double else _DEGREES_BEFORE.search(before):
        return price.MEASURE
    if _MEASURE_AFTER.match(text, mark.end, mark.line_end) or _MEASURE_BEFORE.search(before):
        return price.MEASURE
    if mark.glyph in "′″":
        return price.MEASURE
    if not mark.is_double and mark.right.isdigit():
        return price.MEASURE
    return price.MAYBE_MEASURE


# Deciding.


def _decide(marks: list[_Mark], steps: list[Step]) -> None:
    """Sets each mark's role, and the margin by which what it becomes is cheaper than anything else it could become."""
    if not marks:
        return
    prices = (prices for step, prices in zip(steps, price_roles(steps), strict=True) if step is not PARAGRAPH_END)
    for mark, costs in zip(marks, prices, strict=True):
        best = min(costs)
        mark.role = Role(costs.index(best))
        same = {mark.role}
        if mark.shape is Shape.CLOSE and mark.role in (Role.CLOSE, Role.APOSTROPHE):
            same = {Role.CLOSE, Role.APOSTROPHE}
        mark.margin = min(cost for role, cost in enumerate(costs) if role not in same) - best


# Writing: roles become glyphs and spaces.

_GLYPHS = {
    (True, Role.CLOSE): "”",
    (False, Role.CLOSE): "’",
    (False, Role.APOSTROPHE): "’",
    (True, Role.APOSTROPHE): "’",  # only a lost mark, whose kind nobody knew
    (True, Role.INNER_CLOSE): "’",
}
_NAMES = {
    Role.OPEN: "open",
    Role.CLOSE: "close",
    Role.APOSTROPHE: "apostrophe",
    Role.KEEP: "kept",
    Role.INNER_OPEN: "open",
    Role.INNER_CLOSE: "close",
}
_STRAIGHT = frozenset(["'", '"', "＂"])


def _write_marks(text: str, marks: list[_Mark], convention: Convention, language: str | None) -> Iterator[Edit]:
    """One edit a mark that changes, the spaces beside it included."""
    done = 0
    misplaced = [mark for mark in marks if _is_misplaced(text, mark)]
    may_space = bool(misplaced) and (convention.curly or len(misplaced) > 1)
    may_space = may_space and (language or guess_language(text)) in SPACED_LANGUAGES
    for i, mark in enumerate(marks):
        if mark.margin < price.ABSTAIN_BELOW or mark.role is Role.KEEP or mark.is_frozen:
            continue
        before_mark = marks[i - 1] if i else None
        after_mark = marks[i + 1] if i + 1 < len(marks) else None
        glyph = _glyph(text, mark, convention)
        start, left = mark.start, ""
        end, right = mark.end, ""
        if not mark.is_lost and (may_space or _is_on_wrong_side(mark)):
            start, left = _left_space(text, mark, before_mark, may_join=bool(misplaced))
            end, right = _right_space(text, mark, after_mark)
        if start < done:
            start, left = mark.start, ""
        before, after = text[start:end], left + glyph + right
        if before != after:
            done = end
            moved = start < mark.start or end > mark.end or left + right != ""
            yield edit(start, before, after, _rule(mark, glyph, moved=moved), mark.margin)


def _is_on_wrong_side(mark: _Mark) -> bool:
    """Whether the mark has its space on the wrong side, or lost it at a stop, which is a slip in any language."""
    if mark.shape is Shape.FUSED:
        return mark.left in _STOPS if mark.left else False
    return mark.shape is {Role.OPEN: Shape.CLOSE, Role.CLOSE: Shape.OPEN}.get(mark.role)


def _is_misplaced(text: str, mark: _Mark) -> bool:
    """Whether the mark's space is wrong for certain, in a text where that may be a habit or a slip."""
    wanted = {Role.OPEN: Shape.OPEN, Role.CLOSE: Shape.CLOSE}.get(mark.role, mark.shape)
    if not mark.is_double or mark.shape is wanted or mark.margin < price.ABSTAIN_BELOW:
        return False
    return mark.role is not Role.CLOSE or mark.shape is not Shape.APART or not _follows_single(text, mark)


def _follows_single(text: str, mark: _Mark) -> bool:
    """Whether nothing but a space is between a single closing mark and this one."""
    return text[mark.left_at - 1 : mark.left_at] in ("’", "'")


def _glyph(text: str, mark: _Mark, convention: Convention) -> str:
    if mark.role is Role.APOSTROPHE and mark.facing == OPENING and _DETACHED.match(text, mark.end, mark.line_end):
        return mark.glyph  # ‘n’, ‘s: sloppy, but as the author left it
    if convention.curly:
        if mark.role in (Role.OPEN, Role.INNER_OPEN):
            return convention.opening[0 if mark.role is Role.OPEN and mark.is_double else 1]
        return _GLYPHS[mark.is_double, mark.role]
    if mark.is_double:
        return '"' if mark.glyph != "''" else mark.glyph
    return "'"


def _left_space(text: str, mark: _Mark, previous: _Mark | None, *, may_join: bool) -> tuple[int, str]:
    """Where the edit starts and which space it writes before the mark.

    The space in ’ ” is many a house's style: it goes only where other marks of the text have lost their place.
    """
    gap_start = mark.start
    while gap_start > mark.line_start and text[gap_start - 1].isspace():
        gap_start -= 1
    beside = previous is not None and previous.end == gap_start and previous.line_start == mark.line_start
    if mark.role is Role.CLOSE and gap_start < mark.start and gap_start > mark.line_start:
        joins = may_join and mark.start - gap_start == 1 and text[gap_start] == " "
        joins = joins and previous is not None and previous.role is Role.CLOSE and previous.is_double != mark.is_double
        return (gap_start, "") if not beside or joins else (mark.start, "")
    if mark.role is Role.OPEN and gap_start == mark.start and gap_start > mark.line_start:
        if beside:
            return mark.start, ""  # the mark before has written it
        if mark.shape is Shape.CLOSE or _is_spaced(mark.left) or mark.left in _AFTER_CLOSE:
            return mark.start, " "
    return mark.start, ""


def _right_space(text: str, mark: _Mark, following: _Mark | None) -> tuple[int, str]:
    """Where the edit ends and which space it writes after the mark."""
    gap_end = mark.end
    while gap_end < mark.line_end and text[gap_end].isspace():
        gap_end += 1
    beside = following is not None and following.start == gap_end and following.line_start == mark.line_start
    if mark.role is Role.OPEN and gap_end > mark.end and not beside and gap_end < mark.line_end:
        return gap_end, ""
    if mark.role is Role.CLOSE and gap_end == mark.end and gap_end < mark.line_end:
        if beside and following is not None:
            opens = following.role is Role.OPEN and following.margin >= price.ABSTAIN_BELOW
            return mark.end, " " if opens and following.is_double == mark.is_double else ""
        moved = mark.shape is Shape.OPEN and mark.right not in _AFTER_CLOSE
        fused = mark.shape is Shape.FUSED and (_is_spaced(mark.right) or mark.right in "([{$€£#@&")
        if (moved or fused) and not price.SUFFIX_AFTER_CLOSE.match(text, mark.end, mark.line_end):
            return mark.end, " "
    return mark.end, ""


def _is_spaced(char: str) -> bool:
    """Whether it is a letter or digit of a script that puts spaces between words."""
    return char.isalnum() and (char < "\u0590" or "\u1e00" <= char < "\u2000")


def _rule(mark: _Mark, glyph: str, *, moved: bool) -> str:
    name = _NAMES[mark.role]
    if glyph == mark.glyph:
        return f"quote.space_{name}"
    return _glyph_rule(mark.glyph, name) + (f"+quote.space_{name}" if moved else "")


def _glyph_rule(before: str, name: str) -> str:
    """What is wrong with a glyph: of another style, turned the wrong way, in disguise as another mark, or lost."""
    if before in _STRAIGHT:
        return f"quote.style_{name}"
    if before in "“”‘’":
        return f"quote.turned_{name}"
    if before in _MARK_OR_LOST:
        return f"quote.lost_{name}"
    return f"quote.disguised_{name}"
