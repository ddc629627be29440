"""What embedded posts, players and templates leave behind in a text: lines that were not written to be read there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk.strip.lines.dates import is_date_line
from copydesk.strip.lines.vocabulary import any_of, words_of
from copydesk.strip.texts.draft import Draft

# "— Somebody (@somebody) May 3, 2024" closes an embedded post: on 12 news pages 26 such lines, none of them in a gold
# body. The post itself is the article's, and stays with the link that ends it; a link alone is not.
_POST_SIGNATURE = re.compile(r"^[—–-]\s?[^()]{1,80}\(@\w{1,20}\)\s(?P<when>.{4,40})$")
_POST_LINK = re.compile(r"(?:https?://t\.co/\w+|\bpic\.(?:twitter|x)\.com/\w+)$")
_MIN_POST_WORDS = 3
# A sentence of the article may lead over to such a link: "It can still be read at https://t.co/abc123".
_LEADS_TO = words_of("leads_to")
# A player's caption ends in when it was shown and how long it runs: "... . 21.04.2024 | 3:18 min".
_PLAYING_TIME = re.compile(
    r"\d{4}\s?\|\s?\d{1,2}:\d\d\s?min\.?$|^(?:video|audio)\s\d{1,2}:\d\d(?:\s\d{1,2}:\d\d)?(?:\s?min\.?)?$"
    r"|^\d{1,2}:\d\d(?:\s?/\s?\d{1,2}:\d\d|\s?min\.?)$"
    rf"|\d{{1,2}}:\d\d Min\.[. ]*{any_of('available_until')}\b",
    re.IGNORECASE,
)
_CLOCK_HINT = re.compile(r":\d\d")  # what begins with one character is looked for ten times as fast
# A template that was never filled in, with its section marks: "{{ #errors }}{{ message }}{{ /errors }}".
_TEMPLATE = re.compile(r"\{\{\s?[#/^]\s?\w+\s?\}\}")
# Or as nothing but the expressions it was to be filled with, one of them longer than a name: code has such lines among
# others of its own.
_EXPRESSIONS = re.compile(r"(?:[^{}]{0,12}\{\{[^{}]*\}\})+[^{}]{0,12}")
_LONG_EXPRESSION = re.compile(r"\{\{[^{}]{20,}\}\}")
# What is left of a tag cut open by a quotation mark in it: 'A map " height="758" width="1084" layout="responsive"'.
# Code begins with the tag itself, or has less of it.
_ATTRIBUTE = re.compile(r"\s[a-z][\w-]*=\"[^\"<>]*\"")
_MIN_ATTRIBUTES = 3
# What such lines have one of: four scrapes in five have none in all their text.
_POST_HINTS = "@", ".co/", ".com/"


def post_signatures(draft: Draft) -> Iterator[int]:
    """The lines that sign an embedded post, and its links alone."""
    if any(hint in draft.text for hint in _POST_HINTS):
        for i, shape in enumerate(draft.shapes):
            if draft.undecided(i) and is_post_mark(shape.text):
                yield i


def is_post_mark(text: str) -> bool:
    """Whether the line is what signs an embedded post, or its link alone."""
    if "@" in text and (signature := _POST_SIGNATURE.match(text)) and is_date_line(signature["when"]):
        return True
    return ".co" in text and (link := _POST_LINK.search(text)) is not None and _is_bare(text[: link.start()])


def template_marks(draft: Draft) -> Iterator[int]:
    """The lines of a template that was never filled in."""
    if "{{" in draft.text:
        for i, shape in enumerate(draft.shapes):
            text = shape.text
            if draft.undecided(i) and "{{" in text and (_TEMPLATE.search(text) or _is_expressions(text)):
                yield i


def _is_expressions(text: str) -> bool:
    return _LONG_EXPRESSION.search(text) is not None and _EXPRESSIONS.fullmatch(text) is not None


def cut_tags(draft: Draft) -> Iterator[int]:
    """What is left of tags that were cut open."""
    if '="' in draft.text:
        for i, shape in enumerate(draft.shapes):
            text = shape.text
            is_cut = '="' in text and not text.startswith("<") and draft.undecided(i)
            if is_cut and len(_ATTRIBUTE.findall(text)) >= _MIN_ATTRIBUTES:
                yield i


def playing_times(draft: Draft) -> Iterator[int]:
    """The lines that end in how long a film runs."""
    if _CLOCK_HINT.search(draft.text):
        for i, shape in enumerate(draft.shapes):
            if draft.undecided(i) and _CLOCK_HINT.search(shape.text) and _PLAYING_TIME.search(shape.text):
                yield i


def _is_bare(text: str) -> bool:
    """Whether the text before a link is no post's, nor a sentence that leads over to it."""
    words = text.split()
    return len(words) < _MIN_POST_WORDS and not (words and words[-1] in _LEADS_TO)
