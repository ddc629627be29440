"""What the report names of many articles: the longest lines that went, the closest calls, and what went by reason."""

import re
from collections import Counter
from html import unescape
from pathlib import Path

import pyarrow.parquet as pq

from copydesk.records import Edit
from copydesk.report.notable import N_NOTABLE, Notable, ReasonNumbers, summed_by_reason
from copydesk.report.source import RemovedSpan, ReportedArticle
from tests.test_report import batch  # noqa: F401 - a fixture
from tests.test_report_glance import glance

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
        removed = notable.add(
            article(f"{n:02}", (0, 300, "navigation"), (300, 310 + n // 2, "promo"), (400, 405, "promo")), "Title", []
        )
        assert removed == {"navigation": 300, "promo": 15 + n // 2}
    told = [(row.article_id, row.minus_n_chars, row.reason) for row in notable.long_removals]
    assert told == [(f"{n:02}", -10 - n // 2, "promo") for n in (18, 19, 16, 17, 14)]
    assert len(told) == N_NOTABLE
    page = glance(long_removals=notable.long_removals)
    assert f"19 characters went in one line, as promo: “{notable.long_removals[0].text}”" in page
    assert all(row.text == SOURCE[300 : 300 - row.minus_n_chars].strip() for row in notable.long_removals)


def test_the_closest_call_of_an_article_is_told() -> None:
    """Where it is one: not what is as sure as nearly all, nor where nothing is weighed."""
    notable = Notable()
    for name, margins in {"a": [8.0, 4.5, 5.0], "b": [None], "c": [6.0], "d": [2.0]}.items():
        notable.add(article(name), "Title", [edit(margin) for margin in margins])
    assert [(row.margin, row.article_id) for row in notable.close_calls] == [(2.0, "d"), (4.5, "a")]
    page = unescape(glance(close_calls=notable.close_calls))
    assert 'margin 2: " became “ in “Menu News Sport. She said “so” and went. Nobody had been”' in page


def test_ranges_are_put_together_by_reason() -> None:
    """The reason of most lines first."""
    notable = [Notable(), Notable()]
    for n, one in enumerate(notable):
        one.add(article(f"{n}", (0, 10, "promo"), (10, 15, "promo"), (20, 21, "date")), "Title", [])
    numbers = [row for one in notable for row in one.by_reason()]
    assert summed_by_reason(numbers) == [ReasonNumbers("promo", 4, 30, 2), ReasonNumbers("date", 2, 2, 2)]


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
