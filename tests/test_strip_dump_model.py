"""Whole pages' texts: told from an extractor's, and the article found in them, by trees that a script trains."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.errors import ArticleError, BatchError
from copydesk.rebuild import rebuild_article
from copydesk.strip import strip_text
from copydesk.strip.dumps.broken_sentences import mend
from copydesk.strip.dumps.features import line_table
from copydesk.strip.dumps.model import article_lines, find_article, is_page_dump
from copydesk.strip.dumps.symmetric_trees import Boosting, Trees, binned, fit_trees, thresholds_of
from copydesk.strip.dumps.view import view_of
from copydesk.strip.lines.shape import Shape, shape_of
from copydesk.strip.lines.splitting import split_lines
from copydesk.strip.train_dump_model import cross_validate, label_lines, main, read_scrape, train

MENU = ["Home", "News", "Sport", "Culture", "Weather", "Video", "Opinion", "Podcasts", "Log in", "Subscribe", "Search"]
FOOTER = ["Most read", "Ten best bakeries in town", "Contact us", "About us", "Privacy policy", "Advertise with us"]
BODY = [
    "The council voted on Monday to close the old bridge, which has carried traffic since 1931.",
    "Engineers said the steel had weakened, and that repairs would cost more than a new crossing.",
    "“We have no choice,” the mayor told reporters, adding that work on the bridge would begin in the spring.",
    "Residents on the east bank will have to drive eleven kilometres further until the crossing opens.",
]


def shapes_of(lines: list[str]) -> list[Shape]:
    return [shape_of(line.text) for line in split_lines("\n".join(lines))]


def records(n: int) -> list[dict[str, object]]:
    """Pages of invented towns with a menu, an article and a footer, and what an extractor would make of each."""
    chance = random.Random(1)
    made: list[dict[str, object]] = []
    for i in range(n):
        towns = [f"{chance.choice('ABDKLMN')}{chance.choice('aeiou')}{chance.choice('lmnrst')}{k}ton" for k in range(6)]
        body = [
            f"The town of {town} counted {chance.randint(20, 900)} visitors on Sunday, and it expects more next year."
            for town in towns
        ]
        menu, footer = chance.sample(MENU, 8), chance.sample(FOOTER, 4)
        cards = [f"Read what {town} does on a Friday" for town in chance.sample(towns, 3)]
        page = [*menu, f"Visitors come to {towns[0]}", *body, *footer, *cards, *menu]
        page_of = {"id": f"page {i}", "outlet": f"outlet {i % 9}", "gold": "\n".join(body)}
        made.append({**page_of, "text": "\n".join(page)})
        made.append({**page_of, "text": "\n".join(body), "light": True})
    return made


def test_trees_learn_what_can_be_asked() -> None:
    """A band between two thresholds, which no single threshold tells; a column of noise is not needed."""
    chance = np.random.default_rng(0)
    rows = chance.random((2000, 3)).astype(np.float32)
    labels = (rows[:, 0] > 0.3) & (rows[:, 0] < 0.6)
    thresholds = thresholds_of(rows)
    how = Boosting(n_trees=30, depth=2, rate=0.5, row_share=1.0, column_share=1.0, prior=1.0)
    trees = fit_trees(binned(rows, thresholds), thresholds, labels, np.ones(2000), ["a", "b", "c"], how)
    assert ((trees.score(rows) > 0) == labels).mean() > 0.97
    assert (trees.asked == 0).mean() > 0.5


def test_trees_come_back_from_json_as_they_were() -> None:
    """Numbers are rounded before they are measured, so the file says what was trained."""
    rows = np.random.default_rng(1).random((500, 4)).astype(np.float32)
    thresholds = thresholds_of(rows)
    labels = rows.sum(1) > 2
    trees = fit_trees(binned(rows, thresholds), thresholds, labels, np.ones(500), ["a", "b", "c", "d"])
    again = Trees.from_json(json.loads(json.dumps(trees.to_json())), ["a", "b", "c", "d"])
    np.testing.assert_allclose(again.score(rows), trees.score(rows), atol=1e-3)


def test_trees_asked_by_twos_say_what_each_says() -> None:
    """Small trees are asked two at a time, an odd number of them one by one; the sum is the same."""
    rows = np.random.default_rng(2).random((300, 3)).astype(np.float32)
    thresholds = thresholds_of(rows)
    labels = rows[:, 0] > rows[:, 1]
    how = Boosting(n_trees=6, depth=2, row_share=1.0, column_share=1.0)
    trees = fit_trees(binned(rows, thresholds), thresholds, labels, np.ones(300), ["a", "b", "c"], how)
    one_by_one = [
        Trees(trees.columns, 0.0, trees.asked[:, [t]], trees.thresholds[:, [t]], trees.leaves[[t]]).score(rows)
        for t in range(6)
    ]
    np.testing.assert_allclose(trees.score(rows), trees.bias + np.sum(one_by_one, axis=0), atol=1e-5)


def test_a_column_of_one_value_is_never_asked_about() -> None:
    """Nor does it stop the others from being so."""
    rows = np.ones((100, 2), np.float32)
    rows[50:, 1] = 2
    thresholds = thresholds_of(rows)
    trees = fit_trees(binned(rows, thresholds), thresholds, rows[:, 1] > 1, np.ones(100), ["same", "told"])
    assert set(trees.asked.ravel().tolist()) == {1}


def test_lines_are_the_articles_by_runs_of_four_words() -> None:
    """Short lines only if they are a line of the gold, whatever their case; a line without words never."""
    gold = "The council voted on Monday to close the bridge.\nWhat happens next"
    lines = ["what happens next", "Monday", "The council voted on Monday to close it", "* * *"]
    assert label_lines(lines, gold).tolist() == [True, False, True, False]


def test_training_finds_the_article_of_pages_it_has_not_seen() -> None:
    """Out of fold, on pages made for it."""
    scrapes = [scrape for record in records(36) if (scrape := read_scrape(record))]
    figures = cross_validate(scrapes)
    assert figures["dump"]["f1"] > 0.95
    assert figures["dump"]["taken_for_dumps"] == figures["dump"]["texts"]
    assert figures["light"]["taken_for_dumps"] == 0


def test_the_same_records_make_the_same_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Byte for byte; and it says what it was made of."""
    source = tmp_path / "records.jsonl"
    source.write_text("".join(json.dumps(record) + "\n" for record in records(12)))
    for name in ("a.json", "b.json"):
        main([str(source), "--out", str(tmp_path / name), "--folds-by", "none"])
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert json.loads((tmp_path / "a.json").read_text())["trained_on"]["pages"] == 12
    assert "on what it was trained on" in capsys.readouterr().out


def test_training_wants_both_kinds_of_texts() -> None:
    """Without an extractor's output nothing teaches what a dump is not."""
    pages = [scrape for record in records(2) if (scrape := read_scrape(record)) and not scrape.light]
    with pytest.raises(BatchError, match="2 of 2 texts are whole pages"):
        train(pages)


@pytest.mark.parametrize(
    ("line", "said"),
    [("no JSON", "line 1: not JSON"), ('{"id": 1, "text": "a"}', "line 1: without outlet, gold"), ("[]", "without id")],
)
def test_a_line_that_is_no_record_is_named(
    line: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file, the line and what is missing, and no traceback."""
    source = tmp_path / "records.jsonl"
    source.write_text(line + "\n")
    with pytest.raises(SystemExit):
        main([str(source)])
    assert said in capsys.readouterr().err


def test_a_record_without_words_teaches_nothing() -> None:
    """An empty text, or an empty gold."""
    empty = {"id": 1, "outlet": "a", "text": "Some words of a page", "gold": " "}
    assert read_scrape(empty) is None
    assert read_scrape({**empty, "text": "", "gold": "Some words"}) is None


def test_a_pages_text_is_a_dump_and_an_extractors_is_not() -> None:
    """A list in an article is no menu."""
    stops = [f"Stop {n}: Example Street" for n in range(40)]
    assert is_page_dump(shapes_of([*MENU, *BODY, *FOOTER, *MENU]))
    assert not is_page_dump(shapes_of(["Council closes the old bridge", *BODY]))
    assert not is_page_dump(shapes_of([*BODY[:2], *stops, *BODY[2:]]))


def test_a_few_lines_are_never_a_dump() -> None:
    """Whatever they say."""
    assert not is_page_dump(shapes_of(MENU[:9]))


def test_a_removal_by_the_model_names_its_chance() -> None:
    """Two decimals behind the rule's name; and nothing of the source is lost."""
    text = "\n".join([*MENU, "Council closes the old bridge to all traffic", *BODY, *FOOTER, *MENU])
    article = strip_text(text)
    assert article.text.split("\n\n") == BODY
    assert article.title == "Council closes the old bridge to all traffic"
    by_model = [r for r in article.removals if r.rule.startswith("dump.model ")]
    assert by_model
    assert all(0 <= float(removal.rule.removeprefix("dump.model ")) < 0.5 for removal in by_model)
    assert rebuild_article(article) == text


def test_what_a_rule_knows_keeps_the_rules_reason() -> None:
    """Not everything outside the article is just outside the article."""
    article = strip_text("\n".join([*MENU, *BODY, "Sign up to our newsletter", *FOOTER, *MENU]))
    reasons = {removal.text: (removal.reason, removal.rule) for removal in article.removals}
    assert reasons["Sign up to our newsletter"] == ("newsletter", "text.wording")


BROKEN = ["The steel of the bridge, the engineers said in the", "Report of the City", ", has weakened since 1931."]


def test_pieces_of_one_sentence_are_judged_as_one() -> None:
    """A link broken out of its sentence has the sentence's chance, and each piece stays a line."""
    lines = [*MENU, *BODY[:2], *BROKEN, *BODY[2:], *FOOTER, *MENU]
    found = find_article(shapes_of(lines), [None] * len(lines))
    first = lines.index(BROKEN[0])
    assert len(set(found.chances[first : first + 3].tolist())) == 1
    assert len(found.stay) == len(lines)
    assert strip_text("\n".join(lines)).text.split("\n\n") == [*BODY[:2], *BROKEN, *BODY[2:]]


@pytest.mark.parametrize(
    "lines",
    [
        ["to the content", "to the menu", "to the search"],
        [*BODY[:2]],
        ["The bridge will be closed from", "Monday", "Most read"],
    ],
)
def test_what_is_no_broken_sentence_stays_apart(lines: list[str]) -> None:
    """A menu in small letters, two paragraphs; a link at the end of a line that nothing goes on with."""
    mended = mend(shapes_of(lines), [None] * len(lines))
    assert [shape.text for shape in mended.shapes] == lines


def test_what_a_rule_removes_is_joined_with_nothing() -> None:
    """The rule's line stays apart, and with it what stands on either side."""
    mended = mend(shapes_of(BROKEN), [None, "related_link", None])
    assert mended.reasons == [None, "related_link", None]
    assert mended.at.tolist() == [0, 1, 2]


def test_the_model_does_not_see_what_interrupts_an_article() -> None:
    """An advert's label, and a slot's that a rule removes three times; a list of other stories it sees."""
    lines = [BODY[0], "Advertisement", BODY[1], "Read more", "Next", BODY[2], "Next", "Next"]
    reasons = [None, "advert", None, "related_link", "navigation", None, "navigation", "navigation"]
    view = view_of(shapes_of(lines), reasons)
    assert [shape.text for shape in view.shapes] == [*BODY[:2], "Read more", BODY[2]]
    assert view.reasons == [None, None, "related_link", None]
    assert view.at.tolist() == [0, -1, 1, 2, -1, 3, -1, -1]


def test_a_label_that_no_rule_removes_is_seen_however_often_it_comes() -> None:
    """A line of dialogue, a refrain; and two copies are no slot."""
    lines = ["She did not answer.", BODY[0], "She did not answer.", BODY[1], "She did not answer.", "Next", "Next"]
    view = view_of(shapes_of(lines), [None] * 5 + ["navigation"] * 2)
    assert view.at.tolist() == list(range(7))


def test_labels_between_paragraphs_do_not_change_their_chances() -> None:
    """They have none of their own, and do not stay."""
    around = [*MENU, *BODY, *FOOTER]
    labelled = [*MENU, *(piece for line in BODY for piece in (line, "Advertisement")), *FOOTER]
    is_label = [line == "Advertisement" for line in labelled]
    found = find_article(shapes_of(labelled), ["advert" if label else None for label in is_label])
    alone = find_article(shapes_of(around), [None] * len(around))
    np.testing.assert_array_equal(found.chances[~np.array(is_label)], alone.chances)
    assert not found.stay[is_label].any()


def test_a_page_of_nothing_but_adverts_has_no_lines_that_stay() -> None:
    """The model sees none of it."""
    found = find_article(shapes_of(["Advertisement"] * 3), ["advert"] * 3)
    assert not found.stay.any()
    assert found.chances.tolist() == [0, 0, 0]


@pytest.mark.parametrize(("others", "stays"), [(0.95, False), (0.55, True)])
def test_a_line_stays_from_half_the_f1_that_the_page_promises(others: float, stays: bool) -> None:
    """A chance of .45 is too little beside sure lines, and enough where all lines are hard to tell."""
    lines = ["Sums for the bridge", *["Halls for the town"] * 6]
    table = line_table(shapes_of(lines), [None] * len(lines))
    at = table.columns.index("copies")
    odds = [float(np.log(chance / (1 - chance))) for chance in (0.45, others)]
    trees = Trees(table.columns, 0.0, np.array([[at]]), np.array([[0.5]], np.float32), np.array([odds], np.float32))
    assert article_lines(table, trees).stay.tolist() == [stays] + [True] * 6


def test_quotation_marks_do_not_change_the_chances() -> None:
    """Straight for curly: repair may have run or not."""
    lines = [*MENU, *BODY, *FOOTER]
    straight = [line.translate(str.maketrans("“”‘’", "\"\"''")) for line in lines]
    chances = [find_article(shapes_of(each), [None] * len(lines)).chances for each in (lines, straight)]
    np.testing.assert_array_equal(*chances)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=12))
def test_any_lines_have_finite_columns_and_chances(texts: list[str]) -> None:
    """One line or many, letters of any script, marks alone."""
    shapes = [shape_of(text) for text in texts]
    table = line_table(shapes, [None] * len(shapes))
    assert table.rows.shape == (len(texts), len(table.columns))
    assert np.isfinite(table.rows).all()
    assert (find_article(shapes, [None] * len(shapes)).chances >= 0).all()


def test_a_page_without_an_article_has_none() -> None:
    """A front page's menu, headlines and footer: nothing is kept for want of better."""
    headlines = [f"{town} opens a new bridge on Friday" for town in ("Lorton", "Malton", "Selby", "Thirsk", "Ripon")]
    with pytest.raises(ArticleError, match="no article"):
        strip_text("\n".join([*MENU, *headlines, *FOOTER, *MENU]))


def test_a_short_article_keeps_its_last_paragraph_and_its_subheading() -> None:
    """What stands beside kept lines needs less of a chance to stay."""
    text = "\n".join([*MENU, "Share", *BODY[:2], "What happens next", *BODY[2:], "Share", *FOOTER])
    assert strip_text(text).text.split("\n\n") == [*BODY[:2], "What happens next", *BODY[2:]]


def test_a_very_long_text_is_judged_in_parts() -> None:
    """Memory is bounded by the part; each line has its chance."""
    lines = [*MENU, *BODY, *FOOTER] * 1000
    found = find_article(shapes_of(lines), [None] * len(lines))
    assert len(found.chances) == len(found.stay) == len(lines) > 20_000
