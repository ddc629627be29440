"""The tables of a batch: every column with its type, unit and meaning. `docs/reference/output.md` is made of this.

A new column is a new minor version. Another meaning, type, unit or order of one, or one that goes, is a new major one.
`tests/schema_versions.py` records the columns of each version.
"""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa

SCHEMA_VERSION = "1.4"


class Kind(NamedTuple):
    """What values a column holds."""

    type: pa.DataType
    unit: str = ""


TEXT, TEXTS, YES = Kind(pa.string()), Kind(pa.list_(pa.string())), Kind(pa.bool_())
CHARS, WORDS = Kind(pa.int64(), "characters"), Kind(pa.int64(), "words")
ARTICLE_COUNT, OUTLET_COUNT = Kind(pa.int64(), "articles"), Kind(pa.int64(), "outlets")
PASSAGE_COUNT, BYTES = Kind(pa.int64(), "passages"), Kind(pa.int64(), "bytes")
INPUT_COUNT, EDIT_COUNT = Kind(pa.int64(), "inputs"), Kind(pa.int64(), "edits")
SHARE, COST = Kind(pa.float64(), "0 to 1"), Kind(pa.float64(), "cost")
DATE, CLOCK, INSTANT = (
    Kind(pa.date32(), "day"),
    Kind(pa.timestamp("us"), "microsecond"),
    Kind(pa.timestamp("us", "UTC"), "microsecond"),
)
# In every table, so that those of several batches can be put together.
BATCH = (TEXT, False, "the batch that the row is of")


def _schema(columns: dict[str, tuple[Kind, bool, str]]) -> pa.Schema:
    return pa.schema(
        [
            pa.field(name, kind.type, nullable=nullable, metadata={"unit": kind.unit, "description": description})
            for name, (kind, nullable, description) in {**columns, "batch": BATCH}.items()
        ]
    )


def file_metadata(table: str, batch: str) -> dict[str, str]:
    """What a file of the table says of itself, in its key-value metadata."""
    return {"copydesk.table": table, "copydesk.schema_version": SCHEMA_VERSION, "copydesk.batch": batch}


CANONICAL_REASONS = (
    "which rule chose it: already_published, story, earliest, only_dated, most_complete, preferred_outlet, id, or only"
)
SOURCE_REASONS = "why: `earliest`, every date is known and one is the first"

ARTICLES = _schema(
    {
        "article_id": (TEXT, False, "a hash of outlet and URL, the same in every batch; else of batch and path"),
        "outlet": (
            TEXT,
            False,
            "who published it: as manifest or record name it, else its address's domain, its folder, or what the page "
            "calls itself; `unknown-<id>` if none tells",
        ),
        "outlet_name": (TEXT, True, "what the page calls its outlet: a name to show, spelt in many ways"),
        "url": (TEXT, True, "where it stood"),
        "published": (TEXT, True, "when: ISO 8601 date or time, as it was found, as exact as it is known"),
        "published_date": (DATE, True, "its day, by the clock of who wrote it; null where `published` is no date"),
        "published_local": (CLOCK, True, "its time by that clock, zone left out; null where only a day is known"),
        "published_at": (INSTANT, True, "its instant; null where the zone of its clock is not known"),
        "title": (TEXT, True, "headline"),
        "standfirst": (TEXT, True, "the sentence or two below the headline; `text` may begin with it, too"),
        "byline": (TEXT, True, "who wrote it"),
        "language": (TEXT, True, "ISO 639-1 code of the text"),
        "doubt": (
            TEXT,
            True,
            "what it looks like instead of an article, and why (`gallery: ...`)",
        ),
        "text": (TEXT, False, "the body: paragraphs and subheadings joined by one blank line"),
        "canonical_text": (TEXT, False, "`text` without the passages whose canonical copy stands in another article"),
        "share_elsewhere": (SHARE, False, "how much of `text` has its canonical copy in another article, 0 to 1"),
        "keep": (YES, False, "whether a corpus without copies takes the article, with its `canonical_text`"),
        "keep_reason": (
            TEXT,
            False,
            "why: `own` text, `canonical` of its story, `more` than it, a `passage` cut elsewhere; or a `copy`",
        ),
        "text_path": (
            TEXT,
            False,
            "the article's text file (title, standfirst, body), relative to the batch; written if `text_files` says so",
        ),
        "source_path": (TEXT, False, "the input file, relative to the source folder"),
        "source_sha256": (TEXT, False, "SHA-256 of the input's bytes"),
        "media_type": (TEXT, False, "`text/plain` or `text/html`"),
        "encoding": (TEXT, False, "the codec that decoded the bytes"),
        "decoding_method": (
            TEXT,
            False,
            "how it was found: bom, utf-8, declared, escapes, detected, guessed, ...",
        ),
        "encoding_runner_up": (
            TEXT,
            True,
            "the next likeliest codec that gives another text, where they were weighed",
        ),
        "encoding_margin": (Kind(pa.float64(), "nats"), True, "by how much less likely it is, as a natural logarithm"),
        "n_source_chars": (CHARS, False, "length of the decoded source (HTML: of the page's extracted text)"),
        "end_gap": (TEXT, False, "what stood in the source after the last block or removal"),
    }
)
BLOCKS = _schema(
    {
        "article_id": (TEXT, False, "the article"),
        "start_char": (CHARS, False, "start in the decoded source"),
        "end_char": (CHARS, False, "end in the decoded source"),
        "kind": (
            TEXT,
            False,
            "paragraph, heading; lead: the standfirst, which is also in `text`; title, standfirst: not in `text`",
        ),
        "text_start": (CHARS, True, "start in `text`; null where the block became a field"),
        "text_end": (CHARS, True, "end in `text`"),
        "field_text": (TEXT, True, "the repaired text of a block that became a field"),
        "gap": (TEXT, False, "what stood in the source between the piece before and this one: white space"),
    }
)
EDITS = _schema(
    {
        "article_id": (TEXT, False, "the article"),
        "start_char": (CHARS, False, "start in the decoded source"),
        "end_char": (CHARS, False, "end in the decoded source"),
        "before": (TEXT, False, "what stood there"),
        "after": (TEXT, False, "what stands there now"),
        "stage": (TEXT, False, "the stage that made the edit"),
        "rule": (TEXT, False, "the rule that made it"),
        "margin": (COST, True, "by how much the next-best reading was worse, where the rule weighs readings"),
    }
)
REMOVALS = _schema(
    {
        "article_id": (TEXT, False, "the article"),
        "start_char": (CHARS, False, "start in the decoded source"),
        "end_char": (CHARS, False, "end in the decoded source"),
        "text": (TEXT, False, "what was taken out, as it stood in the source"),
        "reason": (TEXT, False, "what it is: caption, related_link, appeal, ..."),
        "rule": (TEXT, False, "which rule or evidence decided"),
        "gap": (TEXT, False, "what stood in the source between the piece before and this one"),
    }
)
PASSAGES = _schema(
    {
        "passage_id": (TEXT, False, "`<article_id>:<start_char>-<end_char>`"),
        "article_id": (TEXT, False, "the article it stands in"),
        "article_batch": (TEXT, False, "the batch of that article, which may be an earlier one"),
        "outlet": (TEXT, False, "that article's outlet"),
        "start_char": (CHARS, False, "start in the article's `text`"),
        "end_char": (CHARS, False, "end in the article's `text`"),
        "text": (TEXT, False, "the passage"),
        "cluster_id": (TEXT, False, "the cluster of its near-duplicates"),
        "is_canonical": (YES, False, "whether this is the copy to keep"),
        "canonical_text_at": (CHARS, True, "where in `canonical_text` it was taken out; null where it stayed"),
    }
)
MATCHES = _schema(
    {
        "a_article_id": (TEXT, False, "one article; the smaller id"),
        "a_start": (CHARS, False, "start in its `text`"),
        "a_end": (CHARS, False, "end in its `text`"),
        "b_article_id": (TEXT, False, "the other article, of another outlet"),
        "b_start": (CHARS, False, "start in its `text`"),
        "b_end": (CHARS, False, "end in its `text`"),
        "kind": (TEXT, False, "exact, near, or contained"),
        "similarity": (SHARE, False, "Jaccard similarity of the two spans' shingles, 0 to 1"),
        "only_a": (TEXTS, False, "numbers, names, negations and modals that only a's span has, as written"),
        "only_b": (TEXTS, False, "numbers, names, negations and modals that only b's span has"),
        "same_outlet": (YES, False, "both of one outlet: only where `reuse.same_outlet` asks for it"),
        "a_batch": (TEXT, False, "the batch of a's article, which may be an earlier one"),
        "b_batch": (TEXT, False, "the batch of b's article; one of the two is this one"),
    }
)
CLUSTERS = _schema(
    {
        "cluster_id": (TEXT, False, "the cluster"),
        "n_passages": (PASSAGE_COUNT, False, "how many passages are in it"),
        "n_outlets": (OUTLET_COUNT, False, "of how many outlets"),
        "canonical_passage_id": (TEXT, False, "the copy to keep"),
        "canonical_article_id": (TEXT, False, "the article it stands in"),
        "canonical_batch": (TEXT, False, "the batch of that article, which may be an earlier one"),
        "canonical_reason": (TEXT, False, CANONICAL_REASONS),
        "first_published": (TEXT, True, "the earliest known date among the articles that have its words"),
        "first_published_date": (DATE, True, "that date's day, by the clock of who wrote it"),
        "first_published_local": (CLOCK, True, "its time by that clock, zone left out; null where only a day is known"),
        "first_published_at": (INSTANT, True, "its instant; null where the zone of its clock is not known"),
        "first_batch": (TEXT, False, "the batch that saw it first, as far back as this one looks"),
        "first_article_id": (TEXT, False, "the article it was seen in first"),
        "first_outlet": (TEXT, False, "the outlet of that article; it need not be one of `outlets`"),
        "source_passage_id": (
            TEXT,
            True,
            "whose passage the others may have; null where none was first, or nothing tells",
        ),
        "source_reason": (TEXT, True, SOURCE_REASONS),
        "outlets": (TEXTS, False, "the outlets, sorted"),
        "text": (TEXT, False, "the canonical copy"),
    }
)
ARTICLE_CLUSTERS = _schema(
    {
        "cluster_id": (TEXT, False, "the cluster"),
        "article_ids": (TEXTS, False, "its articles, sorted"),
        "n_articles": (ARTICLE_COUNT, False, "how many articles are in it"),
        "n_outlets": (OUTLET_COUNT, False, "of how many outlets"),
        "canonical_article_id": (TEXT, False, "the article to keep"),
        "canonical_batch": (TEXT, False, "the batch of that article, which may be an earlier one"),
        "canonical_reason": (TEXT, False, CANONICAL_REASONS),
        "first_published": (TEXT, True, "the earliest known date among its articles"),
        "first_published_date": (DATE, True, "that date's day, by the clock of who wrote it"),
        "first_published_local": (CLOCK, True, "its time by that clock, zone left out; null where only a day is known"),
        "first_published_at": (INSTANT, True, "its instant; null where the zone of its clock is not known"),
        "source_article_id": (TEXT, True, "whom the others may have it from; null where nothing tells"),
        "source_reason": (TEXT, True, SOURCE_REASONS),
    }
)
STOCK = _schema(
    {
        "text": (TEXT, False, "the most frequent wording"),
        "kind": (TEXT, False, "form, phrase, notice, newsroom, list, heading, reference or facts"),
        "n_articles": (ARTICLE_COUNT, False, "in how many articles it stands"),
        "n_outlets": (OUTLET_COUNT, False, "of how many outlets"),
    }
)
PROFILES = _schema(
    {
        "outlet": (TEXT, False, "whose articles were summed up"),
        "kind": (
            TEXT,
            False,
            "article: one it was learned from; check: those that extractor and profile were both asked about; path: a "
            "place on its pages; line: a line of its articles",
        ),
        "name": (
            TEXT,
            False,
            "article: digest of its id; check: empty; path: its steps; line: digest of its letters and digits",
        ),
        "verdict": (TEXT, True, "path: what stands there is prose, furniture, or mixed"),
        "n_pages": (ARTICLE_COUNT, True, "check: how many articles; path, line: articles in which it stood"),
        "n_kept_pages": (
            ARTICLE_COUNT,
            True,
            "check: of them, those of which both told the same; path, line: those that keep it when judged alone",
        ),
        "n_words": (WORDS, True, "path: words that do not recur, a page for 400 at most"),
        "n_kept_words": (WORDS, True, "path: of them, those kept when each page is judged alone"),
        "n_link_words": (WORDS, True, "path: of them, those in links"),
        "n_recurring_words": (WORDS, True, "path: words in lines that stand in other articles of the outlet too"),
        "n_outlets": (OUTLET_COUNT, True, "line: outlets of a batch in which it stood"),
    }
)
INPUTS = _schema(
    {
        "path": (TEXT, False, "the file, relative to the source folder; of a dated batch to the folder of all dates"),
        "n_bytes": (BYTES, False, "its size; 0 where it could not be looked at"),
        "sha256": (TEXT, True, "SHA-256 of its bytes; null of a container, and where it cannot be read"),
        "late_of": (TEXT, True, "the batch of its own date, which had been published without it"),
    }
)
OUTLETS = _schema(
    {
        "outlet": (TEXT, False, "the outlet"),
        "n_articles": (ARTICLE_COUNT, False, "its articles"),
        "n_refused": (
            INPUT_COUNT,
            False,
            "inputs that are known to be its and were quarantined; duplicates are not counted",
        ),
        "n_chars": (CHARS, False, "characters of all its articles' `text`"),
        "median_chars": (CHARS, False, "characters of the `text` in their middle by length; 0 where there is none"),
        "n_removed_chars": (CHARS, False, "characters that were removed from its articles"),
        "n_edits": (EDIT_COUNT, False, "places that were mended in them, removed ones too"),
        "n_shared_chars": (CHARS, False, "characters of their `text` that stand in another outlet, too"),
    }
)
TABLES = {
    "article_clusters": ARTICLE_CLUSTERS,
    "articles": ARTICLES,
    "blocks": BLOCKS,
    "clusters": CLUSTERS,
    "edits": EDITS,
    "inputs": INPUTS,
    "matches": MATCHES,
    "outlets": OUTLETS,
    "passages": PASSAGES,
    "profiles": PROFILES,
    "removals": REMOVALS,
    "stock": STOCK,
}
