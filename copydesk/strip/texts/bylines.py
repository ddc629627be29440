"""The names in what says who wrote an article, without what stands around them: labels, roles, places, days."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk.strip.lines.dates import MONTHS
from copydesk.strip.lines.folding import fold_words
from copydesk.strip.lines.lengths import MAX_NAME_WORDS
from copydesk.strip.lines.shape import own_reason, strip_bullet
from copydesk.strip.lines.vocabulary import any_of, spellings, words_of
from copydesk.strip.texts.desks import is_desk_line

# What leads over to the names ("Written by", "Ein Kommentar von"), or stands above them ("Autor:"), in small letters;
# sets, since a pattern of all these words takes 20 ms to load.
_BY = frozenset(word.casefold() for word in spellings("by"))
_BEFORE_BY = words_of("before_by")
_MAX_BEFORE = 4
_PARTICLES = words_of("name_particles")
# A bare "Text" needs its colon or the line's end; "by" and "Author" do not, nor what no name or title begins with:
# "Propos recueillis par", "Oprac.".
_LABELS = frozenset(
    label.casefold() for section in ("author_labels", "bylines", "byline_or_title") for label in spellings(section)
)
_CLEAR_LABELS = tuple(f"{label} " for label in _LABELS if " " in label or label.endswith("."))
_AUTHORS = words_of("authors")
_LABEL_MARKS = "/|·•—–-:, "
# "Monday August 25, 2025 10:05 am by Jule Corvin"
_DATE_BEFORE = re.compile(rf"^[^:\d]{{0,30}}\d[^()]{{4,50}}?(?:[\s|,·–-]|(?<=\d))(?={any_of('by')}\s+[^\W\d_a-z])")
# "Dec 17, 2025Julian Arni", where the element is named as the byline's.
_DAY_BEFORE = re.compile(r"^[^\n]{0,25}\b(?:19|20)\d\d(?!\d)[\s,|·–-]*(?=[^\W\d_a-z][^\W\d_A-Z])")
# What ends the names: marks and figures, and words, in small letters.
_MARK_BEHIND = re.compile(
    rf"[|•·⋅●∙»@(\[–—\d]|\b{any_of('follow')}\b|\s-+(?:\s|$)|(?<!.-)-+$|\s/\s|[\s/]/$|(?<=[^\W\d_]{{3}})\.\s"
)
_WORD_BEHIND = re.compile(rf"\s(?:{any_of('place_openers')}(?=\s|$)|{any_of('dated')}\b)")
# From a word's beginning to its last full stop, behind its first @ that has something before it: in one go, where
# `\S+@\S+\.\w+` takes 14 s for 4,000 of @.
_MAIL = re.compile(r"(?<!\S)\S[^\s@]*+@\S+\.\w+|\[email[^\]\[]*+\]")
_JOINTS = re.compile(
    rf"((?:(?<!\s)\s*|)(?:[,;/•|](?:\s*{any_of('names_and')}\s)?|\s&\s|\s{any_of('names_and')}\s)\s*(?=\S))"
)
# What people are: "Will Judd Former Deputy Tech Editor", "Anna Segers, Frankfurt correspondent".
_ROLES = words_of("author_roles", "people_roles")
_ROLE_OPENERS = words_of("role_openers")
_NEWSROOM_WORDS = words_of("newsroom_words")
_NOBODY = frozenset(spellings("nobody"))
_DATE_WORDS = words_of("date_words", "byline_joins") | MONTHS.keys()
_NAME_PREFIXES = words_of("name_prefixes") | _PARTICLES
_FIRST_NAME = re.compile(r"[^\W\d_a-z][^\W\d_A-Z]{2,}")
# What a second name goes on with, where it stands behind the first without a space.
_GLUED_NAME = re.compile(r"\s+[^\W\d_a-z]")
_MIN_GLUED = 3
_MIN_NAME_WORDS = 2
_MAX_NAME_CHARS = 45
_MAX_BYLINE_CHARS = 160
_MAX_LABEL_CHARS = 30
_MAX_LABELS = 3
# The signs of an editor have at most so many letters; a longer word in small letters, or with a figure, is an account.
_MAX_SIGN_CHARS = 4
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")


def person_names(value: str | None) -> list[str]:
    """The names in what a page's data say of its author: no addresses, numbers, accounts or labels.

    >>> person_names("Written by: Jo Reed; j.reed@post.example"), person_names("https://social.example/post")
    (['Jo Reed'], [])
    """
    said = (_MAIL.sub(" ", name).strip() for name in (value or "").split(";"))
    names = (without_label(name).strip(" ,;-–|") for name in said if name.lower() not in _NOBODY)
    parted = (part for name in names for part in _parts_of_data(" ".join(name.split())))
    return [name for name in dict.fromkeys(parted) if _may_name(name) and not _is_account(name)]


def byline_names(line: str, *, named: bool) -> list[str]:
    """The people that a line says wrote the article; `named` if its place says that this is what it says.

    >>> byline_names("Monday August 25, 2025 10:05 am by Jule Corvin", named=False)
    ['Jule Corvin']
    >>> byline_names("By the sea", named=True), byline_names("Jo Reed", named=False)
    ([], [])
    """
    if len(line) > _MAX_BYLINE_CHARS:
        return []
    text = " ".join(_MAIL.sub(" ", line).split())
    before = _DATE_BEFORE.match(text) or (_DAY_BEFORE.match(text) if named else None)
    names = without_label(text[before.end() :] if before else text)
    labelled = names != text.lstrip(_LABEL_MARKS) and not (before and named and before.end() + len(names) == len(text))
    if not labelled and not named:
        return []
    names = _cut_behind(names)
    if is_desk_line(names) or (named and labelled and _is_first_name(names)):
        return [names]
    found: list[str] = []
    in_office = False
    joints_and_parts = _JOINTS.split(names)
    for joint, said in zip(["", *joints_and_parts[1::2]], joints_and_parts[::2], strict=True):
        part = _without_role(said.strip(" .,:"))
        # "Jo Reed, Chief Officer, Gizmo Works": what follows an office is no second name, but "and Ann Poe" is one.
        in_office = part != said.strip(" .,:") or (in_office and joint.strip() == ",")
        if not part or (found and in_office):
            continue
        if is_desk_line(part) or (_is_person(part) and (found or own_reason(part, fold_words(part)) is None)):
            found.append(part)
        elif not found:
            return []  # what does not begin with a name is no byline: "By the sea"
    return list(dict.fromkeys(found))


def names_in_byline(line: str | None) -> str | None:
    """The names alone of a line that says who wrote the article.

    >>> names_in_byline("By JANE PORTER and AARON DOE DEC. 10, 2018"), names_in_byline("von Autor: Jan Otter | 3.4.")
    ('JANE PORTER, AARON DOE', 'Jan Otter')
    """
    if not line:
        return None
    line = " ".join(_MAIL.sub(" ", strip_bullet(line)).split())
    names = without_label(line)
    labelled = names != line.lstrip(_LABEL_MARKS)
    cut = _cut_behind(names) if labelled else ""
    return ", ".join(byline_names(line, named=True)) or (cut if _may_name(cut) else None)


def is_label(line: str) -> bool:
    """Whether the line says that names come below it, and none itself: "By", "Article by:"."""
    return bool(line) and len(line) <= _MAX_LABEL_CHARS and not without_label(line)


def without_label(text: str) -> str:
    """The text without the words that lead over to the names."""
    text = text.strip().lstrip(_LABEL_MARKS)
    for _ in range(_MAX_LABELS):
        end = _label_end(text)
        if not end:
            break
        text = text[end:].lstrip(" :")
    return text


def _label_end(text: str) -> int:
    """Where the words that lead over to the names end; 0 where the text does not begin with such."""
    small = text.lower()
    label, colon, _ = small[:_MAX_LABEL_CHARS].partition(":")
    if label.strip() in _LABELS and (colon or len(label) == len(text)):
        return len(label) + len(colon)
    if small.startswith(_CLEAR_LABELS):
        return next(len(label) for label in _CLEAR_LABELS if small.startswith(label))
    at = 0
    for n in range(_MAX_BEFORE + 1):
        word = _WORD.match(text, at)
        if word is None:
            break
        end = _by_end(word[0], glued_to_any=n > 0)
        if end and (end < len(word[0]) or not text[word.end() :] or text[word.end()] in " :"):
            return at + end
        if small[at : word.end()] in _AUTHORS and n == 0 and text[word.end() : word.end() + 1] == " ":
            return word.end()
        if small[at : word.end()] not in _BEFORE_BY or text[word.end() : word.end() + 1] != " ":
            break
        at = word.end() + 1
    return 0


def _by_end(word: str, *, glued_to_any: bool) -> int:
    """Where the by-word ends that is the word, or that a name is stuck to: "ByJo", "vonJo", "AuthorJo"."""
    if word.casefold() in _BY:
        return len(word)
    cut = next((i for i in range(1, len(word) - 1) if word[i].isupper() and word[i - 1].islower()), 0)
    begun = word[:cut].casefold()
    clear = begun in _AUTHORS or (begun in _BY and (glued_to_any or begun not in _PARTICLES))
    return cut if clear and word[cut + 1].islower() else 0


def split_names(names: str) -> list[str]:
    """Several people's names, each for itself."""
    return _JOINTS.split(names)[::2]


def is_newsroom(name: str) -> bool:
    """Whether one of its words is a newsroom's, and no person's."""
    return not _NEWSROOM_WORDS.isdisjoint(_WORD.findall(name.casefold()))


def _cut_behind(names: str) -> str:
    """The names without what stands behind them, those that an element's end ran together parted."""
    names = _part_glued(names)
    ends = (pattern.search(text, 1) for pattern, text in ((_MARK_BEHIND, names), (_WORD_BEHIND, names.lower())))
    cut = names[: min((end.start() for end in ends if end), default=len(names))]
    words = cut.split()
    # "AARON DOE DEC. 10, 2018", "Jo Reed on Monday, May 3": the day's words stand before its figure.
    while len(words) > 1 and len(cut) < len(names) and words[-1].strip(".,;:").casefold() in _DATE_WORDS:
        words.pop()
    return " ".join(words).strip(" ,;:/-")


def _part_glued(text: str) -> str:
    """ "Jane DoeJohn Roe", "Jo ReedSenior Editor" and "Jo ReedMay 3" with "; " where two elements were."""
    parts, at = [], 0
    for match in re.finditer(rf"[^\W\d_]{{{_MIN_GLUED},}}", text):
        word = match[0]
        for i in range(_MIN_GLUED, len(word)):
            start = match.start() + i
            if not (word[i].isupper() and word[i - 1].islower() and start - at >= _MIN_GLUED):
                continue
            behind = word[i:].casefold()
            if word[:i].casefold() in _NAME_PREFIXES or not word[i + 1 : i + 2].islower():
                continue
            two_names = " " in text[at:start].strip() and _GLUED_NAME.match(text, match.end()) is not None
            if two_names or behind in _DATE_WORDS or behind in _ROLES or behind in _ROLE_OPENERS:
                parts.append(text[at:start])
                at = start
                break
    return "; ".join([*parts, text[at:]])


def _without_role(part: str) -> str:
    """The name without what is said of the person behind it; nothing where the part says that alone."""
    words = part.split()
    said = [word.strip(".,:()").casefold() for word in words]
    if not any(word in _ROLES for word in said):
        return "" if said and said[0] in _ROLE_OPENERS else part
    start = next(i for i, word in enumerate(said) if word in _ROLES or word in _ROLE_OPENERS)
    return "" if start == 0 else " ".join(words[:start])


def _parts_of_data(name: str) -> Iterator[str]:
    """One entry of a page's data: a person's without the role and parted from another's, all else as it is."""
    if "," in name and not _ROLES.isdisjoint(_WORD.findall(name.casefold())):
        yield from byline_names(name, named=True) or [name]
        return
    several = split_names(name)
    people = [part for part in several if _is_person(part) or is_desk_line(part)]
    begins_with_two = len(several) > 1 and name[len(several[0]) :].lstrip()[0] not in ",;/"
    if begins_with_two and len(people) > 1 and all(" " not in part for part in several if part not in people):
        yield from people  # "Jane Doe and John Roe, Nairobi", but "Jane Doe, Master Gardener and Guide" is one
        return
    for part in _part_glued(name).split("; ") if _is_person(name) else [name]:
        person = _without_role(part) if len(part.split()) > _MIN_NAME_WORDS else part
        yield person if person != part and _is_person(person) else part


def _is_first_name(name: str) -> bool:
    return (
        bool(_FIRST_NAME.fullmatch(name))
        and _may_name(name)
        and name.casefold() not in _DATE_WORDS
        and own_reason(name, fold_words(name)) is None
    )


def _is_account(name: str) -> bool:
    return (
        len(name) > _MAX_SIGN_CHARS
        and " " not in name
        and "/" not in name
        and name.isascii()
        and name == name.lower()
        and not is_desk_line(name)
        and "." not in name
    )


def _may_name(name: str) -> bool:
    return (
        any(map(str.isalpha, name))
        and "://" not in name
        and not name.startswith(("@", "#"))
        and ":" not in name
        and name.lower() not in _NOBODY
    )


def _is_person(text: str) -> bool:
    words = text.split()
    return (
        _MIN_NAME_WORDS <= len(words) <= MAX_NAME_WORDS
        and len(text) <= _MAX_NAME_CHARS
        and not _DIGIT.search(text)
        and not is_newsroom(text)
        and _may_name(text)
        and all(word[:1].isupper() or word in _PARTICLES or word[:2] in ("d'", "d’") for word in words)
        and words[0][:1].isupper()
        and words[-1][:1].isupper()
        and not any(char in text for char in '!?"“”„…=+%$€£*')
    )
