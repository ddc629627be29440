"""An article's lines beside what is known of its outlet, and the verdicts on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from copydesk.records import OutletProfile
from copydesk.strip.judgement import Verdict
from copydesk.strip.outlets.observation import ObservedLine
from copydesk.strip.rule import Scope


@dataclass(slots=True)
class ProfiledLines:
    """The lines with their texts, and which of them are kept so far; a verdict is None where nothing is said."""

    texts: Sequence[str]
    lines: Sequence[ObservedLine]
    kept: Sequence[bool]
    profile: OutletProfile
    is_page: bool
    verdicts: list[Verdict | None] = field(init=False)

    def __post_init__(self) -> None:
        self.verdicts = [None] * len(self.lines)

    def in_scope(self, scope: Scope) -> bool:
        """Only a page's lines have places."""
        return scope == "all" or self.is_page

    def is_kept(self, i: int) -> bool:
        """Whether the line is kept, as far as it has been decided."""
        verdict = self.verdicts[i]
        return self.kept[i] if verdict is None else not verdict.removed

    def said(self) -> dict[int, Verdict]:
        """What the rules decided, by line."""
        return {i: verdict for i, verdict in enumerate(self.verdicts) if verdict is not None}
