"""Misread letters: a text that was read in another 8-bit charset than it was written in, told by its letters.

W³adys³aw, pøíliš, baþkan, dйclarй, K\\x94nig, Ïðåçèäåíò: every byte is a character in both charsets, so nothing is
impossible; but no language has those letters, or a sign stands inside a word. Read again, the letters are those of one
language, which the words are in as well. Only where it is sure: all of it must come right.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from copydesk.language import LANGUAGES, WORDS, guess_language
from copydesk.records import Edit
from copydesk.repair.edits import edit, lines_with, shifted, unusual
from copydesk.repair.encoding.mojibake import ABOVE_ASCII

# What a charset was read as, and what may have been read so. Where two of them give the same text it does not matter
# which it was; where they give different ones, and both make sense, the text is left alone.
_ELSEWHERE = (
    "cp1250 iso8859_2 cp1254 cp1257 cp850 cp852 cp437 cp861 mac_roman mac_latin2 cp1251 cp866 koi8_u iso8859_5 cp1253 "
    "iso8859_7"
)
MISREADINGS: dict[str, str] = {
    "latin1": _ELSEWHERE,  # where C1 controls say that it was not cp1252
    "cp1252": _ELSEWHERE,
    "cp1254": "cp1252",
    "cp1250": "cp1252",
    "iso8859_2": "cp1252",
    "cp1257": "cp1252",
    "cp1251": "cp1252 cp866",
    "cp1253": "cp1252",
    "mac_roman": "cp1252",
}


class _Misreading(NamedTuple):
    """`right` was read as `wrong`."""

    wrong: str
    right: str
    repertoire: frozenset[str]
    table: dict[str, str]  # every character above ASCII that the wrong reading has, and what it is in the right one
    translation: dict[int, str]  # the same, for `str.translate`


class _Reading(NamedTuple):
    """What a text is, if it was misread so."""

    misreading: _Misreading
    own: frozenset[str]  # the letters of its language
    n_words: int  # that are among the commonest of its language
    n_bad: int  # characters that cannot be where they are, are in names at best, or were left


def _decode(byte: int, codec: str) -> str:
    """The byte's character; C1 controls where the charset has none, as lenient decoders have it."""
    return bytes([byte]).decode(codec, "ignore") or chr(byte)


def _table(wrong: str, right: str) -> dict[str, str]:
    table = {}
    for byte in range(0x80, 0x100):
        after = _decode(byte, right)
        if after in _CP1252_MARKS and right.startswith(
            "iso"
        ):  # an ISO charset's controls are cp1252's marks on the Web
            after = _CP1252_MARKS[after]
        table[_decode(byte, wrong)] = after
    return table


_CP1252_MARKS = {chr(byte): char for byte in range(0x80, 0xA0) if (char := _decode(byte, "cp1252")) != chr(byte)}
# Inside a word these stand for themselves: o’clock, a dash without spaces, a ligature's joint.
_INSIDE_WORDS = frozenset("’‘'–—…·\xa0\xad\u2011/")
_MAY_BE_ADDED = _INSIDE_WORDS | frozenset("“”„‚•")  # by whoever set the text, after it was misread

_MISREADINGS = [
    _Misreading(wrong, right, _MAY_BE_ADDED.union(table), table, str.maketrans(table))
    for wrong, rights in MISREADINGS.items()
    for right in rights.split()
    for table in [_table(wrong, right)]
]
_AS_BYTES = {wrong: str.maketrans(_table(wrong, "latin-1")) for wrong in (*MISREADINGS, "cp437")}
_UTF8 = re.compile("[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CONTROL = re.compile("[\x80-\x9f]")
_LEFT_OVER = re.compile(r"[\x80-\x9f]|(?<=[^\W\d_])[“”„‚•](?=[^\W\d_])")
_WORD = re.compile(r"[^\W\d_]+")
_EVERYWHERE = "é"  # cafés
_OLD_FORMS = {"ro": "şţ"}  # with cedillas, as all Romanian was written before 2007
LAST_LATIN = "\u024f"
_CYRILLIC = "абвгдежзийклмнопрстуфхцчш"
_GREEK = "αβγδεζηθικλμνξοπρστυφχψωςΐΰ"


def _alphabet(language: str, letters: str) -> frozenset[str]:
    """A language's letters beyond a to z, small ones."""
    if re.search("[а-ӿ]", letters):
        return frozenset(letters + _CYRILLIC)
    return frozenset(letters + (_GREEK if language == "el" else _EVERYWHERE) + _OLD_FORMS.get(language, ""))


_ALPHABETS = {language: _alphabet(language, row.letters) for language, row in LANGUAGES.items()}
# For every letter the languages that have it, as one bit each.
_BIT_OF = {language: 1 << i for i, language in enumerate(_ALPHABETS)}
_OWNERS: Counter[str] = Counter()
for _language, _letters in _ALPHABETS.items():
    for _letter in _letters:
        _OWNERS[_letter] |= _BIT_OF[_language]
_ALL = (1 << len(_ALPHABETS)) - 1
_ANY = frozenset(_OWNERS)
# Letters of names, in texts of languages that have none of them.
_LOANS = frozenset("áâãäåçèéêëíïñóôöøúüß")

_IN_C1 = frozenset("šžœÿ")  # letters of cp1252's own, which are names in most languages

SAMPLE_CHARS = 4_000  # that decide
GATE_CHARS = 1_500  # of them, those that are looked at in any text
LANGUAGE_CHARS = 1_000  # of them, as many as a language is told by
MIN_BAD = 3  # characters that cannot be, in a text that was misread; one is enough where it is a control inside a word
MIN_PLAIN_WORDS = 2  # with such a character, that are no names: a French text has Čapek and Horáček, but not pčre
MIN_WORD_CHARS = 3  # of those words
MAX_WORD_CHARS = 30  # looked at on either side
MIN_BAD_SHARE = 0.3  # of the characters that would change, those that cannot be what they are
MAX_LOAN_SHARE = 0.15  # of the same, those that would be letters of names only
MIN_WORD_SHARE = 0.08  # of all words, the commonest of the language: 25% in news, 3% in Cyrillic read the wrong way
MIN_WORDS_SHARE = 0.5  # of the words that the best reading has; KOI8 and cp1251 are the same letters in another order
MAX_UTF8_SHARE = 0.4  # of what is above ASCII, what makes UTF-8 by chance (.3 in cp866): more, and it is UTF-8 misread
MAX_STILL_BAD = 0.04  # of the characters that would change, those that would be wrong still
MAX_RIGHT_SHARE = 0.05  # of the same, those that are right as they are and would be wrong

_SYMBOLS = frozenset(["Sk", "Sm", "So"])  # beside a letter as bad as inside a word: a box's corner, an infinity
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_NOT_PLAIN = re.compile("[^\x00-\x7f“”‘’–—…\xa0]+")
_MISREAD_AS = frozenset().union(*(misreading.repertoire for misreading in _MISREADINGS))


def read_letters_again(text: str) -> list[Edit]:
    """The edits that read the text in the charset it was written in, where its letters say that it was not.

    If not all of it was misread, the lines with controls are looked at by themselves. Clean text costs a look at its
    beginning.
    """
    has_controls = bool(_CONTROL.search(unusual(text)))
    if not has_controls and not _is_odd(text[:GATE_CHARS]):
        return []
    edits = _read_all_again(text)
    if edits or not has_controls:
        return edits
    lines = list(lines_with(text, _CONTROL))
    edits = _read_all_again("\n".join(line for _, line in lines))
    shifts, ends = [], []
    end = 0
    for start, line in lines:
        shifts.append(start - end)
        end += len(line) + 1
        ends.append(end)
    return [shifted(made, shifts[bisect_right(ends, made.start_char)]) for made in edits]


def _read_all_again(text: str) -> list[Edit]:
    sample = text[:SAMPLE_CHARS]
    chars = set("".join(_NOT_PLAIN.findall(sample)))
    if not _is_odd(sample):
        return []
    above_ascii = " ".join(ABOVE_ASCII.findall(sample))
    if _is_utf8(above_ascii, "cp1252"):
        return []
    is_latin1 = any("\x80" <= char <= "\x9f" for char in chars)  # else the same as cp1252
    found = [
        reading
        for misreading in _MISREADINGS
        if (misreading.wrong != "latin1" or is_latin1) and (reading := _judge(sample, chars, misreading))
    ]
    if not found or any(_is_utf8(above_ascii, wrong) for wrong in _AS_BYTES):
        return []
    most_words = max(reading.n_words for reading in found)
    found = [reading for reading in found if reading.n_words >= MIN_WORDS_SHARE * most_words]
    least_bad = min(reading.n_bad for reading in found)
    made: dict[tuple[tuple[int, str], ...], list[Edit]] = {}
    for reading in found:
        if reading.n_bad == least_bad:
            edits = _read_again(text, reading)
            made.setdefault(tuple((one.start_char, one.after) for one in edits if one.start_char < SAMPLE_CHARS), edits)
    return next(iter(made.values())) if len(made) == 1 else []


def _shared_owners(letters: set[str] | frozenset[str]) -> int:
    """The languages that have all these letters, as one bit each."""
    owners = _ALL
    for letter in letters:
        owners &= _OWNERS[letter]
    return owners


def _is_odd(sample: str) -> bool:
    """Whether a sign stands inside a word, or letters that no one language has and hardly any are of the text's own."""
    chars = set("".join(_NOT_PLAIN.findall(sample)))
    if not chars <= _MISREAD_AS:
        return False
    signs = "".join(char for char in chars if (char > LAST_LATIN or not char.isalpha()) and char not in _INSIDE_WORDS)
    if signs and re.search(f"[{re.escape(signs)}](?<=[a-z].)(?=[a-z])", sample):
        return True
    if _shared_owners({char.lower() for char in chars if char.isalpha()}):
        return False
    own = _ALPHABETS.get(guess_language(sample) or "", frozenset()) | _LOANS
    return sum(sample.count(char) for char in chars if char.isalpha() and char.lower() not in own) >= MIN_BAD


def _is_utf8(above_ascii: str, wrong: str) -> bool:
    """Whether so much of it is UTF-8, read in that charset, that nothing else may be made of it."""
    as_bytes = above_ascii.translate(_AS_BYTES[wrong])
    n_in_sequences = len(as_bytes) - len(_UTF8.sub("", as_bytes))
    return n_in_sequences > MAX_UTF8_SHARE * (len(as_bytes) - as_bytes.count(" "))


def _judge(sample: str, chars: set[str], misreading: _Misreading) -> _Reading | None:
    """What the text is if it was misread so; None where it does not come right, or was right as it was."""
    table = misreading.table
    if not chars <= misreading.repertoire:
        return None
    letters_above_ascii = {letter for char in chars if (letter := table.get(char, char).lower()).isalpha()}
    if not _shared_owners(letters_above_ascii - _LOANS):
        return None
    language = guess_language(sample[:LANGUAGE_CHARS].translate(misreading.translation))
    if language is None:
        owners = _shared_owners(letters_above_ascii)
    else:
        owners = _shared_owners(letters_above_ascii - _LOANS) & _BIT_OF.get(language, 0)
    if owners == 0:
        return None
    own = _ALPHABETS.get(language or "", _ANY)
    read_again = sample.translate(misreading.translation)
    n = n_bad = n_still_bad = n_loans = n_right = n_impossible = 0
    bad_words = set()
    for start, char in _suspects(sample, table):
        is_bad, is_still_bad = _weigh(sample, start, table, own)
        n += 1
        n_bad += is_bad
        n_still_bad += is_still_bad
        n_loans += table[char].lower() in _LOANS - own
        n_right += is_still_bad and not is_bad
        if is_bad and not is_still_bad:
            bad_words.add(_word_at(read_again, start))
            n_impossible += "\x80" <= char <= "\x9f"
    if n_still_bad - n_right > MAX_STILL_BAD * n or n_right > MAX_RIGHT_SHARE * n:
        return None
    if n_impossible == 0:
        n_plain = sum(word.islower() and len(word) >= MIN_WORD_CHARS for word in bad_words)
        if language is None or n_plain < MIN_PLAIN_WORDS or n_bad < max(MIN_BAD, MIN_BAD_SHARE * n):
            return None
    if len(own) > 1 and n_loans > MAX_LOAN_SHARE * n:
        return None
    words = _WORD.findall(read_again.lower())
    n_left_over = len(_LEFT_OVER.findall(read_again))
    n_words = sum(word in WORDS.get(language or "", ()) for word in words)
    if language and n_words < MIN_WORD_SHARE * len(words):
        return None
    return _Reading(misreading, own, n_words, n_still_bad + n_loans + n_left_over)


def _word_at(text: str, at: int) -> str:
    start = end = at
    while text[start - 1 : start].isalpha() and at - start < MAX_WORD_CHARS:
        start -= 1
    while text[end : end + 1].isalpha() and end - at < MAX_WORD_CHARS:
        end += 1
    return text[start:end]


def _suspects(text: str, table: dict[str, str]) -> Iterator[tuple[int, str]]:
    """The characters that reading again would change, and where they stand."""
    changed = "".join(char for char in set(text) if table.get(char, char) != char)
    if changed:
        for match in re.finditer(f"[{re.escape(changed)}]", text):
            yield match.start(), match.group()


def _weigh(text: str, at: int, table: dict[str, str], own: frozenset[str]) -> tuple[bool, bool]:
    """Whether the character at a place cannot stand there, and whether what it is read again cannot."""
    char, left, right = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    is_control = "\x80" <= char <= "\x9f"
    letters = own | _LOANS | _IN_C1 if is_control or len(own) == 1 else own
    return (
        _is_bad(_CP1252_MARKS.get(char, char), left, right, letters),
        _is_bad(table[char], table.get(left, left), table.get(right, right), own | _LOANS),
    )


def _is_bad(char: str, left: str, right: str, alphabet: frozenset[str]) -> bool:
    """Whether the character cannot stand there: another language's letter, a capital or a sign inside a word."""
    if char.isalpha():
        if char.lower() not in alphabet or (char > LAST_LATIN and (_is_latin(left) or _is_latin(right))):
            return True
        if char.isupper():
            return left.islower()
        return right.isupper()
    if "\x80" <= char <= "\x9f":
        return True
    if unicodedata.category(char) in _SYMBOLS and char not in "©®™°":
        return left.isalpha() or right.isalpha()
    if char in "„‚":
        return left.isalpha()
    return char not in _INSIDE_WORDS and left.isalpha() and right.isalpha()


def _is_latin(char: str) -> bool:
    return char.isalpha() and char <= LAST_LATIN


def _read_again(text: str, reading: _Reading) -> list[Edit]:
    """Every character that is another one in the right reading, but for lines that are right; and no new control."""
    misreading, own = reading.misreading, reading.own
    table = misreading.table
    rule = f"mojibake.{misreading.right}_as_{misreading.wrong}"
    edits = []
    for line_start, line in lines_with(text, _NOT_ASCII):
        suspects = list(_suspects(line, table))
        verdicts = Counter(_weigh(line, start, table, own) for start, _ in suspects)
        if verdicts[False, True] > verdicts[True, False]:
            continue
        edits += [
            edit(line_start + start, char, table[char], rule)
            for start, char in suspects
            if table[char].isprintable() or table[char] in "\xa0\xad"
        ]
    return edits
