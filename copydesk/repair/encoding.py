"""Encoding: characters that a wrong decoding broke are whole again, and clean text is not even looked at twice.

Three gates, each proven to let through only what no step would change: characters that no step touches at all; then,
line by line, what ftfy's steps look for; then ftfy. Decisions are made line by line, so that one line's damage (or a
tag in it) does not switch anything on or off elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from ftfy import TextFixerConfig, fix_and_explain
from ftfy.badness import is_bad
from ftfy.chardata import LIGATURES, WIDTH_MAP

from copydesk.rebuild import apply_edits, compose_edits
from copydesk.records import Edit
from copydesk.repair.charset_mixup import untangle_charsets
from copydesk.repair.edits import edits_between
from copydesk.repair.escapes import decode_entities, decode_json_escapes
from copydesk.repair.lost_bytes import restore_lost_bytes

# Every alternative of ftfy's `badness` needs a character that is none of these, and none of its other steps changes
# them; & and \ begin escapes. Kept small: each character here is one that mojibake could never be made of alone.
_SUSPICIOUS = re.compile("[^\t\n\r -%'-\\[\\]-~“”‘’–—…\xa0•]")
# What ftfy's steps other than the decoding of mojibake change: control characters, ligatures, widths, surrogates.
_LOOKED_FOR = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u206a-\u206f\ufeff\ufff9-\ufffc\ud800-\udfff\u3000\uff01-\uffef"
    + "".join(map(chr, LIGATURES))
    + "]"
)
_LINE = re.compile(r"[^\r\n]+")
_CONFIG = TextFixerConfig(unescape_html=False, uncurl_quotes=False, fix_line_breaks=False, explain=False)
MAX_PIECE_CHARS = 200_000  # ftfy's steps see no more at once; a line that long is cut at a space
MAX_ROUNDS = 4  # mojibake inside entities inside mojibake has been seen twice deep


def repair_encoding(text: str) -> tuple[Edit, ...]:
    """The edits after which `text` holds no mojibake, escapes or stray controls that can be told for sure."""
    if not _SUSPICIOUS.search(text):
        return ()
    edits: tuple[Edit, ...] = ()
    now = text
    for _ in range(MAX_ROUNDS):
        n_before = len(edits)
        changed = False
        for step in STEPS:
            made = step(now)
            if made:
                changed = True
                edits = compose_edits(text, edits, made)
                now = apply_edits(now, made)
        if not changed or (n_before == len(edits) == 0) or not _SUSPICIOUS.search(now):
            break
    return edits


def decode_mojibake(text: str) -> list[Edit]:
    """What ftfy changes, quotes and line breaks left alone, in the lines that show it something to change."""
    edits: list[Edit] = []
    for line in _LINE.finditer(text):
        if line.group().isascii() and not _LOOKED_FOR.search(line.group()):
            continue
        for start, piece in _pieces(line.group(), line.start()):
            if _needs_ftfy(piece):
                fixed = fix_and_explain(piece, _CONFIG).text
                if fixed != piece:
                    edits += edits_between(piece, fixed, start, _name_rule)
    return edits


def _needs_ftfy(line: str) -> bool:
    """False only where ftfy would give the line back: nothing its steps look for, no mojibake, composed already."""
    return bool(
        _SUSPICIOUS.search(line)
        and (_LOOKED_FOR.search(line) or is_bad(line) or not unicodedata.is_normalized("NFC", line))
    )


def _pieces(line: str, start: int) -> list[tuple[int, str]]:
    if len(line) <= MAX_PIECE_CHARS:
        return [(start, line)]
    pieces, done = [], 0
    while done < len(line):
        end = done + MAX_PIECE_CHARS
        if end < len(line):
            end = line.rfind(" ", done + MAX_PIECE_CHARS // 2, end) + 1 or end
        pieces.append((start + done, line[done:end]))
        done = end
    return pieces


def _name_rule(before: str, after: str) -> str:
    """Which of ftfy's steps it was, from what it did."""
    if not after or (not before.isprintable() and before.isascii()):
        return "text.control_character"
    if any(ord(char) in LIGATURES for char in before):
        return "text.ligature"
    if any(ord(char) in WIDTH_MAP for char in before):
        return "text.width"
    if unicodedata.normalize("NFC", before) == after:
        return "text.composed"
    if len(before) == len(after):
        return "mojibake.c1"
    return "mojibake.utf8"


STEPS: tuple[Callable[[str], list[Edit]], ...] = (
    lambda text: decode_json_escapes(text) if "\\u" in text else [],
    lambda text: decode_entities(text) if "&" in text else [],
    untangle_charsets,
    restore_lost_bytes,
    decode_mojibake,
)
