"""What the report says at a glance: figures that are what their words say, and what somebody should look at first."""

import re
from html import unescape
from pathlib import Path

import pyarrow.parquet as pq

from tests.test_report import batch, read_page  # noqa: F401 - a fixture


def test_what_was_refused_is_all_that_gave_no_article(batch: Path) -> None:  # noqa: F811
    """Under two heads, which together with the articles are the inputs."""
    html = (batch / "report/index.html").read_text("utf-8")
    figures = {name: int(n) for name, n in re.findall(r"<dt>([^<]*)</dt><dd>(?:<a[^>]*>)?(\d+)", html)}
    refused = {name: n for name, n in figures.items() if name.startswith("Inputs refused")}
    assert len(refused) == 2
    assert sum(refused.values()) == 1
    assert figures["Inputs read"] == figures["Articles"] + sum(refused.values())


def test_what_was_removed_is_a_share_of_what_the_page_says(batch: Path) -> None:  # noqa: F811
    """Of what was removed or kept, at a glance and in the list."""
    kept, removed = dict[str, int](), dict[str, int]()
    outlet_of = {}
    for row in pq.read_table(batch / "articles.parquet").to_pylist():
        outlet_of[row["article_id"]] = row["outlet"]
        kept[row["outlet"]] = kept.get(row["outlet"], 0) + len(row["text"])
    for row in pq.read_table(batch / "removals.parquet").to_pylist():
        outlet = outlet_of[row["article_id"]]
        removed[outlet] = removed.get(outlet, 0) + row["end_char"] - row["start_char"]
    assert removed
    for name in ("index", "outlets"):
        html = (batch / f"report/{name}.html").read_text("utf-8")
        text = read_page(batch / f"report/{name}.html").text
        assert "Removed: of the characters that were removed or kept as text." in text
        for outlet, n_removed in removed.items():
            (row,) = [row for row in re.findall(r"<tr>.*?</tr>", html, re.DOTALL) if f">{outlet}<" in unescape(row)]
            assert f'<td class="n">{100 * n_removed / (n_removed + kept[outlet]):.0f}%</td>' in row
