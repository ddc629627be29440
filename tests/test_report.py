"""The report: everything escaped, nothing loaded, and what an editor looks for in it."""

import difflib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from copydesk.records import (
    Article,
    ArticleCluster,
    Block,
    Cluster,
    Decoding,
    Drift,
    Edit,
    Passage,
    Quarantined,
    Removal,
    StockSentence,
)
from copydesk.report.page import ArticleName, name_outlets, render_report
from copydesk.report.shared import Matcher

NASTY = "<script>alert('x')</script> & \"so\""
SENTENCE = "The committee voted eleven to four on Tuesday to close the bridge over the river for repairs until spring."


def article(article_id: str, text: str) -> Article:
    source = f"{NASTY}\n{text} “"
    edit = Edit(
        start_char=len(source) - 2,
        end_char=len(source),
        before=" “",
        after="”",
        stage="repair",
        rule="quote.turned_close",
    )
    return Article(
        article_id=article_id,
        outlet=f"Outlet {NASTY}",
        source_path=f"{article_id}.txt",
        source_sha256="",
        media_type="text/plain",
        decoding=Decoding(encoding="utf-8", method="utf-8"),
        source_text=source,
        text=f"{text}”",
        edits=(edit,),
        blocks=(Block(start_char=len(NASTY) + 1, end_char=len(source), text=f"{text}”", gap="\n"),),
        removals=(Removal(start_char=0, end_char=len(NASTY), text=NASTY, reason="related_link", rule="text.tail"),),
    )


def report(articles: list[Article], n_articles: int | None = None) -> str:
    passages = [
        Passage(
            passage_id=f"{a.article_id}:0-{len(a.text)}",
            article_id=a.article_id,
            outlet=a.article_id,
            start_char=0,
            end_char=len(a.text),
            text=a.text,
            cluster_id="c",
        )
        for a in articles
    ]
    ids = tuple(passage.passage_id for passage in passages)
    cluster = Cluster(
        cluster_id="c", passage_ids=ids, n_outlets=2, canonical_passage_id=ids[0], canonical_reason="most_complete"
    )
    bad = Quarantined(source_id="q", source_path=NASTY, source_sha256=None, reason="empty", error=NASTY)
    group = ArticleCluster(
        cluster_id="g",
        article_ids=("a", "elsewhere"),
        n_outlets=2,
        canonical_article_id="a",
        canonical_reason="earliest",
        source_article_id="elsewhere",
        source_reason="earliest",
    )
    phrase = StockSentence(text=f"Nobody was available. {NASTY}", kind="phrase", n_articles=31, n_outlets=17)
    counts = dict.fromkeys(("inputs", "emitted", "quarantined", "empty", "edits", "edits_in_removals", "removals"), 1)
    return render_report(
        batch=NASTY,
        articles=articles,
        n_articles=n_articles or len(articles),
        passages=passages,
        clusters=[cluster],
        article_clusters=[group],
        stock=[phrase],
        quarantine=[bad],
        drifts=[Drift(outlet="a.example", measure="removed", value=0.5, usual=0.1, spread=0.02, n_batches=9)],
        names={"elsewhere": ArticleName("Globe", f"Bridge to close {NASTY}")},
        outlet_names={"a": f"The Courier {NASTY}"},
        counts=counts,
        reasons={"related_link": 1},
    )


PAGE = report([article("a", SENTENCE), article("b", SENTENCE.replace("eleven", "twelve").replace(" for repairs", ""))])


def text_of(html: str) -> str:
    parser, parts = HTMLParser(), []
    parser.handle_data = parts.append  # type: ignore[method-assign]
    parser.feed(html)
    return "".join(parts)


def test_whatever_an_article_says_is_shown_and_never_markup() -> None:
    """Names, texts, removals and errors alike."""
    assert "<script" not in PAGE
    assert text_of(PAGE).count(NASTY) >= 6


def test_the_page_loads_nothing() -> None:
    """No address but places on the page itself."""
    assert set(re.findall(r"""(?:src|href)=["']([^#"'][^"']*)""", PAGE)) == set()
    assert "default-src 'none'" in PAGE


def test_links_lead_to_places_on_the_page() -> None:
    """Both ways, between an article and what it shares."""
    ids = set(re.findall(r' id="([^"]+)"', PAGE))
    assert set(re.findall(r'href="#([^"]+)"', PAGE)) <= ids
    assert len(re.findall(r' id="[^"]+"', PAGE)) == len(ids)


def test_a_copy_shows_what_it_has_and_what_it_lacks() -> None:
    """Beside the kept copy."""
    assert "<mark>twelve</mark>" in PAGE
    assert re.search(r"<s [^>]*>eleven</s>", PAGE)
    assert re.search(r"<s [^>]*>for repairs</s>", PAGE)


@given(*2 * [st.lists(st.sampled_from("ab "), max_size=12)])
def test_copies_are_compared_as_difflib_compares_them(one: list[str], other: list[str]) -> None:
    """In less time, and with the same runs."""
    theirs = difflib.SequenceMatcher(None, one, other, autojunk=False)
    assert Matcher(one, other).get_opcodes() == theirs.get_opcodes()


def test_an_edit_shows_the_space_that_went() -> None:
    """Before and after, with the rule to point at."""
    assert '<span class="edit" title="quote.turned_close"><del>␣“</del><ins>”</ins></span>' in PAGE


def test_articles_of_one_text_and_stock_sentences_are_listed() -> None:
    """With the copy kept, the source, and how many use the phrase; an article not shown in full by its name."""
    rows = [text_of(row) for row in re.findall(r"<tr><td>.*?</tr>", PAGE, re.DOTALL)]
    assert any(
        "Bridge to close" in row and "Globe" in row and "earliest" in row and SENTENCE[:30] in row for row in rows
    )
    assert any("Nobody was available." in row and "31" in row and "17" in row for row in rows)


def test_outlets_are_called_as_their_pages_call_them() -> None:
    """Escaped like all else; an outlet whose pages say no name is called what tells it apart."""
    assert "The Courier <script>" in text_of(PAGE)
    assert name_outlets({("ap.example", "AP NEWS"): 1, ("ap.example", "AP News"): 2}) == {"ap.example": "AP News"}
    assert name_outlets({("a.example", "The Post"): 2, ("b.example", "The Post"): 1}) == {}


def test_a_large_batch_says_that_the_page_is_not_all() -> None:
    """How many are shown, of how many."""
    assert "The 1 of 9 articles with most to show" in report([replace(article("a", SENTENCE))], n_articles=9)


def test_the_sample_shows_every_seed(sample: Path) -> None:
    """Each source, its removals and edits, and the passages side by side."""
    page = (sample / "seeds" / "report.html").read_text("utf-8")
    assert len(re.findall(r'<details id="a-', page)) == 5
    assert "stay in close contact on a coordinated" in text_of(page)
    assert page.count("<del>") > 30
