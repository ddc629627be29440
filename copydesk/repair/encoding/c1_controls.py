"""C1 controls: the bytes 80 to 9F of cp1252, which some reader took for Latin-1, are the marks they were.

No text has these controls. Those that belong to a whole UTF-8 sequence are left to what decodes mojibake; it would also
make half a character of one that only stands beside a letter (`etapă \\x84turbulent`, `amanhã\\x94 e`), so they are
settled first.
"""

from __future__ import annotations

import re

from copydesk.records import Edit
from copydesk.repair.edits import substitute, unusual
from copydesk.repair.encoding.left_by_ftfy import is_in_misread_utf8

# A whole sequence of UTF-8 read as Latin-1, or a control on its own. Right after a to z no sequence of another alphabet
# begins: that is a letter (é, Ö, ß) and a mark beside it. After â\x80 a byte was lost.
_C1 = re.compile(
    "[\xc2-\xc6\xcb][\x80-\xbf]|[\xc7-\xca\xcc-\xdf](?:(?<![A-Za-z].)[\x80-\x9f]|[\xa0-\xbf])"
    "|(?:[\xe0\xe2]|\xe1(?:(?<![A-Za-z].)|(?=[\xa0-\xbf]))|[\xe3-\xef](?<![A-Za-z].))[\x80-\xbf]{2}"
    "|[\xf0-\xf4][\x80-\xbf]{3}|\xe2\x80"
    "|(?P<control>[\x80-\x9f])"
)
_CP1252 = {chr(byte): char for byte in range(0x80, 0xA0) if (char := bytes([byte]).decode("cp1252", "ignore"))}
_ANY_C1 = re.compile(f"[{''.join(_CP1252)}]")
# Where no other control stands in the text, one deep inside a word is MacRoman's í and no apostrophe.
_INSIDE_LONG_WORD = re.compile(r"(?<=[a-zß-ÿ]{3})\x92(?=[a-zß-ÿ]{3})(?!hui)")


def restore_c1_marks(text: str) -> list[Edit]:
    """cp1252's marks in the place of C1 controls."""
    if not _ANY_C1.search(unusual(text)):
        return []
    if not _ANY_C1.search(_INSIDE_LONG_WORD.sub("", text)):
        return substitute(text, _INSIDE_LONG_WORD, lambda match: "í", "mojibake.mac_as_latin1")

    def replace(match: re.Match[str]) -> str | None:
        mark = _CP1252.get(match["control"])
        return mark if mark and not is_in_misread_utf8(text, match.start()) else None

    return substitute(text, _C1, replace, "mojibake.c1")
