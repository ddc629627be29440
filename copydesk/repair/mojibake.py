"""Mojibake: UTF-8 that was read in some other encoding, decoded again.

ftfy decides, line by line; this module spares it the lines that show nothing to decide, and the lines where the same
few sequences stand over and over (â€™), which are asked about once each.
"""

from __future__ import annotations

import re
import unicodedata
from types import SimpleNamespace

from ftfy import TextFixerConfig, fix_and_explain, fix_encoding
from ftfy.badness import MOJIBAKE_CATEGORIES, is_bad
from ftfy.chardata import LIGATURES, WIDTH_MAP

from copydesk.records import Edit
from copydesk.repair.edits import edit, edits_between, lines_with

# Every alternative of ftfy's `badness` needs a character that is none of these, and none of its other steps changes
# them, escapes aside. Kept small: each character here is one that mojibake could never be made of alone.
SUSPICIOUS = re.compile("[^\t\n\r -~“”‘’–—…\xa0•]")
_LIGATURES = frozenset(map(chr, LIGATURES))
_WIDTHS = frozenset(map(chr, WIDTH_MAP))
# What ftfy's steps other than the decoding of mojibake change: control characters, ligatures, widths, surrogates.
_LOOKED_FOR = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u206a-\u206f\ufeff\ufff9-\ufffc\ud800-\udfff\u3000\uff01-\uffef"
    + "".join(_LIGATURES)
    + "]"
)
# What every alternative of `badness` needs: one character of these or two side by side, in ftfy's own classes. It was
# there in each of a million random strings that are bad, and costs a quarter to a tenth of what asking ftfy costs.
_CLASSES = SimpleNamespace(**MOJIBAKE_CATEGORIES)
_ANY_CLASS = "".join(chars for name, chars in MOJIBAKE_CATEGORIES.items() if name != "common")
_SIGNS = (
    "°" + _CLASSES.bad + _CLASSES.law + _CLASSES.currency + _CLASSES.end_punctuation + _CLASSES.numeric + _CLASSES.box
)
MAYBE_BAD = re.compile(  # a character of the classes, then what it was: else every character is tried for each of these
    f"[{_ANY_CLASS}](?:(?<=[\x80-\x9fÃÂŒœ≈])|(?<=[{_SIGNS}])[{_ANY_CLASS}]|(?![\x00-\x7fα-οа-я])(?:"
    f"[{_SIGNS}{_CLASSES.start_punctuation}]|(?<=[{_CLASSES.lower_accented}{_CLASSES.lower_common}])[{_CLASSES.upper_accented}]"
    f"|(?<=[ÎÐØÙ])[{_CLASSES.common}œŠšŸž]|(?<=√)[π´]|(?<=‚)[Äâó]|(?<=в)Ђ|(?<=Г)[ўВ]|(?<=à)[²µ¹¼½¾]))"
)
_CONFIG = TextFixerConfig(unescape_html=False, uncurl_quotes=False, fix_line_breaks=False, explain=False)
# Full-width punctuation among ideographs, kana or hangul is what belongs there.
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CONFIG_EAST_ASIAN = _CONFIG._replace(fix_character_width=False)
MAX_PIECE_CHARS = 200_000  # ftfy's steps see no more at once; a line that long is cut at a space

# Whole UTF-8 sequences of the commonest kinds in cp1252 or Latin-1, and lone C1 controls, which are cp1252 themselves.
_CONTINUATION = "[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_SEQUENCES = re.compile(
    f"(?:[ÂÃÅ]{_CONTINUATION}|â(?:€|\x80|„|\x84|‚|\x82){_CONTINUATION}|ð(?:Ÿ|\x9f){_CONTINUATION}{{2}})+"
    "|(?<![\x80-\xff])[\x80-\x9f](?![\x80-\xff])"
)
_SEQUENCE_START = re.compile("[\x80-\x9fÂÃÅâð]")
# More layers, or a space or ? inside a sequence: only ftfy sees that, in the line as it came. What no Western text
# holds (ideographs above all) is as likely to be a layer taken off the wrong way. One layer too few looks harmless
# sequence by sequence: ÃƒÂ¥ gives Ã¥, which alone is bad to nobody.
_UNFINISHED = re.compile(
    "[Â-ô\u0180-\u1fff\u2e80-\ud7ff\ue000-\uf8ff]"
    "(?:(?<=[ÂÃÄÅÎÐØÙàâãð])[ ?]|(?<=[\u0180-\uf8ff])"
    f"|(?<=[Â-ß]){_CONTINUATION}|(?<=[à-ï]){_CONTINUATION}{{2}}|(?<=[ð-ô]){_CONTINUATION}{{3}})"
)


def decode_mojibake(text: str) -> list[Edit]:
    """What ftfy changes, quotes and line breaks left alone, in the lines that show it something to change."""
    edits: list[Edit] = []
    decoded: dict[str, tuple[str, str]] = {}  # what ftfy makes of a sequence, and by which rule
    for start, line in lines_with(text, SUSPICIOUS):
        made = _decode_sequences(line, start, decoded)
        if made is None:
            made = [edit for place, piece in _pieces(line, start) for edit in _ask_ftfy(piece, place)]
        edits += made
    return edits


def _decode_sequences(line: str, start_char: int, decoded: dict[str, tuple[str, str]]) -> list[Edit] | None:
    """The line's edits, where all that is suspicious in it is sequences that ftfy decodes on their own; else None."""
    if not _SEQUENCE_START.search(line):
        return None
    edits, pieces, done = [], [], 0
    for run in _SEQUENCES.finditer(line):
        before, at = run.group(), run.start()
        if before not in decoded:
            after = fix_encoding(before, _CONFIG)
            decoded[before] = after, _name_rule(before, after)
        after, rule = decoded[before]
        if after == before or SUSPICIOUS.search(line, done, at):
            return None
        edits.append(edit(start_char + at, before, after, rule))
        pieces += [line[done:at], after]
        done = run.end()
    if not edits or SUSPICIOUS.search(line, done):
        return None
    result = "".join(pieces) + line[done:]
    return None if _UNFINISHED.search(result) or _is_bad(result) else edits


def _ask_ftfy(piece: str, start_char: int) -> list[Edit]:
    if not _needs_ftfy(piece):
        return []
    fixed = fix_and_explain(piece, _CONFIG).text
    if _EAST_ASIAN.search(fixed):
        fixed = fix_and_explain(piece, _CONFIG_EAST_ASIAN).text
    return edits_between(piece, fixed, start_char, _name_rule) if fixed != piece else []


def _needs_ftfy(line: str) -> bool:
    """False only where ftfy would give the line back: nothing its steps look for, no mojibake, composed already."""
    return bool(_LOOKED_FOR.search(line)) or _is_bad(line) or not unicodedata.is_normalized("NFC", line)


def _is_bad(line: str) -> bool:
    """ftfy's `is_bad`, asked only where it could say yes."""
    return bool(MAYBE_BAD.search(line)) and is_bad(line)


def _pieces(line: str, start_char: int) -> list[tuple[int, str]]:
    if len(line) <= MAX_PIECE_CHARS:
        return [(start_char, line)]
    pieces, done = [], 0
    while done < len(line):
        end = done + MAX_PIECE_CHARS
        if end < len(line):
            end = line.rfind(" ", done + MAX_PIECE_CHARS // 2, end) + 1 or end
        pieces.append((start_char + done, line[done:end]))
        done = end
    return pieces


def _name_rule(before: str, after: str) -> str:
    """Which of ftfy's steps it was, from what it did."""
    if not after or (not before.isprintable() and before.isascii()):
        return "text.control_character"
    if not _LIGATURES.isdisjoint(before):
        return "text.ligature"
    if not _WIDTHS.isdisjoint(before):
        return "text.width"
    if unicodedata.normalize("NFC", before) == after:
        return "text.composed"
    if len(before) == len(after):
        return "mojibake.c1"
    return "mojibake.utf8"
