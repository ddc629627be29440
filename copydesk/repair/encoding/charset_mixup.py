"""Charset mix-ups: text in cp1252 that was read as MacRoman, or the other way round.

Every byte is a character in both, so nothing in the text is impossible, only absurd: womenís, Òrecord.Ó The quotes
give it away, and where they do, the accented letters of the text went the same way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from copydesk.language import guess_language
from copydesk.records import Edit
from copydesk.repair.edits import lines_with, shifted, substitute


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
    english: re.Pattern[str]
    double_opening: re.Pattern[str]  # no word begins with what “ became, and none in English ends with what ” became
    double_closing: re.Pattern[str]
    table: dict[str, str]

    @property
    def fits(self) -> tuple[re.Pattern[str], ...]:
        """What shows the marks where marks stand; no two of them find the same one."""
        return self.opening, self.closing, self.apostrophe


# Whole words, so that no other language has them: Iím, doesnít, itís, thatís, weíre, oíclock.
_ENGLISH_CONTRACTION = (
    r"(?<![^\W_])(?:(?:do|does|did|is|was|are|were|would|should|could|has|had|have|must|need|ai|ca|wo)n{mark}t"
    r"|I{mark}(?:m|d|ll|ve)|(?:it|that|what|there|here|who|let|he|she){mark}s|(?:you|we|they){mark}(?:re|ve|ll|d)"
    r"|o{mark}clock|ma{mark}am|y{mark}all)(?![^\W_])"
)


def _mixup(wrong: str, right: str, rule: str, *, suffixes: str, opens_word: str) -> _Mixup:
    open_double, close_double, open_single, close_single = ("“”‘’"[i].encode(right).decode(wrong) for i in range(4))
    return _Mixup(  # each pattern has its mark first and looks behind after, or it would look behind every character
        wrong=wrong,
        right=right,
        rule=rule,
        quotes=open_double + close_double + open_single + close_single,
        opening=re.compile(rf"[{open_double}{open_single}](?<![^\W_].)(?=[^\W_a-z]|[a-z]{{2}})"),
        closing=re.compile(rf"[{close_double}{close_single}](?<=[0-9A-Za-z.,!?…].)(?![^\W_])"),
        apostrophe=re.compile(rf"{close_single}(?<=[a-zA-Z].)(?=(?:s|t|d|m|re|ve|ll|clock|am|all)(?![^\W_]))"),
        contraction=re.compile(rf"{close_single}(?<=[A-Za-z].)(?:{suffixes})(?![^\W_])"),
        english=re.compile(_ENGLISH_CONTRACTION.format(mark=close_single), re.IGNORECASE),
        double_opening=re.compile(rf"{open_double}(?<![^\W_].)(?:[A-Za-z][a-z]|{opens_word})"),
        double_closing=re.compile(rf"{close_double}(?<=[A-Za-z.,!?…].)(?![^\W_])"),
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
            if wrong == "cp1252":  # or its C1 controls, where a Latin-1 reader was at work
                table.setdefault(chr(byte), after)
    return table


MIXUPS = (  # no ís among the contractions: Luís, país
    _mixup("mac_roman", "cp1252", "mojibake.cp1252_as_mac", suffixes="(?<=n.)t|re|ve|ll", opens_word="[A-Z0-9]"),
    _mixup("cp1252", "mac_roman", "mojibake.mac_as_cp1252", suffixes="s|(?<=n.)t|re|ve|ll", opens_word="[0-9]"),
)
_MARKS = re.compile("[“”‘’]")
_RIGHT_PUNCTUATION = frozenset("–—…•™€†")  # as likely right as a letter gone wrong, in a text that is right in part
MIN_SHARE_OF_FITS = 0.6  # accented names take the rest
MAX_RIGHT_MARKS = 0.2  # more, as a share of the wrong ones, and they are not accented letters that came out as marks


def untangle_charsets(text: str) -> list[Edit]:
    """The edits that read the text in the charset it was written in, where its quotes say that it was not."""
    for mixup in MIXUPS:
        if any(char in text for char in mixup.quotes) and _was_mixed_up(text, mixup):
            return _read_again(text, mixup)
    return []


def _count_fits(text: str, mixup: _Mixup) -> int:
    return sum(len(pattern.findall(text)) for pattern in mixup.fits)


def _was_mixed_up(text: str, mixup: _Mixup) -> bool:
    """Whether what would be quotes stands where quotes stand, hardly any of it elsewhere, and it cannot be names.

    Òscar begins and Luís ends like a quotation or a contraction; neither makes a pair, nor stands before ’t or ’re.
    """
    n_fits = _count_fits(text, mixup)
    if n_fits == 0 or n_fits < MIN_SHARE_OF_FITS * _count_marks(text, mixup):
        return False
    if mixup.english.search(text) or (guess_language(text) == "en" and mixup.contraction.search(text)):
        return True
    return bool(mixup.double_opening.search(text) and mixup.double_closing.search(text))


def _read_again(text: str, mixup: _Mixup) -> list[Edit]:
    """All its characters above ASCII; where right marks say that not all of it went wrong, line by line."""
    is_mixed = len(_MARKS.findall(text)) > MAX_RIGHT_MARKS * _count_fits(text, mixup)
    table = mixup.table.keys() - (_RIGHT_PUNCTUATION if is_mixed else frozenset())
    pattern = re.compile("[" + re.escape("".join(sorted(table))) + "]+")

    def decode(match: re.Match[str]) -> str:
        return "".join(mixup.table[char] for char in match.group())

    if not is_mixed:
        return substitute(text, pattern, decode, mixup.rule)
    marks = dict(zip(mixup.quotes, "“”‘’", strict=True))
    fits = re.compile("|".join(p.pattern for p in mixup.fits))
    edits = []
    for start, line in lines_with(text, re.compile(f"[{mixup.quotes}]")):
        if _MARKS.search(line) or _count_fits(line, mixup) < MIN_SHARE_OF_FITS * _count_marks(line, mixup):
            found = substitute(line, fits, lambda match: marks[match.group()], mixup.rule)
        elif fits.search(line):
            found = substitute(line, pattern, decode, mixup.rule)
        else:
            continue
        edits += [shifted(made, start) for made in found]
    return edits


def _count_marks(text: str, mixup: _Mixup) -> int:
    return sum(text.count(char) for char in mixup.quotes)
