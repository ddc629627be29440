"""The stage as a whole: encoding first, then quotes, one list of edits for both."""

from __future__ import annotations

from dataclasses import dataclass, replace

from copydesk.rebuild import apply_edits, compose_edits
from copydesk.records import Article, Edit
from copydesk.repair.encoding import repair_encoding
from copydesk.repair.quotes import repair_quotes
from copydesk.repair.style import Style


@dataclass(frozen=True, slots=True)
class Repaired:
    """A mended text, and the edits of the text that was given which made it."""

    text: str
    edits: tuple[Edit, ...]


def repair_text(text: str, *, style: Style = "document", language: str | None = None) -> Repaired:
    """`text` with mojibake decoded and quotation marks mended; same line breaks, and nothing more to do on it."""
    encoding = repair_encoding(text)
    decoded = apply_edits(text, encoding) if encoding else text
    quotes = repair_quotes(decoded, style=style, language=language)
    repaired = apply_edits(decoded, quotes) if quotes else decoded
    return Repaired(repaired, compose_edits(text, encoding, quotes))


def repair_article(article: Article, *, style: Style = "document") -> Article:
    """The article with `text` repaired and `edits` leading there from its `source_text`."""
    repaired = repair_text(article.source_text, style=style, language=article.language)
    return replace(article, text=repaired.text, edits=repaired.edits)
