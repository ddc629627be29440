"""Left by ftfy: mojibake in code pages where it is less bold, decoded where its place or the text leaves no doubt."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from copydesk.language import LANGUAGES, guess_language
from copydesk.records import Edit
from copydesk.repair.edits import edit, lines_with, substitute, unusual
from copydesk.repair.encoding.mojibake import ABOVE_ASCII


@dataclass(frozen=True)
class _CodePage:
    """A code page that UTF-8 was read in. Its patterns are made when a text first has what it misreads."""

    codec: str
    byte_of: dict[str, int]  # C1 controls are themselves, as lenient decoders have it
    leads: dict[str, int]  # of _LEADS what it has the characters of, and how many bytes follow

    @property
    def alone(self) -> tuple[str, ...]:
        """The one letter that is a word of its own and ends in a no-break space, and so stands beside no other: à."""
        return tuple(char + "\xa0" for char, byte in self.byte_of.items() if byte == 0xC3)

    @cached_property
    def sequence(self) -> re.Pattern[str]:
        """Any UTF-8 sequence of two to four bytes."""
        tail = self._one_of(0x80, 0xBF)
        two, three, four = self._one_of(0xC2, 0xDF), self._one_of(0xE0, 0xEF), self._one_of(0xF0, 0xF4)
        return re.compile(f"{two}{tail}|{three}{tail}{{2}}|{four}{tail}{{3}}")

    @cached_property
    def unmistakable(self) -> re.Pattern[str]:
        """Punctuation and emoji: no text, whatever stands around it. Only of a code page that has `leads`."""
        tail = self._one_of(0x80, 0xBF)
        forms = "|".join(re.escape(lead) + tail * n_tail for lead, n_tail in self.leads.items())
        # Right after another character above ASCII it may be part of a deeper garble.
        return re.compile(rf"(?<![^\x00-\x7f“”‘’–—…])(?:{forms})+")

    def _one_of(self, first: int, last: int) -> str:
        return "[" + re.escape("".join(char for char, byte in self.byte_of.items() if first <= byte <= last)) + "]"

    def is_misread(self, run: str) -> bool:
        """Whether the characters are whole UTF-8 sequences read in this code page."""
        return all(char in self.byte_of for char in run) and self.decode(run) is not None

    def decode(self, sequence: str) -> str | None:
        """What the characters are as UTF-8, or None."""
        try:
            return bytes(self.byte_of[char] for char in sequence).decode()
        except UnicodeDecodeError:
            return None


# What punctuation (E2 80 ..) and emoji (F0 9F .. ..) begin with, and how many bytes follow.
_LEADS = {b"\xe2\x80": 1, b"\xf0\x9f": 2}


def _code_page(codec: str) -> _CodePage:
    byte_of = {chr(byte): byte for byte in range(0x80, 0xA0)}
    for byte in range(0x80, 0x100):
        char = bytes([byte]).decode(codec, "ignore")
        if char:
            byte_of[char] = byte
    leads = {lead.decode(codec, "ignore"): n_tail for lead, n_tail in _LEADS.items()}
    return _CodePage(codec, byte_of, {lead: n_tail for lead, n_tail in leads.items() if len(lead) == 2})


_CP1252 = _code_page("cp1252")
_CODE_PAGES = tuple(map(_code_page, ("mac_roman", "cp1251", "cp1250", "cp1253", "cp1257", "cp437")))
# Those whose sequences look like text of their own (–ò, Рё), so that ftfy leaves whole Cyrillic lines of them.
_READABLE = tuple(page for page in _CODE_PAGES if page.codec in ("mac_roman", "cp1251"))
_ALIKE = (_CP1252, *(page for page in _CODE_PAGES if page.codec in ("mac_roman", "cp1251", "cp1250")))


def is_in_misread_utf8(text: str, at: int) -> bool:
    """Whether what is above ASCII around a place is whole UTF-8 sequences, read in another code page than cp1252."""
    start = end = at
    while start and text[start - 1] > "\x7f" and at - start < MAX_RUN_CHARS:
        start -= 1
    while end < len(text) and text[end] > "\x7f" and end - at < MAX_RUN_CHARS:
        end += 1
    run = text[start:end]
    return any(char > "\xff" for char in run) and any(page.is_misread(run) for page in _CODE_PAGES)


_LEAD = re.compile("[" + "".join({lead[0] for page in _CODE_PAGES for lead in page.leads}) + "]")
MAX_RUN_CHARS = 100
MIN_UNMISTAKABLE = 2  # in a text, before its other lines are tried in that code page


def decode_whole_lines(text: str) -> list[Edit]:
    """Lines decoded that are UTF-8 through and through, in the code page that the text's punctuation gives away."""
    for page in _READABLE:
        if sum(map(text.count, page.leads)) < MIN_UNMISTAKABLE:
            continue
        if len(page.unmistakable.findall(text)) >= MIN_UNMISTAKABLE:
            return [made for start, line in lines_with(text, ABOVE_ASCII) for made in _decode_line(line, start, page)]
    return []


def _decode_line(line: str, start_char: int, page: _CodePage) -> list[Edit]:
    """The edits of a line in which every character above ASCII belongs to a whole sequence, else none."""
    edits = []
    for run in ABOVE_ASCII.finditer(line):
        before = run.group()
        after = None if page.sequence.sub("", before) else page.decode(before)
        if after is None:
            return []
        edits.append(edit(start_char + run.start(), before, after, f"mojibake.utf8_as_{page.codec}"))
    return edits


def decode_unmistakable(text: str) -> list[Edit]:
    """Punctuation and emoji decoded, in the first code page that finds any."""
    if not _LEAD.search(unusual(text)):
        return []
    for page in _CODE_PAGES:
        if not any(lead in text for lead in page.leads):
            continue
        edits = []
        for match in page.unmistakable.finditer(text):
            after = page.decode(match.group())
            if after and all(unicodedata.category(char)[0] in "PSZ" for char in after):
                edits.append(edit(match.start(), match.group(), after, f"mojibake.utf8_as_{page.codec}"))
        if edits:
            return edits
    return []


MIN_ALIKE = 2  # sequences decoded in a code page before what looks harmless alone is taken for more of the same
MIN_SHARE_LED = 0.8  # of a character's occurrences, those that begin a sequence; the rest would be the letter itself
_MARKS = frozenset("“”‘’–—…•\xa0")  # and the third bytes of cp1252 that text is full of
_CYRILLIC = re.compile("[\u0400-\u04ff]")


def decode_remnants(text: str, edits: Sequence[Edit]) -> list[Edit]:
    """What looks harmless alone (på as pÃ¥, weiß as weiГџ) decoded, where `edits` show how the text was broken."""
    n_alike = Counter(page.codec for made in edits if "mojibake.utf8" in made.rule for page in _pages_of(made.before))
    found = max(_ALIKE, key=lambda page: n_alike[page.codec])
    if n_alike[found.codec] < MIN_ALIKE:
        return []
    n_led = Counter(match.group()[0] for match in found.sequence.finditer(text))
    leads = {lead for lead, n in n_led.items() if lead not in _MARKS and n >= MIN_SHARE_LED * text.count(lead)}

    def decode(match: re.Match[str]) -> str | None:
        if match.group()[0] not in leads or not _is_remnant(match, found):
            return None
        after = found.decode(match.group())
        return after if after is not None and (after.isprintable() or after in "\xa0\xad") else None

    return substitute(text, found.sequence, decode, f"mojibake.utf8_as_{found.codec}")


def _is_remnant(match: re.Match[str], page: _CodePage) -> bool:
    """Whether the place goes with what the sequence would be: two characters that give a letter stand in a word."""
    text, before = match.string, match.group()
    left, right = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if page.codec == "cp1251" and (_CYRILLIC.match(left) or _CYRILLIC.match(right)):
        return False
    if before in page.alone:
        return True
    is_in_word = right.islower() or left.islower() or page.sequence.match(text, match.end())  # deeper: Ã…Ëœ, Å˜, Ř
    if len(before) == 2 and before[-1] in _MARKS and not is_in_word:
        return False
    is_letter = len(before) == 2 and (page.decode(before) or "").isalpha()
    return not is_letter or left.isalpha() or right.isalpha()


@cache
def _pages_of(before: str) -> tuple[_CodePage, ...]:
    """The code pages in which all of it above ASCII is UTF-8 misread."""
    runs = ABOVE_ASCII.findall(before)
    return tuple(page for page in _ALIKE if runs and all(page.is_misread(run) for run in runs))


# At places where what the sequence looks like cannot stand.
_CP1252_TAIL = "".join(char for char, byte in _CP1252.byte_of.items() if byte < 0xC0 and not char.isalpha())
# Capitals and signs after a small letter: StÃ¥let, nieÅ›wieÅ¼y. Before another sign it is part of a deeper garble. No
# language has an Ã there; many have names in Å and Ä, so what these give must be a letter of the text's language.
_CP1252_LETTER = re.compile(rf"(?<=[a-zß-öø-ÿ])(?:[ÃÄÅ][{re.escape(_CP1252_TAIL)}])+(?![^\x00-\x7f“”’–—…»])")
# A sign after Â, where that ends no word in capitals; a dash or mark of three bytes after a letter of any script.
_CP1252_SIGN = re.compile(r"Â(?<![A-ZÀ-Þ«‚Ãƒ]Â)[\xa1-\xbf]")
_GARBLE = re.escape("ÃÂâãƒ" + "".join(char for char in _CP1252_TAIL if char not in "“”‘’–—…•\xa0«»"))
# Behind Ã and a mark it is part of a deeper garble, too: Ã…â„¢ is Å™, and that ř.
_CP1252_MARK = re.compile(
    rf"â(?<![{_GARBLE}]â)(?<!Ã[“”‘’–—…•\xa0«»]â)(?:€[{re.escape(_CP1252_TAIL)}œžŸ]|„¢)(?![\x80-\xbf])"
)
_CP437_SPANISH = re.compile(r"(?<!\w)┬[┐í](?=\w)")
_CP437_MARKS = {"┬┐": "¿", "┬í": "¡"}
_MAC_ACCENT = re.compile(r"(?<=[a-z])√[π†©®≤∏](?![\w√])")
_MAC_ACCENTS = {"√π": "ù", "√†": "à", "√©": "é", "√®": "è", "√≤": "ò", "√∏": "ø"}
# à, é and their like in French, where a Cyrillic capital stands among small Latin letters.
_CP1251_ACCENT = re.compile(r"(?<=[a-z])Г[©Ё§ЄЇ®ґµ»јў±і]|Г[©Ё§ЄЇ®ґµ»јў±і](?=[a-z])")
_CP1251_A_GRAVE = re.compile(r"(?<!\w)Г[ \xa0](?=[a-z])")


def decode_in_place(text: str) -> list[Edit]:
    """Single letters and marks decoded that are told by where they stand."""
    edits: list[Edit] = []
    if any(lead in text for lead in "ÃÄÅ"):
        edits += substitute(text, _CP1252_LETTER, _decode_small_letters, "mojibake.utf8_as_cp1252")
    if "Â" in text:
        edits += substitute(text, _CP1252_SIGN, lambda match: match.group()[1], "mojibake.utf8_as_cp1252")
    if "â" in text:
        edits += substitute(text, _CP1252_MARK, lambda match: _CP1252.decode(match.group()), "mojibake.utf8_as_cp1252")
    if "┬" in text:
        edits += substitute(text, _CP437_SPANISH, lambda match: _CP437_MARKS[match.group()], "mojibake.utf8_as_cp437")
    if "√" in text:
        edits += substitute(text, _MAC_ACCENT, lambda match: _MAC_ACCENTS[match.group()], "mojibake.utf8_as_mac_roman")
    if "Г" in text and _CP1251_ACCENT.search(text):
        edits += substitute(text, _CP1251_ACCENT, _decode_cp1251, "mojibake.utf8_as_cp1251")
        edits += substitute(text, _CP1251_A_GRAVE, lambda match: "à ", "mojibake.utf8_as_cp1251")
    return sorted(edits, key=lambda made: made.start_char)


def _decode_small_letters(match: re.Match[str]) -> str | None:
    before, letters = match.group(), _CP1252.decode(match.group())
    if not letters or not letters.isalpha() or not letters.islower():
        return None
    if "Ä" in before or "Å" in before:
        language = guess_language(match.string)
        return letters if language and set(letters) <= set(LANGUAGES[language].letters) else None
    return letters


def _decode_cp1251(match: re.Match[str]) -> str | None:
    return next(page for page in _CODE_PAGES if page.codec == "cp1251").decode(match.group())
