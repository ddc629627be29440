"""Which reason a line's own words give: the phrase tables, read in time linear in the line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from copydesk.strip.folding import fold_words
from copydesk.strip.phrases import ADDRESS, PHRASES

# A phrase without "!" decides about lines of at most so many words: longer ones that hold "our journalism" or "terms of
# use" once are as often news about them. Labels are shorter still ("More from the summit is expected on Friday.").
SHORT_LINES = {"related_link": 8, "navigation": 8, "advert": 8, "social": 12, "promo": 12}
SHORT_LINE = 25
_SPEECH = re.compile(r"[\"“”„«»‘‚‹「『]")


def is_speech(text: str) -> bool:
    """Whether the line opens with a quotation mark."""
    return _SPEECH.match(text) is not None


def word_set(table: str) -> frozenset[str]:
    """The words of a table written as prose."""
    return frozenset(table.split())


_ADDRESS = word_set(ADDRESS)


@dataclass(frozen=True, slots=True)
class _Phrase:
    reason: str
    words: tuple[str, ...]
    at_start: bool
    at_end: bool
    telling: bool


def _phrase(reason: str, written: str) -> _Phrase:
    telling = written.startswith("!")
    rest = written.lstrip("!")
    words = tuple(word for token in rest.strip("^$").split() for word in (["*"] if token == "*" else fold_words(token)))
    return _Phrase(reason, words, rest.startswith("^"), rest.endswith("$"), telling)


@cache
def _phrases_by_first_word() -> dict[str, list[_Phrase]]:
    index: dict[str, list[_Phrase]] = {}
    for reason, by_language in PHRASES.items():
        for table in by_language.values():
            for written in filter(None, map(str.strip, table.splitlines())):
                phrase = _phrase(reason, written)
                index.setdefault(phrase.words[0], []).append(phrase)
    return index


@cache
def _phrases_inside_by_first_word() -> dict[str, list[_Phrase]]:
    """Those that may stand behind a line's first word: one in seven, asked for at every other word."""
    inside = {
        word: [phrase for phrase in phrases if not phrase.at_start]
        for word, phrases in _phrases_by_first_word().items()
    }
    return {word: phrases for word, phrases in inside.items() if phrases}


def _matches(phrase: _Phrase, words: Sequence[str], start: int) -> bool:
    """Whether the phrase stands at words[start:]; "*" takes one to four words, the fewest that do."""
    if phrase.at_start and start:
        return False
    at = start
    pending_gap = False
    for wanted in phrase.words:
        if wanted == "*":
            pending_gap = True
            continue
        if pending_gap:
            found = next((i for i in range(at + 1, min(at + 5, len(words))) if words[i] == wanted), None)
            if found is None:
                return False
            at, pending_gap = found, False
        elif at >= len(words) or words[at] != wanted:
            return False
        at += 1
    return not phrase.at_end or at == len(words)


def _label_reason(text: str) -> str | None:
    """ "related_link" for "Read more: Somebody says something": a label, a colon or bar, another story's headline."""
    if ":" not in text[:40] and "|" not in text[:40]:
        return None
    label, mark, rest = text[:40].partition(":")
    if not mark:
        label, mark, rest = text[:40].partition("|")
    if not mark or not rest.strip():
        return None
    words = fold_words(label)
    candidates = _phrases_by_first_word().get(words[0], ()) if words else ()
    whole = [p for p in candidates if p.at_start and len(p.words) == len(words) and _matches(p, words, 0)]
    return "related_link" if any(phrase.reason == "related_link" for phrase in whole) else None


def _decides(phrase: _Phrase, words: Sequence[str]) -> bool:
    """Whether a phrase that is not telling in itself is enough for this line."""
    if len(words) > SHORT_LINES.get(phrase.reason, SHORT_LINE):
        return False
    anchored = phrase.at_start or phrase.at_end
    return anchored or 2 * len(phrase.words) > len(words) or not _ADDRESS.isdisjoint(words)


def wording_reason(text: str, words: Sequence[str]) -> str | None:
    """The reason that the line's own words give for taking it out, or None.

    A line that opens with a quotation mark is somebody speaking: only a phrase that is the whole line counts there.
    """
    if label_reason := _label_reason(text):
        return label_reason
    hits: dict[str, int] = {}
    beginning, inside = _phrases_by_first_word(), _phrases_inside_by_first_word()
    speech = is_speech(text)
    for start, word in enumerate(words):
        for phrase in (inside if start else beginning).get(word, ()):
            if not _matches(phrase, words, start):
                continue
            whole = phrase.at_start and phrase.at_end
            if speech and not whole:
                continue
            if whole or phrase.telling or _decides(phrase, words):
                return phrase.reason
            hits[phrase.reason] = hits.get(phrase.reason, 0) + 1
            if hits[phrase.reason] >= 2 and not _ADDRESS.isdisjoint(words):
                return phrase.reason
    return None
