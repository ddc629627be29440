"""A text that asks its reader for consent, and says nothing else: the wall that stood before the article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from copydesk.strip.lines.vocabulary import any_of, any_word, spellings

# What consent walls speak of; with "we" and "you" in it, a short text of little else is one.
_CONSENT = re.compile(rf"{any_word(spellings('consent_words'))}|\b\d+ {any_of('consent_partners')}\b", re.IGNORECASE)
_TO_READER = re.compile(rf"\b{any_of('reader')}\b", re.IGNORECASE)
MAX_CONSENT_WORDS = 250
_MIN_CONSENT_SHARE = 0.6


def is_consent_wall(texts: Sequence[str]) -> bool:
    """Whether most of the lines' words ask for consent, and they are no more than such a wall has."""
    n_words = sum(len(text.split()) for text in texts)
    if n_words > MAX_CONSENT_WORDS:  # asked first: the patterns are many, and most articles are longer
        return False
    asking = [text for text in texts if len(_CONSENT.findall(text)) >= 2 and _TO_READER.search(text)]
    return bool(asking) and sum(len(text.split()) for text in asking) >= _MIN_CONSENT_SHARE * n_words
