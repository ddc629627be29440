"""Lost marks: what stands where a program could not write a quotation mark, and whether it does in this text.

U+FFFD, "â??" or a question mark in place of every mark above ASCII says nothing about which mark it was. Where it
stands does: women�s, �record� at 93,098. So it is read like any other mark, but only in a text that shows that it
stands for quotation marks, and hardly ever for accented letters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from copydesk.repair.quotes.apostrophes import is_elided
from copydesk.repair.quotes.manners import Language


@dataclass(frozen=True, slots=True)
class LostMark:
    """A glyph that may stand for a lost mark, and the traces by which it is known to."""

    glyph: str
    contraction: re.Pattern[str]
    opening: re.Pattern[str]
    closing: re.Pattern[str]
    pair: re.Pattern[str]  # a hard space may stand inside, as in French
    inside_word: re.Pattern[str]
    min_fits: int


MAX_QUOTED_CHARS = 600


def _lost_mark(glyph: str, *, min_fits: int) -> LostMark:
    mark = re.escape(glyph)
    return LostMark(
        glyph=glyph,
        contraction=re.compile(rf"(?<=[A-Za-z]){mark}(?=(?:s|t|d|m|re|ve|ll)(?![^\W_]|=))"),
        opening=re.compile(rf"(?:^|(?<=[\s(\[])){mark}(?=[^\W_])", re.MULTILINE),
        closing=re.compile(rf"(?<=[.,!]){mark}(?=\s|$)", re.MULTILINE),
        pair=re.compile(
            rf"(?:^|(?<=[\s(\[’'\ufffd])){mark}[\xa0\u202f]?(?=[^\W_])[^\ufffd\n]{{1,{MAX_QUOTED_CHARS}}}"
            rf"(?<=[\w.,!?…\xa0\u202f]){mark}(?![^\W_])",
            re.MULTILINE,
        ),
        inside_word=re.compile(rf"(?<=[^\W_]){mark}(?=[^\W_])"),
        min_fits=min_fits,
    )


LOST_MARKS = (
    _lost_mark("â??", min_fits=1),
    _lost_mark("\ufffd\ufffd\ufffd", min_fits=1),  # one for each byte
    _lost_mark("\ufffd", min_fits=1),
    # Nobody writes don?t; but one slip is no habit, and a text that has quotation marks has not lost them.
    _lost_mark("?", min_fits=3),
)
_ANY_MARK = re.compile("[“”‘’\"]|(?<=[a-z])'(?=[a-z])")
MAX_ACCENTS = 0.25  # letters lost inside words, as a share of what fits a mark; English has 0.01, French 3 and more


def find_lost_mark(text: str, language: Language | None, *, is_english: bool = False) -> LostMark | None:
    """The glyph that stands for lost marks in this text, if one does; no `language` is English, or an unknown one."""
    for lost in LOST_MARKS:
        # A question mark may be a real one, or what is left of a Spanish ¿ or of any letter.
        if lost.glyph not in text or (lost.glyph == "?" and (language is not None or _ANY_MARK.search(text))):
            continue
        n_contractions = _count_contractions(text, lost, language)
        if language is None:
            n_fits = n_contractions + len(lost.opening.findall(text)) + len(lost.closing.findall(text))
        else:  # without English contractions a whole pair is the least that shows it
            n_pairs = len(lost.pair.findall(text))
            n_fits = n_contractions + 2 * n_pairs if n_pairs else 0
        n_accents = len(lost.inside_word.findall(text)) - n_contractions
        if n_fits < lost.min_fits or n_accents > MAX_ACCENTS * n_fits:
            continue
        if lost.glyph != "?" or n_contractions or is_english:
            return lost
    return None


def _count_contractions(text: str, lost: LostMark, language: Language | None) -> int:
    if language is None:
        return len(lost.contraction.findall(text))
    return sum(is_elided(text, *match.span(), language) for match in lost.inside_word.finditer(text))
