"""An outlet's article told by its profile alone: what stands where its pages have their prose, without the extractor.

A profile is learned from pages that the extractor read. Where the lines of another page stand at the same places, the
extractor, which is two thirds of what a page costs, has nothing to add. A page of which much stands elsewhere is not
told so, and neither is an outlet whose pages, where both were asked, came out otherwise.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from copydesk.records import Article, LineProfile, OutletProfile, PathProfile
from copydesk.strip.lines.folding import fold
from copydesk.strip.lines.lengths import is_mostly_link
from copydesk.strip.lines.shape import is_sentence
from copydesk.strip.outlets.observation import folded_digest
from copydesk.strip.outlets.paths import TEXT_TAGS, path_keys, tag_of
from copydesk.strip.outlets.profile import MIN_PAGES, known_line, known_path, path_verdict
from copydesk.strip.pages.align import Alignment
from copydesk.strip.pages.places import place_reason

# Articles are told so where one element held the prose of so many pages: of five pages one is often laid out otherwise.
_MIN_BODY_PAGES = 4
# An element is a body if so much of the outlet's prose stands in it.
_MIN_BODY_SHARE = 0.1
# What an element is called, alone and in what: builders number the outer ones, and name them after section and author.
# Of 40 pages (8 outlets, each page told by the other four) 3 stood otherwise in the outermost elements alone.
_INNERMOST = 2
# Less is told of a page than so many letters: it is no article, or stands elsewhere.
_MIN_TOLD_LETTERS = 200
# What may be wrong of a page: of 40 pages so told 34 are under it, and lose nothing; with all 38 that have a body
# .003 F1 are lost, all of it to boxes in the body that no page had before.
_MAX_DOUBTFUL_SHARE = 0.1
# Nor is it told where sentences that no other page had, half as much as is told, stand at places of furniture, or
# lines of other pages' furniture at those of prose: a profile of the site before it was made over, or a wrong one, must
# not take an article away. (Of the 34 pages none has so much.)
_MAX_PASSED_SHARE = 0.5
# Of the pages on which both were asked one may come out otherwise, or so many.
_MAX_DIFFERING, _MAX_DIFFERING_SHARE = 1, 0.1


# One page in so many is extracted all the same: of an outlet with ten pages a night two a day in three.
_CHECKED = 16
# Outlets whose wrappers are at hand.
_MAX_WRAPPERS = 256
# Of each the lines that are, none longer than so.
_MAX_MENU_LINES, _MENU_CHARS = 1000, 80


def is_checked(article: Article) -> bool:
    """Whether the article is one that the extractor is asked about, too: the same one wherever it comes from."""
    digest = blake2b(article.source_text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest) % _CHECKED == 0


class Wrappers:
    """The wrapper of each outlet that has a profile, made when it is first asked for."""

    def __init__(self, profile_of: Callable[[str], OutletProfile | None]) -> None:
        self._profile_of = profile_of
        self.of = lru_cache(_MAX_WRAPPERS)(self._made)

    def _made(self, outlet: str) -> Wrapper | None:
        profile = self._profile_of(outlet)
        return None if profile is None else Wrapper(profile)


class _Place(NamedTuple):
    """What becomes of the lines at one place, and how doubtful that is: 0 to 1."""

    told: bool
    doubt: float
    is_known: bool  # by its words on other pages; else links are left out, and doubt is only of prose


_FURNITURE = _Place(told=False, doubt=0, is_known=True)
_ELSEWHERE = _Place(told=False, doubt=1, is_known=False)
_IN_BODY = _Place(told=True, doubt=0, is_known=False)
_IN_BOX = _Place(told=True, doubt=1, is_known=False)


class _Look(NamedTuple):
    """What one line of a page tells."""

    folded: str  # its letters and digits
    told: bool  # it is the article's
    doubt: float  # that it is, or is not
    passed: bool  # a sentence that is not told, where that may be wrong


class Wrapper:
    """Where an outlet's articles stand on its pages. Made once an outlet, as it remembers the places it was asked for.

    As in "wrapper induction": what takes the article out of one site's pages.
    """

    def __init__(self, profile: OutletProfile) -> None:
        self._profile = profile
        self._inner = _inner_places(profile)
        self._bodies = _bodies(self._inner, profile)
        self._places: dict[str, _Place] = {}
        self._menus: dict[tuple[str, str, int], _Look] = {}  # by text, path, characters in links

    @property
    def is_trusted(self) -> bool:
        """Whether the pages on which both were asked came out alike."""
        n = self._profile.n_differing
        return n <= _MAX_DIFFERING or n <= _MAX_DIFFERING_SHARE * self._profile.n_checked

    def tell(self, article: Article) -> Alignment | None:
        """The lines that are the article's; None where too much stands at places that other pages do not tell."""
        if not self._bodies:
            return None
        folded_lines: list[str] = []
        starts, covered = [0], bytearray()
        n_told = n_doubtful = n_passed = 0.0
        for line, block in zip(article.source_text.split("\n"), article.page_blocks, strict=True):
            key = line, block.path, block.n_link_chars
            folded, told, doubt, passed = self._menus.get(key) or self._look(*key)
            n_letters = len(folded)
            n_told += n_letters * told
            n_doubtful += n_letters * doubt
            n_passed += n_letters * passed
            covered += (b"\1" if told else b"\0") * n_letters
            starts.append(len(covered))
            folded_lines.append(folded)
        if n_told < _MIN_TOLD_LETTERS or n_doubtful > _MAX_DOUBTFUL_SHARE * n_told:
            return None
        if n_passed > _MAX_PASSED_SHARE * n_told:
            return None
        return Alignment(starts, covered, frozenset(), folded_lines, 0)

    def _look(self, line: str, path: str, n_link_chars: int) -> _Look:
        """What becomes of the line at its place, remembered as other pages of the outlet have the same menus."""
        place = self._places.get(path) or self._place_of(path)
        folded = fold(line)
        told, doubt = (False, 0.0) if place is _FURNITURE else self._tell(place, line, folded, n_link_chars)
        passed = False
        if not told and is_sentence(line) and not is_mostly_link(n_link_chars, len(line)):
            passed = place.told or (place is _FURNITURE and self._known(folded) is None)
        look = _Look(folded, told, doubt, passed)
        if len(line) <= _MENU_CHARS:
            if len(self._menus) >= _MAX_MENU_LINES:
                self._menus.clear()
            self._menus[line, path, n_link_chars] = look
        return look

    def _tell(self, place: _Place, line: str, folded: str, n_link_chars: int) -> tuple[bool, float]:
        """Whether the line, which is at no place of furniture, is the article's, and how doubtful that is."""
        found = self._known(folded)
        if found is not None:
            return 2 * found.n_kept_pages > found.n_pages, 0
        if place.is_known:
            return place.told, place.doubt
        if is_mostly_link(n_link_chars, len(line)):
            return False, 0
        return place.told, place.doubt * (place is _IN_BOX or is_sentence(line))

    def _known(self, folded: str) -> LineProfile | None:
        return known_line(self._profile, folded_digest(folded.lower())) if folded else None

    def _place_of(self, path: str) -> _Place:
        self._places[path] = self._find(path)
        return self._places[path]

    def _find(self, path: str) -> _Place:
        key = path_keys(path)[0]
        known = known_path(self._profile, path) or self._inner.get(_innermost(key))
        if known is not None and known.n_words:
            return _place_of_known(known)
        body = None if known is not None else self._body_of(key)
        if body is None:
            return _ELSEWHERE
        *boxes, leaf = key[len(body) + 1 :].split("/")
        if tag_of(leaf) not in TEXT_TAGS:
            boxes.append(leaf)
        if place_reason("/".join(boxes)):
            return _ELSEWHERE
        return _IN_BOX if any(tag_of(box) != box for box in boxes) else _IN_BODY

    def _body_of(self, key: str) -> str | None:
        """The path down to the innermost body in which the place lies."""
        steps = key.split("/")
        for n in range(len(steps) - 1, 0, -1):
            if _innermost("/".join(steps[:n])) in self._bodies:
                return "/".join(steps[:n])
        return None


def _place_of_known(known: PathProfile) -> _Place:
    if known.verdict == "furniture":
        return _FURNITURE
    share = known.n_kept_words / known.n_words
    return _Place(told=share >= 0.5, doubt=2 * min(share, 1 - share), is_known=True)


def _innermost(key: str) -> str:
    return "/".join(key.split("/")[-_INNERMOST:])


def _inner_places(profile: OutletProfile) -> dict[str, PathProfile]:
    """The places by their innermost steps alone; n_pages counts a page once for each whole path."""
    whole: defaultdict[str, list[PathProfile]] = defaultdict(list)
    for path in profile.paths:
        if not path.path.startswith("**/"):
            whole[_innermost(path.path)].append(path)
    inner = {key: _sum_of(key, paths) for key, paths in whole.items()}
    return {key: path for key, path in inner.items() if path.n_pages >= MIN_PAGES}


def _sum_of(key: str, paths: Sequence[PathProfile]) -> PathProfile:
    n_pages = sum(path.n_pages for path in paths)
    n_words = sum(path.n_words for path in paths)
    n_kept_words = sum(path.n_kept_words for path in paths)
    return PathProfile(
        path=key,
        n_pages=n_pages,
        n_kept_pages=sum(path.n_kept_pages for path in paths),
        n_words=n_words,
        n_kept_words=n_kept_words,
        n_link_words=sum(path.n_link_words for path in paths),
        n_recurring_words=sum(path.n_recurring_words for path in paths),
        verdict=path_verdict(n_pages, n_words, n_kept_words),
    )


def _bodies(inner: Mapping[str, PathProfile], profile: OutletProfile) -> frozenset[str]:
    """The elements in which much of the outlet's prose stood, each by its innermost steps.

    None where none of them held the prose of several pages.
    """
    n_words: Counter[str] = Counter()
    n_pages: Counter[str] = Counter()
    for path in profile.paths:
        if path.verdict == "prose" and not path.path.startswith("**/"):
            body = _innermost(path.path.rpartition("/")[0])
            n_words[body] += path.n_kept_words
            n_pages[body] = max(n_pages[body], inner[_innermost(path.path)].n_kept_pages)
    least = _MIN_BODY_SHARE * n_words.total()
    bodies = frozenset(body for body, n in n_words.items() if n >= least)
    return bodies if any(n_pages[body] >= _MIN_BODY_PAGES for body in bodies) else frozenset()
