"""The pages of docs/ that are made: commands, settings, tables, rules and functions; recorded results; how it is cited.

`python -m tests.doc_reference --write` writes them; a test holds that they are what it makes.
"""

from __future__ import annotations

import argparse
import inspect
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pyarrow as pa
import pytest

from copydesk import __main__ as command_line
from copydesk.emit.schemas import TABLES
from copydesk.language import LANGUAGES, SCRIPTS
from copydesk.repair.quotes.manners import LANGUAGES as QUOTING
from copydesk.repair.quotes.manners import MANNERS
from copydesk.settings import Settings, shipped_config
from copydesk.strip.lines.vocabulary import FOLDER, PHRASE_SECTIONS
from copydesk.strip.rule import Rule
from copydesk.strip.rules import all_rules
from tests import rules_table
from tests.conftest import ROOT

DOCS = ROOT / "docs"
FORMULAS = ROOT / "copydesk/reuse/shared/formula_words.txt"
MADE = "Made from the code by `python -m tests.doc_reference --write`."


# --- commands ---


def commands() -> str:
    """Every command with its arguments and options, from the parser that reads them."""
    parser = _parser()
    lines = ["# Commands", "", f"{MADE} `copydesk COMMAND --help` says the same.", ""]
    for name, command, summary in _subcommands(parser):
        lines += [f"## copydesk {name}", "", f"{_sentence(summary)}", ""]
        lines += ["| argument | | meaning |", "| --- | --- | --- |"]
        lines += [_argument_row(action) for action in command._actions if action.help != argparse.SUPPRESS]
        if command.epilog and command.epilog != parser.epilog:  # examples
            lines += ["", "```text", *command.epilog.replace("%%", "%").splitlines(), "```"]
        lines.append("")
    return "\n".join(lines)


class _AskedError(Exception):
    """The parser that was about to read a command line."""


def _parser() -> argparse.ArgumentParser:
    """The one that the command asks, wherever it is made."""

    def caught(parser: argparse.ArgumentParser, *arguments: Any) -> None:
        raise _AskedError(parser)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(argparse.ArgumentParser, "parse_known_args", caught)
        try:
            command_line.main(["verify", "output"])
        except _AskedError as asked:
            return asked.args[0]  # type: ignore[no-any-return]
    raise AssertionError("copydesk reads its command line without argparse: make this page otherwise")


def _subcommands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    for group in parser._actions:
        if isinstance(group, argparse._SubParsersAction):
            helps = {choice.dest: choice.help or "" for choice in group._choices_actions}
            for name, command in group.choices.items():
                if name in helps:  # what has no help is not for people
                    yield name, command, helps[name]


def _argument_row(action: argparse.Action) -> str:
    names = ", ".join(f"`{name}`" for name in action.option_strings) or f"`{action.metavar or action.dest}`"
    if action.nargs == 0:
        takes = ""
    elif action.choices is not None:
        takes = ", ".join(f"`{choice}`" for choice in action.choices)
    else:
        takes = f"`{action.metavar or action.dest.upper()}`" if action.option_strings else ""
    if action.nargs in ("?", "*") and not action.option_strings:
        takes = "may be left out" if action.nargs == "?" else "none or more"
    elif action.nargs == "+":
        takes = f"{takes} one or more".strip()
    meaning = (action.help or "").replace("%%", "%").replace("%(default)s", str(action.default))
    return f"| {names} | {_cell(takes)} | {_cell(meaning)} |"


# --- settings ---


def settings() -> str:
    """Every setting: what its comment in the shipped file says, its default, and what else it may be."""
    lines = [
        "# Settings",
        "",
        f"{MADE} They are the comments of `config/copydesk.toml`, and what is allowed.",
        "",
        "A settings file of your own needs only the keys that it changes: `copydesk run SOURCE --config my.toml`.",
        "In a name such as `[run] watch`, `[run]` is the section. A key that is not listed here is an error.",
        "",
    ]
    section, above, comment = "", "", list[str]()
    for line in shipped_config("copydesk.toml").read_text("utf-8").splitlines():
        if match := re.fullmatch(r"\[(\w+)\]", line):
            section, comment = match[1], []
            lines += [f"## [{section}]", ""]
        elif line.startswith("#"):
            comment.append(line.removeprefix("#").removeprefix(" "))
        elif match := re.fullmatch(r"(\w+) = (.*)", line):
            # A key that stands straight below another one is explained with it.
            said = comment or [f"Explained above, together with [{above}](#{section}-{above})."]
            lines += [f"### [{section}] {match[1]}", "", *_paragraph(said), ""]
            lines += [f"Default: `{match[2]}`. Allowed: {_allowed(section, match[1])}.", ""]
            above, comment = match[1], []
        else:
            comment = []
    return "\n".join(lines)


def _paragraph(comment: list[str]) -> list[str]:
    """The comment's lines; those that are set in are a block of their own."""
    lines, inside = list[str](), False
    for line in comment:
        if line.startswith("  ") != inside:
            lines += ["```", ""] if inside else ["", "```text"]
            inside = not inside
        if not inside:
            line = re.sub(r"\bdocs/([\w/-]+\.md)", lambda m: f"[{_title(m[1])}](../{m[1]})", line)
        lines.append(line)
    return [*lines, "```"] if inside else lines


def _title(page: str) -> str:
    return (DOCS / page).read_text("utf-8").partition("\n")[0].removeprefix("# ")


def _allowed(section: str, key: str) -> str:
    schema = Settings.model_json_schema()
    return _kind(schema["$defs"][schema["properties"][section]["$ref"].rpartition("/")[2]]["properties"][key], schema)


def _kind(kind: dict[str, Any], schema: dict[str, Any]) -> str:
    """In words."""
    if "$ref" in kind:
        return _kind(schema["$defs"][kind["$ref"].rpartition("/")[2]], schema)
    if any_of := kind.get("anyOf") or kind.get("oneOf"):
        return ", or ".join(_kind(one, schema) for one in any_of)
    if "enum" in kind:
        return ", ".join(f'`"{value}"`' for value in kind["enum"])
    if kind["type"] == "array":
        return f"a list, each of it {_kind(kind['items'], schema)}"
    if kind["type"] in ("integer", "number"):
        said = {
            "minimum": "at least",
            "exclusiveMinimum": "more than",
            "maximum": "at most",
            "exclusiveMaximum": "less than",
        }
        limits = [f"{words} {kind[name]:g}" for name, words in said.items() if name in kind]
        return ", ".join(["a whole number" if kind["type"] == "integer" else "a number", *limits])
    if kind["type"] == "string":
        return f"text like `{kind['pattern']}`" if "pattern" in kind else "text"
    return {"boolean": "`true`, `false`", "object": "a table of names"}[kind["type"]]


# --- tables ---


def tables() -> str:
    """The page as it stands, with its tables of columns written anew."""
    page = (DOCS / "reference" / "output.md").read_text("utf-8")
    for name, schema in TABLES.items():
        rows = "".join(map(_column_row, schema))
        page, n = re.subn(
            rf"(\n## {name}\n.*?\n\| column \|[^\n]*\n\|[ -|]*\n)(?:\|[^\n]*\n)*",
            lambda found, rows=rows: found[1] + rows,
            page,
            count=1,
            flags=re.S,
        )
        if not n:
            raise ValueError(
                f"docs/reference/output.md has no table of columns below '## {name}': write its head there"
            )
    return page


def _column_row(field: pa.Field) -> str:
    unit, meaning = (field.metadata[key].decode() for key in (b"unit", b"description"))
    # As it is called in the file, and by who reads that.
    kind = str(field.type).replace("list<item:", "list<element:")
    return f"| {field.name} | {kind} | {unit or '-'} | {'yes' if field.nullable else 'no'} | {meaning} |\n"


# --- how it is cited ---


def citing() -> str:
    """The page as it stands, with its reference written anew: as a line, and as BibTeX has it."""
    page, citation = (path.read_text("utf-8") for path in (DOCS / "guides" / "citing.md", ROOT / "CITATION.cff"))
    cited = dict(re.findall(r'^([\w-]+): "?(.+?)"?$', citation, re.M))
    authors = " and ".join(re.findall(r"^  - name: (.+)$", citation, re.M))
    released = f", {cited['date-released']}" if "date-released" in cited else ""
    reference = (
        f"{authors}. {cited['title']}. Version {cited['version']}{released}. {cited['license']}.\n\n"
        "@software{copydesk,\n"
        f"  author = {{{{{authors}}}}},\n"
        f"  title = {{{{{cited['title']}}}}},\n"
        f"  version = {{{cited['version']}{released}}},\n"
        "}\n"
    )
    return re.sub(r"(\n## 1\..*?\n```text\n).*?(?=```)", lambda found: found[1] + reference, page, count=1, flags=re.S)


# --- functions ---

# What programs may build on, in the order in which they need it.
MODULES = (
    ("copydesk.filters", ("clean", "repair", "strip", "reuse", "filter_lines")),
    ("copydesk.repair", ("repair_text", "explain", "Repaired")),
    ("copydesk.strip", ("strip_text", "strip_articles", "explain", "StripOptions")),
    (
        "copydesk.reuse",
        ("find_near_duplicates", "pair_passages", "sign_passages", "lean_minhash", "ReuseInput", "Reuse"),
    ),
    ("copydesk.reuse.find", ("find_passages",)),
    ("copydesk.find_filter", ("find",)),
    ("copydesk.canonical", ("choose_canonical", "cluster_articles", "canonical_text")),
    ("copydesk.rebuild", ("rebuild", "rebuild_article", "apply_edits", "undo_edits", "compose_edits")),
    ("copydesk.emit.batch", ("verify_batch",)),
    ("copydesk.records", ("Article", "Edit", "Removal", "Block", "Match", "Passage", "Cluster", "FurtherCopy")),
)


def functions() -> str:
    """What programs may import, with signature and docstring, as they stand in the code."""
    lines = ["# Python", "", f"{MADE}", "", "Import these. Everything else may change with any version.", ""]
    for module_name, names in MODULES:
        module = import_module(module_name)
        lines += [f"## {module_name}", "", _prose(module.__doc__ or ""), ""]
        for name in names:
            thing = getattr(module, name)
            lines += [f"### {module_name.rpartition('.')[2]}.{name}", ""]
            said = ["", _prose(thing.__doc__ or ""), ""]
            if inspect.isclass(thing):
                lines += [*said[1:], *_fields(thing), ""]
            else:
                lines += ["```python", _signature(name, thing), "```", *said]
    return "\n".join(lines)


def _signature(name: str, function: Callable[..., Any]) -> str:
    """A parameter a line where it is long, as the code is laid out."""
    signature = inspect.signature(function)
    told = list[str]()
    for parameter in signature.parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in told:
            told.append("*")
        default = "" if parameter.default is parameter.empty else f" = {_value(parameter.default)}"
        told.append(f"{parameter.name}: {parameter.annotation}{default}")
    line = f"{name}({', '.join(told)}) -> {signature.return_annotation}"
    if len(line) <= 100:
        return line
    return "\n".join([f"{name}(", *(f"    {one}," for one in told), f") -> {signature.return_annotation}"])


def _value(default: object) -> str:
    """A default as it would be written; of a record its class without values, which is what it is by default."""
    return f"{type(default).__name__}()" if hasattr(default, "__dataclass_fields__") else repr(default)


def _fields(record: type) -> list[str]:
    """The fields of a record, as the source has them: each with what is said behind it."""
    source = inspect.getsource(record)
    found = re.findall(r"^    (\w+): ([^=#\n]+?)(?: = [^#\n]*?)?(?:  # (.*))?$", source, re.M)
    rows = [f"| {name} | `{_cell(kind)}` | {_cell(meaning)} |" for name, kind, meaning in found]
    return ["| field | type | meaning |", "| --- | --- | --- |", *rows]


def _prose(docstring: str) -> str:
    """A docstring as a page has it: examples are code, and what is set in is a block."""
    text = inspect.cleandoc(docstring)
    return re.sub(r"^>>> .*?(?=\n\n|\Z)", lambda found: f"```pycon\n{found[0]}\n```", text, flags=re.M | re.S)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "." if text else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "\\<")


# --- languages ---

# What those are called that have no file of words, whose first line says it.
NAMES = {
    "af": "Afrikaans",
    "am": "Amharic",
    "az": "Azerbaijani",
    "be": "Belarusian",
    "bs": "Bosnian",
    "ca": "Catalan",
    "cy": "Welsh",
    "eo": "Esperanto",
    "et": "Estonian",
    "eu": "Basque",
    "ga": "Irish",
    "gl": "Galician",
    "gu": "Gujarati",
    "ha": "Hausa",
    "hy": "Armenian",
    "ka": "Georgian",
    "km": "Khmer",
    "kn": "Kannada",
    "lo": "Lao",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "mk": "Macedonian",
    "ml": "Malayalam",
    "mr": "Marathi",
    "ms": "Malay",
    "my": "Burmese",
    "ne": "Nepali",
    "pa": "Punjabi",
    "si": "Sinhala",
    "sl": "Slovenian",
    "sq": "Albanian",
    "sr": "Serbian",
    "sw": "Swahili",
    "ta": "Tamil",
    "te": "Telugu",
    "tl": "Tagalog",
    "ur": "Urdu",
}


def languages() -> str:
    """What is known of each language, from the tables that know it."""
    words = {path.stem: path.read_text("utf-8").splitlines()[0].removeprefix("# ") for path in FOLDER.glob("??.txt")}
    n_phrases = Counter[str]()
    for path in FOLDER.glob("??.txt"):
        reason = ""
        for line in path.read_text("utf-8").splitlines():
            reason = line.strip("[]") if line.startswith("[") else reason
            n_phrases[path.stem] += bool(line) and line[0] not in "#[" and reason in PHRASE_SECTIONS
    formula_words = set(re.findall(r"^(\w+): ", FORMULAS.read_text("utf-8"), re.M))
    codes = sorted(words.keys() | LANGUAGES.keys() | SCRIPTS.keys() | QUOTING.keys())
    rows = []
    for code in codes:
        told = "its words" if code in LANGUAGES else "its script" if code in SCRIPTS else "a model"
        quoting = QUOTING.get(code)
        space = " " if quoting and quoting.is_padded else ""
        outer = [MANNERS[name].outer for name in quoting.common] if quoting else []
        marks = [f"{opening}{space}so{space}{closing}" for opening, closing in outer]
        formulas = "yes" if code in formula_words else ""
        cells = [code, words.get(code) or NAMES[code], told, str(n_phrases[code] or ""), " ".join(marks), formulas]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(
        [
            "# Languages",
            "",
            f"{MADE} There are {len(codes)}. The column `language` of `articles` has the code, which is of ISO 639-1.",
            "",
            "- *told by*: how copydesk knows that a text is in it: by its words, by its script, or by a model",
            "- *phrases*: how many phrases of furniture are known in it; where there are none, furniture is told by",
            "  its form, its place and what recurs",
            "- *marks*: how most texts in it quote; in a language without marks some may be turned in Latin letters,",
            "  in Chinese, Japanese and Korean, and nowhere else; on a line from right to left none is",
            "- *formulas*: whether sentences that many write and nobody copies (notices, lists) are told by its words;",
            "  where they are not, only headings, fragments and stock sentences are",
            "",
            "Whose copies are harder to tell: [what we do not know](../explanations/unknown.md#reuse). To add one:",
            "[a language](../contributing/adding.md#a-language), [a mark](../contributing/adding.md#a-mark).",
            "",
            "| code | name | told by | phrases | marks | formulas |",
            "| --- | --- | --- | --- | --- | --- |",
            *rows,
            "",
        ]
    )


# --- measurements ---


def recorded() -> str:
    """Every result that `benchmarks/record.py` has kept, the newest first."""
    results = [
        json.loads(path.read_text("utf-8")) for path in sorted((DOCS / "measurements" / "results").glob("*.json"))
    ]
    lines = [
        "# Recorded results",
        "",
        f"{MADE} What each benchmark printed, on which machine and when; `benchmarks/record.py` records one.",
        "",
    ]
    for result in sorted(results, key=lambda result: result["date"], reverse=True):
        machine, versions = result["machine"], result["versions"]
        changed = ", with changes" if result["changed_since"] else ""
        lines += [
            f"## {result['title']}",
            "",
            f"- {result['date']}, commit {result['commit']}{changed}: `{result['command']}`",
            f"- {machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB, {machine['system']}; "
            f"load {machine['load_before']} before, {machine['load_after']} after",
            f"- {result['seconds']:g} seconds, {result['cpu_seconds']:g} CPU seconds",
            "- " + ", ".join(f"{name} {version}" for name, version in versions.items()),
            "",
            "```text",
            *map(str.rstrip, result["printed"]),
            "```",
            "",
        ]
    return "\n".join(lines)


def report_rules() -> str:
    """What the report says of strip's rules that take lines out: a stage knows of no other, so it has them as data."""
    takes = {
        rule.name: rule.takes.replace("`", "") for rule in all_rules() if isinstance(rule, Rule) and _removes(rule)
    }
    return json.dumps(takes, ensure_ascii=False, indent=1) + "\n"


def _removes(rule: Rule[Any]) -> bool:
    return not rule.keeps and not rule.frees


PAGES: dict[str, Callable[[], str]] = {
    "reference/commands.md": commands,
    "reference/settings.md": settings,
    "reference/output.md": tables,
    "reference/strip-rules.md": rules_table.written,
    "reference/languages.md": languages,
    "reference/python.md": functions,
    "measurements/recorded.md": recorded,
    "guides/citing.md": citing,
    "../copydesk/report/strip_rules.json": report_rules,
}

if __name__ == "__main__":
    for name, made in PAGES.items():
        if sys.argv[1:] == ["--write"]:
            (DOCS / name).write_text(made(), "utf-8")
        else:
            print(made())
