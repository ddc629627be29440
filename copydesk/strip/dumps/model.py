"""A whole page's text told from an extractor's, and its article from what stands around it, by a trained model.

The model is `model.json`: two sets of trees (`symmetric_trees`), one that is asked about the scrape
(`scrape_features`), one about each of its lines (`features`). docs/explanations/dump-model.md says what it was trained
on and how well it does; `train_dump_model` makes it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from copydesk.strip.dumps.features import Floats, LineTable, line_table
from copydesk.strip.dumps.scrape_features import SCRAPE_COLUMNS, scrape_row
from copydesk.strip.dumps.symmetric_trees import Trees
from copydesk.strip.dumps.view import view_of
from copydesk.strip.lines.shape import Shape

MODEL_FILE = "model.json"
# The lines stay that make the page's expected F1 highest, all from one chance on; a page where nothing is likelier than
# this has no such lines. A paragraph beside one that stays, and any line between two that do, stay from less: what is
# furniture stands among furniture. Out of fold this gains .002 to .005 F1, and short articles keep their ends.
_LIKELY = 0.5
_MIN_PARAGRAPH_CHANCE = 0.05
_MIN_ENCLOSED_CHANCE = 0.15
_LEAST_THRESHOLD = 0.2
# A line without words weighs so many.
_MIN_LINE_WORDS = 0.5
# Where no line has that, the likeliest paragraphs stay from this chance on: a whole article in one line looks like
# little that the trees were grown on.
_MIN_BEST_CHANCE = 0.1
# Between two paragraphs beside each other a subheading may stand.
_REACH = 2
# A scrape is a dump from this chance on. A light scrape that is judged as one may lose what no rule would take; a dump
# that is not recognised keeps its menus. From .5 on 18 of 1,569 light scrapes of 536 unseen pages were taken for dumps,
# and lost 14 of the article's snippets for 5 others; from .8 on four are, and lose none. Of 357 news pages' dumps none
# has less, of 2,371 guides' 81 have.
MIN_DUMP_CHANCE = 0.8
# A menu this long above the first paragraph says it in any language, with nothing below the article: of 1,110 light
# scrapes none begins so. Results, ingredients and tables do, in lines that begin with a figure or a bar: those are not
# counted.
_SURE_MENU_LINES = 25
# Longer texts are judged in parts of so many lines: news pages have 300, the longest seen 2,200. It bounds the memory.
_MAX_LINES = 20_000
# Shorter scrapes are light, whatever they look like: a recipe, a short report in pieces. Of 2,626 page dumps none is.
MIN_DUMP_LINES = 20


@cache
def _model() -> tuple[Trees, Trees]:
    """The trees for scrapes, and those for lines."""
    written = json.loads(files("copydesk.strip.dumps").joinpath(MODEL_FILE).read_text("utf-8"))
    scrapes = Trees.from_json(written["is_dump"], SCRAPE_COLUMNS)
    return scrapes, Trees.from_json(written["is_article"], written["line_columns"])


def is_page_dump(shapes: Sequence[Shape]) -> bool:
    """Whether the scrape is a whole page's text, menus and all, rather than an extractor's output."""
    if len(shapes) < MIN_DUMP_LINES:
        return False
    first_prose = next((i for i, shape in enumerate(shapes) if shape.prose), 0)
    above = (shape.text[:1] for shape in shapes[:first_prose])
    if sum(not (first.isdigit() or first == "|") for first in above) >= _SURE_MENU_LINES:
        return True
    scrapes, _ = _model()
    return bool(_chances(scrapes.score(scrape_row(shapes)[None]))[0] >= MIN_DUMP_CHANCE)


@dataclass(frozen=True, slots=True)
class ArticleLines:
    """For each line of a page's text the chance, 0 to 1, that it is the article's, and whether it stays."""

    chances: Floats
    stay: NDArray[np.bool_]


def find_article(shapes: Sequence[Shape], reasons: Sequence[str | None]) -> ArticleLines:
    """The article's lines in a page's text; `reasons` are those for which the rules remove a line already, or None."""
    if len(shapes) > _MAX_LINES:
        parts = [
            find_article(shapes[start : start + _MAX_LINES], reasons[start : start + _MAX_LINES])
            for start in range(0, len(shapes), _MAX_LINES)
        ]
        return ArticleLines(
            np.concatenate([part.chances for part in parts]), np.concatenate([part.stay for part in parts])
        )
    view = view_of(shapes, reasons)
    if not view.shapes:
        return _of_no_line(len(shapes))
    table = line_table(view.shapes, view.reasons)
    _, lines = _model()
    if table.columns != lines.columns:
        raise ValueError(f"{MODEL_FILE} was trained on other columns; train it again: docs/explanations/dump-model.md")
    found = article_lines(table, lines)
    # What is not seen is at -1: the line appended here, which does not stay.
    unseen = _of_no_line(1)
    return ArticleLines(
        np.concatenate([found.chances, unseen.chances])[view.at], np.concatenate([found.stay, unseen.stay])[view.at]
    )


def _of_no_line(n_lines: int) -> ArticleLines:
    return ArticleLines(np.zeros(n_lines, np.float32), np.zeros(n_lines, np.bool_))


def article_lines(table: LineTable, trees: Trees) -> ArticleLines:
    """What the trees make of the lines; a line that the rules remove does not stay."""
    chances = _chances(trees.score(table.rows))
    open_ = table.column("reason") == 0
    prose = open_ & (table.column("prose") > 0)
    stay = open_ & (chances >= _LIKELY)
    if stay.any():
        stay = open_ & (chances >= _best_threshold(chances[open_], table.column("words")[open_]))
    elif prose.any() and (best := chances[prose].max()) >= _MIN_BEST_CHANCE:
        stay = prose & (chances >= best / 2)
    paragraph = prose & (chances >= _MIN_PARAGRAPH_CHANCE)
    _spread(stay, paragraph)
    _spread(stay[::-1], paragraph[::-1])
    enclosed = open_[1:-1] & (chances[1:-1] >= _MIN_ENCLOSED_CHANCE) & stay[:-2] & stay[2:]
    stay[1:-1] |= enclosed
    return ArticleLines(chances, stay)


def _best_threshold(chances: Floats, log_words: Floats) -> float:
    """The chance from which on lines must stay so that the F1 of their words is the highest to be expected.

    It is half of that F1: a line that is more likely the article's raises it. So of a page that is hard to tell more
    stays, where each line that is left out would be missed; of a clear one all that has a chance of nearly a half.
    """
    n_words = np.maximum(np.expm1(log_words), _MIN_LINE_WORDS)
    order = np.argsort(-chances, kind="stable")
    right = n_words * chances
    f1 = 2 * np.cumsum(right[order]) / (np.cumsum(n_words[order]) + right.sum())
    return max(_LEAST_THRESHOLD, float(f1.max()) / 2)


def _spread(stay: NDArray[np.bool_], may: NDArray[np.bool_]) -> None:
    """A line that may stay does if one of the _REACH lines before it does."""
    for i in np.flatnonzero(may & ~stay).tolist():
        stay[i] = stay[max(0, i - _REACH) : i].any()


def _chances(log_odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-log_odds)), np.float32)
