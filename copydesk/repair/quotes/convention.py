"""Convention: whose marks a text's marks are, which way each faces, and how they are to be written.

The text's own marks say so first: each manner is held against the marks that stand where it opens and closes. Its
language says which manners may be believed, and decides where the marks do not. A mark of a manner that is none of
the language's is never written, and a text that shows no manner keeps its marks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

from copydesk.language import detect_language, guess_language, has_english, is_foreign
from copydesk.repair.edits import lines_with
from copydesk.repair.quotes.lost_marks import LostMark, find_lost_mark
from copydesk.repair.quotes.manners import (
    ASCII_FORMS,
    CLOSING,
    DOUBLES,
    ENGLISH_DOUBLES,
    ENGLISH_SINGLES,
    LANGUAGES,
    MANNERS,
    MARK_CHARS,
    NEITHER,
    OPENING,
    PLACES,
    SINGLES,
    Language,
    Manner,
)

Style = Literal["document", "curly", "straight"]


@dataclass(frozen=True, slots=True)
class Convention:
    """What a text's marks mean and how they are to be written."""

    curly: bool
    doubles: dict[str, int]  # glyph -> which way it faces; a glyph that is missing is none of ours
    singles: dict[str, int]
    nested: dict[str, int]  # the same of double marks that quote inside the others
    manner: Manner = MANNERS["curly"]  # how they are written
    inner: tuple[str, str] = ("‘", "’")  # ... inside others
    lost: LostMark | None = None  # what stands where marks were lost
    straightens: bool = False  # even marks whose role is not sure
    pad: str = ""  # the space that stands inside the marks
    may_space: bool = True  # a space inside the marks, or none outside, is a slip
    may_move: bool = True  # so is one on the wrong side
    hangs_endings: bool = False  # ... but what follows a closing mark may touch it
    quotes_languages: bool = False  # beside its own “ ” other languages keep their „ “ and « »
    opens_for_apostrophe: bool = False  # ‘ stands between letters where only an apostrophe can
    opens_for_and: bool = False  # ... and on both sides of the n in rock ’n’ roll
    writes_apostrophes: bool = False  # in the text's style; else only those that face the wrong way change
    language: Language | None = None  # None: English, or unknown
    foreign: frozenset[str] = frozenset()  # marks of other manners that take part and are left as they are


def settle_convention(text: str, style: Style, language: str | None) -> Convention:
    """What the marks of this text mean and how they are written.

    `language` is what is known of it from elsewhere. Pages lie, so it counts only where the text's words do not say.
    """
    if not _ANY_MARK.search(text):
        return NO_CONVENTION
    language = guess_language(text) or language
    if language is None and not _may_be_english(text):
        language = detect_language(text)  # by a model, which takes .4 s to load: one news text in twenty needs it
    if language is None and "“" not in text and _CLOSES_AT_START.search(text) and is_nordic(text):
        language = "sv"
    if language is None and len(text.split(maxsplit=MIN_WORDS)) > MIN_WORDS and not _may_be_english(text):
        return _settle_unknown(text, style)
    if language in (None, "en") or language in AS_ENGLISH:
        return _settle_english(text, style, language)
    if language in LANGUAGES:
        return _settle_manner(text, style, LANGUAGES[language])
    return _settle_unknown(text, style)


MIN_WORDS = 8  # more of them without one that English alone has, or with letters it has not, are in another language
SAMPLE_CHARS = 1000
MAX_OTHER_LETTERS = 0.005
_OTHER_LETTER = re.compile(r"[^\W\d_a-zA-Z]")


def _may_be_english(text: str) -> bool:
    sample = text[:SAMPLE_CHARS]
    return has_english(sample) and len(_OTHER_LETTER.findall(sample)) <= MAX_OTHER_LETTERS * len(sample)


_ANY_MARK = re.compile(rf"[{re.escape(MARK_CHARS)}?\ufffd]|{'|'.join(sorted(ASCII_FORMS))}")
NO_CONVENTION = Convention(curly=False, doubles={}, singles={}, nested={})
_CLOSES_AT_START = re.compile(r"”(?<!\S”)(?=\w)")


# A language with a row in the table.


def _settle_manner(text: str, style: Style, language: Language) -> Convention:
    places = Counter(_places(text))
    manner = _manner_of(text, language, places)
    lost = find_lost_mark(text, language)
    if manner is None and not places and (lost or style == "curly") and len(language.common) == 1:
        manner = MANNERS[language.common[0]]  # nothing in the text speaks against the language's only one
    if manner is None:
        return replace(NO_CONVENTION, language=language)  # for its apostrophes
    inner = next((pair for pair in manner.inner if pair[0] in text), None)
    return Convention(
        curly=style != "straight",
        doubles=_double_facings(manner, places),
        singles=_facings(*inner) if inner and inner[0] in SINGLES else {},
        nested=_facings(*inner) if inner and inner[0] not in SINGLES else {},
        manner=manner,
        inner=inner or manner.inner[0],
        lost=lost,
        straightens=style == "straight",
        pad=_pad(text, manner) if language.is_padded else "",
        hangs_endings=language.hangs_endings,
        language=language,
        foreign=frozenset("“") if manner.outer[0] == manner.outer[1] else frozenset(),
    )


# A share of a manner's fits that only damage explains counts for less: hr „so” is low_right, though „so“ fits it too.
_WEIGHT_OF_DAMAGED = 0.75
_WEIGHT_APART = 0.5  # between two spaces the glyph alone speaks
MIN_FITS_OF_RARE = 2.0
MIN_FITS = 0.5
MAX_FOREIGN = 2.0  # all marks of a text that face one way fit another manner twice as well as their own


def _manner_of(text: str, language: Language, places: Counter[tuple[str, int]]) -> Manner | None:
    """The language's manner that the marks fit best; None where they fit none, or another language's far better."""
    fits = {name: _fits(places, *manner.outer) for name, manner in MANNERS.items()}
    is_common = bool(language.not_rare) and language.not_rare in text
    own = language.common if is_common else (*language.common, *language.rare)
    scores = {name: fits[name] + _WEIGHT_OF_DAMAGED * _fits_damaged(places, MANNERS[name]) for name in own}
    best = max(own, key=lambda name: (scores[name], name in language.common))
    is_tied = sum(scores[name] == scores[best] for name in language.common) > 1  # „so" may be hr „so“ or „so”
    if not scores[best] or is_tied or (best in language.rare and fits[best] < MIN_FITS_OF_RARE):
        return None
    foreign = max(_fits_both(places, *manner.outer) for name, manner in MANNERS.items() if name not in own)
    return MANNERS[best] if foreign <= MAX_FOREIGN * max(fits[best], MIN_FITS) else None


def _fits(places: Counter[tuple[str, int]], opening: str, closing: str) -> float:
    apart = places[opening, NEITHER] + (places[closing, NEITHER] if closing != opening else 0)
    return places[opening, OPENING] + places[closing, CLOSING] + _WEIGHT_APART * apart


def _fits_both(places: Counter[tuple[str, int]], opening: str, closing: str) -> float:
    """The same of whole pairs: one mark of a pair may be another manner's, turned."""
    return 2.0 * min(places[opening, OPENING], places[closing, CLOSING])


def _fits_damaged(places: Counter[tuple[str, int]], manner: Manner) -> float:
    opens = sum(places[glyph, OPENING] + _WEIGHT_APART * places[glyph, NEITHER] for glyph in manner.damaged_opening)
    closes = sum(places[glyph, CLOSING] + _WEIGHT_APART * places[glyph, NEITHER] for glyph in manner.damaged_closing)
    return opens + closes


_BESIDE_MARK = r"[ \xa0\u202f\u2009]?"


def _pad(text: str, manner: Manner) -> str:
    """What most often stands inside the pair; French has « so » and «so», but in a text one of them."""
    opening, closing = map(re.escape, manner.outer)
    beside = Counter(match.group(1) for match in re.finditer(rf"{opening}({_BESIDE_MARK})(?=[^\W_])", text))
    beside += Counter(match.group(1) for match in re.finditer(rf"(?<=\w)({_BESIDE_MARK}){closing}", text))
    return max(beside, key=lambda space: (beside[space], space)) if beside else "\xa0"


def _double_facings(manner: Manner, places: Counter[tuple[str, int]]) -> dict[str, int]:
    """Which way the marks of the outer pair face, and what stands for them in this text."""
    opening, closing = manner.outer
    facings = {glyph: OPENING for glyph in manner.damaged_opening if _is_mark_here(glyph, places)}
    facings |= {glyph: CLOSING for glyph in manner.damaged_closing if _is_mark_here(glyph, places)}
    return (
        facings
        | ({opening: OPENING, closing: CLOSING} if opening != closing else {opening: NEITHER, "“": OPENING})
        | {'"': NEITHER}
    )


def _is_mark_here(glyph: str, places: Counter[tuple[str, int]]) -> bool:
    """Whether a damaged form that is ASCII has its counterpart in the text; alone it is something else."""
    if glyph in (",,", "''"):
        return places[",,", OPENING] > 0
    if glyph in ("<<", ">>"):
        return any(places["<<", facing] for facing in _ANY_FACING) and any(
            places[">>", facing] for facing in _ANY_FACING
        )
    return True


_ANY_FACING = (OPENING, CLOSING, NEITHER)


def _facings(opening: str, closing: str) -> dict[str, int]:
    return {opening: OPENING, closing: CLOSING} if opening != closing else {opening: NEITHER}


_DOUBLE = re.compile(f"[{re.escape(''.join(sorted(DOUBLES)))}]")
_ASCII_FORM = re.compile("|".join(PLACES[form] for form in sorted(ASCII_FORMS)))
_BESIDE = DOUBLES | SINGLES | {'"', "'"}  # marks beside a mark, looked through
HARD_SPACES = frozenset("\xa0\u202f\u2009")  # what stands inside French marks, and before : ; ! ?
_OPENS_BEFORE = frozenset("([{<¿¡—–-/")
_CLOSES_AFTER = frozenset(",.;:!?)]}>…")


def _places(text: str) -> Iterator[tuple[str, int]]:
    """Every double mark of a manner but the straight one, and whether it stands where a quotation opens or closes."""
    may_be_ascii = any(form in text for form in ASCII_FORMS)
    for match in chain(_DOUBLE.finditer(text), _ASCII_FORM.finditer(text) if may_be_ascii else ()):
        start, end = match.span()
        while start and text[start - 1] in _BESIDE:
            start -= 1
        while end < len(text) and text[end] in _BESIDE:
            end += 1
        left, right = text[start - 1 : start], text[end : end + 1]
        is_free_left = not left or left in _OPENS_BEFORE or (left.isspace() and left not in HARD_SPACES)
        is_free_right = not right or right in _CLOSES_AFTER or (right.isspace() and right not in HARD_SPACES)
        if right and right in HARD_SPACES and text[end + 1 : end + 2] in _CLOSES_AFTER:
            is_free_right = True
        if is_free_left != is_free_right:
            yield match.group(), OPENING if is_free_left else CLOSING
        else:
            yield match.group(), NEITHER


_NORDIC_LETTER = re.compile("[åäöøæ]")


def is_nordic(text: str) -> bool:
    """Whether a text is in a language that opens and closes with the same mark, or may be, if it is short."""
    if has_english(text):
        return False
    language = guess_language(text)
    if language is None:
        return bool(_NORDIC_LETTER.search(text))
    return language in LANGUAGES and "same" in (*LANGUAGES[language].common, *LANGUAGES[language].rare)


# English, and what is read as English: texts too short to tell, and the scripts of East Asia and from right to left.

AS_ENGLISH = frozenset(["zh", "ja", "ko", "ar", "fa", "he", "ur", "ps", "yi", "ug"])
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
_OPENS_FOR_APOSTROPHE = re.compile(r"‘(?<=[^\W\d_]‘)(?=(?:s|t|d|m|re|ve|ll)(?![^\W_]))")
_CURLY_DOUBLE = re.compile("[“”]")
_LOW_SINGLE = re.compile(r"(?<!\w)‚(?=\w)")
_OPENS_AT_START = re.compile(r"“(?<!\S“)(?=[\w‘])")
_GUILLEMETS_PAIRED = re.compile(r"«[ \xa0]?(?=\w)[^«»\n]{1,2000}»(?!\w)|«[ \xa0]?(?=\w)[^«»\n]{1,2000}$", re.MULTILINE)


def _settle_english(text: str, style: Style, language: str | None) -> Convention:
    doubles, singles = dict(ENGLISH_DOUBLES), dict(ENGLISH_SINGLES)
    lost = find_lost_mark(text, None, is_english=language == "en")
    are_disguised = [
        lost is not None,  # a straight mark would not have been lost
        _settle_accents(text, doubles, singles, language),
        ("′" in text or "″" in text) and bool(_PRIME.search(text)),
        _settle_low_marks(text, doubles, singles, language),
        _settle_guillemets(text, doubles, singles, language),
    ]
    curly = style == "curly" or (style == "document" and (any(are_disguised) or bool(_CURLY.search(text))))
    return Convention(
        curly=curly,
        doubles=doubles,
        singles=singles,
        nested={},
        lost=lost,
        straightens=style == "straight",
        may_space=language == "en",
        quotes_languages=_quotes_languages(text),
        opens_for_apostrophe="‘" in text and bool(_OPENS_FOR_APOSTROPHE.search(text)),
        opens_for_and="‘n‘" in text or "‘N‘" in text,
        writes_apostrophes=True,
    )


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
    """Whether „ and ‚ stand for opening marks here; in a text of unknown language no mark is left on the lists."""
    if "‚" not in text or not _LOW_SINGLE.search(text):
        del singles["‚"]  # a comma of sorts
    if "„" not in text and "‚" not in singles:
        return False
    if language != "en":
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
    if language == "en" and not _CURLY_DOUBLE.search(text) and _GUILLEMETS_PAIRED.search(text):
        return True
    for glyph in "«»":
        doubles.pop(glyph, None)
    for glyph in "‹›":
        singles.pop(glyph, None)
    return False


# A language without a row.

_OTHER_SCRIPT = re.compile("[\u0370-\u1dff\u2c00-\ud7ff]")


def _settle_unknown(text: str, style: Style) -> Convention:
    """Its “ ” ‘ ’ may face the wrong way, if they are its only marks and it is in Latin letters; no more is known."""
    if _FOREIGN.search(text) or not _CURLY_DOUBLE.search(text) or _OTHER_SCRIPT.search(text):
        return NO_CONVENTION
    manner = MANNERS["curly"]
    return Convention(
        curly=style != "straight",
        doubles=_facings(*manner.outer) | {'"': NEITHER},
        singles=_facings(*manner.inner[0]),
        nested={},
        manner=manner,
        foreign=frozenset('"'),
        straightens=style == "straight",
        may_space=False,
        may_move=False,
    )
