"""Left by ftfy: mojibake in code pages where it is less bold, decoded where its place or the text leaves no doubt."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from copydesk.records import Edit
from copydesk.repair.edits import edit, lines_with, substitute


@dataclass(frozen=True, slots=True)
class _CodePage:
    """A code page that UTF-8 was read in."""

    codec: str
    byte_of: dict[str, int]  # C1 controls are themselves, as lenient decoders have it
    sequence: re.Pattern[str]  # any UTF-8 sequence of two to four bytes
    # Punctuation (E2 80 ..) and emoji (F0 9F .. ..): no text, whatever stands around it. None where the code page has
    # no character for one of the bytes.
    unmistakable: re.Pattern[str] | None
    leads: tuple[str, ...]  # what every such sequence begins with

    def decode(self, sequence: str) -> str | None:
        """What the characters are as UTF-8, or None."""
        try:
            return bytes(self.byte_of[char] for char in sequence).decode()
        except UnicodeDecodeError:
            return None


def _code_page(codec: str) -> _CodePage:
    byte_of = {chr(byte): byte for byte in range(0x80, 0xA0)}
    for byte in range(0x80, 0x100):
        char = bytes([byte]).decode(codec, "ignore")
        if char:
            byte_of[char] = byte

    def one_of(first: int, last: int) -> str:
        return "[" + re.escape("".join(char for char, byte in byte_of.items() if first <= byte <= last)) + "]"

    tail = one_of(0x80, 0xBF)
    leads = {bytes(lead).decode(codec, "ignore"): n_tail for lead, n_tail in (((0xE2, 0x80), 1), ((0xF0, 0x9F), 2))}
    forms = [re.escape(lead) + tail * n_tail for lead, n_tail in leads.items() if len(lead) == 2]
    return _CodePage(
        codec=codec,
        byte_of=byte_of,
        sequence=re.compile(
            f"{one_of(0xC2, 0xDF)}{tail}|{one_of(0xE0, 0xEF)}{tail}{{2}}|{one_of(0xF0, 0xF4)}{tail}{{3}}"
        ),
        # Right after another character above ASCII it may be part of a deeper garble.
        unmistakable=re.compile(rf"(?<![^\x00-\x7f“”‘’–—…])(?:{'|'.join(forms)})+") if forms else None,
        leads=tuple(lead for lead in leads if len(lead) == 2),
    )


_CODE_PAGES = tuple(map(_code_page, ("mac_roman", "cp1251", "cp1250", "cp1253", "cp1257", "cp437")))
# Those whose sequences look like text of their own (–ò, Рё), so that ftfy leaves whole Cyrillic lines of them.
_READABLE = tuple(page for page in _CODE_PAGES if page.codec in ("mac_roman", "cp1251"))
_ABOVE_ASCII = re.compile(r"[^\x00-\x7f]+")
MIN_UNMISTAKABLE = 2  # in a text, before its other lines are tried in that code page


def decode_whole_lines(text: str) -> list[Edit]:
    """Lines decoded that are UTF-8 through and through, in the code page that the text's punctuation gives away."""
    for page in _READABLE:
        if page.unmistakable is None or sum(map(text.count, page.leads)) < MIN_UNMISTAKABLE:
            continue
        if len(page.unmistakable.findall(text)) >= MIN_UNMISTAKABLE:
            return [made for start, line in lines_with(text, _ABOVE_ASCII) for made in _decode_line(line, start, page)]
    return []


def _decode_line(line: str, start_char: int, page: _CodePage) -> list[Edit]:
    """The edits of a line in which every character above ASCII belongs to a whole sequence, else none."""
    edits = []
    for run in _ABOVE_ASCII.finditer(line):
        before = run.group()
        after = None if page.sequence.sub("", before) else page.decode(before)
        if after is None:
            return []
        edits.append(edit(start_char + run.start(), before, after, f"mojibake.utf8_as_{page.codec}"))
    return edits


def decode_unmistakable(text: str) -> list[Edit]:
    """Punctuation and emoji decoded, in the first code page that finds any."""
    for page in _CODE_PAGES:
        if page.unmistakable is None or not any(lead in text for lead in page.leads):
            continue
        edits = []
        for match in page.unmistakable.finditer(text):
            after = page.decode(match.group())
            if after and all(unicodedata.category(char)[0] in "PSZ" for char in after):
                edits.append(edit(match.start(), match.group(), after, f"mojibake.utf8_as_{page.codec}"))
        if edits:
            return edits
    return []


# At places where what the sequence looks like cannot stand.
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
    if "┬" in text:
        edits += substitute(text, _CP437_SPANISH, lambda match: _CP437_MARKS[match.group()], "mojibake.utf8_as_cp437")
    if "√" in text:
        edits += substitute(text, _MAC_ACCENT, lambda match: _MAC_ACCENTS[match.group()], "mojibake.utf8_as_mac_roman")
    if "Г" in text and _CP1251_ACCENT.search(text):
        edits += substitute(text, _CP1251_ACCENT, _decode_cp1251, "mojibake.utf8_as_cp1251")
        edits += substitute(text, _CP1251_A_GRAVE, lambda match: "à ", "mojibake.utf8_as_cp1251")
    return sorted(edits, key=lambda made: made.start_char)


def _decode_cp1251(match: re.Match[str]) -> str | None:
    return next(page for page in _CODE_PAGES if page.codec == "cp1251").decode(match.group())
