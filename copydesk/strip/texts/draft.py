"""A scrape while it is judged: its lines, what has been decided about each, and what was read on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

from copydesk.strip.judgement import Verdict, title_of
from copydesk.strip.lines.shape import Shape, is_byline, is_place_line, strip_bullet
from copydesk.strip.rule import Scope
from copydesk.strip.texts.desks import is_desk_line

if TYPE_CHECKING:
    from copydesk.strip.dumps.model import ArticleLines

# The head of an article is at most so many lines: title, standfirst, byline, date, caption, player, each once or twice.
HEAD_LINES = 12
# Where the model finds no article, lines of so many words with next to no furniture among them are verses. Of 411
# unseen pages two are songs, which all of seven extractors' outputs lost; of eight pages of links one looks so, too.
_MIN_VERSE_WORDS = 4
_MAX_FURNITURE_IN_VERSE = 0.05


@dataclass(slots=True)
class Draft:
    """Lines with the verdicts so far; None where there is none yet."""

    shapes: list[Shape]
    verdicts: list[Verdict | None]
    is_page: bool = False  # what an extractor took from an HTML page, with the page's own verdicts
    whole_page: bool = False  # the lines are known to be a whole page's, menus and all; else they are asked
    published: str | None = None
    updated: bool = False  # the day is but that of the last change
    byline: str | None = None
    text_title: int | None = None  # the title, if it was found by the text alone
    text: str = field(init=False)  # of all lines: what is rare is sooner looked for there than in each
    stay: list[int] = field(default_factory=list)  # of a page dump, the lines that the model takes for the article's
    _is_dump: bool | None = None
    _article: ArticleLines | None = None

    def __post_init__(self) -> None:
        self.text = "\n".join([shape.text for shape in self.shapes])

    def in_scope(self, scope: Scope) -> bool:
        """Whether rules of that scope apply; whether it is a page dump is decided when that is first asked."""
        if scope == "all":
            return True
        if self.is_page or scope == "plain text":
            return scope == ("all but dumps" if self.is_page else "plain text")
        return self.is_dump == (scope == "dumps")

    @property
    def is_dump(self) -> bool:
        """Whether the text is a whole page's, menus and all; a song in which the model finds no article is none."""
        if self._is_dump is None:
            self._is_dump = self.whole_page or (not self.is_page and is_whole_page(self.shapes))
            if self._is_dump:
                self._ask_model()
                self._is_dump = self.whole_page or bool(self.stay) or not self._is_verse()
        return self._is_dump

    def _ask_model(self) -> None:
        from copydesk.strip.dumps.model import find_article

        self._article = find_article(self.shapes, self.reasons())
        self.stay = [i for i, stays in enumerate(self._article.stay.tolist()) if stays]

    def chances(self) -> list[float]:
        """Of a page dump, each line's chance to be the article's."""
        return [] if self._article is None else list(map(float, self._article.chances))

    def _is_verse(self) -> bool:
        """Whether a scrape without an article for the model is a poem or a song rather than menus and links."""
        n_furniture = sum(reason not in (None, "repeated") for reason in self.reasons())
        n_words = median(shape.n_words for shape in self.shapes)
        return n_words >= _MIN_VERSE_WORDS and n_furniture <= _MAX_FURNITURE_IN_VERSE * len(self.shapes)

    def reasons(self) -> list[str | None]:
        """For each line the reason for which it is removed, None for the others."""
        return [verdict.reason if verdict is not None and verdict.removed else None for verdict in self.verdicts]

    def title(self) -> int | None:
        """The line that is the title, if it is known."""
        return title_of(self.verdicts)

    def undecided(self, i: int) -> bool:
        """Whether there is such a line and nothing has been decided about it."""
        return 0 <= i < len(self.shapes) and self.verdicts[i] is None

    def rest(self, start: int) -> Iterator[int]:
        """What is undecided from line `start` on."""
        return filter(self.undecided, range(start, len(self.shapes)))

    def removed_by(self, rule: str) -> list[int]:
        """The lines that the rule removes."""
        return [i for i in range(len(self.verdicts)) if self.is_by(i, rule)]

    def is_by(self, i: int, rule: str) -> bool:
        """Whether there is such a line, and the rule removes it."""
        verdict = self.verdicts[i] if 0 <= i < len(self.verdicts) else None
        return verdict is not None and verdict.rule == rule

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
        """Whether the line is "Read more" or its like with nothing behind it, or stands in the list under one.

        A list's item is no label, nor is "Read more: Review of 2026".
        """
        if not self.removed_as(i, "related_link"):
            return False
        text = self.shapes[i].text
        bare = self.shapes[i].n_words <= 5 and text == strip_bullet(text) and not text.partition(":")[2].strip()
        return bare or self.is_by(i, "text.under_label")

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


def is_whole_page(shapes: Sequence[Shape]) -> bool:
    """Whether these are the lines of a whole page, menus and all, rather than of an extractor's output."""
    # Imported where it is asked: the model brings numpy, which takes .07 s to load, and HTML needs none of it.
    from copydesk.strip.dumps.model import is_page_dump

    return is_page_dump(shapes)
