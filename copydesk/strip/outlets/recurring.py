"""What an outlet says again and again goes, unless it is large, quoted, somebody else's too, or heads what follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from copydesk.records import LineProfile, OutletProfile
from copydesk.strip.lines.wording import is_speech
from copydesk.strip.outlets.draft import ProfiledLines
from copydesk.strip.outlets.observation import ObservedLine
from copydesk.strip.outlets.profile import known_line, known_path

# Nothing goes for its recurrence if what recurs is more than this share of an article's prose: then it is the same
# story in two versions, unless half of the outlet's articles have it.
_MAX_RECURRING_SHARE = 0.3
# If it is more than this share even so, the outlet's few articles are one story in several versions: only what one of
# them loses without the others, such as the foot of a page dump, goes from the others, too.
_MAX_COMMON_SHARE = 0.5
# Inside the body, and as its opening, a line goes only if so many articles and this share of them have it: background
# paragraphs and a column's opening come back too, appeals stand everywhere.
_MIN_COMMON_PAGES = 3
_COMMON_SHARE = 0.5
# Below the body a paragraph goes only if so large a share of the outlet's articles have it: a story's background stands
# at the end of the next one, too.
_FREQUENT_SHARE = 0.1
# A paragraph of so many words that stands in several outlets is an agency's.
_MIN_WIRE_WORDS = 12


def recurring_lines(draft: ProfiledLines) -> Iterator[int]:
    """The kept lines that the outlet's other articles have too."""
    texts, lines, profile = draft.texts, draft.lines, draft.profile
    kept = [draft.is_kept(i) for i in range(len(lines))]
    known = {
        i: found
        for i, line in enumerate(lines)
        if kept[i] and (found := known_line(profile, line.digest)) and not _is_own(texts[i], line, found, profile)
    }
    body = [i for i, line in enumerate(lines) if kept[i] and line.prose and i not in known]
    first, last = (body[0], body[-1]) if body else (len(lines), -1)
    candidates = {
        i: found
        for i, found in known.items()
        if (i > last and (not lines[i].prose or _is_frequent(found, profile)))
        or _is_common(found, profile)
        or _stands_apart(lines[i], profile)
        or (i < first and not lines[i].prose)
    }
    candidates = {i: found for i, found in candidates.items() if not _heads(i, lines, kept, known)}
    n_prose = sum(line.n_words for i, line in enumerate(lines) if kept[i] and line.prose)
    if _n_prose_words(candidates, lines) > _MAX_RECURRING_SHARE * n_prose:
        candidates = {i: found for i, found in candidates.items() if _is_common(found, profile)}
    if _n_prose_words(candidates, lines) > _MAX_COMMON_SHARE * n_prose:
        candidates = {i: found for i, found in candidates.items() if _is_lost_elsewhere(found)}
    yield from candidates


def _n_prose_words(at: Iterable[int], lines: Sequence[ObservedLine]) -> int:
    return sum(lines[i].n_words for i in at if lines[i].prose)


def _is_own(text: str, line: ObservedLine, found: LineProfile, profile: OutletProfile) -> bool:
    """Whether it is the article's own although it recurs: somebody's words, or an agency's paragraph.

    No paragraph of an agency's stands in half of an outlet's articles; an appeal of outlets of one owner does.
    """
    is_wire = line.prose and line.n_words >= _MIN_WIRE_WORDS and _is_of_several(found)
    return is_speech(text) or (is_wire and not _is_common(found, profile))


def line_says(found: LineProfile, profile: OutletProfile) -> tuple[bool, ...]:
    """All that is asked of a line that recurs."""
    return _is_common(found, profile), _is_frequent(found, profile), _is_of_several(found), _is_lost_elsewhere(found)


def _is_of_several(found: LineProfile) -> bool:
    return found.n_outlets > 1


def _is_lost_elsewhere(found: LineProfile) -> bool:
    return found.n_kept_pages < found.n_pages


def _is_common(found: LineProfile, profile: OutletProfile) -> bool:
    return found.n_pages >= max(_MIN_COMMON_PAGES, _COMMON_SHARE * len(profile.articles))


def _is_frequent(found: LineProfile, profile: OutletProfile) -> bool:
    return found.n_pages >= max(_MIN_COMMON_PAGES, _FREQUENT_SHARE * len(profile.articles))


def _stands_apart(line: ObservedLine, profile: OutletProfile) -> bool:
    """Whether nothing but what recurs, or what is no prose, stands where the line stands."""
    path = known_path(profile, line.path) if line.path else None
    return path is not None and path.verdict != "prose"


def _heads(i: int, lines: Sequence[ObservedLine], kept: Sequence[bool], known: dict[int, LineProfile]) -> bool:
    """Whether the line is a label with something of the article's own straight under it: "Pros", "What we know"."""
    return not lines[i].prose and i + 1 < len(lines) and kept[i + 1] and i + 1 not in known
