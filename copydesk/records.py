"""What all stages speak: sources, articles, blocks, edits, removals, passages, matches and clusters.

Records are frozen; a stage returns a new one (`dataclasses.replace`, or `_replace` of a tuple). Every span is half-open
and counts characters (code points). Spans of edits, blocks and removals lie in the decoded source; spans of passages
and matches lie in the article's `text` as it is emitted. `copydesk.rebuild` gives the decoded source back from the
evidence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

# "lead" is a standfirst that is the body's first paragraph, too.
BlockKind = Literal["paragraph", "heading", "title", "standfirst", "lead"]
BODY_KINDS: frozenset[BlockKind] = frozenset({"paragraph", "heading", "lead"})
MatchKind = Literal["exact", "near", "contained"]
StockKind = Literal["form", "phrase", "notice", "newsroom", "list", "heading", "reference", "facts"]
PathVerdict = Literal["prose", "furniture", "mixed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One input before decoding: a file, or one record of a container."""

    source_id: str  # from outlet and URL, else from the path
    path: str  # relative to the batch's source folder, with forward slashes; of a record "crawl.warc.gz#17"
    media_type: str  # "text/plain" or "text/html"
    data: bytes
    outlet: str | None = None
    url: str | None = None
    published: str | None = None  # ISO 8601, as far as it is known
    title: str | None = None  # as a record has it: for where the page itself does not say
    language: str | None = None  # likewise, in the record's own words ("en-GB", "eng_Latn")
    record_id: str | None = None  # what the record calls itself
    charset: str | None = None  # declared outside the bytes (an HTTP header), if it was
    sha256: str | None = None  # of `data`, where it is known already


@dataclass(frozen=True, slots=True, kw_only=True)
class Damaged:
    """What could not be read of a container, and where: what stands around it was read on."""

    path: str  # the container's, or its record's, as in Source
    offset: int  # of the container's bytes; the error says where it counts what they decompress to
    reason: str  # "truncated", "corrupt", "checksum", "bad_record", "too_large", "bomb", "refused", "unsupported", ...
    error: str
    n_suspect: int = 0  # records before it that came out and may be wrong: their checksum does not agree, or is missing


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOver:
    """How many records of a container are no article's, by kind: "warc request", "http 404", "image/jpeg"."""

    path: str  # the container's
    kind: str
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoding:
    """How the bytes became text: the evidence of the first change."""

    encoding: str  # Python's codec name
    method: str  # "bom", "utf-8", "declared", "detected", "guessed", ...
    runner_up: str | None = None  # the next likeliest codec that gives another text, where charsets were weighed
    margin: float | None = None  # how much less likely that one is, as a logarithm: 0 is a tie


class Edit(NamedTuple):
    """One change inside a paragraph: `before` stood at [start_char, end_char) of the decoded source.

    A tuple, as are Block, Removal and PageBlock: an article has hundreds, and they are made and read back in half the
    time.
    """

    start_char: int
    end_char: int
    before: str
    after: str
    stage: str  # "repair" or "strip"
    rule: str  # "quote.turned_close", "mojibake.utf8_as_cp1252"; joined by "+" where two rules met on one span
    margin: float | None = None  # cost of the next-best reading minus that of the chosen one, where the rule has one


class Block(NamedTuple):
    """A stretch of source that was kept: a paragraph or heading of the body, or the text behind a field."""

    start_char: int
    end_char: int
    text: str  # after the edits inside [start_char, end_char)
    kind: BlockKind = "paragraph"
    gap: str = ""  # the white space that stood in the source just before start_char


class Removal(NamedTuple):
    """A stretch of source that was taken out as page furniture; `text` is the source's own, edits not applied."""

    start_char: int
    end_char: int
    text: str
    reason: str  # "caption", "related_link", ...: the codes of copydesk.reasons
    rule: str  # which rule or evidence decided
    gap: str = ""  # as in Block


class PageBlock(NamedTuple):
    """One line of an HTML page's extracted text, and where on the page it stood."""

    path: str  # DOM path from the root, "html/body/main.story/p"; digits folded to 0
    tag: str  # the block element's own tag
    n_link_chars: int  # characters of the line that stand inside links


# Of each line of an article that stands in the page's data alone; no line that a page shows has such a block.
DATA_BLOCK = PageBlock("script", "script", 0)
# What shows itself only under the pointer, in the middle of a sentence: a person's card, a word's explanation.
HOVER_CLASS = re.compile(
    r"(?:^|[\s_-])(?:hover-?card|rollover-[\w-]*block|tool-?tip-?(?:text|content|box|body))(?:$|[\s_-])", re.IGNORECASE
)
# How a word is read, which a ruby annotation sets above it, and the brackets around that.
RUBY_READINGS = ("rt", "rp", "rtc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article on its way through the stages.

    `text` is the decoded source after `read`, the repaired text after `repair` (same line breaks), and the body's
    paragraphs joined by one blank line after `strip`. For HTML the decoded source is the page's extracted text, one
    line a block, and `page_blocks[i]` belongs to line i.
    """

    article_id: str
    outlet: str  # empty until strip where neither manifest nor URL tells
    source_path: str
    source_sha256: str
    media_type: str
    decoding: Decoding
    source_text: str
    text: str
    url: str | None = None
    published: str | None = None
    title: str | None = None
    standfirst: str | None = None
    byline: str | None = None
    language: str | None = None
    given_title: str | None = None  # what its record said, for where nothing else is found
    given_language: str | None = None
    outlet_name: str | None = None  # what the page calls its outlet: to show, not to tell outlets apart
    doubt: str | None = None  # what it looks like instead of an article, and why; strip fills it
    html: str | None = None  # the decoded page; dropped after strip
    page_blocks: tuple[PageBlock, ...] = ()
    edits: tuple[Edit, ...] = ()
    blocks: tuple[Block, ...] = ()
    removals: tuple[Removal, ...] = ()
    end_gap: str = ""  # the white space after the last block or removal


class PathProfile(NamedTuple):
    """What stood at one place of an outlet's pages. Words of lines that recur are counted apart from all others."""

    path: str  # steps as in PageBlock.path; "**/" before it where only its innermost steps count
    n_pages: int
    n_kept_pages: int  # on which the single-page result keeps most of it
    n_words: int
    n_kept_words: int
    n_link_words: int
    n_recurring_words: int
    verdict: PathVerdict  # what a line on this path is


class LineProfile(NamedTuple):
    """On how many of an outlet's articles one line stood: a tuple, as nearly every line of a batch has one."""

    digest: str  # of its letters and digits
    n_pages: int
    n_kept_pages: int  # articles whose single-page result keeps it
    n_outlets: int  # of a batch, in which it stood


@dataclass(frozen=True, kw_only=True)
class OutletProfile:
    """An outlet's articles summed up: where its prose stands, and which lines come back."""

    outlet: str
    articles: tuple[str, ...]  # digests of the ids of the articles it was learned from
    paths: tuple[PathProfile, ...]
    lines: tuple[LineProfile, ...]
    n_checked: int = 0  # articles that extractor and profile were both asked about, to compare them
    n_differing: int = 0  # of them, those that came out otherwise

    @cached_property
    def by_path(self) -> dict[str, PathProfile]:
        """The paths by their names."""
        return {path.path: path for path in self.paths}

    @cached_property
    def by_digest(self) -> dict[str, LineProfile]:
        """The lines by their digests."""
        return {line.digest: line for line in self.lines}


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The same passage in two articles, of different outlets unless `same_outlet`; a_article_id < b_article_id."""

    a_article_id: str
    a_start: int
    a_end: int
    b_article_id: str
    b_start: int
    b_end: int
    kind: MatchKind
    similarity: float  # 0 to 1: the Jaccard similarity of the two spans' shingles
    only_a: tuple[str, ...] = ()  # numbers, names, negations and modals that only a's span has, in order
    only_b: tuple[str, ...] = ()
    same_outlet: bool = False  # reported only where it was asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of an article's text that stands in another outlet's article too."""

    passage_id: str  # "<article_id>:<start_char>-<end_char>"
    article_id: str
    outlet: str
    start_char: int
    end_char: int
    text: str
    cluster_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherCopy:
    """Where an article has a cluster's words within a longer passage, which stands in another cluster."""

    article_id: str
    outlet: str
    start_char: int
    end_char: int
    published: str | None = None  # of the article; told by copydesk.canonical

    @property
    def passage_id(self) -> str:
        """What it would be called if it were a passage of the cluster."""
        return f"{self.article_id}:{self.start_char}-{self.end_char}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Passages that are near-duplicates of one another."""

    cluster_id: str
    passage_ids: tuple[str, ...]
    n_outlets: int
    further: tuple[FurtherCopy, ...] = ()  # of articles that have none of its passages
    knows_all: bool = True  # whether all longer passages that may have its words were compared
    canonical_passage_id: str | None = None  # chosen by copydesk.canonical
    canonical_reason: str | None = None
    first_published: str | None = None  # of the dates of all articles with its words the earliest, where any is known
    first_article_id: str | None = None  # where it was seen first
    first_outlet: str | None = None
    first_batch: str | None = None  # an earlier one; none where it was first seen in this batch
    source_passage_id: str | None = None  # from whom the others may have it, where that can be said
    source_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletNumbers:
    """What a batch came to for one outlet."""

    outlet: str
    n_articles: int
    n_refused: int  # inputs that gave no article
    n_chars: int  # of all texts
    median_chars: int  # of a text
    n_removed_chars: int
    n_edits: int
    n_shared_chars: int  # of texts, that stand in another outlet too


Measure = Literal["refused", "length", "removed", "mended", "shared"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """An outlet that left its own past: one measure of it is far from what it was in earlier batches."""

    outlet: str
    measure: Measure
    value: float
    usual: float  # the median of the earlier batches
    spread: float  # what is ordinary on either side of it: of ten nights, some seven are within
    n_batches: int  # earlier ones that the outlet is in


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierPassage:
    """A passage of an article of an earlier batch, as that batch published it."""

    start_char: int
    end_char: int
    is_canonical: bool  # whether it was the copy to keep
    first_batch: str  # where it was seen first, as far back as that batch could look
    first_article_id: str
    first_outlet: str
    first_published: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierArticle:
    """An article of an earlier batch that shares a passage with one of this batch."""

    article_id: str
    outlet: str
    published: str | None
    batch: str
    n_chars: int
    passages: tuple[EarlierPassage, ...] = ()  # those that stand in clusters of its batch
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StockSentence:
    """A sentence that many outlets share without copying one another."""

    text: str  # its most frequent wording
    kind: StockKind
    n_articles: int
    n_outlets: int
    outlets: tuple[str, ...] = ()  # which, sorted; none where an earlier table does not tell


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleCluster:
    """Articles that are mostly one text, wherever it is from."""

    cluster_id: str
    article_ids: tuple[str, ...]
    n_outlets: int
    canonical_article_id: str
    canonical_reason: str
    first_published: str | None = None
    source_article_id: str | None = None  # as of a Cluster
    source_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """An input that gave no article, and why."""

    source_id: str
    source_path: str
    source_sha256: str | None
    reason: str  # "empty", "binary", "unsupported", "no_article", ...
    error: str
    n: int = 1  # how many there are of it: of what was passed over in a container
    outlet: str | None = None  # whose it would have been, where that is known
