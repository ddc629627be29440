"""Who wrote a page, by what its data say and what its head shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from copydesk.strip.lines.folding import fold
from copydesk.strip.lines.splitting import Line
from copydesk.strip.lines.vocabulary import any_of
from copydesk.strip.texts.bylines import byline_names, is_label, is_newsroom, split_names
from copydesk.strip.texts.desks import is_desk_line

# Elements that say who wrote the page, and those near it that say who took a picture, wrote a comment or another story.
_NAMED = re.compile(rf"{any_of('author_elements')}|(?:^|[-_.#])by(?:$|[-_.#])", re.I)
_OTHERS = re.compile(
    r"comment|teaser|related|recommend|card(?!__?author)|caption|credit|figcaption|^nav|quote|copyright|trending|most-?read"
    r"|newsletter|promo|reviewed-by$|reviewer",
    re.I,
)
# Boxes that stand beside the article, or hold a picture: the author's may, too.
_BESIDE = re.compile(r"figure|image|photo|picture|^aside|widget|(?<!:)sidebar|popular|latest", re.I)
_INNERMOST = 4
_MAX_AUTHORS = 8
_DOMAIN = re.compile(r"(?<![@\w.])(?:[\w-]{1,63}\.)+[a-z]{2,6}\b", re.IGNORECASE)
_MIN_OUTLET_LETTERS = 5


def without_outlets(names: Iterable[str], outlets: Iterable[str]) -> list[str]:
    """The names without those of the page's own publisher, site or domain."""
    folded = {_folded(outlet) for outlet in outlets} - {""}
    return [
        _without_outlet_behind(name, folded)
        for name in names
        if _folded(name) not in folded
        and not _DOMAIN.search(name)
        and not (is_newsroom(name) and any(len(own) >= 3 and own in _folded(name) for own in folded))
    ]


def _without_outlet_behind(name: str, outlets: Iterable[str]) -> str:
    """ "Brian Porter USA TIMES" without the outlet's name, where a first and a last name stand before it."""
    words = name.split()
    for n in range(2, len(words)):
        behind = _folded(" ".join(words[n:]))
        if len(behind) >= _MIN_OUTLET_LETTERS and behind in outlets:
            return " ".join(words[:n]).rstrip(",")
    return name


@lru_cache(maxsize=16384)
def is_byline_place(path: str) -> bool:
    """Whether one of the path's last steps is named as the place of the byline, and none as another's."""
    return any(map(_NAMED.search, path.split("/")[-_INNERMOST:])) and not is_others_place(path)


@lru_cache(maxsize=16384)
def is_others_place(path: str) -> bool:
    """Whether one of the path's last steps is named as the place of a comment, a picture's credit or another story."""
    steps = path.split("/")[-_INNERMOST:]
    return any(_OTHERS.search(step) or (_BESIDE.search(step) and not _NAMED.search(step)) for step in steps)


def is_comment_place(path: str) -> bool:
    """Whether the path's last steps name a comment: who wrote it and when is not said of the article."""
    return "comment" in "/".join(path.split("/")[-_INNERMOST:]).lower()


def settle_byline(data: str | None, shown: Sequence[str]) -> str | None:
    """Who wrote the page, by its data and by the names that its head shows.

    The data are right where the two differ, unless the head names the same people and more, or they say but one word,
    which is an account's or a family's name.
    """
    if not data or not shown:
        return data or ", ".join(shown) or None
    said, folded = [_folded(name) for name in split_names(data)], [_folded(name) for name in shown]
    says_more = len(folded) > len(said) and all(name in folded for name in said)
    is_account = len(data.split()) == 1 and not is_desk_line(data) and any(" " in name for name in shown)
    return ", ".join(shown) if says_more or is_account or (folded == said and data.islower()) else data


def _folded(name: str) -> str:
    return fold(name).lower()


def find_byline(lines: Sequence[Line], path: Callable[[int], str], around: Iterable[int]) -> list[str]:
    """The names in the first of the lines `around` the title, nearest first, that says who wrote the page."""
    for i in around:
        if is_others_place(path(i)):
            continue
        named = is_byline_place(path(i))
        if is_label(lines[i].text) and i + 1 < len(lines):
            names = byline_names(lines[i + 1].text, named=True)
        else:
            names = byline_names(lines[i].text, named=named)
        # Several authors in one list stand below one another.
        below = i + 1
        while names and named and below < len(lines) and path(below) == path(i) and len(names) < _MAX_AUTHORS:
            more = byline_names(lines[below].text, named=True)
            if not more:
                break
            names += [name for name in more if name not in names]
            below += 1
        if names:
            return names
    return []
