"""Which language a text is in, as far as its quotation marks need to know."""

from __future__ import annotations

import re
from collections import Counter

from copydesk.repair.marks import SAME_MARK_LANGUAGES

# The commonest function words, those left out that two of these languages share. A dozen of them tell a paragraph of
# running text apart; the marks of an unknown language are left alone, so a wrong "unknown" costs a repair and no harm.
# Danish stands for Norwegian too: same words, same marks.
FUNCTION_WORDS = {
    "en": "the of and to that is was for it with as his her are this have from they not which at by be you "
    "your their about into when after",
    "de": "der die das und ist nicht ein eine mit von den auf für dem sich auch wird sind im zu",
    "fr": "le les et des est une pour dans qui sur pas au par ce il du elle aux sont cette",
    "es": "el los y las del una por con para su lo más como pero sus fue ha este al",
    "it": "il di che è per della non sono gli del le alla dei nel anche più dal",
    "pt": "o os e do da em um uma não com dos no na ao mais foi pelo são",
    "nl": "de het een van en dat niet zijn op voor met ook bij aan door naar wordt",
    "pl": "w i na z się nie do to że jest jak po od przez dla są",
    "cs": "a se na je v že s o do jako po by ale pro jsou však",
    "sv": "och att det som en är av för på med till den inte har om ett",
    "da": "og at det en af er til på med som der ikke den har et",
    "fi": "ja on ei että se oli hän ovat myös joka mutta kun kuin sen tai",
    "tr": "ve bir bu için ile de da olarak çok daha olan ne",
    "hu": "a az és hogy nem egy is ez van volt meg csak már de",
    "ro": "și de la cu pe nu că din care este sau pentru mai fost",
    "ru": "и в не на что с по как это из для его от но",
    "uk": "і в не на що з до як це та для його від але",
    "el": "και το να του η την της με για που από είναι στο",
}
_LANGUAGES_OF: dict[str, list[str]] = {}
for _language, _words in FUNCTION_WORDS.items():
    for _word in _words.split():
        _LANGUAGES_OF.setdefault(_word, []).append(_language)

_WORD = re.compile(r"[^\W\d_]+")
SAMPLE_CHARS = 20_000  # enough words to be sure, and the same work for a novel as for an article

MIN_VOTES = 3  # one is enough for English in nothing but its own letters: a headline has no more
_OTHER_LETTER = re.compile(r"[^\W\d_a-zA-Z]")
MIN_OTHER_LETTERS = 2
_NORDIC_LETTER = re.compile("[åäöøæ]")
# Words that no other language here has.
_ENGLISH = frozenset("the of and that with this have his they which you your from what it would".split())  # noqa: SIM905


def guess_language(text: str) -> str | None:
    """The ISO 639-1 code of the text's language, or None where its function words do not say."""
    votes: Counter[str] = Counter()
    for word in _WORD.findall(text[:SAMPLE_CHARS].lower()):
        votes.update(_LANGUAGES_OF.get(word, ()))
    if not votes:
        return None
    (first, n_first), *rest = votes.most_common(2)
    n_second = rest[0][1] if rest else 0
    if n_first <= 1.2 * n_second:
        return None
    if n_first >= MIN_VOTES or (first == "en" and not _OTHER_LETTER.search(text[:SAMPLE_CHARS])):
        return first
    return None


def is_foreign(line: str) -> bool:
    """Whether a line shows, on its own, that it is not English: none of its words, and others or their letters."""
    if _has_english(line):
        return False
    return (
        guess_language(line) not in (None, "en") or len(_OTHER_LETTER.findall(line[:SAMPLE_CHARS])) >= MIN_OTHER_LETTERS
    )


def is_nordic(text: str) -> bool:
    """Whether a text is in a language that opens and closes with the same mark, or may be, if it is short."""
    if _has_english(text):
        return False
    language = guess_language(text)
    return language in SAME_MARK_LANGUAGES or (language is None and bool(_NORDIC_LETTER.search(text)))


def _has_english(text: str) -> bool:
    return not _ENGLISH.isdisjoint(_WORD.findall(text[:SAMPLE_CHARS].lower()))
