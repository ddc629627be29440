"""Charset mix-ups: text in cp1252 that was read as MacRoman, or the other way round.

Every byte is a character in both, so nothing in the text is impossible, only absurd: womenís, Òrecord.Ó The quotes
give it away, and where they do, the accented letters of the text went the same way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from copydesk.records import Edit
from copydesk.repair.edits import substitute
from copydesk.repair.language import guess_language


@dataclass(frozen=True, slots=True)
class _Mixup:
    """`right` was read as `wrong`: what the four quotes look like then, where no language has those letters."""

    wrong: str
    right: str
    rule: str
    quotes: str  # the characters that “ ” ‘ ’ became
    opening: re.Pattern[str]
    closing: re.Pattern[str]
    apostrophe: re.Pattern[str]
    contraction: re.Pattern[str]
    double_opening: re.Pattern[str]
    double_closing: re.Pattern[str]
    table: dict[str, str]


def _mixup(wrong: str, right: str, rule: str, *, suffixes: str) -> _Mixup:
    open_double, close_double, open_single, close_single = ("“”‘’"[i].encode(right).decode(wrong) for i in range(4))
    return _Mixup(
        wrong=wrong,
        right=right,
        rule=rule,
        quotes=open_double + close_double + open_single + close_single,
        opening=re.compile(rf"(?<![^\W_])[{open_double}{open_single}](?=[^\W_a-z]|[a-z]{{2}})"),
        closing=re.compile(rf"(?<=[0-9A-Za-z.,!?…])[{close_double}{close_single}](?![^\W_])"),
        apostrophe=re.compile(rf"(?<=[a-zA-Z]){close_single}(?=(?:s|t|d|m|re|ve|ll)(?![^\W_]))"),
        contraction=re.compile(rf"(?<=[A-Za-z]){close_single}(?:{suffixes})(?![^\W_])"),
        double_opening=re.compile(rf"(?<![^\W_]){open_double}[A-Za-z][a-z]"),
        double_closing=re.compile(rf"(?<=[A-Za-z.,!?…]){close_double}(?![^\W_])"),
        table=_table(wrong, right),
    )


def _table(wrong: str, right: str) -> dict[str, str]:
    """Every character of the wrong reading that is another one in the right reading."""
    table = {}
    for byte in range(0x80, 0x100):
        try:
            before, after = bytes([byte]).decode(wrong), bytes([byte]).decode(right)
        except UnicodeDecodeError:
            continue
        if before != after and before.isprintable() | (before == "\xa0"):
            table[before] = after
    return table


MIXUPS = (
    _mixup("mac_roman", "cp1252", "mojibake.cp1252_as_mac", suffixes="(?<=n.)t|re|ve|ll"),  # Luís, país
    _mixup("cp1252", "mac_roman", "mojibake.mac_as_cp1252", suffixes="s|(?<=n.)t|re|ve|ll"),
)
_MARKS = re.compile("[“”‘’]")
MIN_SHARE_OF_FITS = 0.6  # accented names take the rest
MAX_RIGHT_MARKS = 0.2  # more, as a share of the wrong ones, and they are not accented letters that came out as marks


def untangle_charsets(text: str) -> list[Edit]:
    """The edits that read the text in the charset it was written in, where its quotes say that it was not."""
    for mixup in MIXUPS:
        if any(char in text for char in mixup.quotes) and _was_mixed_up(text, mixup):
            return _read_again(text, mixup)
    return []


def _count_fits(text: str, mixup: _Mixup) -> int:
    return sum(len(pattern.findall(text)) for pattern in (mixup.opening, mixup.closing, mixup.apostrophe))


def _was_mixed_up(text: str, mixup: _Mixup) -> bool:
    """Whether what would be quotes stands where quotes stand, hardly any of it elsewhere, and it cannot be names.

    Òscar begins and Luís ends like a quotation or a contraction; neither makes a pair, nor stands before ’t or ’re.
    """
    n_fits = _count_fits(text, mixup)
    n_all = sum(text.count(char) for char in mixup.quotes)
    if n_fits == 0 or n_fits < MIN_SHARE_OF_FITS * n_all:
        return False
    if guess_language(text) == "en" and mixup.contraction.search(text):
        return True
    return bool(mixup.double_opening.search(text) and mixup.double_closing.search(text))


def _read_again(text: str, mixup: _Mixup) -> list[Edit]:
    """All its characters above ASCII; only the quotes where right quotes say that not all of it went wrong."""
    if len(_MARKS.findall(text)) > MAX_RIGHT_MARKS * _count_fits(text, mixup):
        marks = dict(zip(mixup.quotes, "“”‘’", strict=True))
        pattern = re.compile("|".join(p.pattern for p in (mixup.opening, mixup.closing, mixup.apostrophe)))
        return substitute(text, pattern, lambda match: marks[match.group()], mixup.rule)
    pattern = re.compile("[" + re.escape("".join(mixup.table)) + "]+")
    return substitute(text, pattern, lambda match: "".join(mixup.table[c] for c in match.group()), mixup.rule)
