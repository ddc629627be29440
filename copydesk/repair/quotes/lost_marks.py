"""Lost marks: what stands where a program could not write a quotation mark, and whether it does in this text.

U+FFFD, "â??" or a question mark in place of every mark above ASCII says nothing about which mark it was. Where it
stands does: women�s, �record� at 93,098. So it is read like any other mark, but only in a text that shows that it
stands for quotation marks, and hardly ever for accented letters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from copydesk.repair.quotes.apostrophes import is_elided
from copydesk.repair.quotes.manners import Language

MAX_QUOTED_CHARS = 600


@dataclass(frozen=True)
class LostMark:
    """A glyph that may stand for a lost mark, and the traces that tell: made when a text has the glyph."""

    glyph: str
    min_fits: int

    @cached_property
    def contraction(self) -> re.Pattern[str]:
        """In an English word."""
        return re.compile(rf"(?<=[A-Za-z]){re.escape(self.glyph)}(?=(?:s|t|d|m|re|ve|ll)(?![^\W_]|=))")

    @cached_property
    def opening(self) -> re.Pattern[str]:
        """Before a word."""
        return re.compile(rf"(?:^|(?<=[\s(\[])){re.escape(self.glyph)}(?=[^\W_])", re.MULTILINE)

    @cached_property
    def closing(self) -> re.Pattern[str]:
        """After a sentence or a part of one."""
        return re.compile(rf"(?<=[.,!]){re.escape(self.glyph)}(?=\s|$)", re.MULTILINE)

    @cached_property
    def pair(self) -> re.Pattern[str]:
        """Around something; a hard space may stand inside, as in French."""
        mark = re.escape(self.glyph)
        return re.compile(
            rf"(?:^|(?<=[\s(\[’'\ufffd])){mark}[\xa0\u202f]?(?=[^\W_])[^\ufffd\n]{{1,{MAX_QUOTED_CHARS}}}"
            rf"(?<=[\w.,!?…\xa0\u202f]){mark}(?![^\W_])",
            re.MULTILINE,
        )

    @cached_property
    def inside_word(self) -> re.Pattern[str]:
        """Between letters."""
        return re.compile(rf"(?<=[^\W_]){re.escape(self.glyph)}(?=[^\W_])")


LOST_MARKS = (
    LostMark("â??", min_fits=1),
    LostMark("\ufffd\ufffd\ufffd", min_fits=1),  # one for each byte
    LostMark("\ufffd", min_fits=1),
    # Nobody writes don?t; but one slip is no habit, and a text that has quotation marks has not lost them.
    LostMark("?", min_fits=3),
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
