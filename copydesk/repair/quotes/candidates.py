"""Candidates: the marks of a text that may be quotation marks, and what stands around each.

Found by one search over the text, which passes over whole lines that are plainly in order: every mark of them would
be read as it stands.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from copydesk.language import is_foreign
from copydesk.repair.quotes.apostrophes import is_contracted, is_elided
from copydesk.repair.quotes.convention import HARD_SPACES, Convention, is_nordic
from copydesk.repair.quotes.manners import (
    ASCII_FORMS,
    DOUBLES,
    ELIDED_WORD,
    ENGLISH_DOUBLES,
    ENGLISH_SINGLES,
    MANNERS,
    MARK_CHARS,
    NEITHER,
    PLACES,
    SINGLES,
)


class Shape(IntEnum):
    """Which neighbours a mark touches, white space and the marks beside it looked through."""

    OPEN = 0  # touches what follows: where an opening mark belongs
    CLOSE = 1  # touches what precedes
    APART = 2  # touches neither
    FUSED = 3  # touches both


# Ideographs, kana and hangul, which have no apostrophes: ’ between two of them closes a quotation, ‘ opens one.
_UNSPACED = "\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
_UNSPACED_LETTER = re.compile(f"[{_UNSPACED}]")
# Hebrew, Arabic and their neighbours: which mark of a pair comes first differs from house to house, and between Hebrew
# letters " marks an abbreviation.
_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_RIGHT_TO_LEFT_LETTER = re.compile(f"[{_RIGHT_TO_LEFT}]")
# What Chinese and Japanese write; Korean parts its words.
_SPACELESS = re.compile("[\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\uff00-\uffef]")
_LETTER = rf"[^\W\d_{_UNSPACED}{_RIGHT_TO_LEFT}]"
_DOUBLES = ENGLISH_DOUBLES.keys() | DOUBLES
_SINGLES = ENGLISH_SINGLES.keys() | SINGLES
# A double mark where only an apostrophe can be, and an apostrophe that was scanned as two marks.
_DOUBLE_APOSTROPHE = (
    rf"(?<={_LETTER})(?:’'|'’|'‘|‘')(?={_LETTER})"
    r"|[“”](?:(?<=n.)(?=t(?![^\W_]))|(?<=\s[Ii].)(?=(?:m|d|ve|ll)(?![^\W_]))"
    r"|(?:(?<=\s[HhWw]e.)|(?<=\s[Ii]t.)|(?<=\s[Ss]he.)|(?<=\s[Yy]ou.)|(?<=\s[Tt]hey.)|(?<=\s[Tt]hat.))(?=(?:s|d|re|ve|ll)(?![^\W_])))"
    rf"|(?<![^\s(\[“])(?:'‘|'’|’'|‘')(?={ELIDED_WORD})"
)
# rock ‘n‘ roll, Guns N‘ Roses
_AND = r"(?<=[a-z] )‘(?=[nN][‘’] [A-Za-z])|(?<=[a-z] ‘[nN])‘(?= [A-Za-z])|(?<= N)‘(?= [A-Z])"


def _any_of(glyphs: Iterable[str]) -> str:
    """A pattern for the glyphs, each where it is a mark; those of two characters first."""
    return "|".join(PLACES.get(glyph, re.escape(glyph)) for glyph in sorted(glyphs, key=len, reverse=True))


def _mark_pattern(*extra_doubles: str) -> str:
    return (
        rf"(?P<apostrophe>(?<={_LETTER})['’‘´`′‛](?={_LETTER})|(?<=[\d)\]])['’‘´`′‛](?=s(?![^\W_]))"
        rf"|{_DOUBLE_APOSTROPHE}|{_AND})"
        # Of three alike the two on the outside are the double mark. After â€ a straight one is what is left of a dash.
        r"|(?P<inner>(?<=\S)(?:’(?=’’(?!’))|'(?=''(?!'))|′(?=′′(?!′))|´(?=´´(?!´))))"
        rf"|(?P<double>{_any_of([*_DOUBLES, *extra_doubles])})"
        rf"|(?P<single>{_any_of(_SINGLES)})"
    )


def _lost_pattern(glyph: str) -> str:
    """The glyph. Of U+FFFD not where four or more stand in a row, which is lost text; three may be …’”."""
    one = re.escape(glyph)
    if glyph != "\ufffd":
        return one
    return f"(?<!{one * 3}){one}(?!{one * 3}|(?<={one * 3}){one}|(?<={one * 2}){one * 2})"


@functools.cache
def _marks_of(lost: str | None, *, is_ascii: bool = False) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """`_marks` of a convention, made when a text first follows it: each takes a hundredth of a second."""
    if lost is not None:
        first, whole = MARK_CHARS + lost[0], f"(?P<lost>{_lost_pattern(lost)})|{_mark_pattern()}"
    elif is_ascii:
        first, whole = f"{MARK_CHARS},<>", _mark_pattern(*ASCII_FORMS)
    else:
        first, whole = MARK_CHARS, _mark_pattern()
    return re.compile(f"[{re.escape(first)}]"), re.compile(whole)


# As strip has lines: all that str.splitlines breaks at parts them.
_LINE = re.compile("[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")

OPENERS = frozenset("([{<¿¡")
_DASHES = frozenset("-‐‑‒–—―/|…*_")
STOPS = frozenset(",;:!?.")
AFTER_CLOSE = frozenset(",;:!?.)]}>")

# Straight marks in a line of code are syntax: a call, an attribute, a key, a command. What a line begins with:
_CODE_START = re.compile(
    r"^\s*(?:(?://|/\*|#include|@\w|\}|\$ )"
    r"|(?:import|from|def|fn|return|var|let|const|SELECT|echo|print|printf)\b.{0,200}[\"'].{0,200}[;({=]"
    r"|(?:if|elif|while|for|with|except|case)\b[^“”‘’`\r\n]{0,200}[\"'][^“”‘’`\r\n]{0,200}:\s*$"
    r"|(?:print|echo|puts)\s[\"'][^“”‘’`\r\n]{0,200}[\"']\s*$)",
    re.MULTILINE,
)
# ... and what stands in it: one of these characters, and then which it is, so that no other is looked at twice.
_CODE_WITHIN = re.compile(
    r"[\"'=!:(){\[<&\\/-](?:"
    r"(?<=\w\()(?:\s?|(?:[\w.]+,\s?){1,9})[\"']|(?<=\w[^\S\r\n]\()\s[\"']"
    r"|(?<=[\"'])(?:\.\w+\(|\s*[:=]\s*[\"'\[{]|,[\"'])"
    r"|(?<=[urbfURBF][\"'])(?<![\w'’]..)(?!n[\"'])[\w/]"
    r"|(?<=[\w-]=)[\"']|(?<=\w[^\S\r\n][=!])=?\s[\"']|(?<=\w[^\S\r\n]:)=\s[\"']|(?<==)\s?[{\[]\s?[\"']"
    r"|(?<=\w:):\w|(?<=[{\[])\s*[\"'][\w-]+[\"']\s*[:,\]]|(?<=\{)\s*$|(?<=\))\s*;\s*$"
    r"|(?<=<)\w+ [^>]{0,200}=|(?<=[<&])'[a-z]|(?<=\\)n[\"']"
    r"|(?<=[^\S\r\n]-)(?:[A-Za-z] [\"']|-[\w-]+=[\"'])|(?<=[^\S\r\n]/)/\s)",
    re.MULTILINE,
)
_CODE_SPAN = re.compile(r"(?<![\w`])`(?![`\s])[^`\n]*(?<![`\s])`(?![\w`])")
_CODE_MARKS = frozenset(["'", '"', "`", "``", "''"])

# Where ‘ is an apostrophe that faces the wrong way, and not the letter of Hawai‘i or Sana‘a.
_ENGLISH_APOSTROPHE = re.compile(
    r"‘(?:(?:s|t|d|m|re|ve|ll|S|T|D|M|RE|VE|LL|clock|all)(?![^\W_])|(?<=(?<![^\W_])[OoDdLl]‘)[A-ZÀ-Þ])"
)
_CONTRACTION = re.compile(r"[^\W\d_]{2}'(?:s|t|d|m|re|ve|ll)(?![^\W_])")

# A line in which every mark stands as it should: “pairs” that touch what they hold and nothing else, apostrophes in
# and after words. Possessive throughout, so it never looks back.
_TEXT = (
    f"(?:[^{re.escape(MARK_CHARS)}"
    r"\r\n]++|(?<=[^\W_]){apostrophe}|{apostrophe}(?=\d\ds?(?![^\W_])))*+"
)
_PLAIN_LINE = (
    r"{text}(?:(?<![^\s(\[]){open}(?=[^\W_]){text}(?<![\s“(\[—–-])(?<!{open}){close}(?=[\s,.;:?!)\]]|$){text})*+"
    r"(?=[\r\n]|\Z)"
)


def _plain_line(opening: str, closing: str, apostrophe: str) -> re.Pattern[str]:
    text = _TEXT.format(apostrophe=apostrophe)
    return re.compile(_PLAIN_LINE.format(text=text, open=opening, close=closing), re.MULTILINE)


_PLAIN_STRAIGHT = _plain_line('"', '"', "'")
_PLAIN = {manner.outer: _plain_line(*manner.outer, "’") for manner in MANNERS.values()}


@dataclass(slots=True)
class Mark:
    """One candidate and its neighbours, white space and the marks beside it looked through."""

    start: int
    end: int
    glyph: str
    is_double: bool
    is_inner: bool  # of the pair that quotes inside the other: single marks, and double ones in some manners
    is_lost: bool  # only the place of a mark is left
    facing: int
    line_start: int
    line_end: int
    left: str = ""
    right: str = ""
    left_at: int = 0  # where the left neighbour ends
    right_at: int = 0  # where the right neighbour starts
    has_left_gap: bool = False
    has_right_gap: bool = False
    shape: Shape = Shape.APART
    is_spaceless: bool = False  # beside a character of a script without spaces between words
    is_padded: bool = False  # its manner has a space inside the marks
    is_frozen: bool = False  # takes part, but is not ours to change


@dataclass(slots=True)
class Paragraph:
    """The candidates of one line, and the apostrophes in it that are plain to see: (place, glyph)."""

    marks: list[Mark]
    apostrophes: list[tuple[int, str]]


def is_plain(text: str) -> bool:
    """Whether nothing is to be done about the marks of a text, whatever its language.

    All of them are “ ” and ’, or all of them straight, and every line is plainly in order.
    """
    if _NOT_PLAIN.search(text):
        return False
    is_curly = any(mark in text for mark in "“”’")
    if is_curly and ('"' in text or "'" in text):
        return False
    plain = _PLAIN["“", "”"] if is_curly else _PLAIN_STRAIGHT
    first = _CURLY_DOUBLE if is_curly else _STRAIGHT_DOUBLE
    done = 0
    while found := first.search(text, done):
        at = found.start()
        start = max(text.rfind("\n", done, at), text.rfind("\r", done, at)) + 1 or done
        line = plain.match(text, start)
        if line is None:
            return False
        done = line.end()
    return not is_curly or not _ODD_APOSTROPHE.search(text)


# A question mark before a letter may be what is left of a mark.
_OTHER_MARKS = re.escape("".join(sorted({*MARK_CHARS} - {*"“”’\"'"})))
_NOT_PLAIN = re.compile(
    rf"[{_OTHER_MARKS}\ufffd?,<>'â](?:(?<=[{_OTHER_MARKS}\ufffd])|(?<=\?)\w|(?<=,),|(?<=<)<|(?<=>)>|(?<=')'|(?<=â)\?\?)"
)
_CURLY_DOUBLE, _STRAIGHT_DOUBLE = re.compile("[“”]"), re.compile('"')
_ODD_APOSTROPHE = re.compile(r"’(?<![^\W_]’)(?!\d\ds?(?![^\W_]))")


def find_marks(text: str, convention: Convention) -> Iterator[Paragraph]:
    """Every line that holds anything but white space, in order; one that is plainly in order, with no marks.

    The line after one that is not keeps its marks: whether a quotation runs on is for both of them to say.
    """
    is_ascii = not convention.doubles.keys().isdisjoint(ASCII_FORMS)
    plain = _PLAIN[convention.manner.outer] if convention.curly else _PLAIN_STRAIGHT
    may_skip = convention.lost is None and not convention.pad and not is_ascii and bool(convention.doubles)
    is_context = False
    first, _ = _patterns(convention)
    for line in _LINE.finditer(text):
        start, end = line.span()
        if may_skip and not is_context and plain.match(text, start, end):
            yield _NO_MARKS
            continue
        if first.search(text, start, end) is None:
            if not line.group().isspace():
                yield _NO_MARKS
            continue
        paragraph = _read_line(text, start, end, convention)
        if (
            paragraph.marks
            and convention.language is None
            and convention.curly
            and _has_own_marks(text, start, end, convention)
        ):
            paragraph = Paragraph([], paragraph.apostrophes)
        if may_skip and is_context and plain.match(text, start, end):
            is_context = not paragraph.marks
        elif paragraph.marks:
            is_context = True
        if paragraph.marks or paragraph.apostrophes or not line.group().isspace():
            yield paragraph


_NO_MARKS = Paragraph([], [])
_FOREIGN_MARK = re.compile("[„«»‹›]")
_CLOSES_AT_START = re.compile(r"(?:^|(?<=[\s(\[]))[”’](?=\w)", re.MULTILINE)


def _has_own_marks(text: str, start: int, end: int, convention: Convention) -> bool:
    """Whether a line in another language than its text's is quoted in the manner of that language."""
    line = text[start:end]
    if _FOREIGN_MARK.search(line):
        return convention.quotes_languages and is_foreign(line)
    return bool(_CLOSES_AT_START.search(line)) and is_nordic(line)


def _patterns(convention: Convention) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The characters that a candidate begins with, sought first as they are found ten times as fast; and the whole."""
    if convention.lost is not None:
        return _marks_of(convention.lost.glyph)
    return _marks_of(None, is_ascii=not convention.doubles.keys().isdisjoint(ASCII_FORMS))


# So many marks with at most a space between them quote nothing: an ornament, a torn table, an attack.
_ROW = re.compile(rf"(?:[{re.escape(MARK_CHARS)}]\s?){{12,}}")


def _read_line(text: str, start: int, end: int, convention: Convention) -> Paragraph:
    """The candidates between start and end; marks that are code, and rows of marks, are passed over."""
    code = _code_spans(text, start, end)
    paragraph = Paragraph([], [])
    first, pattern = _patterns(convention)
    n_code = 0
    done = start
    while found := first.search(text, done, end):
        match = pattern.match(text, found.start(), end)
        if match is None:
            done = found.end()
            continue
        if row := _ROW.match(text, match.start(), end):
            done = row.end()
            continue
        glyph, at, done = match.group(), match.start(), match.end()
        kind = match.lastgroup
        while n_code < len(code) and code[n_code][1] <= at:
            n_code += 1
        in_code = n_code < len(code) and code[n_code][0] <= at and glyph in _CODE_MARKS
        if kind == "apostrophe":
            if _is_apostrophe(text, at, end, convention) and (not in_code or _CONTRACTION.match(text, at - 2, end)):
                paragraph.apostrophes.append((at, glyph))
        elif in_code:
            continue
        elif kind == "lost":
            if at == start or match.end() == end or not (text[at - 1].isalnum() and text[match.end()].isalnum()):
                paragraph.marks.append(Mark(at, match.end(), glyph, True, False, True, NEITHER, start, end))
            elif _was_apostrophe(text, at, match.end(), convention):
                paragraph.apostrophes.append((at, glyph))
        else:
            is_double = kind == "double"
            is_inner = not is_double or glyph in convention.nested
            facings = (convention.nested if is_double else convention.singles) if is_inner else convention.doubles
            if (facing := facings.get(glyph)) is not None:
                mark = Mark(at, match.end(), glyph, is_double, is_inner, False, facing, start, end)
                mark.is_frozen = glyph in convention.foreign
                paragraph.marks.append(mark)
    if any(mark.is_inner and _touches(_UNSPACED_LETTER, text, mark) for mark in paragraph.marks):
        paragraph.marks = [mark for mark in paragraph.marks if not mark.is_inner]
    if any(_touches(_RIGHT_TO_LEFT_LETTER, text, mark) for mark in paragraph.marks):
        paragraph.marks = []
    if paragraph.marks:
        paragraph.marks = _merge_doubled(paragraph.marks)
        _look_around(text, paragraph.marks, is_padded=bool(convention.pad))
    return paragraph


def _is_apostrophe(text: str, at: int, end: int, convention: Convention) -> bool:
    """Whether what stands between two letters is an apostrophe that is ours to judge."""
    if text[at] != "‘":
        return True
    if text[at + 1 : at + 2] == " ":
        return True
    if text[at - 1] == " ":
        return convention.opens_for_and
    if convention.language is not None:
        return is_elided(text, at, at + 1, convention.language)
    return convention.opens_for_apostrophe or bool(_ENGLISH_APOSTROPHE.match(text, at, end))


def _was_apostrophe(text: str, start: int, end: int, convention: Convention) -> bool:
    if convention.language is None:
        return is_contracted(text, start, end)
    return is_elided(text, start, end, convention.language)


def _touches(letters: re.Pattern[str], text: str, mark: Mark) -> bool:
    """Whether the mark touches a letter of such a script, so that its spaces or its glyph say nothing."""
    beside = text[mark.start - 1 : mark.start] + text[mark.end : mark.end + 1]
    return not beside.isascii() and bool(letters.search(beside))


def _code_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    has_backtick = text.find("`", start, end) >= 0
    if not has_backtick and text.find("'", start, end) < 0 and text.find('"', start, end) < 0:
        return []
    if _CODE_START.match(text, start, end) or _CODE_WITHIN.search(text, start, end):
        return [(start, end)]
    if has_backtick:
        return [match.span() for match in _CODE_SPAN.finditer(text, start, end)]
    return []


def _merge_doubled(marks: list[Mark]) -> list[Mark]:
    """The marks, with two straight ones side by side ("") as one frozen mark."""
    merged: list[Mark] = []
    for mark in marks:
        last = merged[-1] if merged else None
        if last is not None and last.end == mark.start and last.glyph == mark.glyph == '"':
            last.end, last.is_frozen = mark.end, True
        else:
            merged.append(mark)
    return merged


def _look_around(text: str, marks: list[Mark], *, is_padded: bool) -> None:
    """Sets each mark's neighbours and shape."""
    previous: Mark | None = None
    for mark in marks:
        if previous is not None and previous.end == mark.start:
            mark.left, mark.left_at, mark.has_left_gap = previous.left, previous.left_at, previous.has_left_gap
        else:
            at = mark.start
            while at > mark.line_start and text[at - 1].isspace():
                at -= 1
            mark.left_at, mark.has_left_gap = at, at < mark.start
            mark.left = text[at - 1] if at > mark.line_start else ""
        previous = mark
    following: Mark | None = None
    for mark in reversed(marks):
        if following is not None and following.start == mark.end:
            mark.right, mark.right_at, mark.has_right_gap = following.right, following.right_at, following.has_right_gap
        else:
            at = mark.end
            while at < mark.line_end and text[at].isspace():
                at += 1
            mark.right_at, mark.has_right_gap = at, at > mark.end
            mark.right = text[at] if at < mark.line_end else ""
        following = mark
        mark.is_padded = is_padded and not mark.is_inner
        mark.shape = _padded_shape(text, mark) if mark.is_padded else _shape(text, mark)
        beside = mark.left + mark.right
        mark.is_spaceless = not beside.isascii() and bool(_SPACELESS.search(beside))


def _shape(text: str, mark: Mark) -> Shape:
    """Which neighbours the mark touches. A dash, a slash or an ellipsis goes with whichever side is free."""
    left, right = mark.left, mark.right
    touches_left = left != "" and not mark.has_left_gap and left not in OPENERS
    touches_right = right != "" and not mark.has_right_gap and right not in AFTER_CLOSE
    if touches_left and touches_right and left in "’'":  # l’“Express”: a word cut short goes with what follows
        touches_left = False
    if right == "." and not mark.has_right_gap and not touches_left:  # “.22 calibre”, “...and”
        touches_right = text[mark.right_at + 1 : mark.right_at + 2].strip() != ""
    if touches_left and left in _DASHES:
        touches_left = not (touches_right and right not in _DASHES)
    elif touches_right and right in _DASHES:
        touches_right = not touches_left
    if touches_left:
        return Shape.FUSED if touches_right else Shape.CLOSE
    return Shape.OPEN if touches_right else Shape.APART


def _padded_shape(text: str, mark: Mark) -> Shape:
    """The same where a space stands inside the marks, and a hard one may stand before : ; ! ? behind them.

    A hard space counts as touching, a soft one does not: of « so » with soft ones the spaces say nothing.
    """
    if mark.left and mark.left in "’'" and not mark.has_left_gap:  # d’« ajustement »
        return Shape.OPEN
    touches_left = mark.left != "" and mark.left not in OPENERS and _is_hard(text[mark.left_at : mark.start])
    touches_right = mark.right != "" and mark.right not in AFTER_CLOSE and _is_hard(text[mark.end : mark.right_at])
    if touches_left:
        return Shape.FUSED if touches_right else Shape.CLOSE
    return Shape.OPEN if touches_right else Shape.APART


def _is_hard(gap: str) -> bool:
    return gap == "" or gap in HARD_SPACES
