"""What the shipped dump model is shown of one small page, and what it answers.

    python -m tests.golden_row --write     after the columns have changed and the model was trained on them

The model knows its columns by name and place alone: one that comes to mean something else would go unnoticed, and every
page dump be judged by it. So of each column two values are written down, a paragraph's and the sum over all lines.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from copydesk.strip.dumps.features import line_table
from copydesk.strip.dumps.model import find_article
from copydesk.strip.dumps.scrape_features import SCRAPE_COLUMNS, scrape_row
from copydesk.strip.lines.shape import shape_of

ROW = Path(__file__).parent / "cases" / "strip" / "golden-row.json"
# Of each kind of line one: menu, title, byline, date, paragraphs with speech, a subheading, a caption, other stories as
# cards, twice the same line, another script, code, a footer.
PAGE = [
    ("Home", None),
    ("News & Sport", None),
    ("Log in / Subscribe", "navigation"),
    ("Ferry to Inchmore runs again after nine years", None),
    ("By Moira Penhale", None),
    ("14 March 2023, 17:05", None),
    ("The ferry to Inchmore sailed on Tuesday, nine years after the last one ran aground on the Carrick rocks.", None),
    ("“I had forgotten how cold it is,” said Angus Muir, 71, who was the first to buy a ticket. He paid £4.20.", None),
    ("What a ticket costs", None),
    (
        "Islanders travel for half of the price, and children, dogs and one goat (called Major) go free; cars do not",
        None,
    ),
    ("on Sundays, when the ferry is kept for the church, as the islanders had asked:", None),
    ("The ferry leaves the pier. Photograph: Ewan Reid", "caption"),
    ("The council of Inchmore pays £310,000 a year for it, which is a third of what the helicopter had cost.", None),
    ("Harbour school loses its roof in a storm", None),
    ("2 days ago", None),
    ("Wolves return to the Arden hills", None),
    ("3 days ago", None),
    ("12 electric buses for Torvale", None),
    ("5 days ago", None),
    ("Home", None),
    ("版权所有，未经许可不得转载", None),
    ("function share(x) { return x.href; }", None),
    ("© 2023 Kilbrae Herald | Privacy", "copyright"),
]
PARAGRAPH = 7


def golden_row() -> dict[str, Any]:
    """The columns in their order with what they say of PAGE, and the chances that the model gives its lines."""
    shapes = [shape_of(line) for line, _ in PAGE]
    reasons = [reason for _, reason in PAGE]
    table = line_table(shapes, reasons)
    sums = table.rows.sum(0, dtype=float)
    found = find_article(shapes, reasons)
    return {
        "scrape": {name: _short(x) for name, x in zip(SCRAPE_COLUMNS, scrape_row(shapes), strict=True)},
        "line": {
            name: [_short(x), _short(total)]
            for name, x, total in zip(table.columns, table.rows[PARAGRAPH], sums, strict=True)
        },
        "chances": [_short(x) for x in found.chances],
        "stay": [int(x) for x in found.stay],
    }


def _short(x: float) -> float:
    return round(float(x), 3) + 0.0


if __name__ == "__main__":
    row = golden_row()
    if "--write" in sys.argv[1:]:
        parts = [
            f' "{name}": {{\n  ' + ",\n  ".join(f'"{k}": {v}' for k, v in row[name].items()) + "\n }"
            for name in ("scrape", "line")
        ]
        parts += [f' "{name}": {json.dumps(row[name])}' for name in ("chances", "stay")]
        ROW.write_text("{\n" + ",\n".join(parts) + "\n}\n", "utf-8")
    else:
        print(json.dumps(row))
