"""Who wrote a page: names read from what its data and its lines say, without what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from copydesk.strip.lines.folding import fold
from copydesk.strip.texts.desks import is_desk_line

# What leads over to the names, and what may stand before that: "Written by", "Ein Kommentar von", "Autor:".
_LEAD = (
    r"(?i:by|von|par|por|di|door|af|av|przez|text|texte|texto|testo|tekst"
    r"|auth?ors?|auth?or of the article|autor(?:in|en|es|a|as)?|auteurs?|autore|autori|writers?|reporters?"
    r"|forfatter|skribent|redacteur|redaktion)"
)
_BEFORE_LEAD = (
    r"(?i:(?:all|view|ein|eine|an|a|the|post|posts|article|story|guide|review|analysis|opinion|words|report|reporting"
    r"|interview|essay|column|commentary|kommentar|kolumne|analyse|gastbeitrag|artikel|beitrag|protokoll|published|posted|written|reviewed|submitted"
    r"|created|geschrieben|veröffentlicht|verfasst|erstellt|publié|publiée|écrit|escrito|publicado|scritto|pubblicato"
    r"|geschreven|skrevet|skriven)\s+)"
)
# A bare "Text" or "Author" needs its colon or the line's end; "by" does not.
_LABEL = re.compile(
    rf"{_BEFORE_LEAD}{{0,4}}(?:(?i:by|von|par|por|di|door|af|av|przez)(?:\s*:\s*|\s+|$)"
    r"|(?:[Bb]y|[Vv]on|[Pp]ar|[Pp]or)(?=[^\W\d_a-z][^\W\d_A-Z])"  # "ByJo Reed", where an element ends
    rf"|{_LEAD}\s*(?::\s*|$)|(?i:autor(?:in)?|author)\s+(?=[^\W\d_]))"
)
# "Monday August 25, 2025 10:05 am by Jule Corvin"
_DATE_BEFORE = re.compile(
    r"^[^:\d]{0,30}\d[^()]{4,50}?(?:[\s|,·–-]|(?<=\d))(?=(?:by|von|par|por|door|di|af|av)\s+[^\W\d_a-z])"
)
# What ends the names. White space is looked at once, from where it begins.
_BEHIND_NAMES = re.compile(
    r"(?<![\s,])[\s,]*(?:[|•·@(\[–—]|\bFollow\b|\d|\s-+(?:\s|$)|-+$|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    r"|(?:\b|(?<=[a-z]))(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[A-Za-z]*\.?\s\d"
    r"|\b(?i:published|updated|posted|last updated|aktualisiert|veröffentlicht|publié|mis à jour|actualizado"
    r"|publicado)\b"
    r"|\b(?i:on)\s(?=\w+day\b|[A-Z][a-z]{2,8}\s\d)"
    r"|(?<=[a-z])(?=(?:Published|Updated|Posted|Veröffentlicht|Aktualisiert|Publié|Senior|Editor|Reporter|Redakteur)\b)).*$",
    re.DOTALL,
)
_MAIL = re.compile(r"\S+@\S+\.\w+|\[email[^\]]*\]")
_JOINTS = re.compile(r"\s*(?:[,;/•|]|\s&\s|\s(?:and|und|y|e|et|og|och|i|en|with|mit|avec)\s)\s*(?=\S)")
# What people are, and what begins to say it behind a name: "Will Judd Former Deputy Tech Editor".
_ROLE = re.compile(
    r"(?:^|\s)(?:(?:Former|Senior|Chief|Deputy|Associate|Contributing|Managing|Staff|Tech|Political|Security|News)\s.*"
    r"|(?:\w+\s)?(?:[Cc]orrespondent|[Ee]ditors?|[Rr]eporters?|[Ww]riters?|[Cc]ontributors?|[Cc]olumnist|[Jj]ournalist(?:in|e)?"
    r"|[Ee]xperts?|CEO|Director|Producer|Contributor|[Kk]orrespondent(?:in)?|[Rr]edakteur(?:in)?|Reporterin|Volontär(?:in)?"
    r"|[Aa]utor(?:in)?|Corresponsal|Redactora?|Periodista|Journaliste)\b.*)$"
)
_NEWSROOM_WORD = re.compile(
    r"(?i:\b(?:staff|team|redaktion|redaktionen|redaction|rédaction|redacción|redazione|redactie|redakcja|editorial|editors?"
    r"|newsroom|newsdesk|desk|news|press|agenc(?:y|ies)|correspondents?|writers?|contributors?)\b)"
)
_FIRST_NAME = re.compile(r"[^\W\d_a-z][^\W\d_A-Z]{2,}")
# Accounts that belong to nobody, and words of the places where names stand.
_NOBODY = frozenset(
    """admin administrator webmaster root user guest author authors unknown anonymous editor redaktion design
    team""".split()  # noqa: SIM905
) | {"author spotlight", "our editors", "about the author", "more by this author", "staff writer"}
_PARTICLES = frozenset(
    """von van de den der del della di da dos du la le los las el al bin ibn ben ten ter zu zur vom af av y e i und
    genannt""".split()  # noqa: SIM905
)
_MAX_NAME_WORDS = 5
_MAX_NAME_CHARS = 45
_DOMAIN = re.compile(r"(?<![@\w.])(?:[\w-]+\.)+[a-z]{2,6}\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")


def person_names(value: str | None) -> list[str]:
    """The names in what a page's data say of its author: no addresses, numbers, accounts of nobody or labels.

    >>> person_names("Written by: Jo Reed; j.reed@post.example"), person_names("https://social.example/post")
    (['Jo Reed'], [])
    """
    said = (_MAIL.sub(" ", name).strip() for name in (value or "").split(";"))
    names = (_without_label(name).strip(" ,;-–|") for name in said if name.lower() not in _NOBODY)
    return [name for name in dict.fromkeys(map(_joined, names)) if _may_name(name)]


def without_outlets(names: Iterable[str], outlets: Iterable[str]) -> list[str]:
    """The names without those of the page's own publisher, site or domain."""
    folded = {_folded(outlet) for outlet in outlets} - {""}
    return [
        name
        for name in names
        if _folded(name) not in folded
        and not _DOMAIN.search(name)
        and not (_NEWSROOM_WORD.search(name) and any(len(own) >= 3 and own in _folded(name) for own in folded))
    ]


def names_in_byline(line: str | None) -> str | None:
    """The names alone of a line that says who wrote the page.

    >>> names_in_byline("By JANE PORTER and AARON DOE DEC. 10, 2018"), names_in_byline("von Autor: Jan Otter | 3.4.")
    ('JANE PORTER and AARON DOE', 'Jan Otter')
    """
    names = _without_label(line or "")
    return (_BEHIND_NAMES.sub("", names).strip() or names) or None


def _joined(name: str) -> str:
    return " ".join(name.split())


def _without_label(text: str) -> str:
    text = text.strip().lstrip("/|·•—–- ")
    for _ in range(3):
        match = _LABEL.match(text)
        if not match or not match.end():
            break
        text = text[match.end() :].lstrip()
    return text


def _may_name(name: str) -> bool:
    return (
        any(map(str.isalpha, name))
        and "://" not in name
        and not name.startswith(("@", "#"))
        and ":" not in name
        and name.lower() not in _NOBODY
    )


# Elements that say who wrote the page, and those near it that say who took a picture, wrote a comment or another story.
_NAMED = re.compile(
    r"by-?line|auth?or|auteur|autoren|autores|writer|contributor|forfatter|skribent|signature|(?:^|[-_.#])by(?:$|[-_.#])",
    re.I,
)
_OTHERS = re.compile(
    r"comment|teaser|related|recommend|card(?!__?author)|caption|credit|figure|figcaption|image|photo|picture|^nav|^aside|widget|sidebar"
    r"|quote|copyright|trending|most-?read|popular|latest|newsletter|promo|reviewed",
    re.I,
)
_INNERMOST = 4
_MAX_AUTHORS = 8


@lru_cache(maxsize=16384)
def is_byline_place(path: str) -> bool:
    """Whether one of the path's last steps is named as the place of the byline, and none as another's."""
    return any(map(_NAMED.search, path.split("/")[-_INNERMOST:])) and not is_others_place(path)


@lru_cache(maxsize=16384)
def is_others_place(path: str) -> bool:
    """Whether one of the path's last steps is named as the place of a comment, a picture's credit or another story."""
    return any(map(_OTHERS.search, path.split("/")[-_INNERMOST:]))


def is_comment_place(path: str) -> bool:
    """Whether the path's last steps name a comment: who wrote it and when is not said of the article."""
    return "comment" in "/".join(path.split("/")[-_INNERMOST:]).lower()


def byline_names(line: str, *, named: bool) -> list[str]:
    """The people that a line of the page's head says wrote it; `named` if its element says that this is what it says.

    >>> byline_names("Monday August 25, 2025 10:05 am by Jule Corvin", named=False)
    ['Jule Corvin']
    >>> byline_names("By the sea", named=True), byline_names("Jo Reed", named=False)
    ([], [])
    """
    if len(line) > 160:
        return []
    text = _MAIL.sub(" ", line).strip()
    dated = _DATE_BEFORE.match(text)
    names = _without_label(text[dated.end() :] if dated else text)
    labelled = names != text.lstrip("/|·•—–- ")
    if not labelled and not named:
        return []
    names = _BEHIND_NAMES.sub("", names).strip(" ,;:/")
    if is_desk_line(names) or (named and labelled and _FIRST_NAME.fullmatch(names) and _may_name(names)):
        return [names]
    found: list[str] = []
    for part in _JOINTS.split(names):
        part = _ROLE.sub("", part).strip(" .,:")
        if not part:
            continue
        if _is_person(part) or is_desk_line(part):
            found.append(part)
        elif not found:
            return []  # what does not begin with a name is no byline: "By the sea"
    return list(dict.fromkeys(found))


def is_label(line: str) -> bool:
    """Whether the line says that names come below it, and none itself: "By", "Article by:"."""
    return bool(line) and len(line) <= 30 and not _without_label(line)


def _is_person(text: str) -> bool:
    words = text.split()
    return (
        2 <= len(words) <= _MAX_NAME_WORDS
        and len(text) <= _MAX_NAME_CHARS
        and not _DIGIT.search(text)
        and not _NEWSROOM_WORD.search(text)
        and _may_name(text)
        and all(word[:1].isupper() or word in _PARTICLES or word[:2] in ("d'", "d’") for word in words)
        and words[0][:1].isupper()
        and words[-1][:1].isupper()
        and not any(char in text for char in '!?"“”„…=+%$€£*')
    )


def settle_byline(data: str | None, shown: Sequence[str]) -> str | None:
    """Who wrote the page, by its data and by the names that its head shows.

    The data are right where the two differ, unless the head names the same people and more, or they say but one word,
    which is an account's or a family's name.
    """
    if not data or not shown:
        return data or ", ".join(shown) or None
    said, folded = [_folded(name) for name in _JOINTS.split(data)], [_folded(name) for name in shown]
    says_more = len(folded) > len(said) and all(name in folded for name in said)
    is_account = len(data.split()) == 1 and not is_desk_line(data) and any(" " in name for name in shown)
    return ", ".join(shown) if says_more or is_account or (folded == said and data.islower()) else data


def _folded(name: str) -> str:
    return fold(name).lower()


def find_byline(lines: Sequence[str], paths: Sequence[str], around: Iterable[int]) -> list[str]:
    """The names in the first of the lines `around` the title, nearest first, that says who wrote the page."""
    for i in around:
        if is_others_place(paths[i]):
            continue
        named = is_byline_place(paths[i])
        if is_label(lines[i]) and i + 1 < len(lines):
            names = byline_names(lines[i + 1], named=True)
        else:
            names = byline_names(lines[i], named=named)
        # Several authors in one list stand below one another.
        below = i + 1
        while names and named and below < len(lines) and paths[below] == paths[i] and len(names) < _MAX_AUTHORS:
            more = byline_names(lines[below], named=True)
            if not more:
                break
            names += [name for name in more if name not in names]
            below += 1
        if names:
            return names
    return []
