"""The text without the passages whose canonical copy stands elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.canonical import CanonicalText, canonical_text
from copydesk.records import Cluster, Passage


def cut(marked: str, *, whole_sentences: bool = False) -> CanonicalText:
    """The canonical text where [..] marks passages with their canonical copy elsewhere, {..} those kept here."""
    text, passages, clusters, open_at = "", [], [], []
    for char in marked:
        if char in "[{":
            open_at.append((char, len(text)))
        elif char in "]}":
            kind, start = open_at.pop()
            passage_id = f"a:{start}-{len(text)}"
            cluster_id = f"c{len(clusters)}"
            passages.append(
                Passage(
                    passage_id=passage_id,
                    article_id="a",
                    outlet="o",
                    start_char=start,
                    end_char=len(text),
                    text=text[start:],
                    cluster_id=cluster_id,
                )
            )
            chosen = passage_id if kind == "{" else "b:0-9"
            ids = (passage_id, "b:0-9")
            clusters.append(Cluster(cluster_id=cluster_id, passage_ids=ids, n_outlets=2, canonical_passage_id=chosen))
        else:
            text += char
    return canonical_text(text, passages, clusters, whole_sentences=whole_sentences)


@pytest.mark.parametrize(
    "marked, expected",
    [
        ("Nothing to cut.", "Nothing to cut."),
        ("One. [Two.] Three.", "One. Three."),
        ("One.\n\n[Two.]\n\nThree.", "One.\n\nThree."),
        ("[One.]\n\nTwo.", "Two."),
        ("One.\n\n[Two.]", "One."),
        ("One. [Two.]\n\nThree.", "One.\n\nThree."),
        ("One.\n\n[Two.] Three.", "One.\n\nThree."),
        ("He said [so and so].", "He said."),
        ("He said [so and so], then left.", "He said, then left."),
        ("[All of it.]", ""),
        ("[One.] [Two.] Three.", "Three."),
        ("One. [Two.]\n\n[Three.]\n\nFour.", "One.\n\nFour."),
        ("[One. {Two.} Three.] Four.", "Two. Four."),
        ("{One. Two.} Three.", "One. Two. Three."),
        ("One[two]three", "Onethree"),
    ],
)
def test_white_space_is_left_tidy(marked: str, expected: str) -> None:
    """One space or one blank line where a passage stood; what is canonical here stays."""
    assert cut(marked).text == expected


@pytest.mark.parametrize(
    "marked, expected",
    [
        ("One is this. [Two.] Three is that.", "One is this. Three is that."),
        ("It is so. [All of it.] He said.\n\nTwo is that.", "It is so. He said.\n\nTwo is that."),
        ("[All of it is so.] He said.\n\nTwo is that.", "Two is that."),
        ("One is this.\n\nRead: [All of it is so.]\n\n[And so.]", "One is this.\n\nRead: All of it is so."),
        ("He said [so and so]. Then he left.", "He said so and so. Then he left."),
        ("He said [so. “And so.” Then] he left.", "He said so. Then he left."),
        ("One.\n\nHe [said.\n\nTwo.\n\nThree] it was.", "One.\n\nHe said.\n\nThree it was."),
        ("He met [J. Smith of the U.S. army] there.", "He met J. Smith of the U.S. army there."),
        ("一。[二。三]四。", "一。三四。"),
        ("[All of it.]", ""),
    ],
)
def test_whole_sentences_are_cut_where_that_is_asked_for(marked: str, expected: str) -> None:
    """Half a sentence stays."""
    assert cut(marked, whole_sentences=True).text == expected


def test_a_passage_of_which_nothing_is_cut_has_no_place() -> None:
    """And still counts as standing elsewhere."""
    done = cut("He said [so and so], then left.", whole_sentences=True)
    assert done.cuts == ()
    assert (
        done.share_elsewhere
        == cut("He said [so and so], then left.").share_elsewhere
        == pytest.approx(9 / 29, abs=1e-4)
    )


def test_each_cut_has_its_place() -> None:
    """The offset in the canonical text at which the passage stood."""
    done = cut("One. [Two.] Three.\n\n[Four.]\n\nFive.")
    assert [(done.text[: c.offset], c.passage_id) for c in done.cuts] == [("One.", "a:5-9"), ("One. Three.", "a:18-23")]


def test_a_passage_inside_another_is_cut_with_it() -> None:
    """Both have a place."""
    done = cut("One. [Two [three] four.] Five.")
    assert done.text == "One. Five."
    assert [c.offset for c in done.cuts] == [4, 4]


def test_nothing_is_cut_before_a_choice_is_made() -> None:
    """A cluster without a canonical passage leaves its passages alone."""
    passage = Passage(
        passage_id="a:0-3", article_id="a", outlet="o", start_char=0, end_char=3, text="One", cluster_id="c"
    )
    cluster = Cluster(cluster_id="c", passage_ids=("a:0-3", "b:0-3"), n_outlets=2)
    assert canonical_text("One two", [passage], [cluster]) == CanonicalText("One two", ())


def test_of_a_passage_repeated_in_one_article_nothing_is_lost() -> None:
    """The canonical copy stands in this article, so neither is cut."""
    one, two = (
        Passage(
            passage_id=f"a:{s}-{s + 3}",
            article_id="a",
            outlet="o",
            start_char=s,
            end_char=s + 3,
            text="One",
            cluster_id="c",
        )
        for s in (0, 4)
    )
    cluster = Cluster(
        cluster_id="c", passage_ids=("a:0-3", "a:4-7", "b:0-3"), n_outlets=2, canonical_passage_id="a:4-7"
    )
    assert canonical_text("One One", [one, two], [cluster]).text == "One One"


@given(st.text(alphabet="ab \n.", max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=5))
def test_any_spans_can_be_cut(text: str, ends: list[tuple[int, int]]) -> None:
    """What is left is the letters outside the spans, in order; offsets are in order and inside the text."""
    spans = [(min(e, len(text)), min(f, len(text))) for e, f in map(sorted, ends)]
    passages = [
        Passage(
            passage_id=f"{i}", article_id="a", outlet="o", start_char=s, end_char=e, text=text[s:e], cluster_id=f"{i}"
        )
        for i, (s, e) in enumerate(spans)
    ]
    clusters = [
        Cluster(cluster_id=f"{i}", passage_ids=(f"{i}", "z"), n_outlets=2, canonical_passage_id="z")
        for i in range(len(spans))
    ]
    done = canonical_text(text, passages, clusters, whole_sentences=False)
    kept = [char for i, char in enumerate(text) if not any(s <= i < e for s, e in spans)]
    assert [c for c in done.text if not c.isspace()] == [c for c in kept if not c.isspace()]
    offsets = [c.offset for c in done.cuts]
    assert offsets == sorted(offsets)
    assert all(0 <= offset <= len(done.text) for offset in offsets)
