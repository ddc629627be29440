"""Pages that hold no article (error pages, consent and login walls), and those that may hold none: fronts, galleries.

Each is told by what all of its kept text is, so that an article with a list of links or of pictures in it stays one.
What only resembles a page without an article is kept, with a doubt: pictures below its paragraphs have reports, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from copydesk.records import BODY_KINDS, PageBlock
from copydesk.strip.judgement import Judgement
from copydesk.strip.lines.consent import MAX_CONSENT_WORDS, is_consent_wall
from copydesk.strip.lines.lengths import MAX_STANDFIRST_WORDS, MIN_HEADLINE_WORDS, is_link
from copydesk.strip.lines.shape import MIN_PROSE_WORDS
from copydesk.strip.lines.splitting import Line
from copydesk.strip.lines.vocabulary import any_of
from copydesk.strip.texts.sections import MIN_OPENING_WORDS

# What walls and errors are called, in their titles; articles are longer than such a page, whatever they are called.
_WALL_TITLE = re.compile(
    rf"\b(?:40[34]|451|50[023])\b.{{0,3}}(?:{any_of('wall_statuses')}|$)"
    rf"|^(?:{any_of('wall_statuses')} )?(?:40[34]|451|50[03])\b"
    rf"|{any_of('wall_titles')}|^{any_of('wall_titles_begin')}\b",
    re.IGNORECASE,
)
_MAX_WALL_WORDS = 120
_MIN_SENTENCE_CHARS = 20
# So many units of one headline or picture and one short text each are a front or a gallery, if nearly all text is so.
_MIN_UNITS = 4
_MIN_UNIT_SHARE = 0.8
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_REACH = 2  # lines from a text to its mark, with a date or a name between them


def kept_words(judgement: Judgement) -> dict[int, int]:
    """How many words each of the lines has that are the body's or the standfirst, by line."""
    return {
        i: len(line.text.split())
        for i, (line, verdict) in enumerate(zip(judgement.lines, judgement.verdicts, strict=True))
        if verdict.kind in BODY_KINDS or verdict.kind == "standfirst"
    }


def wall_instead(judgement: Judgement, kept: Mapping[int, int], blocks: Sequence[PageBlock]) -> str | None:
    """The error or the wall that the page is, in words; None where it is none. `kept` are its `kept_words`."""
    n_words = sum(kept.values())
    if n_words <= _MAX_WALL_WORDS and (wall := next(filter(_WALL_TITLE.search, _titles(judgement, blocks)), None)):
        return f"an error page or a wall, {wall!r}"
    if n_words <= MAX_CONSENT_WORDS and is_consent_wall([judgement.lines[i].text for i in kept]):
        return "a consent wall"
    return None


def resemblance(judgement: Judgement, kept: Mapping[int, int], blocks: Sequence[PageBlock]) -> str | None:
    """What the page looks like although its text is kept, and why; None where it looks like an article.

    `kept` are its `kept_words`.
    """
    lines = judgement.lines
    if not any(len(lines[i].text) >= _MIN_SENTENCE_CHARS for i in kept):
        return "short lines: none is as long as a sentence"
    texts = [i for i, n in kept.items() if n >= MIN_PROSE_WORDS and not _is_linked(lines[i], blocks)]
    if len(texts) < _MIN_UNITS or sum(kept.values()) > MAX_STANDFIRST_WORDS * len(texts):
        return None
    n_headed = sum(any(_is_own_heading(judgement, blocks, k) for k in range(max(0, i - _REACH), i)) for i in texts)
    if 2 * n_headed >= len(texts):
        return None  # the article's sections
    if _are_units(texts, len(lines), lambda i: _is_linked(lines[i], blocks)):
        return "list of other stories: a linked headline beside each text"
    # A longer first text is an article's opening: the pictures below it have texts of their own.
    if kept[texts[0]] < MIN_OPENING_WORDS and _are_units(
        texts, len(lines), lambda i: judgement.verdicts[i].reason in ("caption", "credit")
    ):
        return "gallery: a picture beside each text"
    return None


def _titles(judgement: Judgement, blocks: Sequence[PageBlock]) -> list[str]:
    """What the page calls itself: its metadata's title, its lines that are the title or stand in a heading."""
    named = [
        line.text
        for line, verdict in zip(judgement.lines, judgement.verdicts, strict=True)
        if verdict.kind == "title" or blocks[line.page_line].tag == "h1"
    ]
    return [judgement.fields.title or "", *named]


def _is_linked(line: Line, blocks: Sequence[PageBlock]) -> bool:
    n_link_chars = blocks[line.page_line].n_link_chars
    return is_link(n_link_chars, len(line.text)) and len(line.text.split()) >= MIN_HEADLINE_WORDS


def _is_own_heading(judgement: Judgement, blocks: Sequence[PageBlock], i: int) -> bool:
    """Whether the line is a heading of the page's own, which leads nowhere."""
    block = blocks[judgement.lines[i].page_line]
    return block.tag in _HEADINGS and not block.n_link_chars and not judgement.verdicts[i].removed


def _are_units(texts: Sequence[int], n_lines: int, marks: Callable[[int], bool]) -> bool:
    """Whether nearly each of the texts has a mark of its own, straight above it, or each one straight below it."""
    n_above = sum(any(map(marks, range(max(0, i - _REACH), i))) for i in texts)
    n_below = sum(any(map(marks, range(i + 1, min(n_lines, i + 1 + _REACH)))) for i in texts)
    n_units = max(n_above, n_below)
    if n_units < max(_MIN_UNITS, _MIN_UNIT_SHARE * len(texts)):
        return False
    n_parted = sum(any(map(marks, range(a + 1, b))) for a, b in pairwise(texts))
    return n_parted + 1 >= _MIN_UNIT_SHARE * len(texts)
