"""What stands out of the articles of a range, and what was removed from them by reason."""

from __future__ import annotations

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from copydesk.records import Edit
from copydesk.report.shared import beginning
from copydesk.report.source import ReportedArticle

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


class Notable:
    """Of articles that are added one after another, those that stand out, and how much was removed by reason."""

    def __init__(self) -> None:
        self.long_removals: list[LongRemoval] = []
        self.close_calls: list[CloseCall] = []
        self._n_lines: Counter[str] = Counter()
        self._n_chars: Counter[str] = Counter()
        self._n_articles: Counter[str] = Counter()

    def add(self, article: ReportedArticle, title: str, edits: Sequence[Edit]) -> dict[str, int]:
        """The next article; `edits` are those in what was kept. How many characters of it were removed, by reason."""
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
        close = [(edit.margin, n) for n, edit in enumerate(edits) if edit.margin is not None and edit.margin < _CLOSE]
        if close:
            insort(self.close_calls, _close_call(article, title, edits[min(close)[1]]))
            del self.close_calls[N_NOTABLE:]
        return n_chars_of

    def by_reason(self) -> list[ReasonNumbers]:
        """What was removed from all of them."""
        return [
            ReasonNumbers(reason, n_lines, self._n_chars[reason], self._n_articles[reason])
            for reason, n_lines in sorted(self._n_lines.items())
        ]


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
