"""A page's fields: what its data say, and what its lines tell where the data say nothing, or less."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from copydesk.outlet import outlet_of
from copydesk.records import PageBlock
from copydesk.strip.judgement import Fields, Verdict
from copydesk.strip.lines.dates import find_published, says_updated
from copydesk.strip.lines.lengths import HEAD_REACH
from copydesk.strip.lines.shape import is_byline
from copydesk.strip.lines.splitting import Line
from copydesk.strip.pages.byline import (
    find_byline,
    is_comment_place,
    is_others_place,
    settle_byline,
    without_outlets,
)
from copydesk.strip.pages.head import near_title, spelt_title, whole_title, without_outlet_name
from copydesk.strip.texts.bylines import names_in_byline

# Above the title its byline stands at most so many lines away.
_REACH_ABOVE = 6
# Between the title and the names may stand a standfirst that reads like a paragraph.
_HEAD_PARAGRAPHS = 2
# A line of the head that says the day says little else: "06.01.2026, 5 minutes".
_MAX_DATED_CHARS = 60


def fill_fields(
    fields: Fields, head: Fields, lines: Sequence[Line], verdicts: Sequence[Verdict], blocks: Sequence[PageBlock]
) -> Fields:
    """The fields of the page's data, and what its lines tell; `head` is what the rules for text read in its head."""
    page = _PageHead(lines, verdicts, blocks)
    shown = page.shown_byline()
    outlet_names = [name for name in (fields.outlet, outlet_of(fields.url)) if name]
    shown = without_outlets(shown, outlet_names) or shown
    return replace(
        fields,
        title=page.spelt_title(fields),
        published=fields.published or head.published or page.published(),
        byline=settle_byline(fields.byline, shown)
        or names_in_byline(head.byline or page.byline())
        or fields.byline_else,
    )


@dataclass(slots=True)
class _PageHead:
    """A judged page's lines, those around its title first."""

    lines: Sequence[Line]
    verdicts: Sequence[Verdict]
    blocks: Sequence[PageBlock]

    @property
    def title(self) -> int | None:
        """The line that is the title."""
        return next((i for i, verdict in enumerate(self.verdicts) if verdict.kind == "title"), None)

    def spelt_title(self, fields: Fields) -> str | None:
        """The title, as the page's data part it; what they say where no line says it."""
        title = self.title
        if title is None:
            return fields.title and without_outlet_name(fields.title, fields)
        near = {i: (self.lines[i].text, self.path(i)) for i in near_title(title, len(self.lines))}
        whole = whole_title(near, title, fields)
        return whole[1] if whole else spelt_title(self.lines[title].text, fields)

    def path(self, i: int) -> str:
        return self.blocks[self.lines[i].page_line].path

    def nearest(self, *reasons: str) -> list[int]:
        """The lines removed for the reasons: what stands next to the title is said of the article, what stands far away
        of another.
        """
        title = self.title or 0
        found = [i for i, verdict in enumerate(self.verdicts) if verdict.reason in reasons]
        return sorted(found, key=lambda i: abs(i - title))

    def around_title(self) -> list[int]:
        """The furniture between the title and the text, then that above the title."""
        title = self.title or 0
        paragraphs = (i for i in range(title, len(self.lines)) if self.verdicts[i].kind == "paragraph")
        text = next(islice(paragraphs, _HEAD_PARAGRAPHS - 1, None), len(self.lines))
        below = range(title + 1, min(text + 1, title + HEAD_REACH, len(self.lines)))
        above = range(title - 1, max(-1, title - _REACH_ABOVE), -1)
        return [i for i in (*below, *above) if self.verdicts[i].removed]

    def shown_byline(self) -> list[str]:
        """The names that the head shows."""
        return find_byline(self.lines, self.path, self.around_title())

    def byline(self) -> str | None:
        """The line nearest to the title that says "By" and names, in reach of the title or of the text's end.

        Far above the title "By Industry" is a menu's.
        """
        title = self.title or 0
        end = max((i for i, verdict in enumerate(self.verdicts) if not verdict.removed), default=0)
        return next(
            (
                self.lines[i].text
                for i in self.nearest("byline")
                if (-_REACH_ABOVE <= i - title <= HEAD_REACH or 0 <= i - end <= HEAD_REACH)
                and not is_comment_place(self.path(i))
                and is_byline(self.lines[i].text)
            ),
            None,
        )

    def published(self) -> str | None:
        """The day of the article, of its last change where the page says no other."""
        dates = list(self._dates())
        changed = next((day for day, updated in dates if updated), "9")
        return next((day for day, updated in dates if not updated and day <= changed), dates[0][0] if dates else None)

    def _dates(self) -> Iterator[tuple[str, bool]]:
        """The days of the lines that are there to say one, nearest to the title first, and whether they are changes'.

        A comment's day is another's.
        """
        for i in self.nearest("date", "byline"):
            if not is_comment_place(self.path(i)) and (date := self._day(i)):
                yield date
        for i in self.around_title() if self.title is not None else ():
            text = self.lines[i].text
            may_say = len(text) <= _MAX_DATED_CHARS and not is_others_place(self.path(i))
            if may_say and (date := self._day(i)):
                yield date

    def _day(self, i: int) -> tuple[str, bool] | None:
        """The line's day, with the label that stands above it: "Last updated", and below that the day."""
        day, updated = find_published(self.lines[i].text)
        label = self.lines[i - 1].text if i else ""
        return (day, updated or says_updated(label)) if day else None
