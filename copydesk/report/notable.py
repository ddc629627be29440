"""What stands out of the articles of a range, what was removed from them by reason, and what was mended by rule."""

from __future__ import annotations

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from copydesk.records import Edit
from copydesk.report.shared import beginning
from copydesk.report.source import ReportedArticle, is_of_style
from copydesk.report.words import repair_rule

# Of each kind, so many are told.
N_NOTABLE = 5
# What is long as a rule, and no part of an article: menus, notices, copies, and what was meant to go.
_LONG_AS_A_RULE = frozenset({"navigation", "related_link", "consent", "copyright", "repeated", "live_post"})
# Letters of what was removed that are enough to know it by.
_CHARS_SHOWN = 100
# Nearly all margins are as large or larger (docs/guides/evidence.md). And letters on either side of a close call.
_CLOSE = 6.0
_CHARS_BESIDE = 30


class LongRemoval(NamedTuple):
    """The longest line that was removed from an article, of those not long as a rule; the longest sort first."""

    minus_n_chars: int
    article_id: str
    title: str
    reason: str
    text: str  # its beginning


class CloseCall(NamedTuple):
    """The place mended in an article whose next-best reading was worse by least, if by little; they sort by that."""

    margin: float
    article_id: str
    title: str
    left: str  # what stands beside it in the source
    before: str
    after: str
    right: str


class ReasonNumbers(NamedTuple):
    """What was removed for a reason."""

    reason: str
    n_lines: int
    n_chars: int
    n_articles: int


class RuleNumbers(NamedTuple):
    """What was mended by a rule, as `words.REPAIR_RULES` has them: each place once, by its most telling rule."""

    rule: str
    n_kept: int  # places in what was kept
    n_articles: int  # that have any of these
    n_removed: int  # places in what was then removed
    least_margin: float | None  # of those in what was kept


class Notable:
    """Of articles that are added one after another, those that stand out, how much was removed by reason, and how many
    places were mended by rule."""

    def __init__(self) -> None:
        self.long_removals: list[LongRemoval] = []
        self.close_calls: list[CloseCall] = []
        self._n_lines: Counter[str] = Counter()
        self._n_chars: Counter[str] = Counter()
        self._n_articles: Counter[str] = Counter()
        self._rules: dict[str, RuleNumbers] = {}

    def add_removals(self, article: ReportedArticle, title: str) -> dict[str, int]:
        """Those of the next article. How many characters of it were removed, by reason."""
        if not article.removals:
            return {}
        n_chars_of: dict[str, int] = {}
        longest, n_longest = None, 0
        for one in article.removals:
            start, end, reason, _ = one
            n_chars = end - start
            n_chars_of[reason] = n_chars_of.get(reason, 0) + n_chars
            if n_chars > n_longest and reason not in _LONG_AS_A_RULE:
                longest, n_longest = one, n_chars
        self._n_lines.update(one.reason for one in article.removals)
        self._n_chars.update(n_chars_of)
        self._n_articles.update(n_chars_of.keys())
        if longest and (len(self.long_removals) < N_NOTABLE or n_longest >= -self.long_removals[-1].minus_n_chars):
            start = longest.start_char
            begin = article.source_text[start : min(longest.end_char, start + 2 * _CHARS_SHOWN)]
            text = beginning(" ".join(begin.split()), _CHARS_SHOWN)
            insort(self.long_removals, LongRemoval(-n_longest, article.article_id, title, longest.reason, text))
            del self.long_removals[N_NOTABLE:]
        return n_chars_of

    def add_edits(self, article: ReportedArticle, title: str, edits: Sequence[Edit]) -> list[str]:
        """Those of the next article; `edits` are those in what was kept. The rules that mended any of these."""
        close = [(edit.margin, n) for n, edit in enumerate(edits) if edit.margin is not None and edit.margin < _CLOSE]
        if close:
            call = _close_call(article, title, edits[min(close)[1]])
            self.close_calls = closest([*self.close_calls, call])
        if not article.edits:
            return []
        n_all = Counter(repair_rule(edit.rule) for edit in article.edits)
        kept_of: defaultdict[str, list[Edit]] = defaultdict(list)
        for edit in edits:
            kept_of[repair_rule(edit.rule)].append(edit)
        for rule, n in n_all.items():
            kept = kept_of.get(rule, [])
            margins = [edit.margin for edit in kept if edit.margin is not None]
            own = RuleNumbers(rule, len(kept), min(len(kept), 1), n - len(kept), min(margins, default=None))
            self._rules[rule] = _added(self._rules[rule], own) if rule in self._rules else own
        return list(kept_of)

    def by_reason(self) -> list[ReasonNumbers]:
        """What was removed from all of them."""
        return [
            ReasonNumbers(reason, n_lines, self._n_chars[reason], self._n_articles[reason])
            for reason, n_lines in sorted(self._n_lines.items())
        ]

    def by_rule(self) -> list[RuleNumbers]:
        """What was mended in all of them."""
        return sorted(self._rules.values())


def closest(calls: Iterable[CloseCall]) -> list[CloseCall]:
    """The first of them, in order: of copies of one place only one."""
    of_place: dict[tuple[str, ...], CloseCall] = {}
    for call in sorted(calls):
        of_place.setdefault((call.left, call.before, call.after, call.right), call)
    return list(of_place.values())[:N_NOTABLE]


def _added(one: RuleNumbers, other: RuleNumbers) -> RuleNumbers:
    margins = [margin for margin in (one.least_margin, other.least_margin) if margin is not None]
    return RuleNumbers(
        one.rule,
        one.n_kept + other.n_kept,
        one.n_articles + other.n_articles,
        one.n_removed + other.n_removed,
        min(margins, default=None),
    )


def _close_call(article: ReportedArticle, title: str, edit: Edit) -> CloseCall:
    source, start, end = article.source_text, edit.start_char, edit.end_char
    left, right = source[max(0, start - _CHARS_BESIDE) : start], source[end : end + _CHARS_BESIDE]
    return CloseCall(edit.margin or 0.0, article.article_id, title, left, edit.before, edit.after, right)


def summed_by_reason(numbers: Iterable[ReasonNumbers]) -> list[ReasonNumbers]:
    """Those of several ranges put together, the reason of most lines first."""
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for reason, *counts in numbers:
        sums[reason] = [n + more for n, more in zip(sums[reason], counts, strict=True)]
    rows = [ReasonNumbers(reason, *counts) for reason, counts in sums.items()]
    return sorted(rows, key=lambda row: (-row.n_lines, row.reason))


def summed_by_rule(numbers: Iterable[RuleNumbers]) -> list[RuleNumbers]:
    """Those of several ranges put together: damage before style, the rule of most places in what was kept first."""
    sums: dict[str, RuleNumbers] = {}
    for row in numbers:
        sums[row.rule] = _added(sums[row.rule], row) if row.rule in sums else row
    return sorted(sums.values(), key=lambda row: (is_of_style(row.rule), -row.n_kept, -row.n_removed, row.rule))
