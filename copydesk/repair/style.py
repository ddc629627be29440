"""Style: which glyphs a text's quotation marks are rendered in, once it is settled what each of them does.

The style is the document's: curly where it has any curly mark, else straight. Marks of another kind that stand in for
quotation marks (TeX's ``...'', primes, acutes, guillemets or low marks in a language that has none) are curly ones in
disguise and come out curly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from copydesk.repair.language import guess_language
from copydesk.repair.lost_marks import LostMark, find_lost_mark
from copydesk.repair.marks import (
    CLOSING,
    DOUBLE_FACING,
    GUILLEMET_LANGUAGES,
    LOW_HIGH_LANGUAGES,
    NEITHER,
    SAME_MARK_LANGUAGES,
    SINGLE_FACING,
)

Style = Literal["document", "curly", "straight"]

_FOREIGN = re.compile("[„«»‹›‚]")
_CURLY = re.compile("[“”‘’‟‛]")
MIN_SHARE_OF_TEX = 0.5  # a lone pair among straight marks does not make the text a curly one
# The traces by which a text shows that marks of another kind stand for its quotation marks and apostrophes.
_ACUTE_APOSTROPHE = re.compile(r"(?<=[^\W\d_])[´`](?=(?:s|t|d|m|re|ve|ll)(?![^\W_]))")
_ACUTE_DOUBLE = re.compile(r"``(?=\S)|´´")
_TEX = re.compile(r"(?<![^\s([{—–-])``(?=\S)[^`\n]{1,2000}''")
_PRIME = re.compile(r"(?<=[^\W\d_])′(?=[^\W\d_])|(?<![\d\w])″(?=\w)|(?<=[^\W\d])″|(?<![\d\w])′′?(?=[^\W\d])")
_CLOSES_AT_START = re.compile(r"(?:^|(?<=\s))”(?=\w)", re.MULTILINE)
_GUILLEMETS_PAIRED = re.compile(r"«(?=\w)[^«»\n]{1,2000}(?<=\S)»|«(?=\w)[^«»\n]{1,2000}$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Convention:
    """What a text's marks mean and how they are to be written."""

    curly: bool
    doubles: dict[str, int]  # glyph -> which way it faces; a glyph that is missing is none of ours
    singles: dict[str, int]
    lost: LostMark | None = None  # what stands where marks were lost
    opening: tuple[str, str] = ("“", "‘")  # how this text's curly opening marks are written, double and single
    straightens: bool = False  # even marks whose role is not sure


def settle_convention(text: str, style: Style, language: str | None) -> Convention:
    """What the marks of this text mean, from the marks themselves and, where some are another language's, from that."""
    doubles, singles = dict(DOUBLE_FACING), dict(SINGLE_FACING)
    curly = style == "curly" or (style == "document" and bool(_CURLY.search(text)))
    if ("`" in text or "´" in text) and _settle_accents(text, doubles, singles, language):
        curly = curly or style == "document"
    if style == "document" and not curly and ("′" in text or "″" in text):
        curly = bool(_PRIME.search(text))
    lost = find_lost_mark(text)
    if lost is not None and style == "document":
        curly = True  # a straight mark would not have been lost
    if "“" not in text and "„" not in text and _CLOSES_AT_START.search(text):
        language = language or guess_language(text)
        if language in SAME_MARK_LANGUAGES:
            singles["’"] = NEITHER
            return Convention(curly, {'"': NEITHER, "”": NEITHER}, singles, lost, ("”", "’"))
    if not _FOREIGN.search(text):
        return Convention(curly, doubles, singles, lost, straightens=style == "straight")
    if language is None:
        language = guess_language(text)
    low_high = "„" in text or "‚" in text
    if low_high and language is not None and language not in LOW_HIGH_LANGUAGES:
        # „ stands for an opening mark here, so “ is where German closes.
        doubles["“"] = CLOSING if "”" not in text else NEITHER
        if "‚" in text:
            singles["‘"] = CLOSING if "’" not in text else NEITHER
        curly = curly or style == "document"
    else:
        for glyph in "„‚":
            doubles.pop(glyph, None)
            singles.pop(glyph, None)
        if low_high:  # “ closes, and ” may do either: a language of its own, left alone
            return Convention(curly, {}, {}, lost)
    misused = (
        language is not None
        and language not in GUILLEMET_LANGUAGES
        and not re.search("[“”]", text)
        and _GUILLEMETS_PAIRED.search(text)
    )
    if misused:
        curly = curly or style == "document"
    else:
        for glyph in "«»":
            doubles.pop(glyph, None)
        if language in GUILLEMET_LANGUAGES:  # what its straight marks should be is not for us to say
            doubles.pop('"')
        for glyph in "‹›":
            singles.pop(glyph, None)
    return Convention(curly, doubles, singles, lost, straightens=style == "straight")


def _settle_accents(text: str, doubles: dict[str, int], singles: dict[str, int], language: str | None) -> bool:
    """Whether grave and acute accents stand for quotation marks here; they are struck off the lists where they do not.

    TeX's pairs say so, and so do apostrophes. Doubled accents alone do in English: some write them on purpose.
    """
    if _TEX.search(text):
        doubles["''"] = CLOSING
        return text.count("``") >= MIN_SHARE_OF_TEX * text.count('"')
    apostrophes = bool(_ACUTE_APOSTROPHE.search(text))
    if not apostrophes:
        singles.pop("`")
        singles.pop("´")
    if not _ACUTE_DOUBLE.search(text) or (language or guess_language(text)) == "en":
        return apostrophes or bool(_ACUTE_DOUBLE.search(text))
    doubles.pop("``")
    doubles.pop("´´")
    return apostrophes
