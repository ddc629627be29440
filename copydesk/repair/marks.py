"""What each quotation mark is: double or single, which way it faces, and whose it is."""

from __future__ import annotations

OPENING, CLOSING, NEITHER = 1, -1, 0

# Which way a double mark faces in English text. A pair of single marks side by side is one double mark.
DOUBLE_FACING = {
    "“": OPENING,
    "”": CLOSING,
    "„": OPENING,
    "‟": OPENING,
    "«": OPENING,
    "»": CLOSING,
    '"': NEITHER,
    "＂": NEITHER,
    "″": NEITHER,
    "``": OPENING,
    "''": NEITHER,
    "‘‘": OPENING,
    "’’": CLOSING,
    "´´": CLOSING,
    "′′": NEITHER,
}
SINGLE_FACING = {
    "‘": OPENING,
    "’": CLOSING,
    "‛": OPENING,
    "‚": OPENING,
    "‹": OPENING,
    "›": CLOSING,
    "`": OPENING,
    "´": NEITHER,
    "'": NEITHER,
    "′": NEITHER,
}

# Marks that make a document a curly one. Guillemets and low marks count once it is settled that they stand for curly ones.
CURLY = "“”‘’„‟‚‛"

# Languages whose own marks these are; in a text of any other language they stand in for that language's marks.
LOW_HIGH_LANGUAGES = frozenset("bg cs de et hr hu is lt lv mk nl pl ro ru sk sl sq sr uk".split())
GUILLEMET_LANGUAGES = frozenset(
    "be bg ca cs da de el es et eu fr gl hr hu hy it lt lv mk no pl pt ro ru sk sl sq sr tr uk".split()
)
