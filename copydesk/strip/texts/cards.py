"""Cards of other stories: headline, standfirst, author or date, between two paragraphs or in a row below them all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from copydesk.strip.judgement import Verdict
from copydesk.strip.lines.dates import find_date
from copydesk.strip.lines.lengths import MAX_LABEL_WORDS, MAX_STANDFIRST_WORDS, MIN_HEADLINE_WORDS
from copydesk.strip.lines.shape import HEADLINE_WORDS, Shape
from copydesk.strip.lines.wording import is_speech
from copydesk.strip.texts.draft import Draft

# "... solo dates in L.A.": the stop is the initials'.
_INITIALS_AT_END = re.compile(r"\b[^\W\d_]\.[^\W\d_]\.$")
# A card's standfirst is a paragraph of few words and sentences.
_MAX_STANDFIRST_SENTENCES = 3
_MAX_CARD_LINES = 5
# Below the article so many headlines make a row of cards.
_MIN_CARDS = 2
# The article's own last sections may be of a headline and a paragraph each: a row is smaller than what stands above it.
_MAX_SHARE_BELOW = 0.5


def inline_cards(draft: Draft) -> Iterator[int]:
    """The lines of other stories' cards that stand between the article's paragraphs."""
    found = [*_cards(draft.shapes, draft.verdicts), *_headless_cards(draft.shapes, draft.verdicts)]
    yield from found


def _cards(shapes: Sequence[Shape], verdicts: Sequence[Verdict | None]) -> list[int]:
    """The lines of cards between two paragraphs: headline, standfirst, date, and the section's name above them.

    A date of the article's own timeline stands above its paragraph, without a headline over both.
    """
    lines: list[int] = []
    for i in range(3, len(shapes) - 1):
        if not (shapes[i].date and verdicts[i] is None):
            continue
        headline, standfirst = shapes[i - 2], shapes[i - 1]
        if verdicts[i - 1] is not None or verdicts[i - 2] is not None:
            continue
        if not _is_standfirst(standfirst) or not _is_card_headline(headline):
            continue
        top = i - 2
        while top > 1 and _is_label(shapes[top - 1]) and i - top < _MAX_CARD_LINES:
            top -= 1
        if shapes[top - 1].prose and shapes[i + 1].prose:
            lines += (k for k in range(top, i + 1) if verdicts[k] is None)
    return lines


def _headless_cards(shapes: Sequence[Shape], verdicts: Sequence[Verdict | None]) -> list[int]:
    """The lines of cards between paragraphs that lost their headline: a standfirst with its date below it.

    A timeline's paragraphs have their dates above them, and go forward or back: only where the dates do both do they
    belong to what stands above.
    """
    dates = [
        i
        for i in range(2, len(shapes) - 1)
        if verdicts[i] is None and shapes[i].date and verdicts[i + 1] is None and shapes[i + 1].prose
    ]
    days = [find_date(shapes[i].text) for i in dates]
    told = [day for day in days if day is not None]
    # Two dates are always in one of these orders.
    if len(told) < len(days) or told in (sorted(told), sorted(told, reverse=True)):
        return []
    cards = [i for i in dates if verdicts[i - 1] is None and _is_standfirst(shapes[i - 1])]
    return [k for i in cards for k in (i - 1, i)]


def card_row(draft: Draft) -> Iterator[int]:
    """The lines of a row of cards below the article."""
    start = _cards_start(draft.shapes, draft.verdicts)
    yield from () if start is None else draft.rest(start)


def _cards_start(shapes: Sequence[Shape], verdicts: Sequence[Verdict | None]) -> int | None:
    """The line with which a row of cards below the article begins; None where there is none.

    The row runs to the end: in it no two paragraphs follow each other, and each stands under a headline, a name or
    furniture. It begins with a label such as "More from", or with a headline that is there twice, as cards have it.
    """
    top = len(shapes)
    while top > 0 and _may_stand_in_row(shapes, verdicts, top - 1):
        top -= 1
    start = next((i for i in range(top, len(shapes)) if _begins_row(verdicts[i])), None)
    if start is None:
        return None
    n_above, n_below = (
        sum(shapes[i].n_words for i in part if verdicts[i] is None and shapes[i].prose)
        for part in (range(start), range(start, len(shapes)))
    )
    if n_below > _MAX_SHARE_BELOW * n_above:
        return None
    n_headlines = sum(
        _is_double(verdicts[i]) or (_is_story(verdicts[i]) and _is_card_headline(shapes[i]))
        for i in range(start, len(shapes))
    )
    return start if n_headlines >= _MIN_CARDS else None


def _may_stand_in_row(shapes: Sequence[Shape], verdicts: Sequence[Verdict | None], i: int) -> bool:
    verdict = verdicts[i]
    if verdict is not None:
        return verdict.removed
    shape = shapes[i]
    if shape.date or _is_label(shape) or _is_card_headline(shape):
        return True
    if i == 0 or not _is_standfirst(shape) or is_speech(shape.text):
        return False
    above = verdicts[i - 1]
    if above is None:
        return not shapes[i - 1].prose
    return above.removed and shapes[i - 1].n_words >= MIN_HEADLINE_WORDS


def _begins_row(verdict: Verdict | None) -> bool:
    return verdict is not None and (verdict.reason == "related_link" or _is_double(verdict))


def _is_double(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.rule == "text.self_repeat"


def _is_story(verdict: Verdict | None) -> bool:
    return verdict is None or verdict.reason == "related_link"


def _is_standfirst(shape: Shape) -> bool:
    return shape.prose and shape.n_words <= MAX_STANDFIRST_WORDS and shape.n_sentences <= _MAX_STANDFIRST_SENTENCES


def _is_card_headline(shape: Shape) -> bool:
    """A headline, or a question or two sentences of a headline's length."""
    return (
        MIN_HEADLINE_WORDS <= shape.n_words <= HEADLINE_WORDS[1]
        and (not shape.text.endswith((".", "…", ":", ";", ",")) or _INITIALS_AT_END.search(shape.text) is not None)
        and shape.n_sentences <= _MAX_STANDFIRST_SENTENCES
        and not shape.text[:1].islower()
    )


def _is_label(shape: Shape) -> bool:
    return shape.n_words <= MAX_LABEL_WORDS and not shape.full_stop and not shape.date
