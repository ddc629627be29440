"""Shared passages in an article of the report: each that is listed is found where it begins, however they lie."""

from html import unescape
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from copydesk.records import Cluster, Decoding, Edit, Passage
from copydesk.report.article import ShownArticle, show_article
from copydesk.report.places import Places
from copydesk.report.shared import SharedCluster
from copydesk.report.source import KeptSpan, RemovedSpan, ReportedArticle
from tests.test_report import NO_TEXT

ID = "aaaaaaaaaaaaaaaa"
PLACES = Places(3, 1000)
PARAGRAPHS = ("One two three four.", "Five six seven.", "Eight nine ten eleven twelve.")
REMOVED = "Read more"
TEXT = "\n\n".join(PARAGRAPHS)


def article(n_mended: int) -> ReportedArticle:
    """Its source has a line between each two paragraphs that was removed; the first letters of so many words of the
    first one were mended, of which the second's did not stand there."""
    source, blocks, removals, edits = "", [], list[RemovedSpan](), list[Edit]()
    for text in PARAGRAPHS:
        if source:
            removals.append(
                RemovedSpan(len(source) + 2, len(source) + 2 + len(REMOVED), "related_link", "text.wording")
            )
            source += f"\n\n{REMOVED}\n\n"
        start = len(source)
        for word in text.split(" "):
            source += " " * (len(source) > start)
            if not blocks and len(edits) < n_mended:
                before = "" if len(edits) == 1 else "??"
                edits.append(
                    Edit(
                        start_char=len(source),
                        end_char=len(source) + len(before),
                        before=before,
                        after=word[:2],
                        rule="text.composed",
                        stage="repair",
                    )
                )
                source += before + word[2:]
            else:
                source += word
        blocks.append(KeptSpan(start, len(source), "paragraph"))
    return ReportedArticle(
        **dict.fromkeys(ReportedArticle._fields, None)
        | dict.fromkeys(("outlet", "source_path"), "ann.example")
        | {
            "article_id": ID,
            "decoding": Decoding(encoding="utf-8", method="utf-8"),
            "source_text": source,
            "text": TEXT,
        }
        | {"edits": tuple(edits), "blocks": tuple(blocks), "removals": tuple(removals)},
    )


def passage(name: str, start: int, end: int) -> Passage:
    return Passage(
        passage_id=f"{name}:{start}-{end}",
        article_id=name,
        outlet=f"{name[0]}.example",
        start_char=start,
        end_char=end,
        text=TEXT[start:end],
        cluster_id=f"cluster:{ID}:{start}-{end}",
    )


def shown(spans: set[tuple[int, int]], n_mended: int) -> ShownArticle:
    """The article with these passages, each of which another outlet has, too."""
    own = [passage(ID, *span) for span in sorted(spans)]
    clusters = {}
    for one in own:
        other = passage("b" * 16, one.start_char, one.end_char)
        cluster = Cluster(
            cluster_id=one.cluster_id,
            passage_ids=(one.passage_id, other.passage_id),
            n_outlets=2,
            canonical_passage_id=one.passage_id,
            canonical_reason="earliest",
        )
        clusters[one.cluster_id] = SharedCluster(cluster=cluster, passages=(one, other))
    return show_article(article(n_mended), "A title", n_mended, own, clusters, None, {}, PLACES)


def read_body(html: str) -> tuple[str, dict[str, int], list[tuple[int, str]]]:
    """The text as one sees it, and how much of it stands before each id and each number; paragraphs are parted as in
    the article's text, and no link stands in a link."""
    text, ids, numbers, within = "", dict[str, int](), list[tuple[int, str]](), list[str]()

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            nonlocal text
            assert not (tag == "a" and "a" in within)
            said = dict(attrs)
            if tag == "p" and "out" not in str(said.get("class")):
                text += "\n\n" if text else ""
            if "id" in said:
                assert said["id"] not in ids
                ids[str(said["id"])] = len(text)
            within.append("out" if "out" in str(said.get("class")) else tag)

        def handle_endtag(self, tag: str) -> None:
            within.pop()

        def handle_data(self, data: str) -> None:
            nonlocal text
            if "sup" in within:
                numbers.append((len(text), data))
            elif not {"out", *NO_TEXT}.intersection(within) and data != "\n":
                text += data

    Reader().feed(html)
    return unescape(text), ids, numbers


# No passage is white space alone.
SPANS = (
    st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 30))
    .map(lambda at: (at[0], min(len(TEXT), sum(at))))
    .filter(lambda span: TEXT[slice(*span)].strip())
)


@given(st.sets(SPANS, min_size=1, max_size=8), st.integers(0, 4))
def test_each_passage_that_is_listed_stands_where_it_begins(spans: set[tuple[int, int]], n_mended: int) -> None:
    """With its anchor and its number, also within another, across one, and where another begins."""
    page = shown(spans, n_mended)
    text, ids, numbers = read_body(page.body)
    assert text == TEXT
    gaps = {at for at in range(len(TEXT)) if TEXT[at] == "\n"}
    for one in page.shared:
        start = one.passage.start_char
        at = ids[f"p-{one.passage.passage_id}"]
        assert (at, str(one.number)) in numbers
        if n_mended == 0 or start >= len(PARAGRAPHS[0]):
            assert at == start + (0 if start not in gaps else TEXT[start:].index(TEXT[start:].lstrip()[0]))
        else:  # it may begin within what was mended
            assert start - 1 <= at <= start


def test_each_run_of_a_passage_says_its_number_again() -> None:
    """Where one ends that lies within it: else a colour would change without a number."""
    page = shown({(0, 19), (4, 7)}, 0)
    assert read_body(page.body)[2] == [(0, "1"), (4, "2"), (7, "1")]
    page = shown({(0, 19), (0, 7), (21, 30)}, 0)
    assert read_body(page.body)[2] == [(0, "1"), (0, "2"), (7, "1"), (21, "3")]


def test_a_passage_of_several_paragraphs_says_its_number_once() -> None:
    """It goes on in the next one."""
    assert read_body(shown({(4, len(TEXT) - 3)}, 0).body)[2] == [(4, "1")]
