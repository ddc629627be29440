"""What can be seen of a line without understanding it: prose or headline, caption, byline, follow line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from copydesk.strip.lines.dates import is_date_line
from copydesk.strip.lines.folding import flatten, fold_flat, words_of_flat
from copydesk.strip.lines.unspaced import UNSPACED_CHAR
from copydesk.strip.lines.vocabulary import any_of, any_spelling, spellings, words_of
from copydesk.strip.lines.wording import is_reported, wording_reason

_CLOSERS = "\"'”’“»«›‹)]}」』*†"
_BEHIND_MARK = _CLOSERS + " "
_NOTE_ENDS = frozenset("]⁰¹²³⁴⁵⁶⁷⁸⁹")
_NOTE_MARKS = re.compile(r"(?:\s?\[\d{1,3}\]|[⁰¹²³⁴-⁹]{1,3})+$")
_TERMINALS = frozenset(".!?…:;。！？：；।؟")
_STOPS = frozenset(".!…。！।")
# A stop with a sentence's beginning behind it. One set of stops at the front: the pattern engine looks for those first.
_INNER_STOP = re.compile(r"[.!?…。！？](?:(?<=[。！？])|[\"”’»)]*\s+[\"“‘«(]?[^\W\d_a-z])")
_BULLET = re.compile(r"^\s*(?:[-–—•·*►▪●‣>]|\d{1,2}[.)])\s+")

# Agencies and archives as credits name them; initials that mean other things, too, only beside a slash.
_AGENCIES = frozenset(
    name for table in ("agencies", "picture_archives", "closing_archives") for name in spellings(table)
)
_AGENCY = any_spelling(_AGENCIES)
_INITIALS = any_of("initials")
_CREDIT_WORDS = rf"{any_of('credit_words')}(?!(?<=\w)\w)"
# A credit at the end of the line: "[The White House/Handout via Reuters]", "(Photo by X/Getty Images)", "X/AFP via
# Getty Images". A bare "(dpa)" after a full stop is an agency's mark under its text; a bare "AFP" may end a sentence.
_CREDIT_END = re.compile(
    rf"[\[(][^\[\]()]*(?:\b{_AGENCY}\b|\b{_INITIALS}/|/{_INITIALS}\b|{_CREDIT_WORDS})[^\[\]()]*[\])]$"
    rf"|(?:/|\bvia |© ?){_AGENCY}[.)\]]?$|\b{any_of('closing_archives')}$"
    rf"|\bREUTERS/[^\W\d_][^/]{{1,40}}(?:/(?:File Photo|Handout|Illustration|Pool))*$"
    rf"|^\((?:[^\W\d_][\w.’'-]* ){{1,4}}/ [^()\d]{{3,50}}\)$"
)
# An invitation to license the picture, behind its credit.
_LICENSING = re.compile(rf"\b{any_of('licensing')}\b.{{0,30}}$")
_LICENSING_WORDS = spellings("licensing")
_AGENCY_MARK = re.compile(r"[.!?…][\"”’]?\s*[\[(]([^\[\]()]+)[\])]$")
# A paper's or an author's own sign beside the agency's: "FR", "jW", "lsw".
_PAPERS_SIGN = re.compile(r"[A-Za-z]{0,3}[A-Z]|[a-z]{2,4}")
# A longer bracket is a source that is cited, or a remark: "(2018 State of Law Departments: ..., Thomson Reuters)".
_MAX_CREDIT_CHARS = 100
# What every credit at the end has one of, in so many last characters: most lines have none, and need no further look.
_CREDIT_ENDS = (")", "]", *spellings("closing_archives"))
_CREDIT_END_CHARS = 30
# What stands before the name of who made a picture.
_LABEL_AND_MARK = rf"{any_of('credit_labels')}\s?(?:[:：]|©|by\s[A-Z]|courtesy\b|/)"
_CREDIT_LABEL = re.compile(rf"(?:^|[.!?…\"”’\])]\s+|\s[-–—|(/]\s?|\(){_LABEL_AND_MARK}")
# The same wherever it stands: a pattern that begins with one of a few capitals is looked for ten times as fast.
CREDIT_LABEL_ANYWHERE = re.compile(_LABEL_AND_MARK)
# What titles begin with, too ("Interview with Maya Jama"): a byline only before a colon or "by".
_TITLE_TOO = rf"{any_of('byline_or_title')}(?:\s{any_of('by')}\b|(?=\s?:))"
_BYLINE = re.compile(rf"^(?:{any_of('by', 'bylines')}|{_TITLE_TOO})\s?:?\s+(?P<names>.+)$")
# What such people are called beside a name or instead of one: "By Money reporter".
_DESK_ROLES = words_of("desk_roles")
_NAME_JOINS = words_of("byline_joins") | set("&|/")
_PLACE_JOINS = words_of("place_joins") | {"&"}
_PLACE_OPENERS = words_of("place_openers")
_FOLLOW = re.compile(rf"^{any_of('follow')} (?:{any_of('us')}\b|@|[^\W\d_a-z]).{{1,40}}:$")
_COPYRIGHT_STARTS = frozenset("©(Cc")
# "Copyright 2024 rules, in force since May, ..." goes on like a sentence.
_COPYRIGHT = re.compile(
    rf"©|^\(c\) |^Copyright\b.{{0,20}}(?:19|20)\d\d(?! (?!{any_of('copyright_goes_on')}\b)(?-i:[a-z]))"
    r"|^Copyright (?:©|\(c\))",
    re.IGNORECASE,
)

# "4 min read", "- 3 Minuten Lesezeit": how long it takes to read.
_READING_TIME = re.compile(rf"\d+ {any_of('minutes')} {any_of('reading_time')}$")

# A sentence of an article, as against a label that ends like one.
MIN_PROSE_WORDS = 8
_MIN_SENTENCE_CHARS = 25
# A sentence of so many words under the title is the text's first paragraph, too.
MIN_LEAD_WORDS = 25
# Longer than any headline or label, however it ends.
LONG_LINE_WORDS = 40
HEADLINE_WORDS = 2, 25
# What ends so goes on below: "The museum shows:", and the piece of a sentence that an extractor broke.
GOES_ON_ENDS = ":", ";", ",", "：", "；", "，", "、", "(", "（"
_MAX_CAPTION_WORDS = 90
_MAX_CAPTION_CHARS = 1000
# An item of a list is a caption only if it is short: questions and answers end in a credit where a picture followed.
_MAX_LISTED_CAPTION_WORDS = 30


class Shape(NamedTuple):
    """A line's text and what can be seen of it."""

    text: str
    letters: str  # its letters and digits, in small letters
    words: tuple[str, ...]  # casefolded
    n_words: int  # for scripts without spaces: half the characters
    terminal: bool  # ends like a sentence, a question, or a clause
    full_stop: bool  # ends like a statement
    n_sentences: int
    reason: str | None  # what its own words say: copydesk.strip.lines.wording
    date: bool  # nothing but a date
    prose: bool  # long enough and ended like a paragraph of an article
    headline: bool  # like a headline or subheading: one piece, not ended like a statement, begun like one


# A menu is the same on every page of an outlet: of the short lines in page dumps of 84 outlets, with one or two pages
# each, two in five stood in a page before.
_MENU_CHARS = 80


def shape_of(text: str) -> Shape:
    """What can be seen of a line of this text."""
    return _menu_shape(text) if len(text) <= _MENU_CHARS else _shape(text)


@lru_cache(maxsize=16384)
def _menu_shape(text: str) -> Shape:
    return _shape(text)


def _shape(text: str) -> Shape:
    flat = flatten(text)
    words = tuple(words_of_flat(flat))
    letters = _small_letters(flat, words)
    n_words = len(words) if flat.isascii() else _count_words(text, words)
    last = _last_mark(text)
    terminal = last in _TERMINALS
    full_stop = _is_statement_end(last, text)
    n_sentences = 1 + len(_INNER_STOP.findall(text))
    date = not letters.isalpha() and is_date_line(text)  # most lines have no figure
    return Shape(
        text=text,
        letters=letters,
        words=words,
        n_words=n_words,
        terminal=terminal,
        full_stop=full_stop,
        n_sentences=n_sentences,
        reason=own_reason(text, words),
        date=date,
        prose=n_words >= LONG_LINE_WORDS or (terminal and (n_words >= MIN_PROSE_WORDS or n_sentences > 1)),
        headline=not (full_stop or date) and n_sentences == 1 and _begins_and_ends_like_headline(text, words, n_words),
    )


def _count_words(text: str, words: Sequence[str]) -> int:
    """How many words the line has; where words are not spaced, half as many as it has characters of such scripts."""
    # Each of those takes three bytes: most lines with other characters than ASCII have too few bytes for it.
    if len(text.encode("utf-8", "surrogatepass")) - len(text) <= 4 * len(words):
        return len(words)
    return max(len(words), len(UNSPACED_CHAR.findall(text)) // 2)


def _small_letters(flat: str, words: Sequence[str]) -> str:
    """The flattened text's `fold_flat(flat).lower()`; put together from the words where they are of the same letters,
    as in ASCII.
    """
    if not flat.isascii():
        return fold_flat(flat).lower()
    return "".join(words).replace("'", "").replace("_", "")


def _begins_and_ends_like_headline(text: str, words: Sequence[str], n_words: int) -> bool:
    low, high = HEADLINE_WORDS
    return (
        low <= n_words <= high
        and not text.endswith(GOES_ON_ENDS)
        and sum(map(str.isdecimal, words)) * 2 < len(words)
        and not strip_bullet(text)[:1].islower()
    )


def _last_mark(text: str) -> str:
    """The line's last character that is no closing quote or bracket, nor a note's number: "... since 1931. [1]"."""
    if text[-1:] in _NOTE_ENDS:
        text = _NOTE_MARKS.sub("", text)
    return text.rstrip(_BEHIND_MARK)[-1:]


def ends_statement(text: str) -> bool:
    """Whether the line ends like a statement; a question does only inside a quotation."""
    return _is_statement_end(_last_mark(text), text)


def _is_statement_end(last: str, text: str) -> bool:
    return last in _STOPS or (last == "?" and not text.endswith("?"))


def is_sentence(text: str) -> bool:
    """Whether it ends like a statement and is no mere label; in characters, since some languages part no words."""
    return len(text) >= _MIN_SENTENCE_CHARS and ends_statement(text)


def own_reason(text: str, words: Sequence[str]) -> str | None:
    """The reason that the line gives by itself: its phrases, a copyright sign, "Follow Somebody:"."""
    if not words:
        return None
    if text[0] in _COPYRIGHT_STARTS and len(words) <= 30 and _COPYRIGHT.match(text) and not is_reported(text):
        return "copyright"
    if text.endswith(":") and _FOLLOW.match(text):
        return "social"
    if len(words) <= 5 and words[0].isdecimal() and _READING_TIME.match(" ".join(words)):
        return "navigation"
    return wording_reason(strip_bullet(text), words)


def caption_reason(text: str, n_words: int) -> str | None:
    """ "credit" for a picture credit alone, "caption" for a caption that ends in one, else None."""
    if n_words > _MAX_CAPTION_WORDS or len(text) > _MAX_CAPTION_CHARS:
        return None
    if _may_license(text) and (licensing := _LICENSING.search(text)):
        text = text[: licensing.start()].rstrip(". ")
    end = _CREDIT_END.search(text) if may_end_in_credit(text) else None
    label = _CREDIT_LABEL.search(text) if not end and CREDIT_LABEL_ANYWHERE.search(text) else None
    match = end or label
    if (
        match is None
        or (end and (mark := _AGENCY_MARK.search(text)) and _is_text_mark(mark[1]))
        or (end and len(text) - end.start() > _MAX_CREDIT_CHARS and end[0][0] in "([")
        or (label and len(text) - label.end() > 100)
    ):
        return None
    if n_words > _MAX_LISTED_CAPTION_WORDS and _BULLET.match(text):
        return None
    bracketed_whole = match is end and match.start() == 0 and text[0] in "[("
    return "credit" if bracketed_whole or (n_words <= 8 and match.start() < 40) else "caption"


def _is_text_mark(mark: str) -> bool:
    """Whether agencies alone wrote the text that ends in this mark, or a paper with them: "dpa", "FR mit dpa/AFP"."""
    if mark in _AGENCIES:
        return True
    names = mark.replace("/", " ").replace(",", " ").split()
    return all(name in _NAME_JOINS or _PAPERS_SIGN.fullmatch(name) or name in _AGENCIES for name in names) and any(
        name in _AGENCIES for name in names
    )


def may_end_in_credit(text: str) -> bool:
    """Whether the line has what every credit at the end has."""
    return ends_like_credit(text) or may_hold_credit(text)


def ends_like_credit(text: str) -> bool:
    """Whether the line's last characters have what nearly every credit at the end has."""
    end = text[-_CREDIT_END_CHARS:]
    return end.endswith(_CREDIT_ENDS) or "/" in end or "©" in end or "via " in end


def may_hold_credit(text: str) -> bool:
    """Whether the text has what the other credits have: asked of a whole text at once."""
    return "REUTERS/" in text or _may_license(text)


def _may_license(text: str) -> bool:
    return any(words in text for words in _LICENSING_WORDS)


def is_place_line(text: str) -> bool:
    """Whether the line is what a byline leaves when its linked names are lost: "in Washington and in Moscow"."""
    first, *places = text.replace(",", " ").split()[:12] or [""]
    named = [place for place in places if place[:1].isupper()]
    return (
        first in _PLACE_OPENERS
        and len(text) <= 80
        and bool(named)
        and all(place[:1].isupper() or place in _PLACE_JOINS for place in places)
        and _last_mark(text) not in _TERMINALS
    )


def is_byline(text: str) -> bool:
    """Whether the line is "By" and names, in the languages of the table.

    >>> is_byline("Von Nina Magoley"), is_byline("Von der Leyen warnt vor Engpässen")
    (True, False)
    """
    match = _BYLINE.match(strip_bullet(text))
    if not match or len(text) > 120:
        return False
    names = match["names"].replace(",", " , ").split()
    capital = [name for name in names if name[:1].isupper()]
    return len(capital) >= 1 and all(
        name[:1].isupper() or name in _NAME_JOINS or name in _DESK_ROLES or not name[:1].isalpha() for name in names
    )


def strip_bullet(text: str) -> str:
    """The text without a list's mark at its beginning."""
    if text[:1].isalpha() or not (bullet := _BULLET.match(text)):
        return text
    return text[bullet.end() :]
