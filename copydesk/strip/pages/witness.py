"""What the page's own data repeat of its text (schema.org's `articleBody`), heard as a witness beside the extractor.

A witness, not a source: it is often cut short, at a paywall or after a number of words, and often without subheadings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from copydesk.strip.judgement import Verdict
from copydesk.strip.lines.folding import fold
from copydesk.strip.lines.pieces import PagePiece
from copydesk.strip.pages.align import align
from copydesk.strip.pages.body_place import find_body_place, place_of

# The data are of this article if they hold so much of what is kept down to their last line, and all of it if so little
# is kept below that.
_MIN_HELD_SHARE = 0.95
_MAX_SHARE_BELOW = 0.05
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def below_data(pieces: Sequence[PagePiece], decided: Sequence[Verdict | None], article_body: str) -> list[int]:
    """What stands below the data's last line, and not where the paragraphs stand."""
    body = find_body_place(pieces)
    text = _TAG.sub(" ", unescape(article_body))
    kept = [i for i, piece in enumerate(pieces) if piece.kept and decided[i] is None and piece.folded]
    last = _last_held(pieces, kept, fold(text))
    if body is None or last is None:
        return []
    above = [pieces[i].line.text for i in kept if i <= last]
    below = [i for i in kept if i > last]
    n_above = sum(map(len, above))
    n_below = sum(len(pieces[i].line.text) for i in below)
    if not below or n_below > _MAX_SHARE_BELOW * (n_above + n_below):
        return []
    if align(above, [text]).n_lost > (1 - _MIN_HELD_SHARE) * n_above:
        return []
    return [i for i in below if place_of(pieces[i]) != body.place]


def _last_held(pieces: Sequence[PagePiece], kept: Sequence[int], held: str) -> int | None:
    """The last of the kept lines that the data have."""
    return next((i for i in reversed(kept) if fold(pieces[i].line.text) in held), None)
