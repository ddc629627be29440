"""Small inputs that stand at a limit of strip: were it a fifth higher or lower, they would come out otherwise.

    python -m tests.strip_limits            what comes out otherwise than is written down
    python -m tests.strip_limits --write    write down what comes out now

They are no gold: what is right so close to a limit is a matter of measuring, which benchmarks do. They are held so
that no limit, and no line that asks for one, moves unseen. A heading says which limits a case stands at, and to where
each would have to move to be noticed. An article begins with `# text` or `# page`; several in a case are one outlet's.
Each line of a text has before the bar what becomes of it: `+` it stays, `title` or `standfirst`, else the rule that
removes it; `x12` is twelve lines of this kind. A page's lines have nothing there. What begins with `>` comes out:
fields, paragraphs (of a text, where they are other than the lines that stay), what a page loses and by which rule.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from copydesk.filters import filter_lines
from copydesk.strip import StripOptions

CASES = Path(__file__).parent / "cases" / "strip" / "limits"
FIELDS = ("title", "standfirst", "byline", "published", "doubt")
_REPEAT = re.compile(r"(?:^| )x(\d+) *$")


class Input(NamedTuple):
    """One article of a case."""

    is_page: bool
    source: str


class Case(NamedTuple):
    """What stands at a limit, as it is written down."""

    heading: str
    body: str

    @property
    def inputs(self) -> list[Input]:
        """Its articles."""
        return [_input(article) for article in re.split(r"^# ", self.body, flags=re.MULTILINE)[1:]]


def read_cases() -> dict[Path, list[Case]]:
    """The cases of each file."""
    return {
        path: [Case(*chunk.rstrip("\n").split("\n", 1)) for chunk in path.read_text("utf-8").split("## ")[1:]]
        for path in sorted(CASES.glob("*.txt"))
    }


def written(cases: list[Case]) -> str:
    """A file of cases, as they come out now."""
    return "\n".join(f"## {case.heading}\n{come_out(case.inputs)}\n" for case in cases)


def _input(article: str) -> Input:
    kind, *written_lines = article.rstrip("\n").split("\n")
    lines: list[str] = []
    for written_line in written_lines:
        if not written_line.startswith(">"):
            before, _, line = written_line.partition("|")
            repeat = _REPEAT.search(before)
            lines += [line.removeprefix(" ")] * (int(repeat[1]) if repeat else 1)
    return Input(kind == "page", "\n".join(lines))


def come_out(inputs: list[Input]) -> str:
    """The articles with what becomes of them, as a case is written."""
    records = [
        json.dumps({"id": n, "outlet": "o", "html" if item.is_page else "text": item.source}).encode()
        for n, item in enumerate(inputs)
    ]
    # Posts are told to be kept only after the rules have told them: where they go, the rules show.
    outs = filter_lines("strip", records, options=StripOptions(live_posts="remove"))
    return "\n".join("\n".join(_article(*pair)) for pair in zip(inputs, outs, strict=True))


def _article(item: Input, out: dict[str, Any]) -> Iterator[str]:
    lines = item.source.split("\n")
    paragraphs = out["text"].split("\n\n") if out["text"] else []
    verdicts = [""] * len(lines)
    if not item.is_page and "error" not in out:
        verdicts, kept = _verdicts(lines, out)
        if kept == paragraphs:
            paragraphs = []
    yield "# page" if item.is_page else "# text"
    for (verdict, line), same in groupby(zip(verdicts, lines, strict=True)):
        n = sum(1 for _ in same)
        yield f"{verdict} x{n} | {line}".strip() if n > 1 else f"{verdict} | {line}".strip()
    if "error" in out:
        yield f"> {out['error'].split(':')[0]}"
        return
    yield from (f"> {name}: {out[name]}" for name in FIELDS if out[name])
    yield from (f"> +: {_short(paragraph)}" for paragraph in paragraphs)
    if item.is_page:
        yield from (f"> {_rule(removal)}: {_short(removal['text'])}" for removal in out["removals"])


def _verdicts(lines: list[str], out: dict[str, Any]) -> tuple[list[str], list[str]]:
    """What becomes of each line of a text, and the stretches that stay in its body."""
    verdicts: list[str] = []
    kept: list[str] = []
    start = 0
    for line in lines:
        end = start + len(line)
        parts: list[str] = []
        done = start
        here = [r for r in out["removals"] if r["start_char"] < end and r["end_char"] > start]
        for removal in [*here, None]:
            stays = line[done - start : removal["start_char"] - start if removal else len(line)].strip()
            if stays:
                parts.append(next((name for name in ("title", "standfirst") if out[name] == stays), "+"))
                kept += [stays] if parts[-1] == "+" else []
            if removal:
                parts.append(_rule(removal))
                done = max(done, removal["end_char"])
        verdicts.append(" / ".join(parts))
        start = end + 1
    return verdicts, kept


def _rule(removal: dict[str, Any]) -> str:
    """Without the model's chances, whose last digit may be another on another machine."""
    return re.sub(r" ?[\d.]+$", "", removal["rule"])


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else f"{text[:36]} ... ({len(text)})"


def main() -> None:
    """Show the cases that come out otherwise, or write them down as they come out now."""
    for path, cases in read_cases().items():
        for case in cases:
            if (now := come_out(case.inputs)) != case.body:
                print(f"## {case.heading}\n{now}\n")
        if "--write" in sys.argv[1:]:
            path.write_text(written(cases), "utf-8")


if __name__ == "__main__":
    main()
