"""What the report says of what it shows: whose words, why, and what a figure counts."""

import re
from dataclasses import replace
from fnmatch import fnmatch
from html import unescape
from pathlib import Path
from typing import get_args

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.canonical.choice import ORDER, STANDING, Copy, find_source, instant_of
from copydesk.reasons import GUESSING_RULES, REASONS
from copydesk.records import Cluster, Decoding, FurtherCopy, Measure, OutletNumbers, Passage, PathVerdict, StockKind
from copydesk.report import words
from copydesk.report.article import show_article
from copydesk.report.article_page import articles_page
from copydesk.report.batch import Noted
from copydesk.report.first import why_first_is_unknown
from copydesk.report.lists import Listed
from copydesk.report.outlets import MIN_LEARNED, Partner, ToldOutlet, outlet_pages, passage_places
from copydesk.report.pages import render
from copydesk.report.places import Places, outlet_key
from copydesk.report.shared import SharedCluster, show_cluster
from copydesk.report.source import RemovedSpan, ReportedArticle
from copydesk.report.words import KEPT
from copydesk.strip.outlets.profile import MIN_PAGES
from copydesk.strip.rules import rule_names
from tests.conftest import ROOT
from tests.test_report import batch, read_page  # noqa: F401 - a fixture
from tests.test_report_glance import glance

PLACES = Places(3, 1000)


def passage(outlet: str, text: str) -> Passage:
    name = outlet[0] * 16
    return Passage(
        passage_id=f"{name}:0-{len(text)}",
        article_id=name,
        outlet=outlet,
        start_char=0,
        end_char=len(text),
        text=text,
        cluster_id="cluster:aaaaaaaaaaaaaaaa:0-5",
    )


def shared(*passages: Passage) -> SharedCluster:
    cluster = Cluster(
        cluster_id=passages[0].cluster_id,
        passage_ids=tuple(one.passage_id for one in passages),
        n_outlets=len(passages),
        canonical_passage_id=passages[0].passage_id,
        canonical_reason="story",
    )
    return SharedCluster(cluster=cluster, passages=passages)


def test_a_pairs_page_has_the_words_of_one_of_the_two_and_says_whose() -> None:
    """Whatever a third outlet has of the passage."""
    texts = {"ann.example": "Ann says so.", "bob.example": "Bob says so, too.", "cid.example": "Cid said it."}
    rows = passage_places([shared(*(passage(outlet, text) for outlet, text in texts.items()))], {}, PLACES)
    rest = {"numbers": None, "own_name": None, "n_learned": 0, "furniture": (), "paths": (), "drifts": ()}
    outlets = [
        ToldOutlet(
            key=outlet_key(one),
            outlet=one,
            called=one,
            partners=tuple(Partner(other, other, 1, 2, 3, 1200) for other in texts if other != one),
            **rest,
        )
        for one in texts
    ]
    pages = dict(outlet_pages(outlets, [], rows, batch="news", places=PLACES))
    pages = {path: data for path, data in pages.items() if path.startswith("pair/")}
    assert len(pages) == 3
    for one in texts:
        for other in sorted(texts)[sorted(texts).index(one) + 1 :]:
            page = pages[PLACES.pair(one, other)].decode()
            assert f"in the words of {one}" in page
            assert "share 1,200 characters in 1 passage: 2 articles of the first, 3 of the second" in page
            assert [text for text in texts.values() if f">{text}</a>" in page] == [texts[one]]


def test_why_a_copy_is_kept_is_said_in_words() -> None:
    """For every reason there is, and what it means to be kept."""
    assert set(KEPT) == {STANDING, "story", *ORDER, "only_dated", "id", "only"}
    one = shared(passage("ann.example", "Ann says so."), passage("bob.example", "Bob says so, too."))
    shown = show_cluster(one, {}, {})
    page = render("passages", batch="news", places=PLACES, passages=[shown], earlier={}).decode()
    assert f"Kept is the copy of ann.example: {KEPT['story']}." in page
    assert "kept copy: story" not in page
    assert "that a corpus without copies has" in page


def test_a_guessed_reason_is_called_one() -> None:
    """Where the rule that took a line tells the reason by its looks; the list has each group's characters."""
    text = "Menu Sport\nWeather\n"
    for rule, is_guessed in (("page.trafilatura", True), ("profile.article", True), ("text.wording", False)):
        removals = (RemovedSpan(0, 10, "navigation", rule), RemovedSpan(11, 18, "navigation", rule))
        article = ReportedArticle(
            **dict.fromkeys(ReportedArticle._fields, None)
            | dict.fromkeys(("article_id", "outlet", "source_path", "text"), "a")
            | {"decoding": Decoding(encoding="utf-8", method="utf-8"), "source_text": text}
            | {"edits": (), "blocks": (), "removals": removals},
        )
        shown = show_article(article, "A title", 0, [], {}, None, {}, PLACES)
        page = articles_page([shown], {}, batch="news", places=PLACES).decode()
        assert ("The reason is a guess where" in page) == is_guessed
        assert '<td class="n">2</td><td class="n">17</td>' in page


def test_the_rules_that_guess_are_rules() -> None:
    """As they are called there."""
    assert set(GUESSING_RULES) <= set(rule_names())


@pytest.mark.parametrize(
    "published, why",
    [
        ([None, None], "no copy has a date"),
        (["2026-11-02", None], "1 of 2 copies has no date"),
        (["2026-11-02", None, ""], "2 of 3 copies have no date"),
        (["2026-11-02", "0001-01-01"], "1 of 2 copies has no date that can be trusted: '0001-01-01' is none"),
        (["2026-11-02T08:00Z", "2026-11-02"], "the first ones are of one day, 2026-11-02, and not every copy has a"),
        (["2026-11-02T08:00Z", "2026-11-02T08:00Z", "2026-11-03"], "the first ones have one time, 2026-11-02 08:00"),
        (
            ["2026-11-02T08:00Z", "2026-11-02T09:00Z", "2026-11-03"],
            "the first ones are of one day, 2026-11-02, and not",
        ),
        (["2026-11-02T08:00Z", "2026-11-02T09:00+01:00"], "the first ones have one time, 2026-11-02 08:00"),
    ],
)
def test_where_nobody_knows_who_was_first_the_page_says_why(published: list[str | None], why: str) -> None:
    """For the same dates of which the choice makes no first one."""
    names = ["ann.example", "bob.example", "cid.example"][: len(published)]
    assert find_source([Copy(name, name, date, ()) for name, date in zip(names, published, strict=True)]) is None
    one = shared(*(passage(name, f"{name} says so.") for name in names))
    dates = {p.article_id: date for p, date in zip(one.passages, published, strict=True)}
    shown = show_cluster(one, {}, dates)
    page = render("passages", batch="news", places=PLACES, passages=[shown], earlier={}).decode()
    assert f"Who published it first is not known: {why}" in unescape(page)


@pytest.mark.parametrize(
    ("ann", "said"),
    [
        (
            "2026-11-01",
            "Published first by ann.example, within a longer passage: every date is known, and its is the first.",
        ),
        ("2026-11-02", "Who published it first is not known: the first ones are of one day, 2026-11-02, and not every"),
        (None, "Who published it first is not known: 1 of 3 copies has no date."),
    ],
)
def test_a_longer_passage_is_a_copy_of_those_that_may_be_the_first(ann: str | None, said: str) -> None:
    """The cluster's own copies have known dates, of which one is the first."""
    one = shared(passage("bob.example", "Bob says so."), passage("cid.example", "Cid says so."))
    further = FurtherCopy(article_id="a", outlet="ann.example", start_char=5, end_char=9, published=ann)
    one = replace(
        one, cluster=replace(one.cluster, further=(further,), first_outlet="ann.example", first_batch="before")
    )
    dates = {p.article_id: date for p, date in zip(one.passages, ("2026-11-02", "2026-11-03"), strict=True)}
    shown = show_cluster(one, {}, dates)
    page = unescape(render("passages", batch="news", places=PLACES, passages=[shown], earlier={}).decode())
    assert said in page
    assert "First seen in ann.example, within a longer passage, in before." in page


def test_where_not_every_longer_passage_was_compared_the_page_says_so() -> None:
    """Dates do not tell, whatever they are."""
    one = shared(passage("bob.example", "Bob says so."), passage("cid.example", "Cid says so."))
    one = replace(one, cluster=replace(one.cluster, knows_all=False))
    shown = show_cluster(one, {}, {p.article_id: f"2026-11-0{n + 1}" for n, p in enumerate(one.passages)})
    assert shown.said[-1] == (
        "Who published it first is not known: it stands in more longer passages than are compared."
    )


@given(st.lists(st.sampled_from([None, "", "x", "2026-11-02", "2026-11-02T08:00", "2026-11-03T07:30Z"]), min_size=2))
def test_there_is_a_reason_wherever_nobody_is_first(published: list[str | None]) -> None:
    """It says of all dates or of none that they are missing as they are."""
    names = [str(n) for n in range(len(published))]
    if find_source([Copy(name, name, date, ()) for name, date in zip(names, published, strict=True)]) is None:
        why = why_first_is_unknown(names, dict(zip(names, published, strict=True)))
        assert ("no date" in why or "no copy" in why) == (None in map(instant_of, published))


def test_an_outlet_is_called_by_its_key() -> None:
    """As tables and settings have it, on its own page and its articles'; what its pages call it stands beside it."""
    for called, own_name in (("ann.example", "The Annals"), ("ann.example", None), ("unknown: “Ferries”", None)):
        told = ToldOutlet(
            key=outlet_key("ann.example"),
            outlet="ann.example",
            called=called,
            own_name=own_name,
            numbers=None,
            partners=(),
            furniture=(),
            n_learned=0,
            paths=(),
            drifts=(),
        )
        page = dict(outlet_pages([told], [], [], batch="news", places=PLACES))[PLACES.outlet("ann.example")].decode()
        assert f"<h1>{called}</h1>" in page
        assert ("In tables and settings <code>ann.example</code>" in page) == (called != "ann.example")
        assert ("its pages call it “The Annals”" in page) == (own_name is not None)
    article = ReportedArticle(
        **dict.fromkeys(ReportedArticle._fields, None)
        | {"article_id": "a", "outlet": "ann.example", "outlet_name": "The Annals |", "source_path": "a", "text": "a"}
        | {"decoding": Decoding(encoding="utf-8", method="utf-8"), "source_text": "a"}
        | dict.fromkeys(("edits", "blocks", "removals"), ())
    )
    page = articles_page(
        [show_article(article, "A title", 0, [], {}, None, {}, PLACES)], {}, batch="news", places=PLACES
    ).decode()
    assert ">ann.example</a> (its page says “The Annals”) · " in page


def test_an_outlet_of_one_article_says_that_nothing_could_be_learned() -> None:
    """As many are needed as strip asks for; of those of earlier batches, too."""
    assert MIN_LEARNED == MIN_PAGES
    numbers = dict.fromkeys(("n_refused", "n_chars", "median_chars", "n_removed_chars", "n_edits", "n_shared_chars"), 0)
    for n_articles, n_learned, is_said in ((1, 1, True), (1, 0, True), (1, 2, False), (0, 1, False)):
        told = ToldOutlet(
            key=outlet_key("ann.example"),
            outlet="ann.example",
            called="ann.example",
            own_name=None,
            numbers=OutletNumbers(outlet="ann.example", n_articles=n_articles, **numbers),
            partners=(),
            furniture=(),
            n_learned=n_learned,
            paths=(),
            drifts=(),
        )
        page = dict(outlet_pages([told], [], [], batch="news", places=PLACES))[PLACES.outlet("ann.example")].decode()
        assert ("Nothing that could be used" in page) == is_said


def test_every_doubt_says_what_was_seen_what_it_may_mean_and_what_to_do() -> None:
    """Each that strip has."""
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "copydesk/strip").rglob("*.py"))
    found = re.findall(r'doubt ?= ?(?:judgement\.doubt or )?f?"([^"]+)"', code)
    said = [re.sub(r"\{.*?\}", "3", one) for one in found]
    said += [
        "repeated: 3 of 9 characters",
        "short lines: none is as long as a sentence",
        "list of other stories: a",
        "gallery: a picture",
    ]
    assert len(said) > 7
    for doubt in said:
        row = Listed("a", "ann", None, "Title", True, None, doubt, *[0] * 7)
        noted = Noted([])
        assert list(noted.look_at([row])) == [row]
        page = unescape(glance("doubt", articles=noted))
        (kind,) = [begin for begin in words.DOUBTS if f"What was seen: {words.DOUBTS[begin].seen}." in page]
        assert doubt.startswith(kind) or (kind == "few words" and doubt[0].isdigit())
        assert f"What to do: {words.DOUBTS[kind].to_do}" in page


def test_every_column_of_figures_says_what_it_counts() -> None:
    """No heading of one is a verb alone."""
    templates = sorted((ROOT / "copydesk/report/pages").glob("*.jinja"))
    headings = [one for path in templates for one in re.findall(r'<th class="n">([^<]*)</th>', path.read_text())]
    assert len(headings) > 30
    assert {"Mended", "Removed", "Shared", "Refused", "Kept", "Count"}.isdisjoint(headings)


def test_every_code_has_its_words() -> None:
    """Of each kind, those that the code knows and no others."""
    assert set(words.MEASURED) == set(get_args(Measure))
    assert set(words.STOCK) == set(get_args(StockKind))
    assert set(words.VERDICTS) == set(get_args(PathVerdict))
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "copydesk").rglob("*.py"))
    refused = re.findall(r'ArticleError\(\s*"(\w+)"|reason="(\w+)", error=|\b(?:damaged|Gap)\([^"\n]*"(\w+)"', code)
    assert {one for some in refused for one in some if one} <= set(words.QUARANTINE)
    repairs = "\n".join(path.read_text("utf-8") for path in (ROOT / "copydesk/repair").rglob("*.py"))
    rules = set(re.findall(r'"((?:quote|mojibake|escape|text)\.[^"\s]+)"', repairs))
    assert len(rules) > 15
    assert not [rule for rule in rules if not has_words(re.sub(r"\{.*?\}", "x", rule))]
    assert {rule.partition(".")[0] for rule in words.strip_rules()} == set(words.RULE_FAMILIES)


def has_words(rule: str) -> bool:
    return any(fnmatch(rule, pattern) for pattern in words.REPAIR_RULES)


@pytest.mark.parametrize("which", ["batch", "sample"])
def test_the_page_of_words_has_what_the_report_shows(which: str, request: pytest.FixtureRequest) -> None:
    """Every reason and rule of a batch; every page leads to it."""
    folder: Path = request.getfixturevalue(which)
    folder = folder / "seeds" if which == "sample" else folder
    page = read_page(folder / "report/words.html").text
    removals = pq.read_table(folder / "removals.parquet").to_pylist()
    assert removals
    for removal in removals:
        assert REASONS[removal["reason"]] in page
        assert words.strip_rules()[removal["rule"].replace(":", " ").split()[0]] in page
    edits = pq.read_table(folder / "edits.parquet").to_pylist()
    assert all(has_words(rule) for edit in edits for rule in edit["rule"].split("+"))
    for path in (folder / "report").rglob("*.html"):
        assert [link for link in read_page(path).links if link.rpartition("/")[2] == "words.html"], path
