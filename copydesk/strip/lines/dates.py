"""Dates as they stand alone on a line of a news page, in the languages of the tables, without a clock."""

from __future__ import annotations

import re
from datetime import date

from copydesk.published import END_YEAR, FIRST_YEAR
from copydesk.strip.lines.vocabulary import any_of, any_spelling, months, spellings, words_of

MONTHS = months()
# What else may stand on a date's line.
_DATE_WORDS = words_of("date_words")
_UPDATED_WORDS = frozenset(spellings("updated"))
_UPDATED = re.compile(rf"\b{any_spelling(_UPDATED_WORDS)}\b")
# What stands between the day of the last change and the first.
_PARTS = re.compile(r"(?<=\d\d\d\d)(?!\d)|[|•·;()]")
_AGO = words_of("ago")
# "March 4, 202412:45 PM UTCUpdated 3 hours ago": the lines of a clock stuck together.
_GLUED_TIME = re.compile(r"(?<=20\d\d)(?=\d{1,2}:\d\d)|(?<=[A-Z]{3})(?=[A-Z][a-z])")
# "1/1/2021 +14.2%" is a line of a table.
_AMOUNT = frozenset("%+€$£¥")
# "+0100", "UTC+1": no amount, but where the clock is.
_ZONE = re.compile(r"(?:\b(?:UTC|GMT)\s?\+\d{1,2}(?::?\d\d)?|(?<=\d)\s?\+\d\d:?\d\d)\b")
_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_CLOCK = re.compile(r"\b\d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]\.?m\b\.?)?")
_ISO = re.compile(r"\b((?:19|20)\d\d)([-./])(\d{1,2})\2(\d{1,2})(?!\d)")
_DOTTED = re.compile(r"\b(\d{1,2})\s?[.]\s?(\d{1,2})\s?[.]\s?((?:19|20)\d\d|\d\d)\b")
_SLASHED = re.compile(r"\b(\d{1,2})[/-](\d{1,2})[/-]((?:19|20)\d\d)\b")
# "发布时间：2019-05-18 来源：某报 浏览次数：": the day, and what else a Chinese head says, each by its label.
_CJK_DATE_LINE = re.compile(
    rf"{any_of('date_labels')}?\s?[:：]?\s?"
    r"(?:(?:19|20)\d\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2})"
    r"\s?(?:[(（].[)）])?\s?(?:\d{1,2}\s?[:：时時]\s?\d\d(?:[:：]\d\d)?\s?分?)?"
    rf"\s?{any_of('behind_dates')}?(?:\s*{any_of('head_labels')}\s?[:：]\s?[^\s:：]{{0,20}})*"
)
_CJK_DATE = re.compile(r"((?:19|20)\d\d)\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")


def _iso(year: int, month: int, day: int) -> str | None:
    """The date as ISO 8601 where there is such a day."""
    try:
        return date(year, month, day).isoformat() if FIRST_YEAR <= year < END_YEAR else None
    except ValueError:
        return None


def _numeric_date(text: str) -> str | None:
    """The first date written in figures; 5/6/2021 is nobody's and gives None."""
    if match := _ISO.search(text):
        return _iso(int(match[1]), int(match[3]), int(match[4]))
    if match := _CJK_DATE.search(text):
        return _iso(int(match[1]), int(match[2]), int(match[3]))
    if match := _DOTTED.search(text):
        year = int(match[3])
        return _iso(year if year > 99 else 2000 + year, int(match[2]), int(match[1]))
    if match := _SLASHED.search(text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        if first > 12:
            return _iso(year, second, first)
        return _iso(year, first, second) if second > 12 or first == second else None
    return None


def _named_date(tokens: list[str]) -> tuple[bool, str | None]:
    """Whether a month's name stands beside a day or year, and the whole date if all three are there."""
    for i, token in enumerate(tokens):
        month = MONTHS.get(token)
        if month is None:
            continue
        before = [t for t in tokens[max(0, i - 3) : i] if t.isdecimal()]
        after = [t for t in tokens[i + 1 : i + 5] if t.isdecimal()]
        day = next((int(t) for t in [*before[-1:], *after[:1]] if len(t) <= 2), None)
        year = next((int(t) for t in [*after, *before] if len(t) == 4), None)
        if day is not None or year is not None:
            return True, _iso(year, month, day) if day is not None and year is not None else None
    return False, None


def find_date(text: str) -> str | None:
    """The first whole date in `text` as ISO 8601, or None.

    >>> find_date("Updated 7 Dec 2021, 14:05 GMT")
    '2021-12-07'
    """
    # "3:02 p.m. Nov. 19, 2019": the clock's figures are no day.
    return _numeric_date(text) or _named_date(_TOKEN.findall(_CLOCK.sub(" ", text.casefold())))[1]


def find_published(text: str) -> tuple[str | None, bool]:
    """The day in a line that says when, and whether it is but the day of the last change.

    >>> find_published("Updated 9 May 2024, first published 7 May 2024"), find_published("Last updated: 9 May 2024")
    (('2024-05-07', False), ('2024-05-09', True))
    """
    updated = _UPDATED.search(text.lower())
    if updated is None:
        return find_date(text), False
    if before := find_date(text[: updated.start()]):
        return before, False
    behind = text[updated.end() :]
    changed = find_date(behind)
    days = {day for part in _PARTS.split(behind) if (day := find_date(part))}
    earliest = min(days, default=changed)
    return earliest, earliest == changed


def says_updated(label: str) -> bool:
    """Whether the line is the label over the day of the last change: "Last updated:", "Aktualisiert am"."""
    words = label.rstrip(" :").lower()
    return words in _UPDATED_WORDS or words.rpartition(" ")[0] in _UPDATED_WORDS


def is_date_line(text: str) -> bool:
    """Whether the line says nothing but when: "7 Dec 2021", "Stand: 22.04.2024, 06:00 Uhr", "3 hours ago".

    >>> is_date_line("Tue, 7 Dec 2021 10:00:00 +0000"), is_date_line("May 2021 brought rain")
    (True, False)
    """
    if len(text) > 80 or not _DIGIT.search(text):
        return False
    if "+" in text:
        text = _ZONE.sub("", text)
    if not _AMOUNT.isdisjoint(text):
        return False
    text = _GLUED_TIME.sub(" ", text)
    tokens = _TOKEN.findall(text.casefold())
    if any(not token.isdecimal() and token not in MONTHS and token not in _DATE_WORDS for token in tokens):
        return _CJK_DATE_LINE.fullmatch(text.strip()) is not None
    dated = _numeric_date(text) is not None or _SLASHED.search(text) is not None or _named_date(tokens)[0]
    return dated or not _AGO.isdisjoint(tokens)
