"""Evidence, forwards and backwards, on arbitrary text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.rebuild import SourceMap, apply_edits, compose_edits, rebuild, undo_edits
from copydesk.records import Block, Edit, Removal

TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30) | st.text(
    alphabet="ab“\r\n ", max_size=12
)


@st.composite
def edits_of(draw: st.DrawFn, text: str) -> list[Edit]:
    """Sorted edits of `text` that do not overlap, some of them touching."""
    edits, at = [], 0
    while at < len(text) and draw(st.booleans()):
        start = draw(st.integers(at, len(text) - 1))
        at = draw(st.integers(start + 1, len(text)))
        after = draw(st.text(alphabet="xy", max_size=3))
        rule = draw(st.sampled_from("pq"))
        edits.append(Edit(start_char=start, end_char=at, before=text[start:at], after=after, stage="repair", rule=rule))
    return edits


@given(st.data())
def test_undoing_edits_gives_back_the_source(data: st.DataObject) -> None:
    """What apply_edits makes, undo_edits unmakes."""
    source = data.draw(TEXTS)
    edits = data.draw(edits_of(source))
    assert undo_edits(apply_edits(source, edits), edits) == source


@given(st.data())
def test_composed_edits_do_what_both_lists_did(data: st.DataObject) -> None:
    """One list of edits of the source makes what two lists made one after the other."""
    source = data.draw(TEXTS)
    first = data.draw(edits_of(source))
    middle = apply_edits(source, first)
    second = data.draw(edits_of(middle))
    composed = compose_edits(source, first, second)
    assert apply_edits(source, composed) == apply_edits(middle, second)


@given(st.data())
def test_source_map_divides_source_where_the_text_is_divided(data: st.DataObject) -> None:
    """Both sides of a cut give back their side of the source."""
    source = data.draw(TEXTS)
    edits = data.draw(edits_of(source))
    text = apply_edits(source, edits)
    to_source = SourceMap(edits)
    cut = to_source.next_cut(data.draw(st.integers(0, len(text))))
    end, start = to_source.end(cut), to_source.start(cut)
    assert undo_edits(text[:cut], [e for e in edits if e.end_char <= end]) == source[:end]
    assert undo_edits(text[cut:], [e for e in edits if e.start_char >= start], start_char=start) == source[start:]


@given(st.data())
def test_what_no_edit_touches_is_only_shifted(data: st.DataObject) -> None:
    """Where the map says how far a stretch is shifted, it says no more than `next_cut`, `start` and `end` do."""
    source = data.draw(TEXTS)
    edits = data.draw(edits_of(source))
    to_source = SourceMap(edits)
    places = st.integers(0, len(apply_edits(source, edits)))
    start, end = sorted((data.draw(places), data.draw(places)))
    shift = to_source.shift(start, end)
    if shift is not None:
        assert (to_source.next_cut(start), to_source.next_cut(end)) == (start, end)
        assert (to_source.start(start), to_source.end(end)) == (start + shift, end + shift)
    assert edits or shift == 0


def test_composing_joins_both_rules_and_keeps_the_smaller_margin() -> None:
    """Where two edits meet on one character the evidence of both is kept."""
    first = [Edit(start_char=0, end_char=3, before="â€œ", after="“", stage="repair", rule="mojibake", margin=5.0)]
    second = [Edit(start_char=0, end_char=1, before="“", after="”", stage="repair", rule="quote", margin=2.0)]
    (edit,) = compose_edits("â€œ", first, second)
    assert (edit.before, edit.after, edit.rule, edit.margin) == ("â€œ", "”", "mojibake+quote", 2.0)


def test_rebuild_reads_blocks_removals_and_gaps_in_the_order_of_the_source() -> None:
    """Kept, removed and gaps together are the source; an edit inside a removal changes nothing."""
    edits = [
        Edit(start_char=0, end_char=1, before="'", after="’", stage="repair", rule="r"),
        Edit(start_char=4, end_char=5, before="'", after="’", stage="repair", rule="r"),
    ]
    blocks = [Block(start_char=4, end_char=6, text="’b", gap="\r\n")]
    removals = [Removal(start_char=0, end_char=2, text="'a", reason="caption", rule="x")]
    assert rebuild(blocks, removals, edits, end_gap="\n") == "'a\r\n'b\n"


def test_rebuild_refuses_evidence_with_a_hole() -> None:
    """A piece that does not begin where the one before it ended is an error, not a shorter source."""
    with pytest.raises(ValueError, match="does not begin where"):
        rebuild([Block(start_char=3, end_char=4, text="a")], [], [])


def test_rebuild_refuses_an_edit_that_does_not_fit() -> None:
    """An edit whose `after` is not in the text is an error."""
    edit = Edit(start_char=0, end_char=1, before="a", after="b", stage="repair", rule="r")
    with pytest.raises(ValueError, match="does not find its `after`"):
        rebuild([Block(start_char=0, end_char=1, text="a")], [], [edit])


def test_apply_edits_refuses_overlapping_edits() -> None:
    """Overlap is an error of the stage that made the edits, and named."""
    edit = Edit(start_char=0, end_char=2, before="ab", after="x", stage="repair", rule="r")
    with pytest.raises(ValueError, match="overlaps"):
        apply_edits("ab", [edit, edit])
