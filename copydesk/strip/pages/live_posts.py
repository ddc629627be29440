"""The posts of a live blog: a series of pieces, each with its own time, below the opening that is the article.

What tells them: the page's data say LiveBlogPosting, or the elements are named so, or the times run from the newest to
the oldest, as those of a timeline inside an article do not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise

from copydesk.strip.lines.dates import is_date_line
from copydesk.strip.lines.folding import fold
from copydesk.strip.lines.pieces import PagePiece
from copydesk.strip.lines.remembered import remembered
from copydesk.strip.outlets.paths import path_keys
from copydesk.strip.pages.metadata import LiveBlog
from copydesk.strip.pages.places import place_reason
from copydesk.strip.texts.sections import MIN_OPENING_WORDS, stands_alone

# So many posts are a series where the page or its elements say what it is, and where nothing but their times does.
_MIN_POSTS = 3
_MIN_UNNAMED_POSTS = 5
# Of the steps from one time to the next so many go back in time: live blogs are read from the newest post down.
_MIN_BACKWARD_SHARE = 0.8
_MIN_UPDATE_LETTERS = 20
_MAX_STAMP_CHARS = 60
_CLOCK = re.compile(r"(?<![\d.,:])([01]?\d|2[0-3])\s?[:.h]\s?([0-5]\d)(?![\d.,:]\d)(?:\s?([AaPp])\.?[Mm]\b)?")
# What may stand beside a clock's time: "18:40 Uhr", "5 August, 18.40", "Posted at 18:40 GMT".
_MAX_BESIDE_CLOCK = 16
_DIGIT = re.compile(r"\d")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_NAMED = re.compile(
    r"live-?_?(?:blog|event|update|post|ticker|feed|entry|entries|report)|(?:blog|ticker)[-_]?(?:post|entr|item|update)",
    re.IGNORECASE,
)
_NAMED_STEPS = 5


def find_live_posts(pieces: Sequence[PagePiece], title: int | None, blog: LiveBlog | None) -> range:
    """The lines from the first post's to the last one's; empty where there are no posts, or no opening above them."""
    marks = _stamps(pieces, declared=blog is not None)
    if not marks and blog is not None:
        marks = _updates(pieces, blog)
    if not marks:
        return range(0)
    posts = _extent(pieces, marks, flat=blog is not None)
    first = 0 if title is None or title >= posts.start else title + 1
    opening = [piece.shape for piece in pieces[first : posts.start] if piece.shape is not None and piece.shape.prose]
    n_posts = sum(piece.shape.n_words for piece in pieces[posts.start : posts.stop] if piece.shape is not None)
    return posts if stands_alone(opening, n_posts) else range(0)


def recover_times(pieces: Sequence[PagePiece]) -> Sequence[PagePiece]:
    """The pieces, with the time above each of a live blog's posts kept, where it is alone on its line and a clock's."""
    recovered = list(pieces)
    for i in _stamps(pieces, declared=False):
        if not pieces[i].kept and _is_clock(pieces[i].line.text):
            recovered[i] = pieces[i].with_kept(True)
    return recovered


def _is_clock(text: str) -> bool:
    match = _CLOCK.search(text)
    if match is None or text[match.end() : match.end() + 1].isalnum():  # "20:42KEY EVENT"
        return False
    return len(text) - len(match[0]) <= _MAX_BESIDE_CLOCK


def _stamps(pieces: Sequence[PagePiece], *, declared: bool) -> list[int]:
    """The times at one place of the page that have prose between them, if they are a live blog's."""
    by_place: dict[str, list[int]] = {}
    for i, piece in enumerate(pieces):
        text = piece.line.text
        if len(text) <= _MAX_STAMP_CHARS and _time_of(text) is not None:
            by_place.setdefault(path_keys(piece.block.path)[0], []).append(i)
    if not by_place:
        return []
    n_prose = list(accumulate((piece.shape is not None and piece.shape.prose for piece in pieces), initial=0))
    best: list[int] = []
    for place, stamps in by_place.items():
        posts = [start for start, end in pairwise([*stamps, len(pieces)]) if n_prose[end] > n_prose[start + 1]]
        if len(posts) > max(len(best), _MIN_POSTS - 1) and _is_live(pieces, place, posts, declared=declared):
            best = posts
    return best


def _is_live(pieces: Sequence[PagePiece], place: str, posts: Sequence[int], *, declared: bool) -> bool:
    close = "/".join(place.split("/")[-_NAMED_STEPS:])
    if place_reason(place) == "comment_form":
        return False
    if declared or _NAMED.search(close):
        return True
    times = [time for i in posts if (time := _time_of(pieces[i].line.text))]
    n_back = sum(after < before for before, after in pairwise(times))
    return len(times) >= _MIN_UNNAMED_POSTS and n_back >= _MIN_BACKWARD_SHARE * (len(times) - 1)


@remembered  # asked twice of each short line, and those of a menu stand on each page
def _time_of(text: str) -> int | None:
    """The minutes or seconds that a line says it is; 0 for a date without a clock; None where it tells no time."""
    if not _DIGIT.search(text):  # most lines: they need no further look
        return None
    if _EPOCH.fullmatch(text):
        return int(text[:10])
    if (match := _CLOCK.search(text)) and (match.start() == 0 or is_date_line(text)):
        hour = int(match[1]) % 12 + 12 * (match[3] in "Pp") if match[3] else int(match[1])
        return 60 * hour + int(match[2])
    return 0 if is_date_line(text) else None


def _updates(pieces: Sequence[PagePiece], blog: LiveBlog) -> list[int]:
    """The first line of each post that the page's data repeat, where they repeat enough of them."""
    updates = [fold(text).lower() for text in blog.updates]
    openings = {update[:_MIN_UPDATE_LETTERS] for update in updates if len(update) >= _MIN_UPDATE_LETTERS}
    found = [i for i, piece in enumerate(pieces) if piece.kept and piece.folded[:_MIN_UPDATE_LETTERS] in openings]
    return found if len(found) >= _MIN_POSTS else []


def _extent(pieces: Sequence[PagePiece], marks: Sequence[int], *, flat: bool) -> range:
    """From the first to the last line of the element that holds all posts and not the opening.

    Where there is none, since posts and opening lie side by side, from the first mark on, if that is allowed (`flat`).
    """
    inside = [i for i in range(marks[0], marks[-1] + 1) if pieces[i].kept or i in (marks[0], marks[-1])]
    steps = _common_steps([path_keys(pieces[i].block.path)[0].split("/") for i in inside])
    held = [i for i, piece in enumerate(pieces) if path_keys(piece.block.path)[0].split("/")[: len(steps)] == steps]
    above = (pieces[i].shape for i in held if i < marks[0])
    # A post's headline may stand above its time.
    if sum(shape.n_words for shape in above if shape is not None) < MIN_OPENING_WORDS:
        return range(held[0], held[-1] + 1)
    return range(marks[0], held[-1] + 1) if flat else range(0)


def _common_steps(paths: Sequence[list[str]]) -> list[str]:
    """The steps with which all of the paths begin."""
    shortest, longest = min(paths), max(paths)
    n = next((n for n, (a, b) in enumerate(zip(shortest, longest, strict=False)) if a != b), len(shortest))
    return shortest[:n]
