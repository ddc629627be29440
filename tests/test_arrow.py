"""Records become columns and come back."""

from dataclasses import dataclass
from typing import NamedTuple

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.arrow import from_batch, schema_of, to_batch
from copydesk.read.inventory import Input
from copydesk.records import Article, Cluster, Match, OutletProfile, Passage, Quarantined
from copydesk.strip import Observation, Summary

# Numbers of 64 bits, as columns have them, and such as are equal to themselves.
st.register_type_strategy(int, st.integers(-(2**63), 2**63 - 1))
st.register_type_strategy(float, st.floats(allow_nan=False))

RECORDS = [Article, Observation, Quarantined, OutletProfile, Match, Passage, Cluster, Input, Summary]


@pytest.mark.parametrize("record_type", RECORDS)
@given(data=st.data())
def test_a_record_comes_back_as_it_was(record_type: type, data: st.DataObject) -> None:
    """Any record, through a batch of its own and through a part of one."""
    records = data.draw(st.lists(st.from_type(record_type), max_size=3))
    batch = to_batch(records, record_type)
    assert batch.schema == schema_of(record_type)
    assert from_batch(batch, record_type) == records
    assert from_batch(batch.slice(1), record_type) == records[1:]


class Start(NamedTuple):
    """As much of a line as says where it begins."""

    start_char: int


class Starts(NamedTuple):
    """As much of an observation as says where its lines begin."""

    outlet: str
    lines: tuple[Start, ...]


@given(observation=st.from_type(Observation))
def test_a_type_with_fewer_fields_reads_what_it_has(observation: Observation) -> None:
    """Inside of lists, too."""
    (seen,) = from_batch(to_batch([observation], Observation), Starts)
    assert seen == Starts(observation.outlet, tuple(Start(line.start_char) for line in observation.lines))


def test_half_a_character_is_refused() -> None:
    """No table can hold it."""
    with pytest.raises((UnicodeEncodeError, pa.ArrowInvalid)):
        to_batch(
            [Quarantined(source_id="\ud800", source_path="", source_sha256=None, reason="", error="")], Quarantined
        )


def test_a_record_that_looks_at_itself_when_made_is_refused() -> None:
    """Those made of rows would not have looked."""

    @dataclass(frozen=True)
    class Positive:
        n: int

        def __post_init__(self) -> None:
            assert self.n > 0

    with pytest.raises(TypeError, match="Positive: records are made of rows"):
        schema_of(Positive)
