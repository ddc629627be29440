"""What an article's page shows besides its text: its passages with their copies in others, and what was removed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from copydesk.records import Passage

# Colours of passages: after so many they come again, each with its number.
N_COLOURS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyElsewhere:
    """A passage's copy in another article; that of an earlier batch has no page here."""

    article_id: str
    outlet: str
    link: str | None
    batch: str | None
    is_kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPassage:
    """One of the article's passages that stand elsewhere, too."""

    number: int
    passage: Passage
    link: str  # where its copies stand side by side
    copies: tuple[CopyElsewhere, ...]
    n_copies: int
    is_kept: bool

    @property
    def colour(self) -> int:
        """Which of the colours it has, from 1."""
        return (self.number - 1) % N_COLOURS + 1


class RemovedGroup(NamedTuple):
    """Removals of one reason by one rule that follow one another."""

    place: int  # the removal's start in the source, by which the first of them is found above
    reason: str
    rule: str
    n: int
    n_chars: int  # of all of them
    text: str  # the beginning of the first


class EditGroup(NamedTuple):
    """Edits that do the same by the same rule."""

    before: str
    after: str
    rule: str
    n: int
    margin: float | None  # the smallest
