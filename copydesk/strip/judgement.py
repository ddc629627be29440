"""What the judges hand back: one verdict a line, and what they read about the article on the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from copydesk.reasons import REASONS
from copydesk.records import BlockKind
from copydesk.strip.lines.splitting import Line


class Verdict(NamedTuple):
    """What becomes of one line: kept as `kind`, or removed for `reason` because of `rule`."""

    kind: BlockKind | None = None
    reason: str = ""
    rule: str = ""

    @property
    def removed(self) -> bool:
        """Whether the line is furniture."""
        return self.kind is None


# One object for all verdicts that are alike: a batch has a hundred kinds, and 100,000 lines that wait on disk until its
# profiles are learned.
_MAX_KINDS = 1000


@lru_cache(_MAX_KINDS)
def keep(kind: BlockKind = "paragraph") -> Verdict:
    """The verdict that keeps a line."""
    return Verdict(kind=kind)


@lru_cache(_MAX_KINDS)
def remove(reason: str, rule: str) -> Verdict:
    """The verdict that removes a line."""
    if reason not in REASONS:
        raise KeyError(f"{reason!r} is not a reason code; copydesk.reasons has {', '.join(REASONS)}")
    return Verdict(reason=reason, rule=rule)


def title_of(verdicts: Iterable[Verdict | None]) -> int | None:
    """The line that is the title, if there is one."""
    return next((i for i, verdict in enumerate(verdicts) if verdict is not None and verdict.kind == "title"), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What a page or the head of a text says about its article; None where it does not."""

    title: str | None = None
    titles: tuple[str, ...] = ()  # everything that the page's data call it
    standfirst: str | None = None
    byline: str | None = None
    byline_else: str | None = None  # where neither the data nor the lines name anybody
    published: str | None = None  # ISO 8601
    published_else: str | None = None  # where neither the data nor the lines name a day
    language: str | None = None  # ISO 639-1
    outlet: str | None = None  # what the page calls itself
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """Lines with one verdict each, in the order of the text, and the fields that were read."""

    lines: list[Line]
    verdicts: list[Verdict]
    fields: Fields
    doubt: str | None = None  # what it looks like instead of an article, and why
