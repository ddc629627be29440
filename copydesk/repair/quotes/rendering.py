"""Rendering: what each mark does becomes a glyph in the text's manner, with its space on the right side of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from copydesk.language import guess_language, is_foreign
from copydesk.records import Edit
from copydesk.repair.edits import edit
from copydesk.repair.quotes.candidates import AFTER_CLOSE, STOPS, Mark, Paragraph, Shape
from copydesk.repair.quotes.convention import Convention
from copydesk.repair.quotes.costs import ABSTAIN_BELOW
from copydesk.repair.quotes.lost_marks import LOST_MARKS
from copydesk.repair.quotes.manners import CLOSING, LANGUAGES, OPENING
from copydesk.repair.quotes.pairing import Role
from copydesk.repair.quotes.partners import Place, find_places

APOSTROPHE_MARGIN = 6.0  # between two letters nothing else is likely; stated, not computed, as there are so many


class Decided(NamedTuple):
    """A mark, what it does, and by how much that is cheaper than anything that would make it look different."""

    mark: Mark
    role: Role
    margin: float

    @property
    def is_sure(self) -> bool:
        """Whether the mark may be changed."""
        return self.margin >= ABSTAIN_BELOW and self.role is not Role.KEEP and not self.mark.is_frozen


_NAMES = {
    Role.OPEN: "open",
    Role.CLOSE: "close",
    Role.APOSTROPHE: "apostrophe",
    Role.INNER_OPEN: "open",
    Role.INNER_CLOSE: "close",
}
_STRAIGHT = frozenset(["'", '"', "＂"])
_CURLY_TO_STRAIGHT = {"“": '"', "”": '"', "‘": "'", "’": "'"}
_CURLY = frozenset("“”‘’")
_LOST = frozenset(lost.glyph for lost in LOST_MARKS)
WANTED_SHAPE = {Role.OPEN: Shape.OPEN, Role.CLOSE: Shape.CLOSE}
_TURNED_FACING = {Role.OPEN: CLOSING, Role.CLOSE: OPENING}
_TURNED_SHAPE = {Role.OPEN: Shape.CLOSE, Role.CLOSE: Shape.OPEN}


class Proposal(NamedTuple):
    """An edit that a mark's reading asks for, and why it is not made; empty where it is."""

    edit: Edit
    left_because: str


def propose_apostrophes(paragraphs: Sequence[Paragraph], text: str, convention: Convention) -> Iterator[Proposal]:
    """The edits that write the apostrophes inside words in the text's style, or only those that face the wrong way."""
    if convention.writes_apostrophes:
        glyph = "’" if convention.curly else "'"
    else:
        glyph = "'" if convention.straightens or text.count("'") > text.count("’") else "’"
    for paragraph in paragraphs:
        for start, before in paragraph.apostrophes:
            if before != glyph and (convention.writes_apostrophes or before not in _LEFT_IN_WORDS):
                rule = _glyph_rule(before, "apostrophe", convention)
                yield Proposal(edit(start, before, glyph, rule, APOSTROPHE_MARGIN), "")


_LEFT_IN_WORDS = frozenset("'’`´′‛")


def propose_marks(text: str, decided: Sequence[Decided], convention: Convention) -> Iterator[Proposal]:
    """What the readings ask for, mark by mark: the edits that are made, and those that are not, with the reason."""
    misplaced = [choice for choice in decided if _is_misplaced(text, choice)]
    is_english = convention.language is None
    # Beside a straight mark an odd space may be the author's: there only what is on the wrong side altogether moves.
    may_space = bool(misplaced) and convention.curly and convention.may_space and not convention.pad
    places = None if is_english else find_places(decided)
    done = 0
    for i, choice in enumerate(decided):
        mark = choice.mark
        if choice.role is Role.KEEP or not choice.is_sure:
            if convention.straightens and mark.glyph in _CURLY_TO_STRAIGHT:
                straight = _CURLY_TO_STRAIGHT[mark.glyph]
                yield Proposal(edit(mark.start, mark.glyph, straight, "quote.straightened"), "")
                done = mark.end
                continue
            if choice.role is Role.KEEP:
                continue
        glyph = _glyph(text, choice, convention)
        left_because = "" if choice.is_sure else _DOUBT
        if not left_because and places is not None:
            left_because = _why_left(choice, glyph, places[i], convention)
        if not convention.may_move and mark.shape is _TURNED_SHAPE.get(choice.role):
            left_because = "its space stands on the wrong side, in a language of which no more is known"
        start, left, end, right = mark.start, "", mark.end, ""
        is_slip = may_space and (places is None or _is_padded_pair(choice, places[i]))
        if not (mark.is_lost or mark.is_spaceless) and (
            is_slip or _is_on_wrong_side(choice, is_english=is_english and convention.may_move)
        ):
            if not convention.curly and not _has_gap_to_move(choice):
                left_because = "beside a straight mark no space is put in"
            elif not convention.curly and _may_be_joined_speech(choice):
                left_because = "straight marks of joined speeches look like this"
            start, left = _left_space(text, choice, decided[i - 1] if i else None, may_join=bool(misplaced))
            end, right = _right_space(text, choice, decided[i + 1] if i + 1 < len(decided) else None, convention)
        if convention.pad and mark.glyph in _STRAIGHT and mark.is_double:
            if choice.role is Role.OPEN and right == "" and end == mark.end and not text[end : end + 1].isspace():
                right = convention.pad
            if choice.role is Role.CLOSE and left == "" and start == mark.start and not text[start - 1].isspace():
                left = convention.pad
        if start < done:  # the mark before has taken the space between them
            start, left = mark.start, ""
        before, after = text[start:end], left + glyph + right
        if before != after:
            rule = _rule(choice, glyph, convention, has_moved=before != mark.glyph or after != glyph)
            yield Proposal(edit(start, before, after, rule, choice.margin), left_because)
            if not left_because:
                done = end


_DOUBT = f"the next best reading costs less than {ABSTAIN_BELOW} more"


def _why_left(choice: Decided, glyph: str, place: Place, convention: Convention) -> str:
    """Why a mark of a text with a manner of its own stays as it is, where it must; else empty.

    Only what is that manner's own mark, turned or damaged, and a straight mark beside it, are its to write.
    """
    before, role = choice.mark.glyph, choice.role
    if before == glyph or choice.mark.is_lost or role is Role.APOSTROPHE:
        return ""
    if choice.mark.shape is _TURNED_SHAPE.get(role) and choice.mark.facing == _TURNED_FACING.get(role):
        return "its glyph and its space both say otherwise: it may be the next speech's mark"
    manner = convention.manner
    if choice.mark.is_inner:
        return "" if before in convention.inner else "a mark of another manner"
    if before == '"':
        is_alone = place.partner is None or place.is_nested or place.encloses
        return "a straight mark inside other marks, around them, or alone" if is_alone else ""
    if place.goes_on and before == manner.outer[1]:
        return "a quotation that goes on may begin its paragraph with the closing mark"
    damaged = manner.damaged_opening if role is Role.OPEN else manner.damaged_closing
    if before not in manner.outer and before not in damaged:
        return "a mark of another manner"
    if place.partner is None:
        return "" if before in damaged else "without a partner it may be a sign of another kind"
    other = place.partner.mark.glyph
    pair = (before, other) if role is Role.OPEN else (other, before)
    return "a whole pair of another manner" if pair == ENGLISH_PAIR and manner.outer != ENGLISH_PAIR else ""


ENGLISH_PAIR = ("“", "”")


def _has_gap_to_move(choice: Decided) -> bool:
    return choice.mark.has_right_gap if choice.role is Role.OPEN else choice.mark.has_left_gap


_JOINS_SPEECH = frozenset(".!?:…")


def _may_be_joined_speech(choice: Decided) -> bool:
    """Whether a straight mark that would close on the wrong side may open: the next speech, or one after a colon."""
    mark = choice.mark
    if mark.glyph not in _STRAIGHT or not mark.right or choice.role is not Role.CLOSE:
        return False
    return mark.left in _JOINS_SPEECH and not mark.right.islower()


def _glyph(text: str, choice: Decided, convention: Convention) -> str:
    mark, role = choice.mark, choice.role
    if role is Role.APOSTROPHE and mark.facing == OPENING and _DETACHED.match(text, mark.end, mark.line_end):
        return mark.glyph  # ‘s: sloppy, but as the author left it
    is_double = role in (Role.OPEN, Role.CLOSE) and (mark.is_double or not mark.is_inner)
    if not convention.curly:
        if mark.glyph == "''" and mark.facing != CLOSING:  # TeX's closing mark only beside its opening
            return mark.glyph
        return '"' if is_double else "'"
    if role is Role.APOSTROPHE:
        return "’"
    pair = convention.manner.outer if is_double and not mark.is_inner else convention.inner
    return pair[0 if role in (Role.OPEN, Role.INNER_OPEN) else 1]


_DETACHED = re.compile(r"[sn]\b")


# Spaces.


def _is_padded_pair(choice: Decided, place: Place) -> bool:
    """Whether both marks of a pair have a space too many; beside one alone, or missing, it may be its author's slip."""
    partner = place.partner
    return (
        choice.mark.shape is Shape.APART
        and partner is not None
        and partner.mark.shape is not WANTED_SHAPE.get(partner.role)
    )


def _is_misplaced(text: str, choice: Decided) -> bool:
    """Whether a double mark surely has a space too many or too few."""
    mark, role, margin = choice
    if not mark.is_double or mark.shape is WANTED_SHAPE.get(role, mark.shape) or margin < ABSTAIN_BELOW:
        return False
    follows_single = mark.left_at > 0 and text[mark.left_at - 1] in "’'"
    return not (role is Role.CLOSE and mark.shape is Shape.APART and follows_single)


def _is_on_wrong_side(choice: Decided, *, is_english: bool) -> bool:
    """Whether the mark has its space on the wrong side, or in English lost it at a stop."""
    mark = choice.mark
    if mark.shape is Shape.FUSED:
        return is_english and mark.left in STOPS
    if mark.shape is Shape.APART and mark.is_padded:
        return False
    if mark.shape is Shape.APART:  # a space inside may be the custom, but not together with a turned glyph
        return is_english and mark.facing == _TURNED_FACING.get(choice.role)
    return mark.shape is _TURNED_SHAPE.get(choice.role)


def _left_space(text: str, choice: Decided, previous: Decided | None, *, may_join: bool) -> tuple[int, str]:
    """Where the edit starts and which space it writes before the mark.

    The space in ’ ” is many a house's style: it goes only where other marks of the text have lost their place.
    """
    mark, role, _ = choice
    gap_start = mark.start
    while gap_start > mark.line_start and text[gap_start - 1].isspace():
        gap_start -= 1
    if gap_start == mark.line_start:
        return mark.start, ""
    has_gap = gap_start < mark.start
    beside = previous if previous is not None and previous.mark.end == gap_start else None
    if role is Role.CLOSE and has_gap:
        if mark.is_padded:
            return mark.start, ""
        if beside is None:
            return gap_start, ""
        is_nested = beside.role is Role.CLOSE and beside.mark.is_double != mark.is_double
        return (gap_start if may_join and is_nested and text[gap_start : mark.start] == " " else mark.start), ""
    if role is Role.OPEN and not has_gap and beside is None:
        is_dash = mark.left in _UNSPACED_DASHES and not _has_space(text, mark.left_at - 2)
        wants_space = (mark.shape is Shape.CLOSE and not is_dash) or _is_spaced(mark.left) or mark.left in AFTER_CLOSE
        return mark.start, " " if wants_space else ""
    return mark.start, ""


def _right_space(text: str, choice: Decided, following: Decided | None, convention: Convention) -> tuple[int, str]:
    """Where the edit ends and which space it writes after the mark."""
    mark, role, _ = choice
    gap_end = mark.end
    while gap_end < mark.line_end and text[gap_end].isspace():
        gap_end += 1
    if gap_end == mark.line_end:
        return mark.end, ""
    has_gap = gap_end > mark.end
    beside = following if following is not None and following.mark.start == gap_end else None
    if role is Role.OPEN and has_gap and beside is None:
        return gap_end, convention.pad
    if role is Role.CLOSE and not has_gap:
        if beside is not None:
            opens = beside.is_sure and beside.role is Role.OPEN and beside.mark.is_double == mark.is_double
            return mark.end, " " if opens else ""
        wants_space = _wants_space_after(text, mark, hangs_endings=convention.hangs_endings)
        return mark.end, " " if wants_space else ""
    return mark.end, ""


def _wants_space_after(text: str, mark: Mark, *, hangs_endings: bool) -> bool:
    """Whether a closing mark that touches what follows should not: its space stands before it, or was lost."""
    right = mark.right
    if mark.shape is Shape.OPEN:  # the space before it was the one after it; a dash that has none of its own had none
        return right not in AFTER_CLOSE and not (right in _UNSPACED_DASHES and not _has_space(text, mark.right_at + 1))
    touches_word = mark.shape is Shape.FUSED and (_is_spaced(right) or right in "({$€£#@&")
    if not touches_word or hangs_endings or _SUFFIX.match(text, mark.end, mark.line_end):
        return False
    return not _hangs_endings(text, mark)


LANGUAGE_CHARS = 300  # on either side of a mark, enough to tell; bounded, so that one long line costs no more


def _hangs_endings(text: str, mark: Mark) -> bool:
    """Whether its line, whatever the text is in, is in a language that writes endings right after the mark."""
    start, end = max(mark.line_start, mark.start - LANGUAGE_CHARS), min(mark.line_end, mark.end + LANGUAGE_CHARS)
    around = text[start:end]
    language = guess_language(around)
    if language is None:
        return is_foreign(around)
    return language not in LANGUAGES or LANGUAGES[language].hangs_endings


_UNSPACED_DASHES = frozenset("-‐‑–—―/")
# What is written right after a closing mark: endings, and the number of a footnote.
_SUFFIX = re.compile(r"(?:s|es|ed|ing|er|ers|ish|ism|d|ly|[’']\w+)\b|\d{1,2}(?!\w)")


def _has_space(text: str, at: int) -> bool:
    return text[at : at + 1].isspace()


def _is_spaced(char: str) -> bool:
    """Whether it is a letter or digit of a script that puts spaces between words."""
    return char.isalnum() and (char < "\u0590" or "\u1e00" <= char < "\u2000")


# Naming.


def _rule(choice: Decided, glyph: str, convention: Convention, *, has_moved: bool) -> str:
    name = _NAMES[choice.role]
    if glyph == choice.mark.glyph:
        return f"quote.space_{name}"
    return _glyph_rule(choice.mark.glyph, name, convention) + (f"+quote.space_{name}" if has_moved else "")


def _glyph_rule(before: str, name: str, convention: Convention) -> str:
    """What is wrong with a glyph: of another style, turned the wrong way, lost, or in disguise as another mark."""
    if before in _STRAIGHT:
        return f"quote.style_{name}"
    if before in _LOST:
        return f"quote.lost_{name}"
    if before in convention.manner.outer or before in convention.inner or before in _CURLY:
        return f"quote.turned_{name}"
    return f"quote.disguised_{name}"
