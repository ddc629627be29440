"""Escapes: characters that some program wrote out, as HTML entities or as JSON's \\u201c, are the characters again."""

from __future__ import annotations

import re

from ftfy.fixes import unescape_html

from copydesk.records import Edit
from copydesk.repair.edits import edit, lines_with, substitute

# An entity, escaped once more for each program it went through: &rsquo; &amp;rsquo; &amp;amp;rsquo;
_ENTITY = re.compile(r"&(?:(?:amp|AMP|#38|#x26);)*#?[0-9A-Za-z]{1,24};")
_AMPERSAND = re.compile("&")
_TAG = re.compile(r"<[A-Za-z/!?]")
MAX_LAYERS = 5

_JSON_ESCAPE = re.compile(
    r"(?<![\"'`\\])\\{1,2}u([dD][89abAB][0-9a-fA-F]{2})\\{1,2}u([dD][c-fC-F][0-9a-fA-F]{2})"
    r"|(?<![\\])\\{1,2}u([0-9a-fA-F]{4})"
)
_JSON_ASCII = {"0022": '"', "0026": "&", "0027": "'", "003c": "<", "003e": ">"}  # what JSON for HTML escapes


def has_escapes(text: str) -> bool:
    """Whether anything in the text looks like an entity or one of JSON's escapes; neither `R&D` nor `C:\\dir` does."""
    return "\\u" in text or _has_entities(text)


def _has_entities(text: str) -> bool:
    return "&" in text and bool(_ENTITY.search(text))


def decode_entities(text: str) -> list[Edit]:
    """HTML entities decoded, through all their layers, line by line; a line with tags in it is code and stays."""
    edits: list[Edit] = []
    if not _has_entities(text):
        return edits
    for start, line in lines_with(text, _AMPERSAND):
        if _TAG.search(line):
            continue
        for match in _ENTITY.finditer(line):
            before = after = match.group()
            for _ in range(MAX_LAYERS):
                after = unescape_html(after)
            if after != before:
                edits.append(edit(start + match.start(), before, after, "escape.entity"))
    return edits


def decode_json_escapes(text: str) -> list[Edit]:
    """\\u201c and its like decoded."""
    if "\\u" not in text:
        return []
    return substitute(text, _JSON_ESCAPE, _decode_json_escape, "escape.json")


def _decode_json_escape(match: re.Match[str]) -> str | None:
    high, low, code = match.groups()
    if high:
        return chr(0x10000 + (int(high, 16) - 0xD800) * 0x400 + int(low, 16) - 0xDC00)
    if code.lower() in _JSON_ASCII:
        return _JSON_ASCII[code.lower()]
    number = int(code, 16)
    if number < 0xA0 or 0xD800 <= number < 0xE000:
        return None
    char = chr(number)
    return char if char.isprintable() or char == "\xa0" else None
