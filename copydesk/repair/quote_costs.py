"""What it costs to read a quotation mark one way or another: the tables behind `copydesk.repair.pairing`.

Costs are in the spirit of negative log probabilities (natural logarithm), set by hand from what goes wrong with
scraped news text and how often, and then checked on damaged and on clean text. Only differences matter.
"""

from __future__ import annotations

import re
from enum import IntEnum


class Shape(IntEnum):
    """Which neighbours a mark touches, white space and the marks beside it looked through."""

    OPEN = 0  # touches what follows: where an opening mark belongs
    CLOSE = 1  # touches what precedes
    APART = 2  # touches neither
    FUSED = 3  # touches both


# Space on the wrong side happens as one event, so it costs less than a space too many plus a space too few.
OPEN_SHAPE = {Shape.OPEN: 0.0, Shape.CLOSE: 5.0, Shape.APART: 3.0, Shape.FUSED: 3.5}
CLOSE_SHAPE = {Shape.OPEN: 5.0, Shape.CLOSE: 0.0, Shape.APART: 3.0, Shape.FUSED: 3.5}

FACING_AWAY = 3.0  # the glyph is the other one of the pair
AT_WRONG_END = 12.0  # opens at the end of a paragraph, closes at its start: never seen in clean text

# Structure. A quotation left open inside its paragraph, or a closing mark that nothing opened, occurs about once in a
# thousand quotations of edited text; a paragraph that opens again what the one before left open is a convention.
MISSING_CLOSE = 9.0
MISSING_OPEN = 9.0
REOPENED_PARAGRAPH = 1.0
CONTINUED_PARAGRAPH = 12.0  # ... without the opening mark: block quotations, poems
DOUBLE_IN_DOUBLE = 7.0  # quoted speech that quotes with the same marks
UNCLOSED_SINGLE = 7.0
KEEP = 10.0  # the mark is no quotation mark at all

SAID = 4.0  # an attribution stands on the side where this reading wants it, or on the side where it does not
ATTRIBUTION_ENDS = 10.0  # what would close with its space on the wrong side follows “..., she says.”: it opens
LOWER_AFTER_STOP = 1.5  # opening with a small letter after a full stop
TEXT_BEFORE_STOP = 6.0  # an opening mark right before , ; : ! ? )
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
ELISIONS = re.compile(
    r"(?:\d\ds?|em|til|tis|twas|twere|cause|bout|round|cos|cuz|im|er|neath|nuff|tween|tude|ere|n|ya|kay|sup|scuse|"
    r"fraid|course|s|t|d|ll|re|ve|m)\b",
    re.IGNORECASE,
)
SUFFIX_AFTER_CLOSE = re.compile(r"(?:s|es|ed|ing|er|ers|ish|ism|d|ly|[’']\w+)\b|\d{1,2}(?!\w)")
