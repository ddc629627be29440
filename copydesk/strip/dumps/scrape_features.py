"""What a scrape looks like as a whole, in numbers: an extractor's output has no menu, and no footer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from copydesk.strip.lines.shape import Shape

_MAX_LABEL_WORDS = 4

SCRAPE_COLUMNS = (
    "lines",
    "prose_lines",
    "prose_words",
    "lines_before_prose",
    "lines_after_prose",
    "kinds_of_reasons",
    "lines_with_reason",
    "labels",
    "labels_before_prose",
    "labels_after_prose",
    "words_a_line",
    "dates",
    "longest_run_of_fragments",
    "copies",
)


def scrape_row(shapes: Sequence[Shape]) -> NDArray[np.float32]:
    """One row of SCRAPE_COLUMNS for the lines of a scrape, at least one; counts as logarithms or as shares of lines."""
    n = len(shapes)
    prose = [shape.prose for shape in shapes]
    first = prose.index(True) if any(prose) else n
    after = prose[::-1].index(True) if any(prose) else n
    labels = [shape.n_words <= _MAX_LABEL_WORDS and not shape.full_stop for shape in shapes]
    reasons = [shape.reason for shape in shapes if shape.reason]
    n_words = sum(shape.n_words for shape in shapes)
    row = (
        np.log(n),
        sum(prose) / n,
        sum(shape.n_words for shape in shapes if shape.prose) / max(1, n_words),
        np.log1p(first),
        np.log1p(after),
        len(set(reasons)),
        len(reasons) / n,
        sum(labels) / n,
        np.log1p(sum(labels[:first])),
        np.log1p(sum(labels[n - after :])),
        np.log1p(n_words / n),
        sum(shape.date for shape in shapes),
        np.log1p(_longest_run_of_fragments(prose)),
        1 - len({shape.text for shape in shapes}) / n,
    )
    return np.array(row, np.float32)


def _longest_run_of_fragments(prose: Sequence[bool]) -> int:
    return max((len(list(run)) for is_prose, run in groupby(prose) if not is_prose), default=0)
