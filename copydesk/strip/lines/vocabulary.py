"""The words that strip knows: a file a language and one of agencies in `copydesk/strip/words`, read once and checked.

A file begins with "# " and the language's name. A section is a name in square brackets and the lines below it; empty
lines and lines that begin with "#" say nothing. What the sections are is in `PHRASE_SECTIONS` and `SECTIONS`; how to
add a phrase or a language, in docs/contributing/adding.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple, NoReturn

from copydesk.strip.lines.folding import fold_words

FOLDER = Path(__file__).parent.parent / "words"
AGENCIES = "agencies"
# The reasons that a line's own words can give, in the order in which they are asked about one place of a line.
PHRASE_SECTIONS = (
    "comment_form", "copyright", "consent", "newsletter", "appeal", "social", "related_link", "navigation", "advert",
    "promo", "byline", "date",
)  # fmt: skip
# A file's other sections, and what stands in them: lines that are one spelling each, or words in small letters, several
# on a line where one likes; the twelve months have a line each.
SPELLINGS, WORDS, MONTHS = "spellings", "words", "months"
SECTIONS: dict[str, tuple[str, str]] = {
    "writing": (SPELLINGS, '"unspaced" where words are not parted by spaces: phrases are then looked for anywhere'),
    "months": (MONTHS, "January to December, a line each: every name and abbreviation that dates have"),
    "date_words": (WORDS, "what else stands on a line that says when: weekdays, published, hours, ago"),
    "date_labels": (SPELLINGS, "what stands before a date written in figures, where words are not parted"),
    "behind_dates": (SPELLINGS, "what stands behind such a date"),
    "head_labels": (SPELLINGS, "the labels of what else stands on its line: source, editor, clicks"),
    "by": (SPELLINGS, "the word before who wrote the article: By, by, BY"),
    "bylines": (SPELLINGS, "what else stands there: Written by, Text"),
    "byline_or_title": (SPELLINGS, "the same where a title may begin so, too: Interview"),
    "before_by": (WORDS, "what may stand before that word: written, story"),
    "author_labels": (SPELLINGS, "what stands above the author's name, or before it and a colon, in small letters"),
    "authors": (WORDS, "the word for the author, which needs no colon"),
    "names_and": (WORDS, "the word between two names: and"),
    "dated": (SPELLINGS, "what stands behind the names, in small letters: published, photos by"),
    "nobody": (SPELLINGS, "authors that are nobody, in small letters: admin, guest"),
    "people_roles": (WORDS, "what people are called behind their names, besides [author_roles]: expert, manager"),
    "role_openers": (WORDS, "how that begins: senior, former"),
    "newsroom_words": (WORDS, "words of a newsroom's name, and of no person's: team, editorial"),
    "byline_joins": (WORDS, "what stands between the names of a byline in small letters"),
    "desk_roles": (WORDS, "what a byline calls a newsroom or who has no name: reporter, staff"),
    "place_joins": (WORDS, "what joins the places under a byline: in London and in Paris"),
    "newsrooms": (SPELLINGS, "what stands alone on a line for a byline: Agencies, Staff reporter"),
    "newsroom_of": (SPELLINGS, "a newsroom before or behind its name: Redaktion Sport"),
    "roles_behind_names": (SPELLINGS, "the role behind a name and a comma: Court Reporter"),
    "reporters": (SPELLINGS, "the word for a reporter that stands beside a name without a space"),
    "name_labels": (SPELLINGS, "labels of a name or a source, before a colon"),
    "names_behind": (SPELLINGS, "what stands before a reporter's two or three names"),
    "picture_makers": (WORDS, "the signs for text and picture before who made them"),
    "name_particles": (WORDS, "the small words inside a name: van, de"),
    "name_prefixes": (WORDS, "what stands in a name without a space before a capital: mac"),
    "follow": (SPELLINGS, 'the verb of "Follow Somebody:"'),
    "us": (WORDS, "us, behind that verb"),
    "credit_labels": (SPELLINGS, "what stands before the name of who made a picture"),
    "credit_words": (SPELLINGS, "what makes a bracket at the end of a line a picture's credit: Handout, Photo by"),
    "sources": (SPELLINGS, "labels of a credit that stands as often under the picture as under its caption"),
    "reading_time": (SPELLINGS, 'the words behind "4 min"'),
    "minutes": (WORDS, "minutes, as reading times have them"),
    "said": (WORDS, "says, said, writes: the verbs behind a sentence that somebody says"),
    "address": (WORDS, 'the words by which an outlet speaks to its readers: "you", "we"'),
    "we": (WORDS, "the words by which an outlet speaks of itself"),
    "reader": (WORDS, "the words by which a page that asks for consent speaks to its reader"),
    "author_openers": (SPELLINGS, "what may stand before the name"),
    "author_verbs": (WORDS, "the verb behind the name in a sentence that introduces the author"),
    "author_deeds": (SPELLINGS, "such verbs of several words"),
    "author_goes_on": (SPELLINGS, "how the sentence below goes on: She, Is a"),
    "author_roles": (WORDS, "what people who write for news pages are"),
    "author_role_ends": (WORDS, "how compounds of them end"),
    "author_covers": (WORDS, "the verbs that say it without a role"),
    "comments": (SPELLINGS, "the label over readers' comments, alone or behind their number"),
    "counted_comments": (SPELLINGS, "the same, only behind a number: 3 replies"),
    "comments_about": (SPELLINGS, "the same where the title follows: 3 thoughts on ..."),
    "comments_openers": (WORDS, "the verb before the label: view comments"),
    "comment_says": (WORDS, "the verb behind the name of who comments"),
    "reply_buttons": (SPELLINGS, "the button under a comment"),
    "live": (SPELLINGS, 'what a live blog\'s title says for "live"'),
    "posts_below": (SPELLINGS, "what leads over to its posts"),
    "posts_below_at_end": (SPELLINGS, "the same at the line's end"),
    "available_until": (SPELLINGS, "what a player says behind its playing time"),
    "leads_to": (WORDS, "the word before an address in a sentence: at, see"),
    "front_pages": (SPELLINGS, "the first item of a path of sections: home"),
    "path_ends": (SPELLINGS, "its last one where the article has no name there"),
    "more": (WORDS, "the link at the end of another story's standfirst"),
    "wall_titles": (SPELLINGS, "what errors and walls are called"),
    "wall_titles_begin": (SPELLINGS, "how their titles begin"),
    "wall_statuses": (SPELLINGS, "what stands beside the number of an error"),
    "consent_words": (
        SPELLINGS,
        'what consent walls speak of; "*" where the word may go on',
    ),
    "consent_partners": (SPELLINGS, "what stands behind a number there"),
    "updated": (SPELLINGS, "what says, in small letters, that a day is the last change's"),
    "ago": (WORDS, "the word by which a time is counted back: ago"),
    "licensing": (SPELLINGS, "an invitation to license a picture, behind its credit"),
    "cartoon_by": (SPELLINGS, "what stands before who drew a cartoon"),
    "copyright_goes_on": (WORDS, 'what goes on with a notice behind "Copyright" and the year: by'),
    "place_openers": (WORDS, "the word before the places under a byline: in"),
    "live_nouns": (WORDS, 'what stands behind "live" in a live blog\'s title: updates'),
    "author_elements": (WORDS, "how pages name the element of the byline in their code"),
    "standfirst_elements": (WORDS, "the same of the standfirst"),
    "heading_elements": (WORDS, "the same of a subheading"),
    "caption_elements": (WORDS, "the same of a caption"),
    "open_words": (WORDS, "words with which no paragraph ends: the, of"),
}
AGENCY_SECTIONS: dict[str, tuple[str, str]] = {
    "agencies": (SPELLINGS, "news agencies"),
    "initials": (SPELLINGS, "those whose name has other meanings, too"),
    "picture_archives": (SPELLINGS, "who has pictures alone"),
    "closing_archives": (SPELLINGS, "the same where the bare name ends a caption"),
}
# A language's least: without these its pages keep the commonest furniture.
NEEDED_SECTIONS = ("comment_form", "social", "related_link")
_NAME = re.compile(r"# \S")
_MARKS = re.compile(r"(!?)(\^?)[^\^$!_]*(\$?)")


class VocabularyError(Exception):
    """A file of words that says something twice, or something that nobody reads."""


class Phrase(NamedTuple):
    """What furniture says, with the marks of docs/contributing/adding.md taken apart."""

    reason: str
    words: tuple[str, ...]  # as `fold_words` has them; "*" for one to four of any kind
    at_start: bool
    at_end: bool
    telling: bool


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All files together."""

    phrases: list[Phrase] = field(default_factory=list)
    unspaced: dict[str, list[str]] = field(default_factory=dict)  # by reason, as written
    months: dict[str, int] = field(default_factory=dict)
    sections: dict[str, tuple[str, ...]] = field(default_factory=dict)  # each entry once


@cache
def vocabulary() -> Vocabulary:
    """What the shipped files say."""
    return read_vocabulary(FOLDER)


def phrases() -> list[Phrase]:
    """The phrases of languages that part words, by reason in the order of `PHRASE_SECTIONS`."""
    return vocabulary().phrases


def unspaced_phrases() -> dict[str, list[str]]:
    """By reason the phrases, as written, of languages that part no words."""
    return vocabulary().unspaced


def months() -> dict[str, int]:
    """The number of each month by its names."""
    return vocabulary().months


def spellings(section: str) -> tuple[str, ...]:
    """The entries of a section in all files, each once."""
    return vocabulary().sections[section]


def words_of(*sections: str) -> frozenset[str]:
    """The words of sections in all files."""
    return frozenset(word for section in sections for word in spellings(section))


def any_of(*sections: str) -> str:
    """A pattern for any entry of the sections, the longest that there is."""
    return any_spelling(entry for section in sections for entry in spellings(section))


def any_spelling(entries: Iterable[str]) -> str:
    """A pattern for any of the entries, the longest that there is."""
    longest_first = sorted(sorted(set(entries)), key=len, reverse=True)
    return "(?:" + "|".join(entry if entry.isalpha() else re.escape(entry) for entry in longest_first) + ")"


def any_word(entries: Iterable[str]) -> str:
    """The same for whole words; a "*" before or behind an entry says that the word may go on there."""
    bounds = (
        ("" if entry[0] == "*" else r"\b", "" if entry[-1] == "*" else r"\b", entry.strip("*")) for entry in entries
    )
    return "|".join(f"{before}{re.escape(entry)}{behind}" for before, behind, entry in bounds)


def read_vocabulary(folder: Path) -> Vocabulary:
    """All files of the folder, checked. Raises VocabularyError with file and line at the first fault."""
    reading = _Reading()
    for path in sorted(folder.glob("*.txt")):
        reading.read(path)
    return reading.vocabulary()


class _Reading:
    """What the files read so far say."""

    def __init__(self) -> None:
        self._phrases: dict[str, list[Phrase]] = {reason: [] for reason in PHRASE_SECTIONS}
        self._unspaced: dict[str, list[str]] = {}
        self._files: dict[str, _Sections] = {}
        self._known: set[tuple[str, ...]] = set()
        self._months: dict[str, int] = {}
        self._sections: dict[str, dict[str, None]] = {
            name: {} for name, (kind, _) in {**SECTIONS, **AGENCY_SECTIONS}.items() if kind != MONTHS
        }

    def vocabulary(self) -> Vocabulary:
        return Vocabulary(
            [phrase for reason in PHRASE_SECTIONS for phrase in self._phrases[reason]],
            {reason: self._unspaced[reason] for reason in PHRASE_SECTIONS if reason in self._unspaced},
            self._months,
            {name: tuple(entries) for name, entries in self._sections.items()},
        )

    def read(self, path: Path) -> None:
        """What the file says is added."""
        found = _sections_of(path)
        if path.stem == AGENCIES:
            self._read_agencies(path.name, found)
            return
        if missing := [name for name in NEEDED_SECTIONS if name not in found]:
            raise VocabularyError(f"{path.name}: no section [{missing[0]}]; a language has {_listed(NEEDED_SECTIONS)}")
        self._files[path.name] = found
        add = self._add_unspaced if "writing" in found else self._add_phrase
        reasons = [reason for reason in PHRASE_SECTIONS if reason in found]
        folded = iter(_folded([line for reason in reasons for line in found[reason].values()]))
        for reason in reasons:
            for n, line in found[reason].items():
                add(path.name, n, reason, line, next(folded))
        for name, lines in found.items():
            if name == "months":
                self._add_months(path.name, lines)
            elif name in SECTIONS:
                self._add_entries(path.name, name, lines, words=SECTIONS[name][0] == WORDS)

    def _read_agencies(self, file: str, found: _Sections) -> None:
        """One table: a name in two of its sections would be known by halves."""
        places: dict[str, int] = {}
        for name, lines in found.items():
            for n, line in lines.items():
                if places.setdefault(line, n) != n:
                    raise VocabularyError(
                        f"{file}, line {n}: {line!r} stands in line {places[line]} already; a name stands once"
                    )
            self._sections[name].update(dict.fromkeys(lines.values()))

    def _add_phrase(self, file: str, n: int, reason: str, written: str, words: tuple[str, ...]) -> None:
        match = _MARKS.fullmatch(written)
        if match is None or not words or words[0] == "*" or words[-1] == "*":
            raise VocabularyError(
                f'{file}, line {n}: {written!r} is no phrase; allowed are words, a "*" between two of them, "!" and "^"'
                ' before them, "$" behind them'
            )
        if words in self._known:
            self._refuse(file, n, reason, written, words)
        self._known.add(words)
        telling, at_start, at_end = match.groups()
        self._phrases[reason].append(Phrase(reason, words, at_start != "", at_end != "", telling != ""))

    def _add_unspaced(self, file: str, n: int, reason: str, written: str, words: tuple[str, ...]) -> None:
        """Between signs that are not parted only a line's beginning can be told; a whole line is one as anywhere."""
        if written[0] == "^" and written[-1] == "$":
            self._add_phrase(file, n, reason, written, words)
            return
        signs = written.strip("!^")
        if not signs or not {"$", "*", "_"}.isdisjoint(signs):
            raise VocabularyError(
                f'{file}, line {n}: {written!r} is no phrase where words are not parted; allowed are "!" and "^" before'
                ' it, or "^" before and "$" behind it'
            )
        if (signs,) in self._known:
            self._refuse(file, n, reason, written, (signs,))
        self._known.add((signs,))
        self._unspaced.setdefault(reason, []).append(written)

    def _refuse(self, file: str, n: int, reason: str, written: str, words: tuple[str, ...]) -> NoReturn:
        other, other_n, other_reason = next(
            (name, at, section)
            for name, found in self._files.items()
            for section in PHRASE_SECTIONS
            for at, line in found.get(section, {}).items()
            if words in ((line.strip("!^"),), *_folded([line]))
        )
        raise VocabularyError(
            f"{file}, line {n}: {written!r} under [{reason}] stands in {other}, line {other_n}, under [{other_reason}],"
            " already; allowed is a phrase once in all files"
        )

    def _add_months(self, file: str, lines: dict[int, str]) -> None:
        if len(lines) != 12:
            raise VocabularyError(f"{file}, line {max(lines)}: [months] has {len(lines)} lines; a year has 12")
        for number, (n, line) in enumerate(lines.items(), 1):
            for name in line.split():
                if self._months.setdefault(name, number) != number:
                    raise VocabularyError(
                        f"{file}, line {n}: {name!r} is month {self._months[name]} in another line or language, and"
                        f" {number} here; leave out what is not clear"
                    )

    def _add_entries(self, file: str, name: str, lines: dict[int, str], *, words: bool) -> None:
        entries = " ".join(lines.values()).split() if words else list(lines.values())
        if len(set(entries)) < len(entries):
            own: set[str] = set()
            for n, line in lines.items():
                for entry in line.split() if words else (line,):
                    if entry in own:
                        raise VocabularyError(f"{file}, line {n}: {entry!r} stands twice under [{name}]; once is all")
                    own.add(entry)
        self._sections[name].update(dict.fromkeys(entries))


_Sections = dict[str, dict[int, str]]


def _sections_of(path: Path) -> _Sections:
    """By the sections' names their lines, by their numbers."""
    lines = path.read_text("utf-8").split("\n")
    if not _NAME.match(lines[0]):
        raise VocabularyError(f'{path.name}, line 1: {lines[0]!r}; a file begins with "# " and what it is of')
    allowed = AGENCY_SECTIONS if path.stem == AGENCIES else {**dict.fromkeys(PHRASE_SECTIONS), **SECTIONS}
    found: _Sections = {}
    entries: dict[int, str] | None = None
    for n, line in enumerate(lines, 1):
        if not line or line[0] == "#":
            continue
        if line[0] != "[":
            if entries is None:
                raise VocabularyError(f"{path.name}, line {n}: {line!r} stands above the first section")
            entries[n] = line
            continue
        name = line[1:-1]
        if name not in allowed or line[-1] != "]":
            raise VocabularyError(
                f"{path.name}, line {n}: no section is called {line!r}; allowed are {_listed(allowed)}"
            )
        if name in found:
            raise VocabularyError(f"{path.name}, line {n}: a second section {line}; allowed is one of a name")
        entries = found[name] = {}
    if empty := [name for name, entries in found.items() if not entries]:
        raise VocabularyError(f"{path.name}: nothing stands under [{empty[0]}]; leave out what is empty")
    return found


def _folded(written: Sequence[str]) -> list[tuple[str, ...]]:
    """The words of each phrase, all folded at once, which takes a third of the time.

    Underscores are words to `fold_words`, and stand in no phrase.
    """
    words = " ".join(fold_words(" __ ".join(["", *written, ""]).replace("*", " _ ")))
    phrases = words.split("__")[1:-1]
    return [tuple((phrase.replace("_", "*") if "_" in phrase else phrase).split()) for phrase in phrases]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"[{name}]" for name in names)
