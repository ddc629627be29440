"""Where the limits of the dump model's columns and answers are: on one side of each it says so, on the other not."""

import numpy as np
import pytest

from copydesk.strip.dumps.features import LineTable, line_table
from copydesk.strip.dumps.model import article_lines, is_page_dump
from copydesk.strip.dumps.symmetric_trees import Trees, thresholds_of
from copydesk.strip.lines.shape import shape_of

SENTENCE = "The council of the town has voted to close its old bridge, which has carried carts since 1931."
LONG = " ".join([SENTENCE] * 4)  # 72 words


def column(lines: list[str], name: str) -> list[float]:
    return [float(x) for x in line_table([shape_of(line) for line in lines], [None] * len(lines)).column(name)]


@pytest.mark.parametrize(("n_lines", "one_body"), [(8, True), (9, False)])
def test_a_paragraph_outweighs_eight_fragments_below_it(n_lines: int, one_body: bool) -> None:
    """A line counts for 60 words at most, a fragment takes 7: the body goes on to the next paragraph or does not."""
    in_body = column([LONG, *["Weather and traffic"] * n_lines, LONG, SENTENCE], "in_body")
    assert (in_body[0] == in_body[-2] == in_body[-1]) == one_body


@pytest.mark.parametrize(
    ("n_words", "is_title"), [(2, False), (3, True), (30, True), (31, False)], ids=["2", "3", "30", "31"]
)
def test_a_title_has_three_to_thirty_words(n_words: int, is_title: bool) -> None:
    """Of the lines above the body the one is the title that says most of what the body does."""
    words = ["Bridge", "council", "town", "carts", "carried", "closed", "voted", "old", "which", "has", "since"] * 3
    heading = " ".join(words[:n_words])
    lines = ["Sports", heading, *[f"{SENTENCE} So it is, and nobody asked day {k}." for k in range(5)]]
    assert (column(lines, "from_title")[1] == 0) == is_title


@pytest.mark.parametrize(("n_above", "is_title"), [(3, True), (4, False)])
def test_a_title_stands_at_most_four_lines_below_the_bodys_beginning(n_above: int, is_title: bool) -> None:
    """What is further down is a subheading."""
    lines = [*[f"{SENTENCE} So it is on day {k}." for k in range(n_above)], "Council closes old bridge", SENTENCE]
    assert (column(lines, "from_title")[n_above] == 0) == is_title


@pytest.mark.parametrize(("word", "shares"), [("bridgehead", 1), ("bridg", 1), ("bridal", 0), ("bridles", 0)])
def test_a_stem_is_a_words_first_five_letters(word: str, shares: float) -> None:
    """Another form of the word is the same word."""
    assert (
        column([word, "The bridge of the town was closed at noon, as the mayor had said."], "shared_prose")[0] == shares
    )


def stays(lines: list[tuple[float, bool, int]]) -> list[bool]:
    """Which lines stay, of which each has a chance, may be prose, and has so many words."""
    rows = np.array([[k, 0, prose, np.log1p(n)] for k, (_, prose, n) in enumerate(lines)], np.float32)
    # One tree that asks for the line's number, by the bits of a leaf.
    n_lines = len(lines)
    odds = [float(np.log(chance / (1 - chance))) for chance, _, _ in lines]
    changes = np.diff([0.0, *odds])
    trees = Trees(
        ("line", "reason", "prose", "words"),
        0.0,
        np.zeros((1, n_lines), np.intp),
        np.array([[k - 0.5 for k in range(n_lines)]], np.float32),
        np.array([[0, change] for change in changes], np.float32),
    )
    return [bool(stay) for stay in article_lines(LineTable(trees.columns, rows), trees).stay]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param([(0.55, False, 10), (0.01, False, 10)], [True, False], id="a line from one half on"),
        pytest.param([(0.45, False, 10), (0.01, False, 10)], [False, False], id="none below it"),
        pytest.param([(0.11, True, 10), (0.01, True, 10)], [True, False], id="else the likeliest paragraph from .1"),
        pytest.param([(0.09, True, 10), (0.01, True, 10)], [False, False], id="none below that"),
        pytest.param([(0.9, True, 50), (0.053, True, 50)], [True, True], id="a paragraph beside it from .05"),
        pytest.param([(0.9, True, 50), (0.047, True, 50)], [True, False], id="less is too little"),
        pytest.param(
            [(0.9, True, 50), (0.01, False, 1), (0.06, True, 50)], [True, False, True], id="with one line between"
        ),
        pytest.param(
            [(0.9, True, 50), (0.01, False, 1), (0.01, False, 1), (0.06, True, 50)],
            [True, False, False, False],
            id="not with two",
        ),
        pytest.param(
            [(0.9, True, 50), (0.16, False, 3), (0.9, True, 50)], [True, True, True], id="a line between two from .15"
        ),
        pytest.param(
            [(0.9, True, 50), (0.14, False, 3), (0.9, True, 50)], [True, False, True], id="less is too little"
        ),
        pytest.param([(0.8, False, 0)] * 2 + [(0.3, False, 3)], [True, True, True], id="no words weigh half a one"),
        pytest.param([(0.9, False, 0)] * 10 + [(0.45, False, 1)], [True] * 10 + [False], id="and not less"),
        pytest.param(
            [(0.51, False, 1), *[(0.22, False, 40)] * 40], [True] * 41, id="the lowest chance that is ever enough is .2"
        ),
        pytest.param([(0.51, False, 1), *[(0.18, False, 40)] * 40], [True] + [False] * 40, id="less never is"),
    ],
)
def test_a_line_stays_by_its_chance_and_its_neighbours(
    lines: list[tuple[float, bool, int]], expected: list[bool]
) -> None:
    """Each limit has one case on either side."""
    assert stays(lines) == expected


@pytest.mark.parametrize(("n_lines", "is_dump"), [(24, False), (25, True)])
def test_a_menu_of_25_lines_says_that_it_is_a_page(n_lines: int, is_dump: bool) -> None:
    """Whatever the model says of it."""
    lines = [*["Ewan, Una and Tom of the valley, in that order of their age"] * n_lines, *[SENTENCE] * 40]
    assert is_page_dump([shape_of(line) for line in lines]) == is_dump


def test_thresholds_are_few_and_short() -> None:
    """At most 31 of five digits."""
    (thresholds,) = thresholds_of(np.linspace(0.123456789, 9.87654321, 1000, dtype=np.float32)[:, None])
    assert len(thresholds) == 31
    assert thresholds[0] == np.float32(0.42611)


def test_a_file_of_trees_has_short_numbers() -> None:
    """Five digits of a threshold, four decimals of what a leaf adds."""
    trees = Trees(
        ("words",), 0.123456, np.array([[0]]), np.array([[1.2345678]]), np.array([[0.0, 0.123456]], np.float32)
    )
    assert trees.to_json() == {"bias": 0.1235, "trees": [{"above": [["words", 1.2346]], "add": [0.0, 0.1235]}]}
