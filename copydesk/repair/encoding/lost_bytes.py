"""Lost bytes: mojibake that something else damaged once more, which decoding alone would get wrong or leave.

These patterns are mended before ftfy sees the line, and only where it would do harm or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from copydesk.language import LANGUAGES, guess_language
from copydesk.records import Edit
from copydesk.repair.edits import substitute

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

# The same of ™, whatever became of its „.
_STRAIGHTENED_TRADEMARK = re.compile("â(?<![^\x00-\x7f]â)(?:[\"“”]|,,|'')¢")
# ... and of a letter inside a word (cÅ"ur, EspaÃ'a), where just one of those that the mark may have been is a letter of
# the text's language.
_STRAIGHTENED_LETTER = re.compile(r"(?P<lead>[ÃÄÅ])(?<![^\x00-\x7f].)(?P<mark>[\"'])(?=[^\W\d_])")
_BEFORE_STRAIGHTENED = {'"': "“”„", "'": "‘’‚"}

# Both bytes of an apostrophe may be gone with the C1 controls that they were (isnât, petâs). One of them may be a name.
_LOST_BOTH = re.compile(r"â(?<=[a-z]â)(?=(?:s|re|ve|ll|(?<=nâ)t)(?![^\W_]))")
MIN_LOST_BOTH = 2

# iso-8859-15 has eight letters where Latin-1 has signs; right after a C1 control they are those bytes.
_LATIN9_ELLIPSIS = re.compile("Š(?<=â\x80Š)")

# One and the same character decoded twice in part: E2 80 [E2 80 93 or 94], a dash whose last byte reads as a quote.
# Right after a word it is a closing quote that lost its byte, and a dash.
_HALF_DECODED = re.compile(r"â(?<!\Sâ)[\x80€](?:â[\x80€](?P<last>[\x9c\x9d“”œ]))")
_HALF_DECODED_LAST = {"“": "–", "”": "—", "\x9c": "–", "œ": "–", "\x9d": "—"}

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


def _straightened_letters(text: str) -> list[Edit]:
    language = guess_language(text)
    letters = frozenset(LANGUAGES[language].letters) if language in LANGUAGES else frozenset()

    def replace(match: re.Match[str]) -> str | None:
        left = text[match.start() - 1 : match.start()]
        found = {
            letter
            for mark in _BEFORE_STRAIGHTENED[match["mark"]]
            if (letter := (match["lead"] + mark).encode("cp1252").decode("utf-8", "ignore"))
            and letter.lower() in letters
            and not (letter.isupper() and left.islower())
        }
        return found.pop() if len(found) == 1 else None

    return substitute(text, _STRAIGHTENED_LETTER, replace, "mojibake.lost_byte") if letters else []


def _lost_both(text: str) -> list[Edit]:
    edits = substitute(text, _LOST_BOTH, lambda match: "’", "mojibake.lost_byte")
    return edits if len(edits) >= MIN_LOST_BOTH and guess_language(text) == "en" else []


def _half_decoded(text: str) -> list[Edit]:
    return substitute(text, _HALF_DECODED, lambda match: _HALF_DECODED_LAST[match["last"]], "mojibake.half_decoded")


_RULES: list[tuple[str, Callable[[str], list[Edit]]]] = [
    ("Ã", lambda text: substitute(text, _LOST_9D_TWICE, lambda match: "”", "mojibake.lost_byte")),
    ("â", _half_decoded),
    ("â", _lost_9d),
    ("â", _straightened_dash),
    ("â", lambda text: substitute(text, _STRAIGHTENED_TRADEMARK, lambda match: "™", "mojibake.lost_byte")),
    ("â", _lost_both),
    ("ÃÄÅ", lambda text: _straightened_letters(text) if _STRAIGHTENED_LETTER.search(text) else []),
    ("Š", lambda text: substitute(text, _LATIN9_ELLIPSIS, lambda match: "\xa6", "mojibake.lost_byte")),
]
