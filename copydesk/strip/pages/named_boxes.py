"""Kept lines in boxes whose names say that they are furniture: `div.author-bio`, `section.newsletter`, a card."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from copydesk.strip.lines.pieces import PagePiece
from copydesk.strip.pages.draft import PageDraft
from copydesk.strip.pages.places import close_reason, is_card
from copydesk.strip.rule import Found

# Reasons that an element's name gives even for a line that trafilatura kept, and the most of the kept text that one
# reason may take so: whole articles stand in elements called "card", "teaser" or "newsletter". On 159 news pages 76 of
# the 80 lines removed so were furniture; "paywall", "sidebar", "ads" and "figure" name the article itself too often.
_TELLING_PLACES = frozenset(
    {"comment_form", "newsletter", "byline", "date", "related_link", "copyright", "social", "consent"}
)
_MAX_TELLING_SHARE = 0.15
_MAX_DATE_WORDS = 8
# Comments may be more than that, below an article of so many paragraphs.
_MIN_COMMENTED_PARAGRAPHS = 3


def named_as_furniture(draft: PageDraft) -> Iterator[Found]:
    """The kept lines whose innermost elements are named as furniture, where that is a small part of the text."""
    pieces, decided = draft.pieces, draft.verdicts
    named: dict[str, list[int]] = {}
    n_kept = 0
    for i, piece in enumerate(pieces):
        if decided[i] is None:
            n_kept += len(piece.line.text)
            reason = close_reason(piece.block.path)
            if is_card(piece.block.path):
                reason = "related_link"
            if reason == "date" and piece.shape is not None and piece.shape.n_words > _MAX_DATE_WORDS:
                # "10.30: the ministers meet", in an element named "time"
                reason = close_reason(piece.block.path.rpartition("/")[0])
                if reason == "date":
                    continue
            if reason in _TELLING_PLACES:
                named.setdefault(reason, []).append(i)
    in_named = set().union(*named.values())
    others = [i for i, verdict in enumerate(decided) if verdict is None and i not in in_named] if named else []
    for reason, at in named.items():
        n_chars = sum(len(pieces[i].line.text) for i in at)
        below = reason == "comment_form" and _stand_below_article(pieces, others, at)
        if below or n_chars <= _MAX_TELLING_SHARE * n_kept or _are_labels(draft, others, at):
            yield from (Found(i, reason) for i in at)


def _are_labels(draft: PageDraft, others: Sequence[int], at: Sequence[int]) -> bool:
    """Whether none of the lines is prose, and others are, or a standfirst: a form's heading below a short report."""
    has_text = any(_is_prose(draft.pieces[i]) for i in others) or any(
        verdict is not None and verdict.kind in ("lead", "standfirst") for verdict in draft.verdicts
    )
    return has_text and not any(_is_prose(draft.pieces[i]) for i in at)


def _is_prose(piece: PagePiece) -> bool:
    return piece.shape is not None and piece.shape.prose and piece.shape.reason is None


def _stand_below_article(pieces: Sequence[PagePiece], others: Sequence[int], at: Sequence[int]) -> bool:
    """Whether the lines stand below an article's paragraphs, with none between them, and at other places than these."""
    paragraphs = [i for i in others if pieces[i].paragraph and i < at[-1]]
    return (
        len(paragraphs) >= _MIN_COMMENTED_PARAGRAPHS
        and paragraphs[-1] < at[0]
        and {pieces[i].block.path for i in paragraphs}.isdisjoint(pieces[i].block.path for i in at)
    )
