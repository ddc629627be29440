"""Encoding: characters that a wrong decoding broke are whole again, and clean text is not even looked at twice.

The first gate is a search over the text for a character, or an escape, that any step could change. Behind it every
step has its own, and decides line by line, so that one line's damage (or a tag in it) switches nothing on or off
elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable

from copydesk.rebuild import apply_edits, compose_edits
from copydesk.records import Edit
from copydesk.repair.edits import is_quoted_alone, unusual
from copydesk.repair.encoding.c1_controls import restore_c1_marks
from copydesk.repair.encoding.characters import compose_letters, join_words, narrow_widths
from copydesk.repair.encoding.charset_mixup import untangle_charsets
from copydesk.repair.encoding.escapes import decode_entities, decode_json_escapes, has_escapes
from copydesk.repair.encoding.left_by_ftfy import (
    decode_in_place,
    decode_remnants,
    decode_unmistakable,
    decode_whole_lines,
)
from copydesk.repair.encoding.lost_bytes import restore_lost_bytes
from copydesk.repair.encoding.misread_letters import read_letters_again
from copydesk.repair.encoding.mojibake import SUSPICIOUS, decode_mojibake

STEPS: tuple[Callable[[str], list[Edit]], ...] = (
    decode_json_escapes,
    decode_entities,
    untangle_charsets,
    read_letters_again,
    restore_c1_marks,
    restore_lost_bytes,
    decode_whole_lines,
    decode_mojibake,
    decode_unmistakable,
    decode_in_place,
    compose_letters,
    narrow_widths,
    join_words,
)
# These read all of the text again; what the others do to a character stays undone where the text speaks of it.
OF_THE_WHOLE = (untangle_charsets, read_letters_again)
MAX_ROUNDS = 8  # mojibake inside entities inside mojibake has been seen two layers deep, each with remnants


def repair_encoding(text: str) -> tuple[Edit, ...]:
    """The edits after which `text` holds no mojibake, escapes or stray controls that can be told for sure."""
    edits: tuple[Edit, ...] = ()
    now = text
    for _ in range(MAX_ROUNDS):
        if not (SUSPICIOUS.search(unusual(now)) or has_escapes(now)):
            break
        is_changed = False
        for step in STEPS:
            made = [one for one in step(now) if step in OF_THE_WHOLE or not is_quoted_alone(now, one)]
            if made:
                is_changed = True
                edits = compose_edits(text, edits, made)
                now = apply_edits(now, made)
        if not is_changed:
            made = decode_remnants(now, edits) if edits else []
            if not made:
                break
            edits = compose_edits(text, edits, made)
            now = apply_edits(now, made)
    return edits
