"""The stage as a whole: encoding first, then quotes, one list of edits for both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from copydesk.rebuild import apply_edits, compose_edits
from copydesk.records import Article, Edit
from copydesk.repair.encoding import repair_encoding
from copydesk.repair.quotes import Style, repair_quotes

# The second pass finds nothing on any text of the benchmark and costs little on a mended one. Quotes thrown together
# at random need a third or fourth.
MAX_PASSES = 8
Step = Callable[[str], tuple[Edit, ...]]


@dataclass(frozen=True, slots=True)
class Repaired:
    """A mended text, and the edits of the text that was given which made it."""

    text: str
    edits: tuple[Edit, ...]


def repair_text(text: str, *, style: Style = "document", language: str | None = None) -> Repaired:
    """`text` with broken characters whole and quotation marks mended; line breaks as they were, nothing left to do."""
    language = language.partition("-")[0].lower() if language else None
    quotes: Step = partial(repair_quotes, style=style, language=language)
    # Of a row of dozens of marks each pass may mend one more: no reading of them is sure, and all marks stay.
    return _until_whole(text, repair_encoding, quotes) or _until_whole(text, repair_encoding) or Repaired(text, ())


def _until_whole(text: str, *steps: Step) -> Repaired | None:
    """What the steps make of the text, again and again, until they leave it alone; None where they do not."""
    edits: tuple[Edit, ...] = ()
    now = text
    for _ in range(MAX_PASSES):
        made, repaired = edits, now
        for step in steps:
            if more := step(repaired):
                made, repaired = compose_edits(text, made, more), apply_edits(repaired, more)
        if repaired == now:
            return Repaired(now, edits)
        edits, now = made, repaired
    return None


def repair_article(article: Article, *, style: Style = "document") -> Article:
    """The article with `text` repaired and `edits` leading there from its `source_text`."""
    repaired = repair_text(article.source_text, style=style, language=article.language)
    return replace(article, text=repaired.text, edits=repaired.edits)
