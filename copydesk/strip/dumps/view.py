"""A page's text as the dump model sees it: broken sentences whole, and without what interrupts an article.

An advert's label, a caption, a player that waits for consent stand between an article's paragraphs as they stand
anywhere else, and the rules know them. Left in, they make the article look like furniture: where a page says "Article
content" after every paragraph, no paragraph stands beside another. What the rules remove for other reasons stays in
the picture, because it tells where the article ends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from copydesk.strip.dumps.broken_sentences import mend
from copydesk.strip.lines.shape import Shape

# Lines removed for these reasons say nothing of where they stand. Without them another outlet's news pages gain .003 of
# F1, guides .001; with the lines of all reasons out news gain half of that, and guides lose .002.
_INTERRUPTIONS = frozenset({"advert", "caption", "credit", "consent"})
# So does any line that a rule removes and that comes so often: the label of a slot.
_MIN_COPIES = 3


class DumpView(NamedTuple):
    """The lines that the model sees; `at` says which of them each of the page's lines is in, or -1."""

    shapes: list[Shape]
    reasons: list[str | None]
    at: NDArray[np.intp]  # [n_lines of the page]


def view_of(shapes: Sequence[Shape], reasons: Sequence[str | None]) -> DumpView:
    """What is seen of a page's lines; `reasons` are those for which the rules remove a line, or None.

    Of 3,183 dumps of 950 pages 2,352 lose a line so, and 3% of all lines go.
    """
    mended = mend(shapes, reasons)
    n_copies = Counter(shape.text for shape in mended.shapes)
    seen = [
        i
        for i, (shape, reason) in enumerate(zip(mended.shapes, mended.reasons, strict=True))
        if reason is None or (reason not in _INTERRUPTIONS and n_copies[shape.text] < _MIN_COPIES)
    ]
    places = np.full(len(mended.shapes), -1)
    places[seen] = np.arange(len(seen))
    return DumpView([mended.shapes[i] for i in seen], [mended.reasons[i] for i in seen], places[mended.at])
