"""Which reason a line's own words give: the phrase tables, read in time linear in the line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from copydesk.strip.lines.folding import fold_words
from copydesk.strip.lines.vocabulary import Phrase, any_of, phrases, words_of

# A phrase without "!" decides about lines of at most so many words: longer ones that hold "our journalism" or "terms of
# use" once are as often news about them. Labels are shorter still ("More from the summit is expected on Friday.").
SHORT_LINES = {"related_link": 8, "navigation": 8, "advert": 8, "social": 8, "promo": 12}
SHORT_LINE = 25
# A line of more words is no furniture, whatever it says: it is a whole article without its line feeds, with the notice
# at its end. The longest line that a telling phrase took rightly has 98.
_LONGEST_FURNITURE = 150
# Two phrases of one reason decide about lines of so many words: terms of use say so of themselves in longer ones.
_MAX_TWICE_WORDS = 60
# "Read more: ..." has its colon within so many characters.
_LABEL_CHARS = 40
_SPEECH_MARKS = frozenset('"“”„«»‘‚‹「『')

# "Donate now, says the sign in the window": somebody speaks, without quotation marks.
_SAYS = re.compile(rf", (?:\w+ ){{0,3}}{any_of('said')} ")


def is_speech(text: str) -> bool:
    """Whether the line opens with a quotation mark."""
    return text[:1] in _SPEECH_MARKS


def is_reported(text: str) -> bool:
    """Whether the line is a sentence that somebody says: "Donate now, says the sign in the window."."""
    return text.endswith(".") and _SAYS.search(text) is not None


_ADDRESS = words_of("address")


class _PhraseIndex:
    """Phrases by their first two words, in the order of the reasons.

    A word that begins many phrases ("read", "follow") would have them all tried at each place where it stands: with the
    next word known two are left of nine. A first word's phrases are put in order when it is first met.
    """

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._by_first: dict[str, list[Phrase]] = {}
        for phrase in phrases:
            self._by_first.setdefault(phrase.words[0], []).append(phrase)
        self._by_second: dict[str, dict[str | None, list[Phrase]]] = {}

    def beginning(self, words: Sequence[str], start: int) -> Sequence[Phrase]:
        """The phrases that may stand at words[start:]."""
        first = words[start]
        if first not in self._by_first:
            return ()
        by_second = self._by_second.get(first) or self._in_order(first)
        second = words[start + 1] if start + 1 < len(words) else None
        return by_second.get(second) or by_second[None]

    def _in_order(self, first: str) -> dict[str | None, list[Phrase]]:
        phrases = self._by_first[first]
        seconds = {None, *(phrase.words[1] for phrase in phrases if not _takes_second(phrase, None))}
        by_second = {second: [phrase for phrase in phrases if _takes_second(phrase, second)] for second in seconds}
        self._by_second[first] = by_second
        return by_second


def _takes_second(phrase: Phrase, second: str | None) -> bool:
    """Whether the phrase can go on with this second word; None stands for one that no phrase names, or for none."""
    return len(phrase.words) == 1 or phrase.words[1] in ("*", second)


@cache
def _phrases_at_start() -> _PhraseIndex:
    """All: each may stand at a line's beginning."""
    return _PhraseIndex(phrases())


@cache
def _phrases_inside() -> _PhraseIndex:
    """Those that may stand behind a line's first word: one in seven."""
    return _PhraseIndex(phrase for phrase in phrases() if not phrase.at_start)


@cache
def _needed_inside() -> tuple[frozenset[str], dict[str, list[frozenset[str]]]]:
    """Of each phrase that may stand behind a line's first word the longest word, mostly its rarest, and all by that."""
    needed: dict[str, list[frozenset[str]]] = {}
    for phrase in phrases():
        if not phrase.at_start:
            needed.setdefault(max(phrase.words, key=len), []).append(frozenset(phrase.words) - {"*"})
    return frozenset(needed), needed


def _may_hold_inside(words: Sequence[str]) -> bool:
    """Whether the line has all the words of such a phrase: one in a hundred has, four in five lack each longest one."""
    longest, needed = _needed_inside()
    if longest.isdisjoint(words):
        return False
    present = frozenset(words)
    for word in longest & present:
        for phrase_words in needed[word]:
            if phrase_words <= present:
                return True
    return False


def _end_of(phrase: Phrase, words: Sequence[str], start: int) -> int | None:
    """Where the phrase that stands at words[start:] ends, None where it stands not there.

    "*" takes one to four words, the fewest that do.
    """
    if phrase.at_start and start:
        return None
    at = start
    pending_gap = False
    for wanted in phrase.words:
        if wanted == "*":
            pending_gap = True
            continue
        if pending_gap:
            found = next((i for i in range(at + 1, min(at + 5, len(words))) if words[i] == wanted), None)
            if found is None:
                return None
            at, pending_gap = found, False
        elif at >= len(words) or words[at] != wanted:
            return None
        at += 1
    return at if not phrase.at_end or at == len(words) else None


def _label_reason(text: str) -> str | None:
    """ "related_link" for "Read more: Somebody says something": a label, a colon or bar, another story's headline."""
    head = text[:_LABEL_CHARS]
    if ":" not in head and "|" not in head:
        return None
    mark = ":" if ":" in head else "|"
    label, mark, rest = head.partition(mark)
    if not rest.strip():
        return None
    words = fold_words(label)
    candidates = _phrases_at_start().beginning(words, 0) if words else ()
    whole = [p for p in candidates if p.at_start and len(p.words) == len(words) and _end_of(p, words, 0) is not None]
    return "related_link" if any(phrase.reason == "related_link" for phrase in whole) else None


def _decides(phrase: Phrase, words: Sequence[str]) -> bool:
    """Whether a phrase that is not telling in itself is enough for this line."""
    if len(words) > SHORT_LINES.get(phrase.reason, SHORT_LINE):
        return False
    anchored = phrase.at_start or phrase.at_end
    return anchored or 2 * len(phrase.words) > len(words) or not _ADDRESS.isdisjoint(words)


def _candidates(words: Sequence[str]) -> Iterator[tuple[int, Phrase]]:
    """The phrases that may stand in the line, with the places where they may, from its beginning to its end."""
    for phrase in _phrases_at_start().beginning(words, 0):
        yield 0, phrase
    if _may_hold_inside(words):
        for start in range(1, len(words)):
            for phrase in _phrases_inside().beginning(words, start):
                yield start, phrase


def wording_reason(text: str, words: Sequence[str]) -> str | None:
    """The reason that the line's own words give for taking it out, or None; `words` are the line's, one at least.

    A line that opens with a quotation mark, or tells who says it, is somebody speaking: only a phrase that is the whole
    line counts there.
    """
    if label_reason := _label_reason(text):
        return label_reason
    if len(words) > _LONGEST_FURNITURE:
        return None
    first_hits: dict[str, tuple[int, frozenset[str]]] = {}
    for start, phrase in _candidates(words):
        end = _end_of(phrase, words, start)
        if end is None:
            continue
        whole = phrase.at_start and phrase.at_end
        if not whole and (is_speech(text) or is_reported(text)):
            continue
        if whole or phrase.telling or _decides(phrase, words):
            return phrase.reason
        # Two phrases at one place ("our newsletter" in "to our newsletter") say one thing, and so does one that comes
        # back: "... changed its terms of use, and your old terms of use ..." is news about them.
        said = frozenset(phrase.words)
        first_end, first_said = first_hits.setdefault(phrase.reason, (end, said))
        twice = start >= first_end and not (said <= first_said or said >= first_said)
        if twice and len(words) <= _MAX_TWICE_WORDS and not _ADDRESS.isdisjoint(words):
            return phrase.reason
    return None
