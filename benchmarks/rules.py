"""What each rule of the strip stage is worth: words of articles and of furniture that it took out or brought back.

    python benchmarks/rules.py PAGES [--live-posts remove] [--without RULE] [--worst]

PAGES as for benchmarks/strip.py; or records with lists of snippets that must come out ("with") and that must not
("without") in place of gold bodies. A rule's numbers are folded away ("dump.model 0.03"). A removed line's words are
the article's as far as their 4-word runs stand in the gold more often than in what came out, so a second copy that went
is furniture; a line that was brought back is judged by the gold alone. With snippets only those are counted that stand
in the line whole, by their words.

Printed for each rule: words rightly and wrongly treated, the right share, and the pages and outlets on which it was
more right than wrong, and more wrong than right. A rule that is not right at least four times in five by words, on
three pages of two outlets and more, is to be mended or goes. `--worst` names the pages where each was most wrong.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from strip import OPENERS, Record, best_score

from copydesk.errors import ArticleError
from copydesk.read.json_records import read_record
from copydesk.strip import StripOptions, learn_profiles, observe, strip_article
from copydesk.strip.outlets.profile import MIN_PAGES
from copydesk.strip.pages import judging
from copydesk.strip.rule import rule_name

WORD = re.compile(r"\w+")
N_SHINGLE = 4
MIN_RIGHT, MIN_PAGES_RIGHT, MIN_OUTLETS_RIGHT = 0.8, 3, 2

Runs = Counter[tuple[str, ...]]


class Restored:
    """Which lines each restorer brought back, of the page that is being stripped."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []
        judging.RESTORERS = tuple(
            replace(step, restore=self._watched(f"back: {step.name}", step.restore)) for step in judging.RESTORERS
        )
        judging.correct_by_profile = self._watched("back: profile.prose", judging.correct_by_profile)

    def _watched(self, rule: str, restore: Callable[..., Any]) -> Callable[..., Any]:
        def watched(pieces: Any, *rest: Any) -> Any:
            before = [piece.kept for piece in pieces]
            result = restore(pieces, *rest)
            after = result[0] if isinstance(result, tuple) else result
            self.lines += [
                (rule, piece.line.text) for kept, piece in zip(before, after, strict=True) if piece.kept > kept
            ]
            return result

        return watched


class Tally:
    """One rule's words, right and wrong, by page."""

    def __init__(self) -> None:
        self.pages: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])  # by outlet and id

    def add(self, record: Record, n_right: int, n_wrong: int) -> None:
        """More words of one page."""
        words = self.pages[str(record.get("outlet") or record.get("url") or record["id"]), str(record["id"])]
        words[0] += n_right
        words[1] += n_wrong

    def row(self) -> tuple[int, int, int, int, int, int]:
        """Words right and wrong, pages and outlets right, pages and outlets wrong."""
        right = [page for page, words in self.pages.items() if words[0] > words[1]]
        wrong = [page for page, words in self.pages.items() if words[1] >= words[0] and words[1]]
        return (
            sum(words[0] for words in self.pages.values()),
            sum(words[1] for words in self.pages.values()),
            len(right),
            len({outlet for outlet, _ in right}),
            len(wrong),
            len({outlet for outlet, _ in wrong}),
        )


def runs_of(text: str) -> Runs:
    """Runs of four words of each line; a shorter line is one run."""
    runs: Runs = Counter()
    for line in text.lower().split("\n"):
        words = WORD.findall(line)
        if len(words) < N_SHINGLE:
            runs[tuple(words)] += bool(words)
        else:
            runs.update(zip(*(words[i:] for i in range(N_SHINGLE)), strict=False))
    return runs


def n_held(line: str, runs: Runs) -> int:
    """How many of the line's words stand in one of the runs."""
    words = WORD.findall(line.lower())
    size = min(N_SHINGLE, len(words))
    held: set[int] = set()
    for i in range(len(words) - size + 1):
        if runs[tuple(words[i : i + size])] > 0:
            held.update(range(i, i + size))
    return len(held)


def judge_line(record: Record, line: str, *, gold: Runs, short: bool) -> tuple[int, int]:
    """The line's words that are the article's, and those that are not."""
    if not record.get("gold"):
        text = " ".join(line.split())
        counts = [
            sum(len(snippet.split()) for snippet in record[name] if " ".join(snippet.split()) in text)
            for name in ("with", "without")
        ]
        return counts[0], counts[1]
    n_words = len(WORD.findall(line))
    n = n_held(line, gold) if n_words >= N_SHINGLE or short else 0
    return n, n_words - n


def tally(record: Record, article: Any, restored: list[tuple[str, str]], tallies: defaultdict[str, Tally]) -> None:
    """What each rule did to this page goes to its tally."""
    golds = record.get("golds") or [record.get("gold", "")]
    text = article.text if article is not None else ""
    best = max(golds, key=lambda gold: best_score({"gold": gold}, text).f1) if len(golds) > 1 else golds[0]
    # The title is in its field, also for a gold that has it in the body: what says it again is a copy.
    title = article.title or "" if article is not None else ""
    gold, kept = runs_of(best), runs_of(f"{title}\n{text}")
    if "with" in record:
        record = {**record, "with": [snippet for snippet in record["with"] if " ".join(snippet.split()) not in title]}
    missing = gold - kept
    kept_lines = {line.strip() for line in text.split("\n")}
    for removal in article.removals if article is not None else ():
        n_article, n_other = judge_line(record, removal.text, gold=missing, short=True)
        tallies[rule_name(removal.rule)].add(record, n_other, n_article)
    for rule, line in restored:
        if line.strip() in kept_lines:
            n_article, n_other = judge_line(record, line, gold=gold, short=True)
            tallies[rule].add(record, n_article, n_other)


def run(records: list[Record], options: StripOptions) -> Iterator[tuple[Record, Any, list[tuple[str, str]]]]:
    """Each record with its stripped article (None where it was refused) and the lines that were brought back."""
    restored = Restored()
    articles, observations, lines = [], [], []
    for n, record in enumerate(records):
        fields = {field: record.get(field) for field in ("id", "outlet", "url", "html", "text")}
        read = read_record(fields, default_id=str(n))
        restored.lines = []
        observations.append(observe(read.article, tree=read.tree, options=options))
        articles.append(read.article)
        lines.append(restored.lines)
    profiles = {profile.outlet: profile for profile in learn_profiles(observations, min_articles=MIN_PAGES)}
    for record, article, observation, back in zip(records, articles, observations, lines, strict=True):
        restored.lines = back
        try:
            profile = profiles.get(observation.outlet)
            stripped = strip_article(article, observation=observation, profile=profile, options=options)
            yield record, stripped, restored.lines
        except ArticleError:
            yield record, None, []


def report(tallies: dict[str, Tally], *, worst: bool) -> None:
    """The table, the rules that were most often right first."""
    print("| rule | words right | wrong | share | pages right (outlets) | wrong (outlets) | |")
    print("|---|---|---|---|---|---|---|")
    rows = {rule: tally_.row() for rule, tally_ in tallies.items()}
    for rule, (n, n_wrong, pages, outlets, pages_wrong, outlets_wrong) in sorted(rows.items(), key=lambda r: -r[1][0]):
        share = n / max(1, n + n_wrong)
        passes = share >= MIN_RIGHT and pages >= MIN_PAGES_RIGHT and outlets >= MIN_OUTLETS_RIGHT
        mark = "" if passes or not n + n_wrong else "few" if share >= MIN_RIGHT else "**wrong**"
        cells = f"{pages} ({outlets}) | {pages_wrong} ({outlets_wrong}) | {mark}"
        print(f"| `{rule}` | {n} | {n_wrong} | {share:.2f} | {cells} |")
        if worst:
            pages_by = sorted(tallies[rule].pages.items(), key=lambda item: -item[1][1])[:5]
            for (_, page), (right, wrong) in pages_by:
                if wrong:
                    print(f"    {page}: {right} right, {wrong} wrong")


def read_records(path: Path) -> list[Record]:
    """The records that have a gold body or snippets."""
    with OPENERS.get(path.suffix, open)(path, "rt", encoding="utf-8") as stream:
        records = [json.loads(line) for line in stream]
    return [record for record in records if record.get("gold", "").strip() or "with" in record]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path, metavar="PAGES", nargs="+")
    parser.add_argument("--live-posts", choices=["remove", "keep"], default=StripOptions().live_posts)
    parser.add_argument("--without", metavar="RULE", action="append", default=[], help="a rule that is not to run")
    parser.add_argument("--worst", action="store_true", help="name the pages where each rule was most wrong")
    options = parser.parse_args()
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    strip_options = StripOptions(live_posts=options.live_posts, rules_off=frozenset(options.without))
    for path in options.pages:
        for record, article, restored in run(read_records(path), strip_options):
            tally(record, article, restored, tallies)
    report(tallies, worst=options.worst)
    return 0


if __name__ == "__main__":
    sys.exit(main())
