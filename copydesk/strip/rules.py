"""All rules of strip, by what they judge."""

from __future__ import annotations

from typing import Any

from copydesk.strip.outlets.rules import OUTLET_RULES
from copydesk.strip.pages.rules import PAGE_RULES, RESTORERS
from copydesk.strip.rule import Restorer, Rule
from copydesk.strip.texts.rules import TEXT_RULES


def all_rules() -> tuple[Rule[Any] | Restorer[Any], ...]:
    """Those of pages, in which those of outlets have their place, too, of outlets and of text; each once."""
    of_outlets = {rule.name for rule in OUTLET_RULES}
    of_pages = (rule for rule in PAGE_RULES if rule.name not in of_outlets)
    return *RESTORERS, *of_pages, *OUTLET_RULES, *TEXT_RULES


def rule_names() -> list[str]:
    """The names by which rules can be turned off."""
    return [rule.name for rule in all_rules()]
