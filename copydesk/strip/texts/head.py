"""The head of a scrape's article: title, standfirst, byline and date are what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from copydesk.strip.lines.dates import find_published, is_date_line
from copydesk.strip.lines.lengths import (
    MAX_LABEL_WORDS,
    MAX_STANDFIRST_WORDS,
    MAX_TITLE_WORDS,
    MIN_HEADLINE_WORDS,
    MIN_STANDFIRST_WORDS,
    MIN_TITLE_WORDS,
)
from copydesk.strip.lines.shape import (
    GOES_ON_ENDS,
    MIN_LEAD_WORDS,
    Shape,
    is_byline,
    is_place_line,
    strip_bullet,
)
from copydesk.strip.lines.wording import is_speech
from copydesk.strip.rule import Found
from copydesk.strip.texts.bylines import names_in_byline
from copydesk.strip.texts.desks import is_desk_line
from copydesk.strip.texts.draft import HEAD_LINES, Draft

_TITLE_LINES = 3
# A line with more figures than that is a table's or a timetable's.
_MAX_TITLE_NUMBERS = 4
# So many lines that begin alike make a list; two are a title and what stands below it ("Wero ...", "Wero ...").
_MIN_LIST = 3
# Of longer first lines that end in such a mark four of four were paragraphs.
_MAX_MARKED_TITLE_WORDS = 16
_QUESTION_MARKS = "?", "？"
_TITLE_MARKS = (*_QUESTION_MARKS, "!", "！")
# "“We stay.” Nurses protest in Lublin": a quotation, and behind it a headline.
_QUOTED_TITLE = re.compile(r"[\"“„«‘‚].{5,}?[.!?…]?[\"”“»’‘][.!?…]? [^\W\d_a-z][^\"“”„«»]+[^\W_]$")


def head_title(draft: Draft) -> Iterator[int]:
    """The head's headline, where the page has not said which one it is."""
    if draft.title() is None and (title := _title_line(draft, _head_end(draft))) is not None:
        draft.text_title = title
        yield title


def section_labels(draft: Draft) -> Iterator[int]:
    """The section's name above the title that was found in the text."""
    for i in range(draft.text_title or 0):
        if draft.undecided(i) and draft.shapes[i].n_words <= MAX_LABEL_WORDS:
            yield i


def _head_end(draft: Draft) -> int:
    """The line with which the head is over; a standfirst that ends like a sentence is no end, once it is known."""
    return min(draft.first_prose(), HEAD_LINES)


def _title_line(draft: Draft, end: int) -> int | None:
    """The head's headline: the first line, or the second under a section's name. Verses alone have none."""
    shapes = draft.shapes
    if draft.first_prose() == len(shapes):
        return None
    start = next((i for i in range(end) if not draft.removed_as(i, "navigation")), end)
    for i in range(start, min(end + 1, start + _TITLE_LINES)):
        shape = shapes[i]
        if shape.letters.isdecimal() and not shape.date:  # a table's figures
            return None
        if _begins_list(shapes[i : i + _MIN_LIST]):
            return None
        if not draft.undecided(i) or shape.date or is_byline(shape.text) or is_desk_line(shape.text):
            continue
        if _is_ended_title(shape) and not shape.headline:
            return i if draft.undecided(i + 1) else None
        if _is_title(shape) and not draft.goes_on_below(i) and (i < end or _is_ended_title(shape)):
            section = shape.n_words <= MAX_LABEL_WORDS and _may_be_under_section(draft, i + 1, end)
            if not section or _is_spoken_of(draft, shape):
                return i
        elif shape.n_words > MAX_LABEL_WORDS:
            return None
    return None


def _may_be_under_section(draft: Draft, i: int, end: int) -> bool:
    """Whether line `i` may be the title, so that the short one above it is its section's name."""
    shapes = draft.shapes
    if i > end or not draft.undecided(i) or shapes[i].n_words < MIN_HEADLINE_WORDS:
        return False
    return not draft.goes_on_below(i) and (shapes[i].headline or _is_ended_title(shapes[i]))


# A section's name of two words and more is said in two of its article's paragraphs in none of 50 scrapes whose title
# stands below it, and a title so short in half of 21. One word ("Education", "Mexico") is as often one as the other.
_MIN_SPOKEN_WORDS = 2
_MIN_SPOKEN_LINES = 2
_STEM = 6


def _is_spoken_of(draft: Draft, label: Shape) -> bool:
    """Whether the article speaks of what the line says: then it is its title, with a standfirst below it."""
    stems = {word[:_STEM] for word in label.words if len(word) >= 4}
    if len(label.words) < _MIN_SPOKEN_WORDS or not stems:
        return False
    lines = (shape for shape in draft.shapes if shape.prose and stems <= {word[:_STEM] for word in shape.words})
    return len(list(islice(lines, _MIN_SPOKEN_LINES))) == _MIN_SPOKEN_LINES


def _is_title(shape: Shape) -> bool:
    """Like a headline, and no item of a list or line of figures: results and timetables begin articles, too."""
    return shape.headline and MIN_TITLE_WORDS <= shape.n_words <= MAX_TITLE_WORDS and not _is_of_list(shape)


def _begins_list(shapes: Sequence[Shape]) -> bool:
    """Whether the first line is a table's, or one of a list's items: each with a mark, or with one word to begin with.

    So "- 1 large chicken", "- 2 tablespoons oil" begins a recipe, and "September 10 12pm", "September 17 12pm" a plan.
    """
    alike = len(shapes) == _MIN_LIST and len({shape.words[:1] for shape in shapes}) == 1
    return shapes[0].text[:1] == "|" or alike or (len(shapes) > 1 and all(map(_is_item, shapes[:2])))


def _is_item(shape: Shape) -> bool:
    return shape.text != strip_bullet(shape.text)


def _is_of_list(shape: Shape) -> bool:
    # Norwegian titles may begin with the dash of speech: only a number marks an item.
    numbered = shape.text[:1].isdecimal() and _is_item(shape)
    return numbered or sum(map(str.isdecimal, shape.words)) > _MAX_TITLE_NUMBERS


def _is_ended_title(shape: Shape) -> bool:
    """A question, an exclamation or two sentences without a stop: a title that reads like a paragraph otherwise.

    Of the first lines of scrapes that are so, 12 of 13 were titles on news pages and 26 of 38 elsewhere.
    """
    text = shape.text
    return (
        MIN_TITLE_WORDS <= shape.n_words <= MAX_TITLE_WORDS
        and shape.n_sentences <= 2
        and not _is_of_list(shape)
        and (not is_speech(text) or _QUOTED_TITLE.match(text) is not None)
        and not text[:1].islower()
        and not text.endswith((".", "…", "。", *GOES_ON_ENDS))
        and (not shape.full_stop or text.endswith(_TITLE_MARKS))
        and (shape.n_words <= _MAX_MARKED_TITLE_WORDS or not text.endswith(_TITLE_MARKS))
    )


def head_dates(draft: Draft) -> Iterator[int]:
    """The dates of the head; the first of them is the article's."""
    for i in filter(draft.undecided, _head_lines(draft)):
        if _is_head_date(draft, i):
            _note_day(draft, draft.shapes[i].text)
            yield i


def head_bylines(draft: Draft) -> Iterator[int]:
    """The bylines of the head and its newsrooms; the first of them is the article's."""
    for i in filter(draft.undecided, _head_lines(draft)):
        text = draft.shapes[i].text
        if is_byline(text) or is_desk_line(text):
            draft.byline = draft.byline or names_in_byline(text)
            _note_day(draft, text)
            yield i


def head_places(draft: Draft) -> Iterator[int]:
    """The places of the head from which was written."""
    for i in filter(draft.undecided, _head_lines(draft)):
        if is_place_line(draft.shapes[i].text):
            yield i


def _head_lines(draft: Draft) -> range:
    """The lines of the head: down to the first paragraph, and in a page dump from the title to the article."""
    between = lines_above_article(draft)
    return range(between.start, max(between.stop, _head_end(draft)))


def lines_above_article(draft: Draft) -> range:
    """Of a page dump, the lines between its title and what the model takes for its article; else none."""
    title = draft.title()
    if not draft.is_dump or title is None or not draft.stay or title >= draft.stay[0]:
        return range(0)
    return range(title + 1, draft.stay[0])


def _is_head_date(draft: Draft, i: int) -> bool:
    shape = draft.shapes[i]
    return (shape.date or _is_placed_date(shape.text)) and not _is_first_of_series(draft, i)


def is_dateline(draft: Draft, i: int) -> bool:
    """Whether the line says when, where or by whom the article was written."""
    text = draft.shapes[i].text
    return _is_head_date(draft, i) or is_byline(text) or is_desk_line(text) or is_place_line(text)


def _note_day(draft: Draft, text: str) -> None:
    """The line's day is the article's, where none is known yet, or but that of the last change."""
    day, updated = find_published(text)
    if day and (not draft.published or (draft.updated and not updated)):
        draft.published, draft.updated = day, updated


# "Madrid - 03 may 2024 - 14:20 CEST": where it was written, and when.
_PLACE_BEFORE = re.compile(r"[^\W\d_a-z][\w’' ]{1,25}\s?[-–—|,/]\s(?=.{0,30}\d)")


def _is_placed_date(text: str) -> bool:
    place = _PLACE_BEFORE.match(text)
    return place is not None and is_date_line(text[place.end() :])


# A diary's days and a programme's are so many dates without a year, each above lines of its own.
_MIN_DAYS = 3
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def _is_first_of_series(draft: Draft, i: int) -> bool:
    """Whether the date is a diary's first day: without a year, like the dates that follow through the article."""
    shapes = draft.shapes
    if _YEAR.search(shapes[i].text) or not draft.undecided(i + 1) or shapes[i + 1].date:
        return False
    alike = {len(shapes[i].words), len(shapes[i].words) - 1, len(shapes[i].words) + 1}
    days = [
        k
        for k in range(i, len(shapes) - 1)
        if shapes[k].date
        and len(shapes[k].words) in alike
        and not _YEAR.search(shapes[k].text)
        and not shapes[k + 1].date
    ]
    return len(days) >= _MIN_DAYS


def head_standfirst(draft: Draft) -> Iterator[Found]:
    """The line under the title, if it is no paragraph yet, or one sentence with furniture of the head below it.

    A long sentence is the text's first paragraph, too: a "lead".
    """
    title, end = draft.title(), _head_end(draft)
    if title is None:
        return
    below = range(title + 1, min(end + 1, len(draft.shapes)))
    i = next((i for i in below if draft.undecided(i) and not (i < end and is_dateline(draft, i))), None)
    if i is None:
        return
    shape = draft.shapes[i]
    # An interview's first question and a list's first item ("Tip #1", "5 steps") are the text's: in light scrapes of
    # news and guides five of six such lines.
    if shape.text.endswith(_QUESTION_MARKS) or any(map(str.isdecimal, shape.words[:2])):
        return
    if shape.headline and shape.n_words >= MIN_STANDFIRST_WORDS and i < end and not draft.goes_on_below(i):
        yield Found(i)
        return
    one_sentence = shape.n_sentences == 1 and MIN_STANDFIRST_WORDS <= shape.n_words <= MAX_STANDFIRST_WORDS
    if one_sentence and i == title + 1 and i + 1 < len(draft.shapes):
        under = draft.shapes[i + 1]
        if (
            draft.removed_as(i + 1, "caption", "credit", "byline", "date")
            or under.date
            or is_byline(under.text)
            or is_desk_line(under.text)
        ):
            yield Found(i, "lead" if shape.terminal and shape.n_words >= MIN_LEAD_WORDS else "")
