"""A whole page's text: its article is what a trained model takes for it, its title what stands above in its words."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.strip.lines.lengths import HEAD_REACH, MIN_TITLE_WORDS
from copydesk.strip.rule import Found
from copydesk.strip.texts.draft import Draft
from copydesk.strip.texts.head import is_dateline, lines_above_article
from copydesk.strip.texts.inline_teaser import stems

# A dump's title has so many words in common with the first lines of the article.
_MIN_TITLE_SHARED = 2
_OPENING_LINES = 8


def dump_title(draft: Draft) -> Iterator[int]:
    """The article's title, above what the model takes for the article."""
    if draft.stay and (title := _title_above(draft, draft.stay[0], draft.stay[-1] + 1)) is not None:
        yield title


def _title_above(draft: Draft, start: int, end: int) -> int | None:
    """The headline above the body that has most words in common with it, the nearest of equals.

    It may be the first line that the model keeps.
    """
    start += not draft.shapes[start].prose
    body = set().union(*(stems(shape) for shape in draft.shapes[start : min(end, start + _OPENING_LINES)]))
    candidates = [
        (len(stems(draft.shapes[i]) & body), i)
        for i in range(max(0, start - HEAD_REACH), start)
        if draft.undecided(i) and draft.shapes[i].headline and draft.shapes[i].n_words >= MIN_TITLE_WORDS
    ]
    shared, i = max(candidates, default=(0, -1))
    return i if shared >= _MIN_TITLE_SHARED else None


def outside_article(draft: Draft) -> Iterator[Found]:
    """The lines that the model does not take for the article's; what is the head's is left to the rules for it.

    Whether a line is the article's is no matter of its place alone: boxes stand inside, and other articles follow.
    """
    stay, above = frozenset(draft.stay), lines_above_article(draft)
    for i, chance in enumerate(draft.chances()):
        if i not in stay and draft.undecided(i) and not (i in above and is_dateline(draft, i)):
            yield Found(i, detail=f" {chance:.2f}")
