"""How well strip does on the small pages and texts of `cases/strip/floor`, and the floor under it.

    python -m tests.strip_floor            the cases that are not exactly right, and the means
    python -m tests.strip_floor --write    take today's scores, and today's cases, for the floor

The cases are hand-written, a file a language. Each line's first character says what a reader would want of it: `+`
the article's, `-` furniture, `T` title, `S` standfirst, `B` byline, `D` date; a blank is neither (structure, a line
whose words come out otherwise); `=` is a paragraph of the article that is no line of the source, `@` a field. The gold
is judgement: it is not bent to what strip does today, which is what the floor says.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import sys
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from copydesk.errors import ArticleError
from copydesk.filters import strip
from copydesk.records import Article

CASES = Path(__file__).parent / "cases" / "strip" / "floor"
FLOOR = CASES.with_suffix(".json")
FIELDS = ("title", "standfirst", "byline", "published")


@dataclass
class Case:
    """A page or a text with what should come out of it: paragraphs, and the fields that the case speaks of."""

    name: str
    lines: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def is_page(self) -> bool:
        return " html: " in self.name

    def strip(self) -> Article | None:
        """What strip makes of it, None where it finds no article."""
        source = "\n".join(self.lines)
        try:
            return strip(html=source) if self.is_page else strip(source)
        except ArticleError:
            return None


def read_cases() -> dict[str, Case]:
    """Every case by its name: language, form and what it stands for."""
    cases: dict[str, Case] = {}
    for path in sorted(CASES.glob("*.txt")):
        for chunk in path.read_text("utf-8").split("## ")[1:]:
            name, _, body = chunk.rstrip("\n").partition("\n")
            case = cases[f"{path.stem} {name}"] = Case(f"{path.stem} {name}")
            for line in body.rstrip("\n").split("\n"):
                _add(case, line[:1], line[2:])
    return cases


def _add(case: Case, mark: str, line: str) -> None:
    if mark == "@":
        name, _, value = line.partition(": ")
        case.fields[name] = value
        return
    text = " ".join(html.unescape(re.sub("<[^>]+>", " ", line)).split()) if case.is_page else line.strip()
    if mark in ("+", "="):
        case.paragraphs.append(text)
    if mark in ("T", "S"):
        case.fields.setdefault({"T": "title", "S": "standfirst"}[mark], text)
    if mark != "=":
        case.lines.append(line)


def f1(got: Iterable[Hashable], gold: Iterable[Hashable]) -> float:
    """Of two multisets; 1 where both are empty."""
    a, b = Counter(got), Counter(gold)
    return 2 * (a & b).total() / ((a.total() + b.total()) or 1) if a or b else 1.0


def words_of(text: str) -> list[str]:
    """Words, and in scripts that part none, characters."""
    return re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|\w+", text)


def shingles(text: str, n: int = 4) -> list[tuple[str, ...]]:
    """Runs of four words, as the published benchmarks of extraction count them; a shorter text is one run."""
    words = words_of(text)
    return [tuple(words[i : i + n]) for i in range(max(1, len(words) - n + 1))] if words else []


def score(case: Case) -> tuple[float, float, float]:
    """Shingle F1, F1 of paragraphs exactly right but for marks and spaces, and the share of right fields."""
    article = case.strip()
    text = article.text if article else ""
    gold = "\n\n".join(case.paragraphs)
    paragraphs = [tuple(words_of(p)) for p in text.split("\n\n") if words_of(p)]
    right = [_field(article, name) == value for name, value in case.fields.items()]
    return (
        round(f1(shingles(text), shingles(gold)), 3),
        round(f1(paragraphs, [tuple(words_of(p)) for p in case.paragraphs]), 3),
        round(sum(right) / len(right), 3) if right else 1.0,
    )


def _field(article: Article | None, name: str) -> str | None:
    value = getattr(article, name, None)
    return value and (value[:10] if name == "published" else value)


def hash_of_cases() -> str:
    """SHA-256 over the case files, names and bytes."""
    digest = hashlib.sha256()
    for path in sorted(CASES.glob("*.txt")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def measure() -> dict[str, Any]:
    """The floor as of now: the cases' hash, the means, and the cases that are not exactly right with their scores."""
    scores = {name: score(case) for name, case in read_cases().items()}
    means = {}
    for form in ("html", "text"):
        of_form = [s for name, s in scores.items() if f" {form}: " in name]
        means[form] = [len(of_form), *(round(sum(column) / len(of_form), 4) for column in zip(*of_form, strict=True))]
    below = {name: list(s) for name, s in scores.items() if min(s) < 1}
    return {"sha256": hash_of_cases(), "means": means, "below": below}


def main() -> None:
    """Show today's scores, or write them down as the floor."""
    now = measure()
    below = ",\n".join(f"  {json.dumps(name, ensure_ascii=False)}: {s}" for name, s in now["below"].items())
    means = ", ".join(f'"{form}": {mean}' for form, mean in now["means"].items())
    text = f'{{\n "sha256": "{now["sha256"]}",\n "means": {{{means}}},\n "below": {{\n{below}\n }}\n}}\n'
    print(text, end="")
    if "--write" in sys.argv[1:]:
        FLOOR.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
