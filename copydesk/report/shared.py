"""A cluster's copies side by side: what each has that the kept copy lacks, and lacks that the kept copy has."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from copydesk.records import Cluster, Passage

MAX_COPIES = 12
# Comparing is quadratic: longer passages stand beside each other as they are.
MAX_WORDS_COMPARED = 2400
CONTEXT_CHARS = 160
WORD = re.compile(r"\s+|[\w’'-]+|[^\w\s]")
SENTENCE_END = re.compile(r"[.!?…][\"”’»)]*\s+|\n+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words of a copy, and how they stand to the kept copy's: "same", "added" or "lacking"."""

    text: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One copy, with the rest of its sentence around it where the article is at hand."""

    passage: Passage
    runs: tuple[Run, ...]
    before: str
    after: str


def weight(cluster: Cluster, passages: Mapping[str, Passage]) -> int:
    """How much a cluster has to show: the words of its first copy, by the outlets that have it."""
    return len(passages[cluster.passage_ids[0]].text.split()) * cluster.n_outlets


def show_cluster(cluster: Cluster, passages: Mapping[str, Passage], texts: Mapping[str, str]) -> list[Copy]:
    """The copies, the canonical one first; `texts` are articles' texts by id, as far as the page shows them."""
    members = sorted(
        (passages[passage_id] for passage_id in cluster.passage_ids),
        key=lambda p: (p.passage_id != cluster.canonical_passage_id, p.outlet, p.passage_id),
    )[:MAX_COPIES]
    kept = WORD.findall(members[0].text)
    copies = []
    for i, passage in enumerate(members):
        before, after = _context(passage, texts.get(passage.article_id, ""))
        runs = _compare(kept, WORD.findall(passage.text)) if i else (Run(text=passage.text, how="same"),)
        copies.append(Copy(passage=passage, runs=runs, before=before, after=after))
    return copies


def _context(passage: Passage, text: str) -> tuple[str, str]:
    """What stands between the passage and the ends of its sentences."""
    head = text[max(0, passage.start_char - CONTEXT_CHARS) : passage.start_char]
    tail = text[passage.end_char : passage.end_char + CONTEXT_CHARS]
    ends = list(SENTENCE_END.finditer(head))
    before = head[ends[-1].end() :] if ends else head
    if SENTENCE_END.fullmatch(passage.text[-2:].lstrip() + "\n") or SENTENCE_END.fullmatch(passage.text[-1:] + "\n"):
        return before, ""
    stop = SENTENCE_END.search(tail + "\n")
    return before, tail[: stop.end()].rstrip() if stop else tail


def _compare(kept: list[str], copy: list[str]) -> tuple[Run, ...]:
    """Runs of the copy; what differs in marks and white space alone counts as the same."""
    if len(kept) + len(copy) > MAX_WORDS_COMPARED:
        return (Run(text="".join(copy), how="same"),)
    one, other = _folded(kept), _folded(copy)
    if one == other:  # most copies are
        return (Run(text="".join(copy), how="same"),)
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    runs: list[Run] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        gone, here = "".join(kept[a:b]), "".join(copy[c:d])
        if tag != "equal" and any(map(str.isalnum, gone)):
            runs.append(Run(text=gone.strip(), how="lacking"))
        if here:
            runs.append(Run(text=here, how="added" if tag != "equal" and any(map(str.isalnum, here)) else "same"))
    return tuple(runs)


def _folded(words: list[str]) -> list[str]:
    return [word.casefold() for word in words]
