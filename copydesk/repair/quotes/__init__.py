"""Quotes: every quotation mark and apostrophe of a text facing the right way, with its space on the right side.

In this order: whose marks these are (`convention`, by the tables of `manners`), what may be a mark (`candidates`),
what each one does, as one decision over the whole text (`deciding`, by `pairing` at the prices of `costs`), and what
is written (`rendering`). A mark is changed only where its reading is cheaper than the next best by a margin. No mark is
added or deleted, and nothing but marks and the spaces beside them is touched.
"""

from __future__ import annotations

from copydesk.records import Edit
from copydesk.repair.quotes.candidates import find_marks, is_plain
from copydesk.repair.quotes.convention import Style, settle_convention
from copydesk.repair.quotes.deciding import decide_roles
from copydesk.repair.quotes.rendering import Proposal, propose_apostrophes, propose_marks

__all__ = ["Proposal", "Style", "propose_quotes", "repair_quotes"]


def repair_quotes(text: str, *, style: Style = "document", language: str | None = None) -> tuple[Edit, ...]:
    """The edits after which the marks of `text` are paired, face the right way and have their space outside."""
    return tuple(made.edit for made in propose_quotes(text, style=style, language=language) if not made.left_because)


def propose_quotes(text: str, *, style: Style = "document", language: str | None = None) -> list[Proposal]:
    """The edits that `repair_quotes` makes, in order, those it weighed and left among them, with the reason."""
    if style == "document" and is_plain(text):
        return []
    convention = settle_convention(text, style, language)
    paragraphs = list(find_marks(text, convention))
    proposals = [*propose_marks(text, decide_roles(text, paragraphs), convention)]
    proposals += propose_apostrophes(paragraphs, text, convention)
    proposals.sort(key=lambda proposal: proposal.edit.start_char)
    return proposals
