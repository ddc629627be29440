"""Which texts may be in a language that opens and closes with the same mark."""

from __future__ import annotations

import re

from copydesk.language import guess_language, has_english
from copydesk.repair.marks import SAME_MARK_LANGUAGES

_NORDIC_LETTER = re.compile("[åäöøæ]")


def is_nordic(text: str) -> bool:
    """Whether a text is in a language that opens and closes with the same mark, or may be, if it is short."""
    if has_english(text):
        return False
    language = guess_language(text)
    return language in SAME_MARK_LANGUAGES or (language is None and bool(_NORDIC_LETTER.search(text)))
