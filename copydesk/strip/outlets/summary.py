"""An article as outlets are learned from it: small, and cheap to put together with others.

Each is made where its article is observed. What learns of a whole batch reads nothing else.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from copydesk.strip.judgement import Fields
from copydesk.strip.lines.folding import fold
from copydesk.strip.outlets.observation import Observation, ObservedLine, folded_digest
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


@cache
def summaries_made_by() -> str:
    """A digest of what `summarise` makes of a few lines: what another version made otherwise is of no use to this."""
    texts = ("Sign up for our “newsletter”", "Tidal gates shut at 12 o’clock.", "Цены на хлеб", "***")
    paths = ("html/body#top/div.story-12/p#p0", "html/body#top/div#main/article/div.text/p", "", "html/body#top/nav/a")
    lines = [
        ObservedLine(0, len(text), path=path, n_words=9, n_link_chars=5, digest=folded_digest(fold(text).lower()))
        for text, path in zip(texts, paths, strict=True)
    ]
    example = Observation(
        article_id="1", outlet="", is_page=True, is_extracted=True, fields=Fields(), lines=tuple(lines)
    )
    summary = summarise(example)
    return blake2b(repr((LINE.descr, summary.places, summary.lines)).encode()).hexdigest()[:32]


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
    """Of an outlet's articles the so many with the smallest digests, in a heap with the largest of them on top; and
    those of earlier batches that are recalled where these are few."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._heap: list[Sampled] = []
        self._articles: set[str] = set()
        self._recalled: list[Sampled] = []

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

    def recall(self, article: str, summary: Summary, places: Places, *, fill: int) -> bool:
        """Whether it is in the sample: not if it was there, or as many of its kind are: told by a profile, or not."""
        n_of_kind = sum(own.by_profile == summary.by_profile for own in self.articles())
        if article in self._articles or n_of_kind >= fill:
            return False
        self._articles.add(article)
        self._recalled.append(Sampled(0, article, summary.by_profile, places.number(summary)))
        return True

    def articles(self) -> list[Sampled]:
        """What is in it."""
        return self._heap + self._recalled
