"""Lost bytes: mojibake that something else damaged once more, which decoding alone would get wrong or leave.

These patterns are mended before ftfy sees the line, and only where it would do harm or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from copydesk.language import guess_language
from copydesk.records import Edit
from copydesk.repair.edits import edit, substitute

# A closing quote, E2 80 9D, read as cp1252, which has no 9D: the byte was dropped, or became ? or U+FFFD, or the
# no-break space. What ftfy makes of "â€ " is a dagger, E2 80 A0, and the space is gone. The byte goes back to its
# place, and the line is decoded like any other.
# A character above ASCII right after it is the third byte in some code page, unless it begins a sequence of its own;
# before it, part of a deeper garble. A straight mark is the third byte of a dash, straightened with the quotes.
# (What may not stand before is looked for behind the literal, where a search for it costs nothing.)
_9D_BEFORE = r"â€(?<!ãƒâ€)(?<![ãÃ]â€)(?<!Ã[^\xa0-\xbf]â€)(?<!Ã¢â€)"
_SEQUENCE_AFTER = r"â€[^\x00-\x7f]|Â[\xa0-\xbf]|[àáãäåçèéêëìíîïÐÑÙ][^\x00-\x7f]"
_9D_AFTER = rf"(?!(?!{_SEQUENCE_AFTER})[^\x00-\x7f]|\"|(?<=\wâ€)'(?=\w))"
_LOST_9D = re.compile(rf"{_9D_BEFORE}(?:(?P<mark>[?\ufffd]|ï¿½)|(?P<space>(?<=[!-~™]â€)\xa0(?P<word>\w)?)|{_9D_AFTER})")
_LOST_9D_DROPPED = re.compile(rf"{_9D_BEFORE}(?!\?){_9D_AFTER}")
_LOST_9D_TWICE = re.compile(r"Ã¢â‚¬(?:Â(?:[?\ufffd\x9d]|(?![\x80-\xbf]))|ï¿½|\ufffd|\?)")
_ANY_MARK = re.compile("(?P<open>â€œ|“)|(?P<close>â€[\x9d\xa0?\ufffd]|â€(?![^\x00-\x7f])|”)|â€.")
# What is left of a dash whose last byte was straightened: E2 80 94 between words, E2 80 93 between numbers. Between
# spaces it could be either, and stays.
_STRAIGHTENED_DASH = re.compile(r"â€\"(?:(?<=[^\W\d_]â€\")(?=[^\W\d_])|(?<=\dâ€\")(?=\d))")

# iso-8859-15 has eight letters where Latin-1 has signs; right after a C1 control they are those bytes.
_LATIN9_ELLIPSIS = re.compile("Š(?<=â\x80Š)")

# One and the same character decoded twice in part: E2 80 [E2 80 93 or 94], a dash whose last byte reads as a quote.
# Right after a word it is a closing quote that lost its byte, and a dash.
_HALF_DECODED = re.compile(r"â(?<!\Sâ)[\x80€](?:â[\x80€](?P<last>[\x9c\x9d“”œ]))")
_HALF_DECODED_LAST = {"“": "–", "”": "—", "\x9c": "–", "œ": "–", "\x9d": "—"}

# cp1252's quotes as C1 controls, where the neighbours say so. ftfy takes \x93 for the first half of a letter when the
# word that follows begins with an accent.
_C1_QUOTED = re.compile("\x93(?=\\w)[^\x93\x94\r\n]{1,2000}\x94(?!\\w)")
_C1_MARKS = {"\x93": "“", "\x94": "”"}
# MacRoman's letters as C1 controls, between two small letters. Its á é í only: ó and ú are where cp1252 has its dash
# and its œ. Its í is where cp1252 has its apostrophe (o’clock, aujourd’hui, zo’n): only in a language that has that
# letter and no such apostrophes, beside MacRoman's á or é, or inside a long word, and in no text that shows cp1252's
# other marks.
_MAC_LETTER = re.compile("(?<=[a-zß-ÿ])[\x87\x8e\x92](?=[a-zß-ÿ])")
_MAC_LETTERS = {"\x87": "á", "\x8e": "é", "\x92": "í"}
_CP1252_MARK = re.compile(r"[\x91\x93\x94]|\x92(?:(?:s|t|d|m|re|ve|ll)?(?!\w))|(?<!\w)(?:[cdjlmnst]|qu)\x92")
_INSIDE_LONG_WORD = re.compile(r"(?<=[a-zß-ÿ]{3})\x92(?=[a-zß-ÿ]{3})(?!hui)")
_I_ACUTE_LANGUAGES = frozenset(["ca", "es", "gl", "pt"])
MAX_QUOTED_CHARS = 2_000  # how far back an opening mark is looked for


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
    """The four forms; where the byte was dropped elsewhere in the text, a ? after â€ is a question mark."""
    dropped = bool(_LOST_9D_DROPPED.search(text)) and "â€\ufffd" not in text

    def replace(match: re.Match[str]) -> str | None:
        if match.group("space"):
            word = match.group("word")
            closes = _is_inside_double(text, match.start())
            return ("â€\x9d\xa0" + word if word else "â€\x9d") if closes else None
        keep = match.group("mark") == "?" and dropped
        return "â€\x9d?" if keep else "â€\x9d"

    return substitute(text, _LOST_9D, replace, "mojibake.lost_byte")


def _is_inside_double(text: str, at: int) -> bool:
    """Whether the last double mark before it in its line, decoded or not, is an opening one; else it is a dagger."""
    line_start = max(text.rfind("\n", 0, at), at - MAX_QUOTED_CHARS) + 1
    doubles = [match.lastgroup for match in _ANY_MARK.finditer(text, line_start, at) if match.lastgroup]
    return doubles[-1:] == ["open"]


def _straightened_dash(text: str) -> list[Edit]:
    def replace(match: re.Match[str]) -> str:
        return "–" if text[match.end()].isdigit() else "—"

    return substitute(text, _STRAIGHTENED_DASH, replace, "mojibake.lost_byte")


def _half_decoded(text: str) -> list[Edit]:
    return substitute(text, _HALF_DECODED, lambda match: _HALF_DECODED_LAST[match["last"]], "mojibake.half_decoded")


def _mac_letters(text: str) -> list[Edit]:
    is_cp1252 = bool(_CP1252_MARK.search(text))
    has_i_acute = not is_cp1252 and (
        any(match.group() != "\x92" for match in _MAC_LETTER.finditer(text))
        or ("\x92" in text and guess_language(text) in _I_ACUTE_LANGUAGES)
    )

    def replace(match: re.Match[str]) -> str | None:
        if match.group() == "\x92" and not has_i_acute:
            is_long = not is_cp1252 and _INSIDE_LONG_WORD.match(text, match.start())
            return _MAC_LETTERS["\x92"] if is_long else None
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
    ("â", _straightened_dash),
    ("Š", lambda text: substitute(text, _LATIN9_ELLIPSIS, lambda match: "\xa6", "mojibake.lost_byte")),
    ("\x93", _c1_quotes),
    ("\x87\x8e\x92", _mac_letters),
]
