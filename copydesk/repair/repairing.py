"""The stage as a whole: encoding first, then quotes, one list of edits for both."""

from __future__ import annotations

from dataclasses import dataclass, replace

from copydesk.rebuild import apply_edits, compose_edits
from copydesk.records import Article, Edit
from copydesk.repair.encoding import repair_encoding
from copydesk.repair.quotes import Style, repair_quotes

# The second pass finds nothing on any text of the benchmark and costs little on a mended one. Quotes thrown together
# at random need a third or fourth.
MAX_PASSES = 6


@dataclass(frozen=True, slots=True)
class Repaired:
    """A mended text, and the edits of the text that was given which made it."""

    text: str
    edits: tuple[Edit, ...]


def repair_text(text: str, *, style: Style = "document", language: str | None = None) -> Repaired:
    """`text` with broken characters whole and quotation marks mended; line breaks as they were, nothing left to do."""
    language = language.partition("-")[0].lower() if language else None
    edits: tuple[Edit, ...] = ()
    now = text
    for _ in range(MAX_PASSES):
        decoded, encoding_edits = _apply(now, repair_encoding(now))
        repaired, quote_edits = _apply(decoded, repair_quotes(decoded, style=style, language=language))
        if repaired == now:
            break
        edits = compose_edits(text, compose_edits(text, edits, encoding_edits), quote_edits)
        now = repaired
    return Repaired(now, edits)


def _apply(text: str, edits: tuple[Edit, ...]) -> tuple[str, tuple[Edit, ...]]:
    return (apply_edits(text, edits) if edits else text), edits


def repair_article(article: Article, *, style: Style = "document") -> Article:
    """The article with `text` repaired and `edits` leading there from its `source_text`."""
    repaired = repair_text(article.source_text, style=style, language=article.language)
    return replace(article, text=repaired.text, edits=repaired.edits)
