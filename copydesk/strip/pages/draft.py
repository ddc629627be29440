"""A page while it is judged: its lines, what its data and the outlet's other pages said of them, and the verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from copydesk.strip.judgement import Fields, Verdict, title_of
from copydesk.strip.lines.pieces import PagePiece
from copydesk.strip.rule import Scope


@dataclass(slots=True)
class PageDraft:
    """The page's pieces with the verdicts so far; None where there is none yet."""

    pieces: Sequence[PagePiece]
    fields: Fields
    told: Mapping[int, Verdict]  # by index: what the page's data and the outlet's profile say
    by_profile: bool = False  # the outlet's profile says what is kept, not the extractor
    verdicts: list[Verdict | None] = field(init=False)

    def __post_init__(self) -> None:
        self.verdicts = [None] * len(self.pieces)

    def in_scope(self, scope: Scope) -> bool:
        """Rules for pages are for HTML."""
        return scope == "HTML"

    def title(self) -> int | None:
        """The line that is the title, if it is known."""
        return title_of(self.verdicts)
