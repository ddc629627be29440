"""A scrape while it is judged: its lines, what has been decided about each, and what was read on the way."""

from __future__ import annotations

from dataclasses import dataclass, field

from copydesk.strip.judgement import Verdict, remove
from copydesk.strip.lines.shape import Shape, is_byline, is_place_line
from copydesk.strip.texts.desks import is_desk_line

# The head of an article is at most so many lines: title, standfirst, byline, date, caption, player, each once or twice.
HEAD_LINES = 12


@dataclass(slots=True)
class Draft:
    """Lines with the verdicts so far; None where there is none yet."""

    shapes: list[Shape]
    verdicts: list[Verdict | None]
    published: str | None = None
    updated: bool = False  # the day is but that of the last change
    byline: str | None = None
    text: str = field(init=False)  # of all lines: what is rare is sooner looked for there than in each

    def __post_init__(self) -> None:
        self.text = "\n".join([shape.text for shape in self.shapes])

    def reasons(self) -> list[str | None]:
        """For each line the reason for which it is removed, None for the others."""
        return [verdict.reason if verdict is not None and verdict.removed else None for verdict in self.verdicts]

    def undecided(self, i: int) -> bool:
        """Whether there is such a line and nothing has been decided about it."""
        return 0 <= i < len(self.shapes) and self.verdicts[i] is None

    def removed_for(self, reason: str) -> list[int]:
        """The lines that are removed for the reason."""
        return [i for i, verdict in enumerate(self.verdicts) if verdict is not None and verdict.reason == reason]

    def removed_as(self, i: int, *reasons: str) -> bool:
        """Whether the line is removed, for one of the reasons if any are given."""
        if not 0 <= i < len(self.verdicts):
            return False
        verdict = self.verdicts[i]
        return verdict is not None and verdict.removed and (not reasons or verdict.reason in reasons)

    def is_bare_label(self, i: int) -> bool:
        """Whether the line is "Read more" or its like with nothing behind it, or stands in the list under one."""
        return self.removed_as(i, "related_link") and (
            self.shapes[i].n_words <= 5 or self.verdicts[i] == remove("related_link", "text.under_label")
        )

    def goes_on_below(self, i: int) -> bool:
        """Whether line `i` is a verse, or a broken sentence: a fragment with a small letter stands below."""
        below = self.shapes[i + 1] if i + 1 < len(self.shapes) else None
        return (
            below is not None
            and below.text[:1].islower()
            and not (below.prose or below.date or is_byline(below.text) or is_place_line(below.text))
            and not is_desk_line(below.text)
        )

    def first_prose(self) -> int:
        """The first undecided line that reads like a paragraph; the number of lines where there is none."""
        for i, shape in enumerate(self.shapes):
            if self.verdicts[i] is None and shape.prose:
                return i
        return len(self.shapes)
