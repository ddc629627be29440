"""The manners of quoting, one row each, and the languages, one row each: a new mark or a new language is one row here.

A manner is the pair of marks that a text quotes with, and what stands in those marks' places when something went
wrong on the way. Which manner a text is in, `copydesk.repair.quotes.convention` reads from its marks and its language.
Sources: the style guides of the languages' newspapers and academies, and the marks of 14,000 published documents.
"""

from __future__ import annotations

from dataclasses import dataclass

OPENING, CLOSING, NEITHER = 1, -1, 0


@dataclass(frozen=True, slots=True)
class Manner:
    """A pair of marks, and the pairs that quote inside it, the likelier first."""

    outer: tuple[str, str]
    inner: tuple[tuple[str, str], ...]
    damaged_opening: tuple[str, ...] = ()  # what its opening mark is commonly damaged into, besides its closing one
    damaged_closing: tuple[str, ...] = ()


MANNERS = {
    "curly": Manner(("“", "”"), (("‘", "’"),)),
    "low_high": Manner(("„", "“"), (("‚", "‘"), ("›", "‹")), (",,", "“"), ("”", "''")),
    "low_right": Manner(("„", "”"), (("‚", "’"), ("»", "«"), ("«", "»")), (",,", "“"), ("''",)),
    "guillemets": Manner(("«", "»"), (("„", "“"), ("“", "”"), ("‹", "›")), ("<<",), (">>",)),
    "inward": Manner(("»", "«"), (("›", "‹"), ("„", "“")), (">>",), ("<<",)),
    "same": Manner(("”", "”"), (("’", "’"),)),
    "same_guillemets": Manner(("»", "»"), (("’", "’"),), (">>",), (">>",)),
}


_PAIRS = [pair for manner in MANNERS.values() for pair in (manner.outer, *manner.inner)]
# The marks of all manners, by what they look like.
SINGLES = frozenset(mark for pair in _PAIRS for mark in pair if mark in "‘’‚‛‹›")
DOUBLES = frozenset(mark for pair in _PAIRS for mark in pair) - SINGLES
ASCII_FORMS = frozenset(
    form
    for manner in MANNERS.values()
    for form in (*manner.damaged_opening, *manner.damaged_closing)
    if form.isascii() and form not in ("''", '"')
)


@dataclass(frozen=True, slots=True)
class Language:
    """How texts in a language quote: names of manners, the first one the commonest."""

    common: tuple[str, ...]
    rare: tuple[str, ...] = ()  # believed only where a text's own marks show it
    not_rare: str = ""  # a letter that no text in a rare manner has: the Swiss write «so», and no ß
    is_padded: bool = False  # a space stands inside the marks: « so »
    hangs_endings: bool = False  # endings are written right after the closing mark
    # Where ‘ between two letters is an apostrophe that faces the wrong way, and no letter of its own (Ka‘ba): what the
    # word before it is, or what begins right after it.
    elided: str = ""
    ending: str = ""


_ROMANCE_ELISION = "[cdjlmnst]|qu|[dn]ell|[dnsc]?all|d[ae]gl|un|quest|quell|bell|sant|cent|com|dov|tutt|c[oi]s[ìi]"
# fmt: off
LANGUAGES = {
    "be": Language(("guillemets",), ("low_high",), ending="[еёюяіЕЁЮЯІ]"),
    "bg": Language(("low_high",), ("guillemets",)),
    "bn": Language(("curly",)),
    "bs": Language(("low_right", "low_high"), ("inward",)),
    "ca": Language(("curly", "guillemets"), elided="[dlmnst]"),
    "cs": Language(("low_high",), ("inward",)),
    "da": Language(("same", "inward"), ("curly", "low_right")),
    "de": Language(("low_high", "inward"), ("guillemets",), not_rare="ß", ending=r"s\b"),
    "el": Language(("guillemets",), ("curly",)),
    "en": Language(("curly",)),
    "es": Language(("curly", "guillemets")),
    "et": Language(("low_high",), ("low_right",), hangs_endings=True),
    "eu": Language(("curly", "guillemets"), hangs_endings=True),
    "fi": Language(("same",), ("same_guillemets",), hangs_endings=True),
    "fr": Language(
        ("guillemets",), is_padded=True,
        elided="[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu|presqu|aujourd",
    ),
    "gl": Language(("curly", "guillemets")),
    "hi": Language(("curly",)),
    "hr": Language(("low_right", "low_high"), ("inward",)),
    "hu": Language(("low_right",), hangs_endings=True),
    "hy": Language(("guillemets",)),
    "id": Language(("curly",)),
    "is": Language(("low_high",)),
    "it": Language(("curly", "guillemets"), elided=_ROMANCE_ELISION),
    "lt": Language(("low_high",), ("low_right",)),
    "lv": Language(("low_right", "low_high", "curly", "guillemets")),
    "mk": Language(("low_high",), ("low_right",)),
    "ms": Language(("curly",)),
    "nl": Language(("curly",), ("low_right",), ending=r"[sn]\b"),
    "no": Language(("guillemets",), ("same", "curly", "low_right")),
    "pl": Language(("low_right",), ("guillemets",)),
    "pt": Language(("curly",), ("guillemets",)),
    "ro": Language(("low_right",), ("guillemets",)),
    "ru": Language(("guillemets",), ("low_high",)),
    "sk": Language(("low_high",), ("inward",)),
    "sl": Language(("low_high", "inward")),
    "sq": Language(("low_high", "curly", "guillemets")),
    "sr": Language(("low_right", "low_high"), ("inward",)),
    "sv": Language(("same",), ("same_guillemets", "inward")),
    "tr": Language(("curly",), ("guillemets",), hangs_endings=True, ending=r"[a-zçğıöşü]{1,6}\b"),
    "uk": Language(("guillemets",), ("low_high",), ending="[єїюяЄЇЮЯ]"),
    "vi": Language(("curly",)),
}
# fmt: on

# What else stands for the curly marks of an English text, and which way it faces. Two single marks are one double one.
ENGLISH_DOUBLES = {
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
ENGLISH_SINGLES = {
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

# Marks that are quotation marks only in some places. All others are wherever they stand.
_NOT_AFTER_LONE_LETTER = r"(?<!(?<![\w′’‘'])[^\W\d_])"
PLACES = {
    '"': r'(?<!â€)"',  # after â€ it is what is left of a dash
    "″": rf"(?:{_NOT_AFTER_LONE_LETTER}″|″(?!\())",  # after a lone letter it is a mathematician's: f″(x)
    "′": rf"{_NOT_AFTER_LONE_LETTER}(?<!′)′",
    "′′": rf"{_NOT_AFTER_LONE_LETTER}′′",
    "‚": r"(?:(?<![^\W\d_])‚|‚(?![^\W\d_]))",  # between letters it is a comma, or half of a broken letter
    ",,": r"(?<![\w,]),,(?=[^\W_])",
    "<<": r"(?:(?<![\w<])<<(?!<)|(?<!<)<<(?![\w<]))",  # between figures it is a programmer's
    ">>": r"(?:(?<![\w>])>>(?!>)|(?<!>)>>(?![\w>]))",
}

# Everything that may stand for a mark, but for ASCII of two characters.
MARK_CHARS = "".join(sorted({*DOUBLES, *SINGLES, *(mark[0] for mark in (*ENGLISH_DOUBLES, *ENGLISH_SINGLES))}))

# English words whose beginning an apostrophe stands for: ’em, ’tis.
ELIDED_WORD = (
    r"(?:em|til|tis|twas|twere|twill|twould|cause|bout|round|cos|cuz|im|er|neath|nuff|tween|tude|ere|fore|gainst|mongst|"
    r"stead|pon|tain|cept|n|ya|kay|sup|scuse|fraid)\b"
)
