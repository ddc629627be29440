"""What the report names of many articles: the longest lines that went, the closest calls, and what went by reason."""

import re
from collections import Counter
from html import unescape
from pathlib import Path

import pyarrow.parquet as pq

from copydesk.records import Edit
from copydesk.report.notable import (
    N_NOTABLE,
    Notable,
    ReasonNumbers,
    RuleNumbers,
    closest,
    summed_by_reason,
    summed_by_rule,
)
from copydesk.report.source import RemovedSpan, ReportedArticle
from copydesk.report.words import repair_rule
from tests.test_report import batch  # noqa: F401 - a fixture
from tests.test_report_find import said
from tests.test_report_glance import glance, mended  # noqa: F401 - a fixture

SOURCE = "Menu News Sport. She said “so” and went. " + 20 * "Nobody had been told of it before. "


def article(name: str, *removals: tuple[int, int, str]) -> ReportedArticle:
    """Of this source, without these stretches of it."""
    return ReportedArticle(
        **dict.fromkeys(ReportedArticle._fields, None)
        | {"article_id": name, "source_text": SOURCE, "edits": (), "blocks": ()}
        | {"removals": tuple(RemovedSpan(*one, "text.wording") for one in removals)}
    )


def edit(margin: float | None) -> Edit:
    start = SOURCE.index("“")
    return Edit(start, start + 1, '"', "“", "repair", "quote.turned_open", margin)


def test_the_longest_line_of_an_article_that_is_of_no_menu_is_told() -> None:
    """Of many articles those with the longest, in order; of two as long the first by id."""
    notable = Notable()
    for n in range(20):
        removed = notable.add_removals(
            article(f"{n:02}", (0, 300, "navigation"), (300, 310 + n // 2, "promo"), (400, 405, "promo")), "Title"
        )
        assert removed == {"navigation": 300, "promo": 15 + n // 2}
    told = [(row.article_id, row.minus_n_chars, row.reason) for row in notable.long_removals]
    assert told == [(f"{n:02}", -10 - n // 2, "promo") for n in (18, 19, 16, 17, 14)]
    assert len(told) == N_NOTABLE
    page = glance(long_removals=notable.long_removals)
    assert "19 characters went in one line, as promo</span>" in page
    assert f'<span class="excerpt" dir="auto">{notable.long_removals[0].text}</span>' in page
    assert all(row.text == SOURCE[300 : 300 - row.minus_n_chars].strip() for row in notable.long_removals)


def test_the_closest_call_of_an_article_is_told() -> None:
    """Where it is one: not what is as sure as nearly all, nor where nothing is weighed."""
    notable = Notable()
    for name, margins in {"a": [8.0, 4.5, 5.0], "b": [None], "c": [6.0], "d": [2.0]}.items():
        one = article(name)._replace(source_text=SOURCE.replace("went", "came") if name == "a" else SOURCE)
        notable.add_edits(one, "Title", [edit(margin) for margin in margins])
    assert [(row.margin, row.article_id) for row in notable.close_calls] == [(2.0, "d"), (4.5, "a")]
    page = unescape(glance(close_calls=notable.close_calls))
    assert "a close call of repair, margin 2</span>" in page
    assert (
        '<span class="excerpt" dir="auto">…Menu News Sport. She said <mark>" → “</mark>so” and went. Nobody had been …'
        in page
    )


def test_ranges_are_put_together_by_reason() -> None:
    """The reason of most lines first."""
    notable = [Notable(), Notable()]
    for n, one in enumerate(notable):
        one.add_removals(article(f"{n}", (0, 10, "promo"), (10, 15, "promo"), (20, 21, "date")), "Title")
    numbers = [row for one in notable for row in one.by_reason()]
    assert summed_by_reason(numbers) == [ReasonNumbers("promo", 4, 30, 2), ReasonNumbers("date", 2, 2, 2)]


def test_what_was_mended_is_counted_by_rule() -> None:
    """Damage before style, what was kept apart from what was removed, each place once; a rule leads to its articles."""
    rules = {
        "quote.style_open": 6.0,
        "quote.space_open+quote.turned_open": 5.0,
        "quote.turned_close": 4.5,
        "mojibake.utf8": None,
    }
    edits = [Edit(0, 1, '"', "“", "repair", rule, margin) for rule, margin in rules.items()]
    notable = [Notable(), Notable()]
    told = [
        one.add_edits(article("a")._replace(edits=tuple(edits)), "Title", kept)
        for one, kept in zip(notable, (edits[:3], edits[:2]), strict=True)
    ]
    assert told == [["quote.style_*", "quote.turned_*"]] * 2
    numbers = summed_by_rule(row for one in notable for row in one.by_rule())
    assert numbers == [
        RuleNumbers("quote.turned_*", 3, 2, 1, 4.5),
        RuleNumbers("mojibake.utf8", 0, 0, 2, None),
        RuleNumbers("quote.style_*", 2, 2, 0, 6.0),
    ]
    page = glance(rules=numbers)
    assert '<a href="find.html?kind=quote.turned_*">a quotation mark that faced the wrong way</a>' in page
    assert "kind=mojibake" not in page
    assert '<option value="quote.turned_*">' in (find := glance("find", rules=numbers))
    assert "mojibake" not in find


def test_what_was_mended_by_rule_is_what_the_tables_have(mended: Path) -> None:  # noqa: F811
    """And Find has the articles of each rule."""
    removals = pq.read_table(mended / "removals.parquet").to_pylist()
    told = Counter[tuple[str, bool]]()
    for row in pq.read_table(mended / "edits.parquet").to_pylist():
        is_removed = any(
            one["article_id"] == row["article_id"] and one["start_char"] <= row["start_char"] < one["end_char"]
            for one in removals
        )
        told[repair_rule(row["rule"]), is_removed] += 1
    html = (mended / "report/index.html").read_text("utf-8")
    rows = re.findall(r"<tr><td>[^\n]*<code>([^<]+)</code></span></td>(.*?)</tr>", html, re.DOTALL)
    shown = {rule: [int(n) for n in re.findall(r'<td class="n">([\d]+)</td>', cells)] for rule, cells in rows}
    assert {rule: (cells[0], cells[-1]) for rule, cells in shown.items()} == {
        rule: (told[rule, False], told[rule, True]) for rule, _ in told
    }
    kinds = {word for path in (mended / "report/find").glob("words-*.js") for word in said(path.read_bytes())[1][1]}
    assert {f"#{rule}" for rule, is_removed in told if not is_removed} <= kinds


def test_what_was_removed_by_reason_is_what_the_tables_have(batch: Path) -> None:  # noqa: F811
    """Lines, characters and articles."""
    n_lines, n_chars, articles = Counter[str](), Counter[str](), set[tuple[str, str]]()
    for row in pq.read_table(batch / "removals.parquet").to_pylist():
        n_lines[row["reason"]] += 1
        n_chars[row["reason"]] += row["end_char"] - row["start_char"]
        articles.add((row["reason"], row["article_id"]))
    html = (batch / "report/index.html").read_text("utf-8")
    told = {
        reason: [int(n.replace(",", "")) for n in re.findall(r'<td class="n">([\d,]+)</td>', cells)]
        for reason, cells in re.findall(r'<a href="find\.html\?kind=(\w+)">[^<]*</a></td>(.*?)</tr>', html, re.DOTALL)
    }
    n_articles = Counter(reason for reason, _ in articles)
    assert told == {reason: [n, n_chars[reason], n_articles[reason]] for reason, n in n_lines.items()}
    assert told


def test_of_copies_of_one_place_one_is_told() -> None:
    """So that no other is pushed off the list; of several ranges, too."""
    notable = [Notable(), Notable()]
    for n in range(12):
        notable[n % 2].add_edits(article(f"{n:02}"), "Title", [edit(5.0)])
    other = article("zz")._replace(source_text=SOURCE.replace("went", "came"))
    notable[1].add_edits(other, "Title", [edit(5.5)])
    told = closest(call for one in notable for call in one.close_calls)
    assert [(call.margin, call.article_id) for call in told] == [(5.0, "00"), (5.5, "zz")]
