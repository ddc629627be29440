"""An article as outlets are learned from it: small, and cheap to put together with others.

Each is made where its article is observed. What learns of a whole batch reads nothing else.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from copydesk.strip.outlets.observation import Observation
from copydesk.strip.outlets.paths import path_keys

# One line. Its digest is 0 where it has none; its place is one of the summary's places, by number.
LINE = np.dtype([("digest", "<u8"), ("place", "<u4"), ("n_words", "<u4"), ("n_link_words", "<u4"), ("kept", "?")])
Lines = NDArray[np.void]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """As much of an Observation as profiles are learned from."""

    article_id: str
    outlet: str
    by_profile: bool
    agrees: bool | None
    places: tuple[str, ...]  # each by its surest name, once; empty for lines of text
    lines: bytes  # of LINE


def summarise(observation: Observation) -> Summary:
    """What the article's outlet is learned from."""
    places: dict[str, int] = {}
    lines = [
        (
            int(line.digest or "0", 16),
            places.setdefault(path_keys(line.path)[0] if line.path else "", len(places)),
            line.n_words,
            line.n_link_chars and round(line.n_words * line.n_link_chars / max(1, line.end_char - line.start_char)),
            line.kept,
        )
        for line in observation.lines
    ]
    return Summary(
        article_id=observation.article_id,
        outlet=observation.outlet,
        by_profile=observation.by_profile,
        agrees=observation.agrees,
        places=tuple(places),
        lines=np.array(lines, LINE).tobytes(),
    )


def article_digest(article_id: str) -> str:
    """What an article is called in its outlet's profile."""
    return blake2b(article_id.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


class Sampled(NamedTuple):
    """An article in the sample of its outlet."""

    rank: int  # the smallest rank goes first where there are too many
    article: str
    by_profile: bool
    lines: Lines  # their places are those of a Places


class Places:
    """The places of many articles, numbered."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, summary: Summary) -> Lines:
        """The summary's lines, with their places' numbers here."""
        lines = np.frombuffer(summary.lines, LINE).copy()
        own: Any = [self._numbers.setdefault(place, len(self._numbers)) for place in summary.places]
        lines["place"] = np.array(own, np.uint32)[lines["place"]]
        return lines

    def names(self) -> list[str]:
        """Every place, by its number."""
        return list(self._numbers)


class Sample:
    """Of an outlet's articles the so many with the smallest digests, in a heap with the largest of them on top."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._heap: list[Sampled] = []
        self._articles: set[str] = set()

    def add(self, article: str, summary: Summary, places: Places) -> None:
        """The article is in the sample, if it is not there yet and its digest is small enough."""
        rank = -int(article, 16)
        full = len(self._heap) == self._size
        if article in self._articles or (full and rank < self._heap[0].rank):
            return
        sampled = Sampled(rank, article, summary.by_profile, places.number(summary))
        self._articles.add(article)
        if full:
            self._articles.remove(heapq.heapreplace(self._heap, sampled).article)
        else:
            heapq.heappush(self._heap, sampled)

    def articles(self) -> list[Sampled]:
        """What is in it."""
        return self._heap
