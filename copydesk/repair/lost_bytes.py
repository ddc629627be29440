"""Lost bytes: mojibake that something else damaged once more, which decoding alone would get wrong or leave.

These patterns are mended before ftfy sees the line, and only where it would do harm or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from copydesk.records import Edit
from copydesk.repair.edits import edit, substitute

# A closing quote, E2 80 9D, read as cp1252, which has no 9D: the byte was dropped, or became ? or U+FFFD. What ftfy
# makes of "â€ " is a dagger, E2 80 A0, and the space is gone.
# A character above ASCII right after it is the third byte in some code page; before it, part of a deeper garble.
_LOST_9D = re.compile(r"(?<![ƒãÃ])(?<!Ã¢)â€(?:(?P<mark>[?�]|ï¿½)|(?![^\x00-\x7f]))")
_LOST_9D_DROPPED = re.compile(r"(?<![ƒãÃ])(?<!Ã¢)â€(?![?]|[^\x00-\x7f])")
_LOST_9D_TWICE = re.compile(r"Ã¢â‚¬(?:Â(?:[?�\x9d]|(?![\x80-\xbf]))|ï¿½|�|\?)")

# One and the same character decoded twice in part: E2 80 [E2 80 93 or 94], a dash whose last byte reads as a quote.
_HALF_DECODED = re.compile("â[\x80€](?:â[\x80€](?P<last>[\x9c\x9d“”œ]))")
_HALF_DECODED_LAST = {"“": "–", "”": "—", "\x9c": "–", "œ": "–", "\x9d": "—"}

# cp1252's quotes as C1 controls, where the neighbours say so. ftfy takes \x93 for the first half of a letter when the
# word that follows begins with an accent.
_C1_QUOTED = re.compile("\x93(?=\\w)[^\x93\x94\r\n]{1,2000}\x94(?!\\w)")
_C1_MARKS = {"\x93": "“", "\x94": "”"}
# MacRoman's letters as C1 controls, between two small letters. Its á é í only: ó and ú are where cp1252 has its dash
# and its œ.
_MAC_LETTER = re.compile("(?<=[a-zß-ÿ])[\x87\x8e\x92](?=[a-zß-ÿ])")
_CONTRACTION = re.compile(r"(?:s|t|d|m|re|ve|ll)(?!\w)")
_ELIDED_WORD = re.compile(r"(?<!\w)(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|dell|all|un|nell|sull|dall)$", re.IGNORECASE)
_MAC_LETTERS = {"\x87": "á", "\x8e": "é", "\x92": "í"}


def restore_lost_bytes(text: str) -> list[Edit]:
    """Edits for mojibake with a byte missing or decoded once too often; they never overlap."""
    taken: list[Edit] = []
    for quick, find in _RULES:
        if any(char in text for char in quick):
            taken += find(text)
    taken.sort(key=lambda made: (made.start_char, -made.end_char))
    kept: list[Edit] = []
    for found in taken:
        if not kept or found.start_char >= kept[-1].end_char:
            kept.append(found)
    return kept


def _lost_9d(text: str) -> list[Edit]:
    """The three forms; where the byte was dropped elsewhere in the text, a ? after â€ is a question mark."""
    dropped = bool(_LOST_9D_DROPPED.search(text)) and "â€\ufffd" not in text

    def replace(match: re.Match[str]) -> str:
        keep = match.group("mark") == "?" and dropped
        return "”?" if keep else "”"

    return substitute(text, _LOST_9D, replace, "mojibake.lost_byte")


def _half_decoded(text: str) -> list[Edit]:
    return substitute(text, _HALF_DECODED, lambda match: _HALF_DECODED_LAST[match["last"]], "mojibake.half_decoded")


def _mac_letters(text: str) -> list[Edit]:
    def replace(match: re.Match[str]) -> str | None:
        start, end = match.span()
        if match.group() == "\x92" and (
            _CONTRACTION.match(text, end) or _ELIDED_WORD.search(text[max(0, start - 8) : start])
        ):
            return None
        return _MAC_LETTERS[match.group()]

    return substitute(text, _MAC_LETTER, replace, "mojibake.mac_as_latin1")


def _c1_quotes(text: str) -> list[Edit]:
    """The two ends of what C1 controls quote; what is inside is left to the other rules."""
    ends = [place for match in _C1_QUOTED.finditer(text) for place in (match.start(), match.end() - 1)]
    return [edit(place, text[place], _C1_MARKS[text[place]], "mojibake.c1") for place in ends]


_RULES: list[tuple[str, Callable[[str], list[Edit]]]] = [
    ("Ã", lambda text: substitute(text, _LOST_9D_TWICE, lambda match: "”", "mojibake.lost_byte")),
    ("â", _half_decoded),
    ("â", _lost_9d),
    ("\x93", _c1_quotes),
    ("\x87\x8e\x92", _mac_letters),
]
