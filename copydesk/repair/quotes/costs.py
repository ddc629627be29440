"""What it costs to read a quotation mark one way or another, from its glyph and from what stands beside it.

What the structure costs (nesting, a missing mark) is in `copydesk.repair.quotes.pairing`.

Costs are in the spirit of negative log probabilities (natural logarithm), set by hand from what goes wrong with
scraped news text and how often, and then checked on damaged and on clean text. Only differences matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from copydesk.repair.quotes.candidates import AFTER_CLOSE, OPENERS, Mark, Shape
from copydesk.repair.quotes.manners import CLOSING, DOUBLES, ELIDED_WORD, OPENING
from copydesk.repair.quotes.pairing import INFINITY, Kind, Step


@dataclass(frozen=True, slots=True)
class Habit:
    """What goes wrong with the double marks of a text, and so what it costs them to have gone wrong.

    Space on the wrong side happens as one event, so it costs less than a space too many plus a space too few. A text
    that went through one bad program shows the same fault again and again: where its glyphs say one thing and its
    spaces another, the habit under which the whole text costs least says which of the two to believe.
    """

    name: str
    facing_away: float  # the glyph is the other one of the pair
    moved: float  # the space is on the wrong side
    moved_and_facing_away: float
    each: float  # what every mark costs for the doubt: -log of what is left for a mark in order


NO_HABIT = Habit("none", facing_away=3.0, moved=5.0, moved_and_facing_away=8.0, each=0.0)
HABITS = (
    Habit("spaces", facing_away=3.0, moved=1.5, moved_and_facing_away=8.0, each=0.25),  # spaces on either side
    Habit("glyphs", facing_away=0.7, moved=5.0, moved_and_facing_away=7.0, each=0.7),  # one glyph for both, or any
)
GLYPH_ALONE = 2  # in Chinese and Japanese the glyph is all there is to go by: a quotation in another keeps its marks
SPACE_TOO_MANY = 3.0
SPACE_TOO_FEW = 3.5
AT_WRONG_END = 12.0  # opens at the end of a paragraph, closes at its start: never seen in clean text

KEEP = 10.0  # the mark is no quotation mark at all
KEEP_PLACED = 11.0  # ... though it stands where a quotation mark does
KEEP_CURLY = 14.0  # ... though it looks like nothing else

SAID = 4.0  # an attribution stands on the side where this reading wants it, or on the side where it does not
ATTRIBUTION_ENDS = 10.0  # what would close with its space on the wrong side follows “..., she says.”: it opens
ATTRIBUTION_ENDED = 4.0  # the same, where the sentence went on after "she says"
LOWER_AFTER_STOP = 1.5  # opening with a small letter after a full stop
TEXT_BEFORE_STOP = 6.0  # an opening mark right before , ; : ! ? )
# A closing mark whose space is in doubt: most quotations of more than a word end in a stop, and none ends in "the".
AFTER_WORD = 1.5
AFTER_SMALL_WORD = 4.0
AFTER_OPENER = 9.0  # a closing mark right after ( [ {

# Singles: most are apostrophes, and those between two letters never come here.
SINGLE_OPEN = 1.2
SINGLE_CLOSE = 0.4
SINGLE_SHAPE_OPEN = {Shape.OPEN: 0.0, Shape.CLOSE: 8.0, Shape.APART: 4.0, Shape.FUSED: 6.0}
SINGLE_SHAPE_CLOSE = {Shape.OPEN: 7.0, Shape.CLOSE: 0.0, Shape.APART: 4.0, Shape.FUSED: 5.0}
POSSESSIVE = 0.6  # the boys’ school
DROPPED_LETTER = 1.0  # droppin’
ELISION = 0.3  # ’90s, ’em
STRAY_APOSTROPHE = 6.0
BEFORE_CAPITAL = 3.0
MEASURE = 0.5  # 5′10″, 14” x 9”
MAYBE_MEASURE = 4.0  # any digit before

# Where marks were lost, what stands in their place may be something else that was lost, or a real question mark.
LOST_LETTER = 5.0
LOST_DASH = 0.0
QUESTION = 0.3
QUESTION_INSIDE = 3.0

ABSTAIN_BELOW = 1.5  # the margin under which a mark stays as it is

SAYING = (
    "said|says|saying|say|told|tells|asked|asks|added|adds|wrote|writes|explained|explains|noted|notes|"
    "recalled|recalls|continued|continues|replied|replies|argued|argues|warned|warns|insisted|insists|announced|"
    "admitted|admits|claimed|claims|stated|states|declared|declares|joked|jokes|tweeted|posted|concluded|concludes|"
    "remarked|observed|observes|reported|reports|according|quipped|shouted|answered|agreed|agrees|acknowledged|"
    "emphasized|emphasised|stressed|suggested|suggests|commented|read|reads|thought|thinks|remembers|remembered|"
    "laughed|laughs|cried|muttered|whispered|promised|predicted|complained|responded|responds|testified|confirmed"
)
SAID_AFTER = re.compile(
    rf"(?:(?:he|she|they|it|we|I|you|who|one)\s+|(?:(?:the|a|an|his|her|their|its|our|my)\s+)?"
    rf"(?:[A-Z][\w.’'-]*\s+){{1,4}}|(?:the|a|an|his|her|their)\s+(?:[\w’'-]+\s+){{1,2}})?(?:{SAYING})\b"
)
SAID_BEFORE = re.compile(rf"\b(?:{SAYING})(?:(?:\s+[\w’'.]+){{0,3}}\s*[,:]|(?:\s+[A-Z][\w’'-]*){{0,3}}\.)$")
# ..., the officer told reporters outside the court.
SENTENCE_OF_ATTRIBUTION = re.compile(rf",\s+(?:[\w’'-]+\s+){{0,3}}(?:{SAYING})\b[^.“”\"]{{0,80}}\.$")
ATTRIBUTION_CHARS = 120
_SMALL_WORD_BEFORE = re.compile(
    r"(?<![\w’'])(?:the|a|an|of|and|or|but|to|for|with|in|on|at|by|from|as|is|was|are|were|than|that|this|these|his|her|"
    r"their|its|my|our|your|into|like|called|calls)$"
)
ELISIONS = re.compile(rf"(?:\d\ds?|course|s|t|d|ll|re|ve|m|{ELIDED_WORD})\b", re.IGNORECASE)

_FEET_BEFORE = re.compile(r"(?:\d\s?['′’‘´]|°)\s?\d{1,2}(?:[.,½¼¾]\d*)?$")
_DEGREES_BEFORE = re.compile(r"°\s?\d{1,2}(?:[.,]\d+)?$")
_MEASURE_AFTER = re.compile(
    r"\s?(?:x|×|by)\s?\d|[\s-](?:wide|tall|long|deep|high|thick|diameter|screen|TV|tv|display|monitor|tires?|wheels?)\b"
)
_MEASURE_BEFORE = re.compile(r"\d\S?\s?(?:x|×|by)\s?[\d.,/]+$")


def price_mark(text: str, mark: Mark, habit: Habit) -> Step:
    """The mark's step of the path: what each role would cost it."""
    opens, closes = _price_open(text, mark, habit), _price_close(text, mark, habit)
    keep = _price_measure(text, mark)
    is_first = not mark.left
    if mark.is_lost:
        kind = Kind.LOST_FIRST if is_first else Kind.LOST
        return Step(kind, (opens, closes, _price_apostrophe(text, mark), _price_lost(mark), opens, closes))
    if mark.is_inner:
        kind = Kind.SINGLE_FIRST if is_first else Kind.SINGLE
        apostrophe = INFINITY if mark.is_double else _price_apostrophe(text, mark)
        return Step(kind, (opens, closes, apostrophe, keep, INFINITY, INFINITY))
    kind = Kind.DOUBLE_FIRST if is_first else Kind.DOUBLE
    return Step(kind, (opens, closes, INFINITY, keep, INFINITY, INFINITY))


def _price_glyph_and_shape(mark: Mark, turned: Shape, away: int, habit: Habit) -> float:
    """Of a double mark: its glyph and its spaces against those the role wants."""
    cost = habit.each
    if mark.shape is turned:
        return cost + (habit.moved_and_facing_away if mark.facing == away else habit.moved)
    if mark.facing == away:
        cost += habit.facing_away * (GLYPH_ALONE if mark.is_spaceless else 1)
    if mark.shape is Shape.APART:
        cost += 0.0 if mark.is_padded else SPACE_TOO_MANY
    elif mark.shape is Shape.FUSED:
        cost += SPACE_TOO_FEW
    return cost


def _price_open(text: str, mark: Mark, habit: Habit) -> float:
    if mark.is_double:
        cost = _price_glyph_and_shape(mark, Shape.CLOSE, CLOSING, habit)
    else:
        cost = SINGLE_OPEN + SINGLE_SHAPE_OPEN[mark.shape]
        if mark.facing == CLOSING:
            cost += NO_HABIT.facing_away
    if not mark.right:
        cost += AT_WRONG_END
    elif mark.right in AFTER_CLOSE and mark.shape is not Shape.OPEN:
        cost += TEXT_BEFORE_STOP
    elif mark.left in ".!?" and mark.left and mark.right.islower():
        cost += LOWER_AFTER_STOP
    if mark.left and mark.left in ",?!—" and SAID_AFTER.match(text, mark.right_at, mark.line_end):
        cost += SAID
    if mark.left.isdigit() and not mark.has_left_gap:
        cost += MAYBE_MEASURE
    return cost


def _price_close(text: str, mark: Mark, habit: Habit) -> float:
    if mark.is_double:
        cost = _price_glyph_and_shape(mark, Shape.OPEN, OPENING, habit)
    else:
        cost = SINGLE_CLOSE + SINGLE_SHAPE_CLOSE[mark.shape]
        if mark.facing == OPENING:
            cost += NO_HABIT.facing_away
    if not mark.left:
        cost += AT_WRONG_END
    elif mark.left in OPENERS and not mark.has_left_gap:
        cost += AFTER_OPENER
    if mark.shape is not Shape.CLOSE and mark.left.isalpha():
        before = text[max(mark.line_start, mark.left_at - 8) : mark.left_at]
        cost += AFTER_SMALL_WORD if _SMALL_WORD_BEFORE.search(before) else AFTER_WORD
    if mark.left and mark.left in ",:." and _said_before(text, mark, SAID_BEFORE):
        cost += SAID if mark.shape is not Shape.OPEN or mark.left != "." else ATTRIBUTION_ENDS
    elif mark.shape is Shape.OPEN and mark.left == "." and _said_before(text, mark, SENTENCE_OF_ATTRIBUTION):
        cost += ATTRIBUTION_ENDED
    return cost


def _said_before(text: str, mark: Mark, pattern: re.Pattern[str]) -> bool:
    return bool(pattern.search(text[max(mark.line_start, mark.left_at - ATTRIBUTION_CHARS) : mark.left_at]))


def _price_lost(mark: Mark) -> float:
    """Of a lost mark that was none: a letter, a dash, or a question mark that is one."""
    if mark.shape is Shape.APART:
        return LOST_DASH
    if mark.glyph == "?" and mark.shape is Shape.CLOSE and mark.left.isalnum():
        return QUESTION if not mark.right or mark.right.isupper() else QUESTION_INSIDE
    return LOST_LETTER


def _price_apostrophe(text: str, mark: Mark) -> float:
    """Of a single mark that does not stand between two letters."""
    if mark.shape is Shape.APART:
        return KEEP
    if mark.shape is Shape.CLOSE:
        if mark.left in "sSzZxX":
            cost = POSSESSIVE
        elif text[mark.left_at - 2 : mark.left_at].lower() in ("in", "an", "ol") and mark.left.isalpha():
            cost = DROPPED_LETTER
        elif mark.left.isalpha():
            cost = STRAY_APOSTROPHE - 1
        else:
            cost = STRAY_APOSTROPHE + 2
    elif ELISIONS.match(text, mark.right_at, mark.line_end) and not mark.has_right_gap:
        cost = ELISION
    elif mark.shape is Shape.FUSED:
        cost = 1.0
    else:
        cost = STRAY_APOSTROPHE + (BEFORE_CAPITAL if mark.right.isupper() else 0.0)
    if mark.facing == OPENING:
        cost += NO_HABIT.facing_away / 2
    return cost


def _price_measure(text: str, mark: Mark) -> float:
    """Of a mark that is no quotation mark: inches and feet, seconds and minutes."""
    follows_number = bool(mark.left) and not mark.has_left_gap and (mark.left.isdigit() or mark.left in "½¼¾")
    if not follows_number or mark.facing == OPENING:
        if mark.glyph in DOUBLES:
            return KEEP_CURLY
        is_placed = mark.is_double and mark.glyph != "''" and mark.shape in (Shape.OPEN, Shape.CLOSE)  # b'' is maths
        return KEEP_PLACED if is_placed else KEEP
    before = text[max(mark.line_start, mark.left_at - 12) : mark.left_at]
    if _FEET_BEFORE.search(before) if mark.is_double else _DEGREES_BEFORE.search(before):
        return MEASURE
    if _MEASURE_AFTER.match(text, mark.end, mark.line_end) or _MEASURE_BEFORE.search(before):
        return MEASURE
    if mark.glyph in "′″":
        return MEASURE
    if not mark.is_double and mark.right.isdigit():
        return MEASURE
    return MAYBE_MEASURE
