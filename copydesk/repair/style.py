"""Style: which glyphs a text's quotation marks are rendered in, once it is settled what each of them does.

The style is the document's: curly where it has any curly mark, else straight. Marks of another kind that stand in for
quotation marks (TeX's ``...'', primes, acutes, guillemets or low marks in a language that has none) are curly ones in
disguise and come out curly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from copydesk.language import guess_language, is_foreign
from copydesk.repair.edits import lines_with
from copydesk.repair.language import is_nordic
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
_CODE_IN_TEXT = re.compile(r"(?<=\S)``(?!\w)")  # ``so`` in reStructuredText
_TEX = re.compile(r"(?<![^\s([{—–-])``(?=\S)[^`\n]{1,2000}''")
_PRIME = re.compile(
    r"(?<=[^\W\d_])′(?=[^\W\d_])|(?<![\d\w])″(?=\w)|(?<=[^\W\d_]{2})″|(?<![\d\w])′′?(?=[^\W\d])"  # f″(x) is none
)
_OPENS_FOR_APOSTROPHE = re.compile(r"(?<=[^\W\d_])‘(?=(?:s|t|d|m|re|ve|ll)(?![^\W_]))")
_CURLY_DOUBLE = re.compile("[“”]")
_LOW_SINGLE = re.compile(r"(?<!\w)‚(?=\w)")
_CLOSES_AT_START = re.compile(r"”(?<!\S”)(?=\w)")
_OPENS_AT_START = re.compile(r"“(?<!\S“)(?=[\w‘])")
_SINGLE_CLOSES_AT_START = re.compile(r"’(?<!\S’)(?=\w)")
_GUILLEMETS_PAIRED = re.compile(r"«[ \xa0]?(?=\w)[^«»\n]{1,2000}»(?!\w)|«[ \xa0]?(?=\w)[^«»\n]{1,2000}$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Convention:
    """What a text's marks mean and how they are to be written."""

    curly: bool
    doubles: dict[str, int]  # glyph -> which way it faces; a glyph that is missing is none of ours
    singles: dict[str, int]
    lost: LostMark | None = None  # what stands where marks were lost
    opening: tuple[str, str] = ("“", "‘")  # how this text's curly opening marks are written, double and single
    straightens: bool = False  # even marks whose role is not sure
    quotes_languages: bool = False  # beside its own “ ” other languages keep their „ “ and « »
    opens_for_apostrophe: bool = False  # ‘ stands between letters where only an apostrophe can


def settle_convention(text: str, style: Style, language: str | None) -> Convention:
    """What the marks of this text mean, from the marks themselves and, where some are another language's, from that."""
    doubles, singles = dict(DOUBLE_FACING), dict(SINGLE_FACING)
    same_marks = "“" not in text and "„" not in text and bool(_CLOSES_AT_START.search(text))
    if language is None and (same_marks or _FOREIGN.search(text) or _ACUTE_DOUBLE.search(text)):
        language = guess_language(text)
    lost = find_lost_mark(text)
    are_disguised = [
        lost is not None,  # a straight mark would not have been lost
        _settle_accents(text, doubles, singles, language),
        ("′" in text or "″" in text) and bool(_PRIME.search(text)),
        _settle_low_marks(text, doubles, singles, language),
        _settle_guillemets(text, doubles, singles, language),
    ]
    curly = style == "curly" or (style == "document" and (any(are_disguised) or bool(_CURLY.search(text))))
    convention = Convention(
        curly,
        doubles,
        singles,
        lost,
        straightens=style == "straight",
        quotes_languages=_quotes_languages(text),
        opens_for_apostrophe="‘" in text and bool(_OPENS_FOR_APOSTROPHE.search(text)),
    )
    if same_marks and (language in SAME_MARK_LANGUAGES or (language is None and is_nordic(text))):
        facings = {'"': NEITHER, "”": NEITHER}
        return replace(convention, doubles=facings, singles=singles | {"’": NEITHER}, opening=("”", "’"))
    if language in SAME_MARK_LANGUAGES and "‘" not in text and _SINGLE_CLOSES_AT_START.search(text):
        return replace(convention, singles=singles | {"’": NEITHER}, opening=("“", "’"))
    return convention


def _quotes_languages(text: str) -> bool:
    """Whether marks that English does not have stand in lines of other languages only, while the rest has “ ”."""
    if not _FOREIGN.search(text) or not _OPENS_AT_START.search(text):
        return False
    return all(is_foreign(line) for _, line in lines_with(text, _FOREIGN))


def _settle_accents(text: str, doubles: dict[str, int], singles: dict[str, int], language: str | None) -> bool:
    """Whether grave and acute accents stand for quotation marks here; they are struck off the lists where they do not.

    TeX's pairs say so, and so do apostrophes. Doubled accents alone do in English: some write them on purpose.
    """
    if "`" not in text and "´" not in text:
        return False
    if _TEX.search(text):
        doubles["''"] = CLOSING
        return text.count("``") >= MIN_SHARE_OF_TEX * text.count('"')
    has_apostrophes = bool(_ACUTE_APOSTROPHE.search(text))
    if not has_apostrophes:
        del singles["`"], singles["´"]
    if "´´" not in text and _CODE_IN_TEXT.search(text):
        doubles.pop("``", None)
        return has_apostrophes
    has_doubles = bool(_ACUTE_DOUBLE.search(text))
    if has_doubles and language != "en":
        del doubles["``"], doubles["´´"]
        return has_apostrophes
    return has_apostrophes or has_doubles


def _settle_low_marks(text: str, doubles: dict[str, int], singles: dict[str, int], language: str | None) -> bool:
    """Whether „ and ‚ stand for opening marks here; in a text of their own language no mark is left on the lists."""
    if not _LOW_SINGLE.search(text):
        del singles["‚"]  # a comma of sorts
    if "„" not in text and "‚" not in singles:
        return False
    if language is None or language in LOW_HIGH_LANGUAGES:
        doubles.clear()
        singles.clear()
        return False
    doubles["“"] = CLOSING if "”" not in text else NEITHER  # where German closes
    if "‚" in singles:
        singles["‘"] = CLOSING if "’" not in text else NEITHER
    return True


def _settle_guillemets(text: str, doubles: dict[str, int], singles: dict[str, int], language: str | None) -> bool:
    """Whether « » stand for curly marks here; they are struck off the lists where they do not."""
    if "«" not in text and "»" not in text and "‹" not in text and "›" not in text:
        return False
    is_foreign = language is not None and language not in GUILLEMET_LANGUAGES
    if is_foreign and not _CURLY_DOUBLE.search(text) and _GUILLEMETS_PAIRED.search(text):
        return True
    for glyph in "«»":
        doubles.pop(glyph, None)
    for glyph in "‹›":
        singles.pop(glyph, None)
    if language in GUILLEMET_LANGUAGES:  # what its straight marks should be is not for us to say
        doubles.pop('"', None)
    return False
