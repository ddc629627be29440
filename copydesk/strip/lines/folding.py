"""A line reduced to what tells it from another one: its letters and digits, or its words.

Every line of every text passes here, so what is ASCII goes through tables of bytes, in C: a pattern that looks at each
character took three times as long on 67,000 lines of guides (3.9 against 0.8 µs a line for `fold`, 3.7 against 1.6 for
`fold_words`). What other characters there are is left to patterns, once the commonest marks are out of the way.
"""

from __future__ import annotations

import re
from unicodedata import normalize

_ASCII = bytes(range(128))
_ASCII_MARKS = bytes(code for code in _ASCII if not chr(code).isalnum())
# In UTF-8 all bytes of other characters lie above: they stay as they are.
_WORDS_APART = bytes(
    ord(chr(code).lower()) if chr(code).isalnum() or chr(code) in "_'" else ord(" ") for code in _ASCII
) + bytes(range(128, 256))
# With these out, most lines of English text are ASCII.
_TYPOGRAPHIC_MARKS = "“”‘–—…\N{NO-BREAK SPACE}"

_NO_ALNUM = re.compile(r"[\W_]+")
_NO_WORD = re.compile(r"[^\w\s']+")
_LOOSE_APOSTROPHE = re.compile(r"'(?:(?<!\w')|(?!\w))")


def flatten(text: str) -> str:
    """The text with typographic apostrophes made straight, other common typographic marks blank, accents in letters."""
    if text.isascii():
        return text
    text = normalize("NFC", text).replace("’", "'")
    for mark in _TYPOGRAPHIC_MARKS:
        text = text.replace(mark, " ")
    return text


def fold(text: str) -> str:
    """The letters and digits of `text` and nothing else: quote style, white space and list marks do not matter.

    Nor does it matter whether an accent is part of its letter, as trafilatura makes it, or stands behind it.

    >>> fold("Cafe\u0301!") == fold("Caf\u00e9")
    True
    """
    return fold_flat(flatten(text))


def fold_flat(flat: str) -> str:
    """The same of a text that was flattened."""
    kept = _decoded(_encoded(flat).translate(None, _ASCII_MARKS))
    return kept if kept.isascii() else _NO_ALNUM.sub("", kept)


def fold_words(text: str) -> list[str]:
    """The words of `text` casefolded, with typographic apostrophes made straight; hyphens part words.

    >>> fold_words("It’s the ‘well-known’ O'Neill")
    ["it's", 'the', 'well', 'known', "o'neill"]
    """
    return words_of_flat(flatten(text))


def words_of_flat(flat: str) -> list[str]:
    """The same of a text that was flattened."""
    spaced = _decoded(_encoded(flat).translate(_WORDS_APART))
    if not spaced.isascii():
        # The dot that casefold leaves on a Turkish capital İ is no letter, and would part the word.
        spaced = _NO_WORD.sub(" ", spaced.casefold().replace("i\u0307", "i"))
    if "'" in spaced:
        spaced = _LOOSE_APOSTROPHE.sub(" ", spaced)
    return spaced.split()


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _decoded(encoded: bytes) -> str:
    return encoded.decode("utf-8", "surrogatepass")
