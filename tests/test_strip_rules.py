"""The lists of strip's rules: what docs, tests and switches say is held against what runs."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from copydesk.__main__ import main
from copydesk.errors import BatchError
from copydesk.filters import strip
from copydesk.reasons import REASONS
from copydesk.records import Article
from copydesk.strip import StripOptions, strip_text
from copydesk.strip.rule import Rule, rule_name
from copydesk.strip.rules import all_rules, rule_names
from copydesk.strip.texts.rules import TEXT_RULES
from tests.conftest import ROOT

CASES = Path(__file__).parent / "cases" / "strip"
WITH_ALL_RULES = StripOptions(live_posts="remove")
# What decides where a line begins and ends, before any rule is asked, has look-alikes among the cases, too.
ABOUT_LINES = {"text.glued", "text.broken", "text.wrapped"}


def read_cases(name: str) -> list[dict[str, Any]]:
    return json.loads((CASES / f"{name}.json").read_text("utf-8"))  # type: ignore[no-any-return]


def rules_that_fired(text: str, options: StripOptions) -> set[str]:
    return {rule_name(removal.rule) for removal in strip_text(text, options=options).removals}


def positives() -> dict[str, str]:
    """For each rule for text a case in which it removes a line."""
    found: dict[str, str] = {}
    for case in [*read_cases("synthetic"), *read_cases("in-the-wild")]:
        for rule in rules_that_fired(case["text"], WITH_ALL_RULES):
            found.setdefault(rule, case["text"])
    return found


POSITIVES = positives()
REMOVING = [rule.name for rule in TEXT_RULES if not (rule.keeps or rule.frees)]


def test_names_are_unique_and_reasons_documented() -> None:
    """A name says which rule it was, wherever it stands."""
    names = [rule.name for rule in all_rules()]
    assert len(names) == len(set(names))
    assert {rule.reason for rule in all_rules() if isinstance(rule, Rule)} <= {"", *REASONS}


def quoted_names() -> Iterator[tuple[str, str]]:
    # Decisions and measurements may name what has gone since.
    pages = [
        path
        for folder in ("guides", "reference", "explanations", "contributing")
        for path in (ROOT / "docs" / folder).glob("*.md")
    ]
    for path in [*(ROOT / "copydesk" / "strip").rglob("*.py"), *pages]:
        text = path.read_text("utf-8")
        for name in re.findall(r"[\"`]((?:text|page|dump|profile)\.[a-z_]+)(?=[\"` ])", text):
            if path.name != "repair.md":  # repair's rules for characters are named "text...", too
                yield path.name, name


def test_no_code_and_no_page_speaks_of_a_rule_that_there_is_not() -> None:
    """A rule that was renamed or taken out leaves nothing behind."""
    files = {"page.py", "text.py", "dump.py", "page.html", "text.txt"}
    known = {*rule_names(), *files}
    assert [(path, name) for path, name in quoted_names() if name not in known] == []


@pytest.mark.parametrize("rule", REMOVING)
def test_a_rule_for_text_has_a_case_and_a_switch(rule: str) -> None:
    """Some case has a line that it removes, and with the rule off it removes none."""
    assert rule in rules_that_fired(POSITIVES[rule], WITH_ALL_RULES)
    off = StripOptions(live_posts="remove", rules_off=frozenset({rule}))
    assert rule not in rules_that_fired(POSITIVES[rule], off)


def test_a_rule_for_text_has_a_look_alike() -> None:
    """Beside what each rule takes stands what it leaves."""
    told = {case["rule"] for case in read_cases("negative")}
    assert told >= {rule.name for rule in TEXT_RULES if not rule.frees} - {"text.standfirst", "dump.title"}
    assert told <= {*rule_names(), *ABOUT_LINES}


# What a rule for pages did: lines that it takes, lines that are lost or fewer without it, the field that it fills.
WORKS = {"takes", "saves", "title", "standfirst"}


def page_cases(*, look_alikes: bool) -> list[Any]:
    cases = [case for case in read_cases("page-rules") if WORKS.isdisjoint(case) == look_alikes]
    return [pytest.param(case, id=f"{case['rule']}: {case['name']}") for case in cases]


def strip_page(case: dict[str, Any], *off: str) -> Article:
    options = StripOptions(live_posts="remove", rules_off=frozenset(off))
    return strip(html="\n".join(case["html"]), options=options)


def lines_of(article: Article) -> list[str]:
    return article.text.split("\n\n")


def taken(article: Article, rule: str) -> list[str]:
    return [removal.text for removal in article.removals if rule_name(removal.rule) == rule]


def assert_lines(case: dict[str, Any], article: Article) -> None:
    """What the case keeps stands as often as it says; what it lacks does not."""
    lines = lines_of(article)
    kept = [*case.get("saves", []), *case.get("keeps", [])]
    assert {line: lines.count(line) for line in kept} == {line: kept.count(line) for line in kept}
    assert [line for line in [*case.get("takes", []), *case.get("lacks", [])] if line in lines] == []


@pytest.mark.parametrize("case", page_cases(look_alikes=False))
def test_a_rule_for_pages_does_what_it_is_for(case: dict[str, Any]) -> None:
    """And nobody else does once it is off."""
    rule = case["rule"]
    on, off = strip_page(case), strip_page(case, rule)
    assert_lines(case, on)
    assert taken(on, rule) == case.get("takes", [])
    assert taken(off, rule) == []
    assert [line for line in case.get("saves", []) if lines_of(off).count(line) >= lines_of(on).count(line)] == []
    assert {name: getattr(on, name) for name in ("title", "standfirst") if name in case} == {
        name: case[name] for name in ("title", "standfirst") if name in case
    }
    assert (on.text, on.title, on.standfirst) != (off.text, off.title, off.standfirst)


@pytest.mark.parametrize("case", page_cases(look_alikes=True))
def test_a_rule_for_pages_leaves_what_looks_like_it(case: dict[str, Any]) -> None:
    """With the rule and without it the same comes out, for the same reasons."""
    on, off = strip_page(case), strip_page(case, case["rule"])
    assert_lines(case, on)
    assert taken(on, case["rule"]) == []
    assert on == off


def test_each_rule_for_pages_has_a_case_and_a_look_alike() -> None:
    """Those that need an outlet's other articles are in test_strip_profile."""
    rules = {rule.name for rule in all_rules() if rule.name.startswith("page.")}
    for look_alikes in (False, True):
        assert {case.values[0]["rule"] for case in page_cases(look_alikes=look_alikes)} == rules


def test_a_rule_that_there_is_not_cannot_be_turned_off() -> None:
    """The message names the nearest one."""
    with pytest.raises(BatchError, match=r"no rule 'text\.author'; did you mean text\.author_bio"):
        StripOptions(rules_off=frozenset({"text.author"}))


def test_the_command_line_turns_rules_off(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """As often as it is said; a wrong name is one line."""
    text = tmp_path / "one.txt"
    text.write_text("Storm hits the coast\nIt hit at noon on Friday, and it went on.\nRead more")
    assert main(["strip", "--without", "text.wording", "--without", "text.title", str(text)]) == 0
    assert capsys.readouterr().out.split("\n\n")[0] == "Storm hits the coast"
    assert main(["strip", "--without", "text.word", str(text)]) == 1
    assert "did you mean text.wording?" in capsys.readouterr().err
