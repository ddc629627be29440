"""Characters that are the right ones in an odd form: letters and accents apart, full-width ones in Western text, and
marks that nobody sees inside words.
"""

from __future__ import annotations

import re
import unicodedata

from ftfy.chardata import WIDTH_MAP

from copydesk.records import Edit
from copydesk.repair.edits import substitute, unusual

# A letter and what may be composed with it: accents, hamzas, vowel signs of Indic scripts, jamo, the marks of kana.
_DECOMPOSED = re.compile(
    "(?s:.)[\u0300-\u0345\u0653-\u0655\u093c\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0c56\u0cc2\u0cd5\u0cd6\u0d3e\u0d57"
    "\u0dca\u0dcf\u0ddf\u102e\u1161-\u1175\u11a8-\u11c2\u1b35\u3099\u309a]+"
)
_WIDE = re.compile("[\u3000\uff01-\uffee]+")
# Full-width punctuation in a text with ideographs, kana or hangul is what belongs there.
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

# What says where a word may be broken or where no ligature is: soft hyphen, zero-width space, non-joiner, joiner and
# no-break space, word joiner. Only between letters of scripts that part words with spaces: Persian and the scripts of
# India spell with joiners, Thai and Khmer part words with zero-width spaces, emoji are put together with joiners. And
# between small ones: behind a capital it is the second byte of a misread letter ("Ã\xad", "Ă\xad" were "í").
_UNSEEN = re.compile("[\xad\u200b-\u200d\u2060\ufeff]")
_SMALL = "".join(
    char for char in map(chr, (*range(0x250), *range(0x370, 0x530), *range(0x1E00, 0x2000))) if char.islower()
)
_UNSEEN_IN_WORD = re.compile(f"(?<=[{_SMALL}]){_UNSEEN.pattern}+(?=[{_SMALL}])")


def compose_letters(text: str) -> list[Edit]:
    """Letters composed with their accents, one edit each.

    Where Unicode's normal form C composes nothing it changes nothing that anybody sees, or more than that: it takes
    Bengali's \\u09df and Devanagari's \\u095b apart, which is how they are typed (285 edits in 62 of 92 real
    documents), gives names other ideographs (\\uf9e1), and makes a K of the Kelvin sign. These stay.
    """
    if unicodedata.is_normalized("NFC", text):
        return []
    return substitute(text, _DECOMPOSED, _compose, "text.composed")


def _compose(match: re.Match[str]) -> str | None:
    composed = unicodedata.normalize("NFC", match.group())
    return composed if len(composed) < len(match.group()) else None


def narrow_widths(text: str) -> list[Edit]:
    """Full-width letters and marks as they are in the rest of the text, which is in no East Asian language."""
    if not _WIDE.search(unusual(text)) or _EAST_ASIAN.search(text):
        return []
    return substitute(text, _WIDE, lambda match: match.group().translate(WIDTH_MAP), "text.width")


def join_words(text: str) -> list[Edit]:
    """Words without the marks inside them that nobody sees, one edit each run of marks."""
    if not _UNSEEN.search(unusual(text)):
        return []
    return substitute(text, _UNSEEN_IN_WORD, lambda _: "", "text.unseen")
