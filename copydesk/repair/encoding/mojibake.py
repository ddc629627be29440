"""Mojibake: UTF-8 that was read in some other encoding, decoded again.

ftfy decides, line by line; this module spares it the lines that show nothing to decide, and those that are misread from
end to end, where there is nothing to weigh.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace

from ftfy import TextFixerConfig, fix_and_explain
from ftfy.badness import MOJIBAKE_CATEGORIES, is_bad
from ftfy.chardata import LIGATURES

from copydesk.records import Edit
from copydesk.repair.edits import edit, edits_between, lines_with

# Every alternative of ftfy's `badness` needs a character that is none of these, and none of its other steps changes
# them, escapes aside. Kept small: each character here is one that mojibake could never be made of alone.
SUSPICIOUS = re.compile("[^\t\n\r -~“”‘’–—…\xa0•]")
_LIGATURES = frozenset(map(chr, LIGATURES))
# What ftfy's steps other than the decoding of mojibake change: control characters, ligatures, surrogates.
_LOOKED_FOR = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\u206a-\u206f\ufeff\ufff9-\ufffc\ud800-\udfff" + "".join(_LIGATURES) + "]"
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
_CONFIG = TextFixerConfig(
    unescape_html=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    fix_character_width=False,
    normalization=None,
    explain=False,
)
MAX_PIECE_CHARS = 200_000  # ftfy's steps see no more at once; a line that long is cut at a space
# ftfy deletes these controls, and words would be glued: they part lines, as a vertical tab does in text from Word.
_UNPARTED = re.compile("[^\x0b\x1c-\x1e]+")

ABOVE_ASCII = re.compile("[^\x00-\x7f]+")
# What three bytes that happen to stand together most often make: NKo, syllabics, ideographs, hangul and rarer scripts.
_INVENTED = re.compile("[\u0780-\u08ff\u1000-\u1cff\u2c80-\u2dff\u2e80-\ud7ff\uf900-\ufaff]")
MIN_INVENTED = 3
MAX_LAYERS = 4  # of mojibake, taken off without asking


def decode_mojibake(text: str) -> list[Edit]:
    """What ftfy changes, quotes and line breaks left alone, in the lines that show it something to change."""
    edits: list[Edit] = []
    decoded: dict[str, str] = {}  # what became of a run of characters above ASCII, in lines of one layer
    for start, line in lines_with(text, SUSPICIOUS):
        if _needs_ftfy(line):
            made = _decode_whole_line(line, start, decoded)
            if made is None:
                made = [edit for place, piece in _pieces(line, start) for edit in _ask_ftfy(piece, place)]
            edits += made
    return _without_invented(text, edits)


def _without_invented(text: str, edits: list[Edit]) -> list[Edit]:
    """The edits without an ideograph here and there: a text has words of them, or has none."""
    n_invented = [len(_INVENTED.findall(made.after)) for made in edits]
    if not any(n_invented) or max(n_invented) > 1 or sum(n_invented) >= MIN_INVENTED or _INVENTED.search(text):
        return edits
    return [made for made, n in zip(edits, n_invented, strict=True) if not n]


def _decode_whole_line(line: str, start_char: int, decoded: dict[str, str]) -> list[Edit] | None:
    """The edits of a line that is UTF-8 misread from end to end, layer by layer, as ftfy would have it; else None."""
    now, codecs = line, list[str]()
    while _is_bad(now) and len(codecs) < MAX_LAYERS:
        for codec in ("latin-1", "sloppy-windows-1252"):
            try:
                now = now.encode(codec).decode()
            except UnicodeError:
                continue
            codecs.append(codec)
            break
        else:
            return None
    if not codecs or _needs_ftfy(now):
        return None
    edits = []
    for run in ABOVE_ASCII.finditer(line):
        before = run.group()
        after = decoded.get(before) if len(codecs) == 1 else None
        if after is None:
            after = before
            for codec in codecs:
                after = after.encode(codec).decode()
            if len(codecs) == 1:
                decoded[before] = after
        edits.append(edit(start_char + run.start(), before, after, "mojibake.utf8"))
    return edits


def _ask_ftfy(piece: str, start_char: int) -> list[Edit]:
    fixed = fix_and_explain(piece, _CONFIG).text
    return edits_between(piece, fixed, start_char, _name_rule) if fixed != piece else []


def _needs_ftfy(text: str) -> bool:
    """False only where ftfy would give the text back: nothing its steps look for, no mojibake."""
    return bool(_LOOKED_FOR.search(text)) or _is_bad(text)


def _is_bad(line: str) -> bool:
    """ftfy's `is_bad`, asked only where it could say yes."""
    return bool(MAYBE_BAD.search(line)) and is_bad(line)


def _pieces(line: str, start_char: int) -> Iterator[tuple[int, str]]:
    for part in _UNPARTED.finditer(line):
        done, last = part.span()
        while done < last:
            end = min(done + MAX_PIECE_CHARS, last)
            if end < last:
                end = line.rfind(" ", done + MAX_PIECE_CHARS // 2, end) + 1 or end
            yield start_char + done, line[done:end]
            done = end


def _name_rule(before: str, after: str) -> str:
    """Which of ftfy's steps it was, from what it did."""
    if not before.isprintable() and (not after or before.isascii()):
        return "text.control_character"
    if not _LIGATURES.isdisjoint(before):
        return "text.ligature"
    if len(before) == len(after):
        return "mojibake.c1"
    return "mojibake.utf8"
