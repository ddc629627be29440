"""What one article says before any other is asked: its lines, where each stands, and which one page alone would keep.

Observations are what profiles are learned from, and what spares a page its second extraction.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields
from functools import lru_cache, partial
from typing import Any, NamedTuple

from copydesk.strip.judgement import Fields, Verdict


class ObservedLine(NamedTuple):
    """One line of an article, or the part of a page's line that the extractor took for itself."""

    start_char: int  # in the article's `text`
    end_char: int
    page_line: int = -1  # index of its page block, for HTML
    path: str = ""  # DOM path of the block, for HTML
    extracted: bool = False  # the extractor has it in its text
    joined: bool = False  # one of the extractor's paragraphs goes on from this line into the next, or into it
    kept: bool = False  # the single-page result keeps it
    prose: bool = False  # long enough and ended like a paragraph
    n_words: int = 0
    n_link_chars: int = 0
    digest: str = ""  # of its letters and digits; empty where it has none
    verdict: Verdict | None = None  # for text: what the single scrape's rules say; for HTML: the page's own data


# Of all its values, as a page has hundreds of lines: without a call in Python.
make_observed_line = partial(tuple.__new__, ObservedLine)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """An article's lines as one page alone tells them."""

    article_id: str
    outlet: str
    is_page: bool  # HTML
    is_extracted: bool  # trafilatura found something on the page, and saw all of it
    fields: Fields
    lines: tuple[ObservedLine, ...]
    by_profile: bool = False  # what an earlier profile of its outlet told is `extracted`; the extractor was not asked
    agrees: bool | None = None  # where both were asked: whether they told the same
    # For HTML, what becomes of each line where no profile corrects the page, None for what was not extracted, and what
    # the head of its text says; empty where a profile told the page, or its data or a live blog's posts decide.
    alone: tuple[Verdict | None, ...] = ()
    alone_head: Fields = field(default_factory=Fields)

    def __reduce__(self) -> tuple[Any, ...]:
        # On their way to disk and back lines are plain tuples, which are written in a third of the time.
        values = {field_.name: getattr(self, field_.name) for field_ in fields(self)}
        return _restored, (values | {"lines": tuple(map(tuple, self.lines))},)


def _restored(values: dict[str, Any]) -> Observation:
    return Observation(**values | {"lines": tuple(map(ObservedLine._make, values["lines"]))})


def folded_digest(folded: str) -> str:
    """The same for lines of the same letters and digits, whatever their case, quotes and spaces; empty for none.

    `folded` are the line's letters and digits, in small letters. 64 bits: among the 10,000 lines of one outlet two
    different ones meet once in 300 billion times.
    """
    if not folded:
        return ""
    return _menu_digest(folded) if len(folded) <= _MENU_LETTERS else _digest(folded)


# A menu is the same on every page of an outlet.
_MENU_LETTERS = 80


@lru_cache(maxsize=16384)
def _menu_digest(folded: str) -> str:
    return _digest(folded)


def _digest(folded: str) -> str:
    return hashlib.blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
