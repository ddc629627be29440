"""Apostrophes: where a mark between two letters, or one that was lost there, can be nothing else."""

from __future__ import annotations

import re
from functools import cache

from copydesk.repair.quotes.manners import Language

_CONTRACTION_AFTER = re.compile(r"(?:s|t|d|m|re|ve|ll|S|T|RE|VE|LL|D|M)(?![^\W_]|=)")
_NAME_BEFORE = re.compile(r"(?<![^\W_])(?:[OoDdLlMN]|d[aei]ll|un)$")
_WORD_BEFORE = re.compile(r"[^\W\d_]+\Z")
MAX_ELIDED_CHARS = 10  # the longest word that is cut short before an apostrophe: quelqu’un
_NEVER = "(?!)"


def is_contracted(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] between two letters was an apostrophe in English: don�t, O�Brien; not caf�s."""
    if _CONTRACTION_AFTER.match(text, end):
        return True
    return text[end : end + 1].isupper() and bool(_NAME_BEFORE.search(text[max(0, start - 5) : start]))


def is_elided(text: str, start: int, end: int, language: Language) -> bool:
    """Whether text[start:end] between two letters was an apostrophe in that language: l‘élu, geht‘s; not Ka‘ba."""
    elided, ending = _patterns(language)
    word = _WORD_BEFORE.search(text, max(0, start - MAX_ELIDED_CHARS), start)
    return bool(word and elided.fullmatch(word.group())) or bool(ending.match(text, end))


@cache
def _patterns(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(language.elided or _NEVER, re.IGNORECASE), re.compile(language.ending or _NEVER)
