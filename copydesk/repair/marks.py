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

# Languages whose own marks these are; in a text of any other language they stand in for that language's marks.
# fmt: off
LOW_HIGH_LANGUAGES = frozenset((
    "bg", "cs", "da", "de", "et", "hr", "hu", "is", "lt", "lv", "mk", "nl", "no", "pl", "ro", "ru", "sk", "sl", "sq",
    "sr", "uk",
))
GUILLEMET_LANGUAGES = frozenset((
    "be", "bg", "ca", "cs", "da", "de", "el", "es", "et", "eu", "fi", "fr", "gl", "hr", "hu", "hy", "it", "lt", "lv",
    "mk", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "tr", "uk",
))
# fmt: on
SAME_MARK_LANGUAGES = frozenset(["da", "fi", "no", "sv"])  # ”so”, ’so’
# Languages in which a space inside quotation marks, or none outside, is a slip. French puts one inside; Finnish,
# Hungarian, Korean and Turkish hang their endings on the closing mark; Chinese and Japanese have no spaces.
SPACED_LANGUAGES = frozenset(["cs", "da", "de", "el", "en", "es", "it", "nl", "no", "pl", "pt", "ro", "ru", "sv", "uk"])
