"""docs/reference/strip-rules.md, made from the lists that run: strip's rules, and its reasons.

`python -m tests.doc_reference --write` writes it, with the other pages that are made.
"""

from __future__ import annotations

from typing import Any

from copydesk.reasons import REASONS
from copydesk.strip.pages.rules import PAGE_RULES, RESTORERS
from copydesk.strip.rule import Restorer, Rule
from copydesk.strip.rules import all_rules
from copydesk.strip.texts.rules import TEXT_RULES

INTRODUCTION = """\
# The rules of strip

Made from the code by `python -m tests.doc_reference --write`; what it is all about is told in
[strip](../explanations/strip.md). Each list runs from top to bottom, and a rule decides only about lines that those
above it left undecided. Turn one off by its name: `rules_off = ["text.author_bio"]` in `[strip]`,
`--without text.author_bio` on the command line. What each is worth on your own gold texts, in words:
`python benchmarks/rules.py PAGES`. What the [reasons](#reasons) mean stands at the end.

*Where*: "all" is text and what was extracted from HTML; a text is a *light scrape* (an extractor's output) or the
*dump* of a whole page. *Reason*: what the removal says; "own" where each line has its own.
"""


def written() -> str:
    """The whole page."""
    return "\n".join(
        [
            INTRODUCTION,
            "## HTML: what the extractor lost comes back\n",
            *_table(RESTORERS),
            "\n## HTML: what goes\n",
            *_table(rule for rule in PAGE_RULES if not rule.name.startswith("profile.")),
            "\n## An outlet's articles together\n",
            *_table(rule for rule in all_rules() if rule.name.startswith("profile.")),
            "\n## Text, and what is left of HTML\n",
            *_table(TEXT_RULES),
            "\n## Reasons\n",
            "| reason | what the line is |",
            "|---|---|",
            *(f"| `{reason}` | {meaning} |" for reason, meaning in REASONS.items()),
            "",
        ]
    )


def _table(rules: Any) -> list[str]:
    return ["| rule | where | reason | takes | spares |", "|---|---|---|---|---|", *map(_row, rules)]


def _row(rule: Rule[Any] | Restorer[Any]) -> str:
    if isinstance(rule, Restorer):
        where, reason, takes = "HTML", "*keeps*", rule.brings
    else:
        where, takes, reason = rule.scope, rule.takes, f"`{rule.reason}`" if rule.reason else "own"
        if rule.keeps or rule.frees:
            reason = "*keeps*" if rule.keeps else "*leaves open again*"
    cells = [f"`{rule.name}`", where, reason, takes, rule.spares]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
