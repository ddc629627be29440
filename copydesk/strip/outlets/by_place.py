"""What stands where an outlet's pages have furniture goes, and prose that was lost where they have prose comes back."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.records import OutletProfile, PathProfile
from copydesk.strip.lines.lengths import is_mostly_link
from copydesk.strip.lines.shape import caption_reason, is_byline
from copydesk.strip.outlets.draft import ProfiledLines
from copydesk.strip.outlets.observation import ObservedLine
from copydesk.strip.outlets.profile import known_line, known_path
from copydesk.strip.rule import Found

# Nothing goes for its place if it is more than this share of the words that the page keeps.
_MAX_FURNITURE_SHARE = 0.4
# Lost prose comes back only where so many articles of the outlet have theirs: of two, one is as often wrong as right.
_MIN_PROSE_PAGES = 3


def path_says(path: PathProfile) -> tuple[str, bool]:
    """What stands at the place, and whether that was seen often enough for prose to come back."""
    return path.verdict, path.n_kept_pages >= _MIN_PROSE_PAGES


def furniture_by_place(draft: ProfiledLines) -> Iterator[Found]:
    """The kept lines that stand where the outlet's furniture stands; none where they are much of the page."""
    found = {}
    for i, line in enumerate(draft.lines):
        path = known_path(draft.profile, line.path) if draft.kept[i] else None
        if path is not None and path.verdict == "furniture":
            found[i] = Found(i, detail=f" {'/'.join(path.path.split('/')[-3:])}")
    n_kept = sum(line.n_words for i, line in enumerate(draft.lines) if draft.is_kept(i)) if found else 0
    if sum(draft.lines[i].n_words for i in found) <= _MAX_FURNITURE_SHARE * n_kept:
        yield from found.values()


def lost_prose(draft: ProfiledLines) -> Iterator[int]:
    """Lines that were not kept, at a place where the outlet's pages have their prose."""
    holds_prose: dict[str, bool] = {}  # by path: a page has a fifth as many as lines
    for i, line in enumerate(draft.lines):
        if draft.kept[i]:
            continue
        at_prose = holds_prose.get(line.path)
        if at_prose is None:
            path = known_path(draft.profile, line.path)
            at_prose = holds_prose[line.path] = path is not None and path_says(path) == ("prose", True)
        if at_prose and _may_be_prose(draft.texts[i], line, draft.profile):
            yield i


def _may_be_prose(text: str, line: ObservedLine, profile: OutletProfile) -> bool:
    return (
        known_line(profile, line.digest) is None
        and not is_mostly_link(line.n_link_chars, len(text))
        and any(map(str.isalnum, text))
        and not is_byline(text)
        and caption_reason(text, line.n_words) is None
    )
