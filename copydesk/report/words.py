"""What the report's words and codes mean; reasons of removals have theirs in `copydesk.reasons`."""

from __future__ import annotations

import functools
import json
from fnmatch import fnmatchcase
from importlib.resources import files
from typing import NamedTuple

from copydesk.records import Measure, PathVerdict, StockKind

# What figures count, and what is said of articles, in the order in which a reader meets it.
TERMS = {
    "input": "a file that was read, or one record of a file that holds many; it gives one article, or it is refused",
    "refused": "of an input: it gave no article, whatever the reason; the tables say quarantined, and have a reason of "
    "this name, too: a link, or an archive in an archive",
    "quarantine": "the list of inputs that were refused, each with its reason",
    "article": "what an input gave: a text with its fields, such as title, outlet and date",
    "outlet": "who published an article; articles of one outlet are never copies of each other",
    "name of an outlet": "its key, as tables and settings have it: what its source said, its domain, or its folder; "
    "what its own pages call it stands beside it in quotation marks; one of which nothing is known is “unknown”, and "
    "called by its article’s title in lists that have no titles",
    "doubtful": "of an article: it may not be one, and its page says what it looks like instead; it is in all tables",
    "characters": "letters, marks and spaces, each counted as one",
    "line removed": "a stretch of the source that is no part of the article: a line, or a part of one; the tables say "
    "removal",
    "place mended": "a stretch of the text, mostly a single mark, that was damaged, or in another style than the "
    "others, and now stands as it should; what was mended in removed lines counts apart, where that is said; the "
    "tables say edit",
    "margin": "of a place mended: by how much the next-best reading was worse; a small one is a close call: nearly all "
    "are 6 or more, one below 6 is worth a look, and below 4 nobody knows how often it is right",
    "passage": "a stretch of an article, from a few words to all of it, that stands in another outlet, too",
    "shared": "of a passage or its characters: it stands in another outlet, too, word by word or nearly so",
    "cluster": "all copies of a passage, in this batch and in those that it looked back on",
    "kept": "of copies: the one that a corpus without copies has; the others are left out of canonical_text",
    "story": "articles of several outlets that are mostly one text, wherever it is from: half of the shorter one at "
    "least; the tables say article cluster",
    "first seen": "of a passage: in the earliest batch that has it, as far back as the batches looked; of several "
    "outlets there the one that published it first, those without a date last, and else the one whose article has the "
    "smallest id; it need not be where the passage is from",
    "first": "of copies: published before all others; said only where the date of every copy is known",
    "stock": "sentences set apart: articles of several outlets have them without copying; they do not count as shared",
    "furniture": "what stands on a page around its article: menus, captions, appeals, other stories",
    "place on a page": "the way to a line through the elements of its page, as html/body/main/p",
    "drift": "that an outlet is not as it was: a measure of it is far from what it was in earlier batches",
    "look_back": "of the settings: how far back a batch is compared: in [drift] for outlets, in [reuse] for copies",
    "min_batches": "of the settings: in how many earlier batches an outlet must be, to be judged for drift",
    "usual": "of an outlet's measure: the median of its earlier batches",
    "ordinary spread": "how far from the usual a measure is on most nights; an outlet that is much further is named",
    "batch": "what was read and published together; an earlier one is named beside what is of it",
    "id": "of an article: by it the article is found in all tables",
    "encoding": "how the input's bytes became text, and how that was found out: declared, detected, or guessed",
}
# Fields of an article, as its page, the lists and the form to find by have them.
FIELDS = {
    "title": "the article's headline; where it has none, the report shows the first words of its text",
    "standfirst": "the sentence or two below the headline",
    "byline": "who wrote it",
    "published": "its date, as page or record tell it",
    "outlet": "its outlet's key: what its source said, the name of its site, its folder, or what the page calls itself",
    "url": "the address that it was read from",
    "source_path": "the input file, and the record's number or name",
    "doubt": "what it looks like instead of an article, and why",
    "canonical_text": "its text without the passages of which another article has the kept copy",
}


class Doubt(NamedTuple):
    """What a doubt says: what was seen, what it may mean, and what to do."""

    seen: str
    may_mean: str
    to_do: str


_OUT_IF_NONE = "Open it. If it is an article, nothing is to be done; else leave it out where you need articles alone."
_SEE_WHAT_WENT = (
    "Open it, and show what was removed: if the story is there, a rule was wrong, and the guide on tuning an outlet "
    "says what to do; if it is not, fetch the page again, or leave the article out."
)
# By what a doubt begins with; one that begins with a number of words is "few words".
DOUBTS = {
    "gallery": Doubt(
        "beside each text stands a picture", "a gallery of pictures, or a list with a picture each", _OUT_IF_NONE
    ),
    "list of other stories": Doubt(
        "beside each text stands a headline that leads to another page", "a section front, or a list", _OUT_IF_NONE
    ),
    "links": Doubt(
        "of the characters that were taken for the article the first number are links to other pages, the second are "
        "all; what is no link was kept",
        "a list of headlines, or a short report below a large menu",
        _SEE_WHAT_WENT,
    ),
    "short lines": Doubt("no line is as long as a sentence", "a menu, a table, captions, a poem", _OUT_IF_NONE),
    "menu": Doubt(
        "each of its lines looks like one of a menu, so those were kept that no words speak against",
        "a menu, a list of names or results",
        _OUT_IF_NONE,
    ),
    "caption": Doubt(
        "its only sentences look like captions, or like notes on its author; they were kept",
        "a picture with its caption, or a report of one paragraph",
        _OUT_IF_NONE,
    ),
    "furniture": Doubt(
        "the rules take all that was taken for the article for what stands around one; it was kept",
        "a wall, a notice, a form; or an article whose words look like these",
        _OUT_IF_NONE,
    ),
    "repeated": Doubt(
        "of its characters the first number are in paragraphs that stand in it before, the second are all",
        "a page's notice or another story's teaser below each picture, a list, or a text that was pasted twice",
        _OUT_IF_NONE,
    ),
    "next to nothing is left": Doubt(
        "the rules leave next to nothing of what was taken for the article; the page's longest prose was kept instead",
        "a page whose text is loaded later, a wall, or an article that was taken for a list",
        _SEE_WHAT_WENT,
    ),
    "few words": Doubt(
        "there are so few words of prose on the page",
        "a page whose text is loaded later, a video, a wall, or very short news",
        _SEE_WHAT_WENT,
    ),
}
# Rules of repair; "*" stands for what differs: a mark's side, a charset.
REPAIR_RULES = {
    "quote.turned_*": "a quotation mark that faced the wrong way",
    "quote.style_*": "a straight mark among curly ones",
    "quote.disguised_*": "a mark in another shape: two commas, chevrons, primes, accents, TeX",
    "quote.lost_*": "a mark of which another character was left, such as a question mark",
    "quote.space_*": "only the space beside a mark, which stood on its wrong side",
    "quote.straightened": "a curly mark made straight, as the settings ask",
    "mojibake.utf8": "letters and marks whose bytes were read in a wrong charset",
    "mojibake.*_as_*": "the same: the charset that was right, and the one they were read in",
    "mojibake.c1": "invisible control characters that are marks in windows-1252",
    "mojibake.lost_byte": "characters that a charset without one of their bytes had broken",
    "mojibake.half_decoded": "characters that had been put right by half",
    "escape.json": "a character written as JSON does, \\u201c",
    "escape.entity": "a character written as HTML does, &amp;",
    "text.composed": "a letter and its accent, made one character",
    "text.width": "full-width letters outside East Asian text",
    "text.unseen": "invisible characters inside a word",
    "text.control_character": "invisible control characters",
    "text.ligature": "letters joined in one character",
}
# The same in so few letters that a menu shows all of them.
RULES_IN_MENU = {
    "quote.turned_*": "quotation marks turned",
    "quote.style_*": "straight marks among curly ones",
    "quote.disguised_*": "marks in another shape",
    "quote.lost_*": "marks that were lost",
    "quote.space_*": "spaces beside marks",
    "quote.straightened": "marks made straight",
    "mojibake.utf8": "wrong charset (UTF-8)",
    "mojibake.*_as_*": "wrong charset (another)",
    "mojibake.c1": "control characters for marks",
    "mojibake.lost_byte": "characters lost a byte",
    "mojibake.half_decoded": "characters put right by half",
    "escape.json": "escapes of JSON",
    "escape.entity": "escapes of HTML",
    "text.composed": "letters and accents parted",
    "text.width": "full-width letters",
    "text.unseen": "unseen characters in words",
    "text.control_character": "control characters",
    "text.ligature": "letters joined in one",
}
# By which of several rules that met on one place it counts: by the first, damage before style.
_STYLE = ("quote.style_*", "quote.straightened")
_MOST_TELLING = sorted(REPAIR_RULES, key=_STYLE.__contains__)
# By what rules of strip tell: what their names begin with.
RULE_FAMILIES = {
    "page": "a web page's elements, data and links",
    "profile": "what was learned of an outlet from its other articles",
    "text": "the line itself, its neighbours and its place in the text",
    "dump": "a model of whole pages that were saved as text; a number behind it is its score",
}
# What a sentence is that is set apart.
STOCK: dict[StockKind, str] = {
    "form": "a sentence of a form that is filled in",
    "phrase": "a turn of phrase, or a part of a sentence",
    "notice": "a disclosure, a disclaimer, a note to the reader",
    "newsroom": "what newsrooms write of their work: who reported, who did not comment",
    "list": "days, months, heads of tables",
    "heading": "a heading",
    "reference": "an entry in a list of references",
    "facts": "the same facts, told by several in their own words",
}
# What stands at a place of an outlet's pages.
VERDICTS: dict[PathVerdict, str] = {
    "prose": "the article",
    "furniture": "what stands around it",
    "mixed": "now the one, now the other",
}

# The same, as the head of a list of such places.
PLACES_WHERE: dict[PathVerdict, str] = {
    "prose": "Where the article stands",
    "furniture": "Where what surrounds the article stands",
    "mixed": "Where now the article stands and now what surrounds it",
}

# Why a copy is the one to keep, as a sentence's end.
KEPT = {
    "already_published": "an earlier batch has it already",
    "story": "its article is the story’s kept one, or the next best that has it",
    "earliest": "its date is the earliest",
    "only_dated": "no other copy to choose from has a date",
    "most_complete": "it is the most complete",
    "preferred_outlet": "its outlet is a preferred one",
    "id": "nothing else decided; its id is the smallest",
    "only": "it is the only one",
}
# What is measured of an outlet, to see whether it is as it was.
MEASURED: dict[Measure, str] = {
    "refused": "share of its inputs that were refused",
    "length": "characters of its median article",
    "removed": "share of its characters that were removed",
    "mended": "places mended in 1,000 characters; those in what was removed count, too",
    "shared": "share of its characters that stand in another outlet",
}
# What happened to an input that gave no article, by the reason of its quarantine, and what to do about it.
QUARANTINE = {
    "empty": (
        "there is no text in it",
        "Nothing, if the file is empty at its source; else fetch it again.",
    ),
    "no_article": (
        "a page or text in which nothing is an article: an error page, a wall, an empty shell",
        "Nothing, if it is a front page, a list or a form. If articles are among them, please report one.",
    ),
    "binary": (
        "its bytes are no text in any charset, or of a known binary format",
        "Look at what was fetched: a picture or an archive under a text's name?",
    ),
    "unsupported": (
        "a kind of file that copydesk does not read",
        "Convert it to HTML, text, JSONL, CSV, Parquet or WARC.",
    ),
    "too_large": ("larger than a limit allows", "Cut it, or raise the limit of [read] that it names."),
    "too_slow": ("it took longer than a limit allows", "Raise max_article_seconds of [read], if the page matters."),
    "crashed": (
        "it ended the process that worked on it, twice",
        "Please report it, with the input; or give it more memory, if the error says SIGKILL.",
    ),
    "duplicate": (
        "another input has the same outlet and address",
        "Nothing: the other input with this outlet and address is kept.",
    ),
    "passed_over": (
        "a record that is no article's, counted by kind",
        "Nothing: records of a container that are no article's.",
    ),
    "unreadable": (
        "it cannot be opened, is no regular file, or is not there",
        "See that the file is there and may be read, then run again.",
    ),
    "truncated": ("its container ends too soon", "Fetch the container again: its end is missing."),
    "corrupt": ("its container is damaged", "Fetch the container again: it is damaged."),
    "checksum": (
        "its container's checksum does not agree",
        "Fetch the container again: what is in it is not what was written.",
    ),
    "bad_record": (
        "a record that its container's format does not allow",
        "Look at the record: it is not what its container's format allows.",
    ),
    "bad_manifest": ("the manifest beside it is wrong", "Mend the manifest beside the inputs; the error says where."),
    "bomb": ("it decompresses to more than is allowed", "Look at what was fetched: no article is so large."),
    "refused": ("a link, or an archive inside an archive, which is not followed", "Unpack it first."),
}
_OTHER_ADVICE = ("See its error.", "Please report it: copydesk did not expect this.")


@functools.cache
def repair_rule(rule: str) -> str:
    """Which of REPAIR_RULES an edit's rule is; of several the most telling one.

    >>> repair_rule("quote.space_close+quote.turned_close"), repair_rule("mojibake.latin_1_as_cp1252")
    ('quote.turned_*', 'mojibake.*_as_*')
    """
    own = rule.split("+")
    return next((name for name in _MOST_TELLING if any(fnmatchcase(one, name) for one in own)), rule)


def mended_by(rule: str) -> str:
    """What a rule of REPAIR_RULES mends, in words."""
    return REPAIR_RULES.get(rule, rule)


def in_menu(rule: str) -> str:
    """What a rule of REPAIR_RULES mends, in few letters."""
    return RULES_IN_MENU.get(rule, rule)


def strip_rules() -> dict[str, str]:
    """What each rule of strip takes out, by its name."""
    rules: dict[str, str] = json.loads(files("copydesk.report").joinpath("strip_rules.json").read_text("utf-8"))
    return rules


def doubt_of(kind: str) -> Doubt | None:
    """What a doubt of the kind says."""
    return next((doubt for begin, doubt in DOUBTS.items() if kind.startswith(begin)), None)


def why_kept(reason: str) -> str:
    """Why the copy is kept, as a sentence's end."""
    return KEPT.get(reason, reason.replace("_", " "))


def advice(reason: str) -> str:
    """What to do about an input that was refused for the reason."""
    return QUARANTINE[reason][1] if reason in QUARANTINE else _OTHER_ADVICE[reason.endswith("_failed")]
