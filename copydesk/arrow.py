"""Records as Arrow columns and back: the one place that knows how a record of any type becomes a row.

A record's fields are columns; a tuple is a list, a record inside a record a struct, what may be None is nullable. The
schema follows from the record's type alone, so what one engine writes another reads.
"""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections.abc import Callable, Sequence
from itertools import chain, repeat
from operator import attrgetter
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

_LEAVES: dict[Any, pa.DataType] = {
    str: pa.large_string(),
    bytes: pa.large_binary(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
}


def schema_of(record_type: Any) -> pa.Schema:
    """The columns of records of this type: a dataclass or a NamedTuple."""
    return _record(record_type).schema


def to_batch(records: Sequence[Any], record_type: Any) -> pa.RecordBatch:
    """A row a record. Raises UnicodeEncodeError where a text has half a character, which no table can hold."""
    kind = _record(record_type)
    return pa.RecordBatch.from_arrays(kind.columns(records), schema=kind.schema)


def numbered(values: pa.Array | pa.ChunkedArray) -> tuple[list[Any], NDArray[np.int64]]:
    """The different values as they first appear, and int64[n]: which of them each is.

    By Python's hash, which has a secret. Arrow's (`dictionary_encode`, `unique`, `is_in`) has none: 16,000 words that
    are made to collide in it take .8 s, and four times as long for each doubling.
    """
    number: dict[Any, int] = {}
    codes = [number.setdefault(value, len(number)) for value in values.to_pylist()]
    return list(number), np.array(codes, np.int64)


def from_batch(batch: pa.RecordBatch, record_type: Any) -> list[Any]:
    """A record a row, of the columns that the type has; the table may have others, also inside of lists."""
    kind = _record(record_type)
    return kind.records([batch.column(name) for name in kind.names])


class _Kind(typing.Protocol):
    """How values of one type become an array and back."""

    @property
    def type(self) -> pa.DataType: ...

    def array(self, values: Sequence[Any]) -> pa.Array: ...

    def values(self, array: pa.Array) -> Sequence[Any]: ...


@dataclasses.dataclass(frozen=True)
class _Leaf:
    type: pa.DataType

    def array(self, values: Sequence[Any]) -> pa.Array:
        return pa.array(values, self.type)

    def values(self, array: pa.Array) -> Sequence[Any]:
        if array.null_count and self.type not in (pa.large_string(), pa.large_binary()):
            result: list[Any] = array.to_pylist()  # through NumPy numbers with gaps would be floats
        else:
            result = array.to_numpy(zero_copy_only=False).tolist()
        return result


@dataclasses.dataclass(frozen=True)
class _List:
    """A tuple of any length."""

    item: _Kind

    @property
    def type(self) -> pa.DataType:
        return pa.large_list(self.item.type)

    def array(self, values: Sequence[Any]) -> pa.Array:
        lengths = np.fromiter((len(value or ()) for value in values), np.int64, len(values))
        items = self.item.array(list(chain.from_iterable(value or () for value in values)))
        return pa.LargeListArray.from_arrays(pa.array(np.append(0, np.cumsum(lengths))), items)

    def values(self, array: pa.Array) -> Sequence[Any]:
        items = self.item.values(array.flatten())
        ends = np.cumsum(array.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)).tolist()
        return [tuple(items[start:end]) for start, end in zip([0, *ends], ends, strict=False)]


@dataclasses.dataclass(frozen=True)
class _Counts:
    """A dictionary of numbers by name; its order is that of the names."""

    type: pa.DataType = dataclasses.field(default_factory=lambda: pa.map_(pa.string(), pa.int64()))

    def array(self, values: Sequence[Any]) -> pa.Array:
        return pa.array([sorted((value or {}).items()) for value in values], self.type)

    def values(self, array: pa.Array) -> Sequence[Any]:
        return [dict(pairs) for pairs in array.to_pylist()]


@dataclasses.dataclass(frozen=True)
class _Struct:
    """A record inside a record, or None."""

    record: _Record

    @property
    def type(self) -> pa.DataType:
        return pa.struct(list(self.record.schema))

    def array(self, values: Sequence[Any]) -> pa.Array:
        missing = [value is None for value in values]
        n_missing = sum(missing)
        if n_missing == len(values):
            return pa.nulls(n_missing, self.type)
        columns = self.record.columns([value or self.record.none for value in values] if n_missing else values)
        return pa.StructArray.from_arrays(columns, fields=list(self.record.schema), mask=pa.array(missing, pa.bool_()))

    def values(self, array: pa.Array) -> Sequence[Any]:
        fields = array.drop_null().flatten()
        made = self.record.records([fields[array.type.get_field_index(name)] for name in self.record.names])
        if not array.null_count:
            return made
        rest = iter(made)
        there = array.is_valid().to_numpy(zero_copy_only=False).tolist()
        return [next(rest) if is_there else None for is_there in there]


@dataclasses.dataclass(frozen=True)
class _Record:
    """A dataclass or NamedTuple, field by field."""

    names: tuple[str, ...]
    kinds: tuple[_Kind, ...]
    schema: pa.Schema
    make: Callable[[Sequence[Sequence[Any]]], list[Any]]  # the records, of the values of each field
    none: Any  # what has the fields, each of them None: stands for a record that is missing

    def columns(self, records: Sequence[Any]) -> list[pa.Array]:
        """An array a field."""
        return [
            kind.array(list(map(attrgetter(name), records))) for name, kind in zip(self.names, self.kinds, strict=True)
        ]

    def records(self, columns: Sequence[pa.Array]) -> list[Any]:
        """The records of these fields."""
        return self.make([kind.values(column) for kind, column in zip(self.kinds, columns, strict=True)])


@functools.cache
def _record(record_type: Any) -> _Record:
    hints = typing.get_type_hints(record_type)
    names = getattr(record_type, "_fields", None) or tuple(field.name for field in dataclasses.fields(record_type))
    if hasattr(record_type, "__post_init__"):
        raise TypeError(f"{record_type.__name__}: records are made of rows without its __post_init__")
    make_some = _make_tuples if issubclass(record_type, tuple) else _make_dataclasses
    make = functools.partial(make_some, record_type, names)
    kinds = [_kind(hints[name]) for name in names]
    fields = [pa.field(name, kind.type, nullable=nullable) for name, (kind, nullable) in zip(names, kinds, strict=True)]
    none = types.SimpleNamespace(**dict.fromkeys(names))
    return _Record(names, tuple(kind for kind, _ in kinds), pa.schema(fields), make, none)


def _make_tuples(record_type: Any, names: Sequence[str], values: Sequence[Sequence[Any]]) -> list[Any]:
    # As `_make` does, without its look at the length.
    return list(map(functools.partial(tuple.__new__, record_type), zip(*values, strict=True)))


def _make_dataclasses(record_type: Any, names: Sequence[str], values: Sequence[Sequence[Any]]) -> list[Any]:
    """Field by field, in a third of the time that __init__ takes; frozen ones, too."""
    records = list(map(object.__new__, repeat(record_type, len(values[0]))))
    for name, own in zip(names, values, strict=True):
        for _ in map(object.__setattr__, records, repeat(name), own):
            pass
    return records


def _kind(hint: Any) -> tuple[_Kind, bool]:
    """How values of the annotated type are written, and whether None is one of them."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        (inner,) = (argument for argument in arguments if argument is not type(None))
        return _kind(inner)[0], True
    if origin is Literal:
        return _Leaf(_LEAVES[type(arguments[0])]), False
    if origin is tuple:
        return _List(_kind(arguments[0])[0]), False
    if origin is dict:
        return _Counts(), False
    return (_Leaf(_LEAVES[hint]) if hint in _LEAVES else _Struct(_record(hint))), False
