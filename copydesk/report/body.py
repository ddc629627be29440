"""An article's source as HTML: by far the most of what a report has, so it is put together without a template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from copydesk.report.shown import SharedPassage
from copydesk.report.source import Mark, Piece, Removed

# Blocks that became fields: they stand above the text.
_FIELDS = ("title", "standfirst")


def body_html(article_id: str, pieces: Sequence[Piece | Removed], shared: dict[str, SharedPassage]) -> str:
    """What was kept, removed and mended, in the order of the source; `shared` are its passages by id."""
    return "\n".join(_lines(article_id, pieces, shared))


def spoken(code: str) -> str:
    """A code as words."""
    return code.replace("_", " ")


def visible(text: str) -> str:
    """With its spaces to be seen."""
    return text.replace(" ", "␣")


def _lines(article_id: str, pieces: Sequence[Piece | Removed], shared: dict[str, SharedPassage]) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, Piece):
            plain = piece.plain
            text = escape(plain) if plain is not None else "".join(_marks(piece.marks, shared)).strip()
            kind = f"{piece.kind} field" if piece.kind in _FIELDS else piece.kind
            yield f'<p class="{kind}">{text}</p>'
            continue
        tag = f'<span class="tag">{escape(spoken(piece.reason))}</span>'
        if piece.is_folded:
            place = f"r-{article_id}-{piece.removals[0].start_char}"
            lines = "".join(f"<p><s>{escape(one.text)}</s></p>" for one in piece.removals)
            summary = f"<summary>{tag} {len(piece.removals)} lines removed</summary>"
            yield f'<details class="out" id="{place}">{summary}{lines}</details>'
        else:
            for one in piece.removals:
                place = f"r-{article_id}-{one.start_char}"
                yield f'<p class="out" id="{place}">{tag} <s>{escape(one.text)}</s></p>'


def _marks(marks: Sequence[Mark], shared: dict[str, SharedPassage]) -> Iterator[str]:
    for mark in marks:
        text = escape(mark.text)
        if mark.before is not None:
            before = escape(visible(mark.before))
            text = f'<span class="edit" title="{escape(mark.rule)}"><del>{before}</del><ins>{text}</ins></span>'
        if mark.passage is None:
            yield text
            continue
        one = shared[mark.passage.passage_id]
        place = f' id="p-{escape(mark.passage.passage_id)}"' if mark.begins else ""
        number = f"<sup>{one.number}</sup>" if mark.begins else ""
        yield f'<a class="shared c{one.colour}"{place} href="../{escape(one.link)}">{number}{text}</a>'
