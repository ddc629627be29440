"""The tail of a scrape: what stands below the article's last paragraph."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.strip.lines.lengths import MAX_STANDFIRST_WORDS
from copydesk.strip.lines.shape import Shape, is_byline, strip_bullet
from copydesk.strip.lines.wording import is_speech
from copydesk.strip.rule import Found
from copydesk.strip.texts.desks import is_desk_line
from copydesk.strip.texts.draft import Draft
from copydesk.strip.texts.line_rules import MIN_LISTED_WORDS


def _runs(draft: Draft) -> list[range]:
    """The runs of undecided lines below the article's last paragraph.

    Read from the end upwards, the tail ends at the first line that is neither furniture, headline, date, label nor the
    standfirst between a headline and a date.
    """
    shapes = draft.shapes
    start = len(shapes)
    while start > 0 and _may_stand_in_tail(draft, start - 1):
        start -= 1
    if not any(draft.verdicts[i] is None and shapes[i].prose for i in range(start)):
        return []
    runs = []
    i = start
    while i < len(shapes):
        end = i
        while end < len(shapes) and draft.undecided(end):
            end += 1
        if end > i:
            runs.append(range(i, end))
        i = end + 1
    return runs


def _may_stand_in_tail(draft: Draft, i: int) -> bool:
    shape = draft.shapes[i]
    if draft.removed_as(i) or shape.headline or shape.date:
        return True
    if draft.verdicts[i] is not None:
        return False
    if shape.n_words <= 5 and not (shape.full_stop and shape.words):
        return True
    return _is_card_standfirst(draft, i)


def _is_card_standfirst(draft: Draft, i: int) -> bool:
    """One sentence under a headline and above a date: another story's standfirst."""
    shapes = draft.shapes
    return (
        i > 0
        and i + 1 < len(shapes)
        and shapes[i].n_sentences == 1
        and shapes[i].n_words <= MAX_STANDFIRST_WORDS
        and shapes[i - 1].headline
        and shapes[i + 1].date
    )


# Lists of names and results end articles too: a run without a date is of headlines only if most of it is long enough.
_MIN_LISTED_SHARE = 0.7


def headlines_below(draft: Draft) -> Iterator[int]:
    """Other stories' headlines: runs with a date, under a label, or of three and more that furniture frames.

    A lone one above nothing is a sentence without its stop.
    """
    for run in _runs(draft):
        if _is_of_headlines(draft, run):
            yield from run


def _is_of_headlines(draft: Draft, at: range) -> bool:
    run = draft.shapes[at.start : at.stop]
    start, end = at.start, at.stop
    headlines = [shape for shape in run if shape.headline and shape.n_words >= MIN_LISTED_WORDS]
    dated = any(shape.date for shape in run) and not _is_table(run)
    # Items of a list are footnotes, features and sources as often as other stories.
    n_headlines = sum(shape.text == strip_bullet(shape.text) for shape in headlines)
    labelled = draft.is_bare_label(start - 1)
    below = draft.verdicts[end] if end < len(draft.shapes) else None
    framed = any(
        verdict is not None and verdict.rule != "text.same_line"  # a song's refrain frames nothing
        for verdict in (below, draft.verdicts[start - 1] if start else None)
    )
    listed = n_headlines >= 3 and n_headlines >= _MIN_LISTED_SHARE * len(run) and framed
    return (dated and len(headlines) > 0) or listed or (labelled and n_headlines > 0)


def headings_below(draft: Draft) -> Iterator[Found]:
    """The lone headlines between furniture and furniture: each heads what stands below it."""
    for run in _runs(draft):
        i = run.start
        below = draft.verdicts[i + 1] if i + 1 < len(draft.verdicts) else None
        if below is None or not below.removed:  # it may be the title, of a page that has it below the article
            continue
        if len(run) == 1 and draft.removed_as(i - 1) and draft.shapes[i].headline:
            yield Found(i, below.reason)


def bylines_below(draft: Draft) -> Iterator[Found]:
    """Bylines below the article, with their dates and labels."""
    for at in _runs(draft):
        run = draft.shapes[at.start : at.stop]
        names = any(is_byline(shape.text) or is_desk_line(shape.text) for shape in run)
        if names and all(_is_of_bylines(shape) for shape in run):
            yield from (Found(i, "date" if draft.shapes[i].date else "byline") for i in at)


def _is_table(run: list[Shape]) -> bool:
    """Whether the lines are more figures than headlines: the cells of a table, one a line."""
    n_figures = sum(shape.letters.isdecimal() and not shape.date for shape in run)
    return n_figures > sum(shape.headline for shape in run)


def _is_of_bylines(shape: Shape) -> bool:
    """A byline, its date, or a label of a word or two between bylines ("Interview")."""
    return (
        is_byline(shape.text) or is_desk_line(shape.text) or shape.date or (shape.n_words <= 2 and not shape.full_stop)
    )


# What stands behind such furniture at the very end belongs to it: 577 of 592 words in 1,110 light
# scrapes. Behind links, shares, credits and buttons the article goes on.
_CLOSING = ("appeal", "comment_form", "copyright", "newsletter", "byline")
_MAX_BEHIND = 3
_MAX_SHARE_BEHIND = 0.2


def lines_behind_furniture(draft: Draft) -> Iterator[Found]:
    """The last lines, if an appeal, a form or a notice stands straight above them and nothing but furniture below."""
    left = [i for i in range(len(draft.shapes)) if draft.undecided(i)]
    n_all = sum(draft.shapes[i].n_words for i in left)
    for n in range(1, min(_MAX_BEHIND, len(left) - 1) + 1):
        first = left[-n]
        n_words = sum(draft.shapes[i].n_words for i in left[-n:])
        if left[-n:] != list(range(first, first + n)) or n_words > _MAX_SHARE_BEHIND * n_all:
            return
        if is_speech(draft.shapes[first].text):
            return
        above = draft.verdicts[first - 1] if first else None
        if above is not None and above.reason in _CLOSING:
            yield from (Found(i, above.reason) for i in left[-n:])
            return
