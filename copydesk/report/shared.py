"""A cluster's copies side by side: what each has that the kept copy lacks, and lacks that the kept copy has."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from copydesk.records import Cluster, Passage
from copydesk.report.first import first_by_date, why_first_is_unknown
from copydesk.report.words import why_kept

# Copies that differ are shown beside the kept one up to so many; the others are named.
MAX_COPIES = 12
# Comparing is quadratic: longer passages stand beside each other as they are.
MAX_WORDS_COMPARED = 2400
# Of more words in a row that are the same, so many are shown at each end.
MAX_SAME, SAME_SHOWN = 60, 20
CONTEXT_CHARS = 160
# Of a passage, where it only leads to its copies.
_BEGINNING_CHARS = 110
WORD = re.compile(r"\s+|[\w’‘ʼ'‐‑-]+|[^\w\s]")
# Marks within words that are written in several ways.
_SAME_MARKS = str.maketrans("’‘ʼ‐‑", "'''--")
SENTENCE_END = re.compile(r"[.!?…][\"”’»)]*\s+|\n+")


# How two runs of words stand to each other, and where they begin and end, as difflib has it.
Opcode = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedCluster:
    """A cluster with its copies, and the story that all of them are in, if there is one."""

    cluster: Cluster
    passages: tuple[Passage, ...]
    story_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words of a copy, and how they stand to the kept copy's: "same", "added", "lacking"; or how many are "folded"."""

    text: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One copy, with the rest of its sentence around it where the article is at hand."""

    passage: Passage
    runs: tuple[Run, ...]
    before: str
    after: str

    @property
    def is_same(self) -> bool:
        """Whether it has the kept copy's words."""
        return all(run.how == "same" for run in self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """The kept copy, then those that differ from it; all others by their passages."""

    cluster: Cluster
    copies: tuple[Copy, ...]
    same: tuple[Passage, ...]
    more: tuple[Passage, ...]  # that may differ
    why_unknown: str  # who was first; empty where it is known
    first_within: str = ""  # the outlet that was first, where that has it within a longer passage

    @property
    def outlets(self) -> set[str]:
        """Whose copies there are."""
        return {p.outlet for p in (*(copy.passage for copy in self.copies), *self.same, *self.more)}

    @property
    def said(self) -> tuple[str, ...]:
        """Why the kept copy is kept, in which earlier batch it was seen first, and who published it first: sentences,
        all of this passage alone."""
        return tuple(filter(None, (self._said_of_kept, self.said_of_earlier, self._said_of_first)))

    @property
    def _said_of_kept(self) -> str:
        return f"Kept is the copy of {self.copies[0].passage.outlet}: {why_kept(self.cluster.canonical_reason or '')}."

    @property
    def _said_of_first(self) -> str:
        """Who published it first, or why that is not known."""
        if self.first_within:
            return (
                f"Published first by {self.first_within}, within a longer passage: every date is known, and its is the "
                "first."
            )
        if not self.source_outlet:
            return f"Who published it first is not known: {self.why_unknown}."
        return (
            f"Of those who have it, {self.source_outlet} published it first; every date is known, so the others may "
            "have it from there."
        )

    @property
    def said_of_earlier(self) -> str:
        """In which earlier batch it was seen first; nothing where in none."""
        outlet, batch = self.cluster.first_outlet, self.cluster.first_batch
        if not batch:
            return ""
        how = ""
        if outlet not in self.outlets:
            is_further = outlet in {copy.outlet for copy in self.cluster.further}
            how = ", within a longer passage" if is_further else ", in another wording"
        return f"First seen in {outlet}{how}, in {batch}."

    @property
    def source_outlet(self) -> str | None:
        """From whom the others may have it, where that is known."""
        every = [*(copy.passage for copy in self.copies), *self.same, *self.more]
        return next((p.outlet for p in every if p.passage_id == self.cluster.source_passage_id), None)


def show_cluster(shared: SharedCluster, texts: Mapping[str, str], dates: Mapping[str, str | None]) -> SideBySide:
    """The copies side by side; `texts` are articles' texts by id, of as many as are at hand, `dates` when they were
    published."""
    kept, *others = sorted(
        shared.passages,
        key=lambda p: (p.passage_id != shared.cluster.canonical_passage_id, p.outlet, p.passage_id),
    )
    copies = [_copy(kept, kept, texts)]
    same, more = list[Passage](), list[Passage]()
    for passage in others:
        if passage.text == kept.text:
            same.append(passage)
        elif len(copies) < MAX_COPIES:
            copy = _copy(kept, passage, texts)
            if copy.is_same:
                same.append(passage)
            else:
                copies.append(replace(copy, runs=tuple(_folded_runs(copy.runs))))
        else:
            more.append(passage)
    why_unknown, first_within = _without_source(shared, dates) if shared.cluster.source_passage_id is None else ("", "")
    return SideBySide(
        cluster=shared.cluster,
        copies=tuple(copies),
        same=tuple(same),
        more=tuple(more),
        why_unknown=why_unknown,
        first_within=first_within,
    )


def _without_source(shared: SharedCluster, dates: Mapping[str, str | None]) -> tuple[str, str]:
    """Why no passage is named as the source, or the outlet that was first and has the words within a longer passage."""
    if not shared.cluster.knows_all:
        return "it stands in more longer passages than are compared", ""
    further = {copy.article_id: copy for copy in shared.cluster.further}
    articles = [*(passage.article_id for passage in shared.passages), *further]
    dates = {**dates, **{name: copy.published for name, copy in further.items()}}
    first = first_by_date(articles, dates)
    if first in further:
        return "", further[first].outlet
    return why_first_is_unknown(articles, dates), ""


def beginning(text: str, n_chars: int = _BEGINNING_CHARS) -> str:
    """As much of a text as a list of some has, up to the end of a word; of a passage, unless told otherwise.

    >>> beginning("Ferries will carry bicycles", 22), beginning("Ferries", 22), beginning("大阪城大阪城", 4)
    ('Ferries will carry…', 'Ferries', '大阪城大…')
    """
    if len(text) <= n_chars:
        return text
    head = text[:n_chars]
    if not text[n_chars].isspace() and head[n_chars // 2 :].split()[1:]:
        head = head.rsplit(maxsplit=1)[0]
    return head.rstrip() + "…"


def own_stretches(text: str, passages: Sequence[Passage]) -> list[str]:
    """What of an article's text stands in none of its passages, a stretch each; marks alone are none."""
    stretches, done = [], 0
    for passage in sorted(passages, key=lambda p: (p.start_char, p.end_char)):
        if passage.start_char > done:
            stretches.append(text[done : passage.start_char])
        done = max(done, passage.end_char)
    stretches.append(text[done:])
    return [own.strip() for own in stretches if any(map(str.isalnum, own))]


def left_out(article_id: str, clusters: Sequence[Sequence[Passage]], kept_id: str) -> list[str]:
    """What the others of a story share and the article has not, a stretch each, as one of them has it: the kept one
    where it does. `clusters` are their passages; one that the article has may lie within one that it has not."""
    had: defaultdict[str, list[Passage]] = defaultdict(list)
    lacking: list[Passage] = []
    for passages in clusters:
        if any(p.article_id == article_id for p in passages):
            for passage in passages:
                had[passage.article_id].append(passage)
        elif len({p.article_id for p in passages}) > 1:
            lacking.append(min(passages, key=lambda p: (p.article_id != kept_id, p.article_id, p.start_char)))
    stretches: dict[str, None] = {}  # each once, in order
    for passage in sorted(lacking, key=lambda p: (p.article_id != kept_id, p.article_id, p.start_char, -p.end_char)):
        start, end = passage.start_char, passage.end_char
        others = had[passage.article_id]
        within = [
            replace(p, start_char=max(p.start_char - start, 0), end_char=min(p.end_char, end) - start)
            for p in others
            if p.start_char < end and start < p.end_char
        ]
        stretches.update(dict.fromkeys(own_stretches(passage.text, within)))
        others.append(passage)  # what lies within it was told
    return list(stretches)


def _folded_runs(runs: Iterable[Run]) -> Iterator[Run]:
    """The runs, of the long ones that are the same only their ends."""
    for run in runs:
        words = list(re.finditer(r"\S+", run.text)) if run.how == "same" else []
        if len(words) <= MAX_SAME:
            yield run
            continue
        head, tail = words[SAME_SHOWN - 1].end(), words[-SAME_SHOWN].start()
        yield Run(text=run.text[:head], how="same")
        yield Run(text=str(len(words) - 2 * SAME_SHOWN), how="folded")
        yield Run(text=run.text[tail:], how="same")


def _copy(kept: Passage, passage: Passage, texts: Mapping[str, str]) -> Copy:
    before, after = _context(passage, texts.get(passage.article_id, ""))
    return Copy(passage=passage, runs=_compare(kept.text, passage.text), before=before, after=after)


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


def _compare(kept_text: str, copy_text: str) -> tuple[Run, ...]:
    """Runs of the copy; what differs in marks and white space alone counts as the same."""
    as_it_is = (Run(text=copy_text, how="same"),)
    if kept_text == copy_text:  # most copies are
        return as_it_is
    kept, copy = WORD.findall(kept_text), WORD.findall(copy_text)
    if len(kept) + len(copy) > MAX_WORDS_COMPARED:
        return as_it_is
    one, other = _folded(kept), _folded(copy)
    if one == other:
        return as_it_is
    runs: list[Run] = []
    for tag, a, b, c, d in _slid(Matcher(one, other).get_opcodes(), one, other):
        gone, here = "".join(kept[a:b]), "".join(copy[c:d])
        if tag != "equal" and any(map(str.isalnum, gone)):
            ends_line = "\n" in gone[len(gone.rstrip()) :]
            runs.append(Run(text=gone.strip() + "\n" * ends_line, how="lacking"))
        if here:
            runs.append(Run(text=here, how="added" if tag != "equal" and any(map(str.isalnum, here)) else "same"))
    return tuple(runs)


def _folded(words: list[str]) -> list[str]:
    return [word.casefold().translate(_SAME_MARKS) for word in words]


def _slid(opcodes: Sequence[Opcode], one: Sequence[str], other: Sequence[str]) -> Iterator[Opcode]:
    """The same difference, told so that what is lacking or added begins with a word, where it can: of "One. Two." and
    "One." the second sentence is lacking, not the first one's full stop and "Two"."""
    n_slid = 0
    for at, (tag, a, b, c, d) in enumerate(opcodes):
        a, c = a + n_slid, c + n_slid
        n_slid = 0
        if tag in ("delete", "insert") and at + 1 < len(opcodes):
            words, start, end = (one, a, b) if tag == "delete" else (other, c, d)
            n_next = opcodes[at + 1][2] - opcodes[at + 1][1]
            n_slid = next((n for n in range(end - start) if words[start + n][0].isalnum()), 0)
            if n_slid > n_next or words[start : start + n_slid] != words[end : end + n_slid]:
                n_slid = 0
            if n_slid:
                yield "equal", a, a + n_slid, c, c + n_slid
        yield tag, a + n_slid, b + n_slid, c + n_slid, d + n_slid


class Matcher(difflib.SequenceMatcher[str]):
    """Finds what difflib's own finds. That one looks at each two spaces of a place each time that it looks for the
    longest match in it, .02 s for two passages of 400 words and spaces: here one table answers, in a fifth of that."""

    def __init__(self, one: list[str], other: list[str]) -> None:
        super().__init__(None, one, other, autojunk=False)
        numbers: dict[str, int] = {}
        a, b = (
            np.array([numbers.setdefault(word, len(numbers)) for word in words], np.int16) for words in (one, other)
        )
        # int16[n_words, n_words]: how many in a row are the same, up to the i-th of one and the j-th of the other; and
        # how many there are at most, of a place that begins with the first of both.
        self._in_a_row = (a[:, None] == b).astype(np.int16)
        for i in range(1, len(a)):
            self._in_a_row[i, 1:] *= self._in_a_row[i - 1, :-1] + 1
        self._at_most = np.minimum.outer(*(np.arange(1, len(words) + 1, dtype=np.int16) for words in (a, b)))

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> difflib.Match:
        """Of several the first in one, and of those the first in the other."""
        there = self._in_a_row[alo:ahi, blo:bhi]
        if not there.size:
            return difflib.Match(alo, blo, 0)
        inside = np.minimum(there, self._at_most[: there.shape[0], : there.shape[1]])
        i, j = divmod(int(inside.argmax()), there.shape[1])
        n = int(inside[i, j])
        return difflib.Match(alo + i + 1 - n, blo + j + 1 - n, n) if n else difflib.Match(alo, blo, 0)
