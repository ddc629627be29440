"""What an engine does for the pipeline: the stages and the search are told in these four verbs, an engine's module does
them.

    begin    a step for each number, each by itself
    regroup  a step for each bin, with all packets that were sent to it
    collect  all packets, here
    share    a value that every step has at hand

And each machine has a folder for what steps keep there (`scratch`).

A step is a function of a module, or a `functools.partial` of one, as it travels; so do the values it is given. It takes
a bin's packets in any order: what an engine sends twice, or does again elsewhere, has to come out the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

import pyarrow as pa

Packets = TypeVar("Packets")
Value = TypeVar("Value")


class Packet(NamedTuple):
    """Rows on their way to a bin."""

    bin: int  # what is collected, and goes to no bin, may have any number here: it is collected in this order
    kind: str  # by which the step there knows them
    table: pa.Table


# What came to one bin, by kind.
Came = Mapping[str, Sequence[pa.Table]]
# What is done for one number, and with what came to one bin.
First = Callable[[int], Iterable[Packet]]
Step = Callable[[int, Came], Iterable[Packet]]


class Engine(Protocol[Packets]):
    """Where steps run; `Packets` is what it calls packets that may not have been made yet."""

    name: str

    def n_at_once(self) -> int:
        """How many steps may run side by side."""

    def begin(self, n: int, step: First) -> Packets:
        """What the step sends for each number from 0 to before `n`."""

    def regroup(self, n_bins: int, step: Step, *packets: Packets) -> Packets:
        """What the step sends for each bin to which anything was sent, of `n_bins`."""

    def keep(self, packets: Packets) -> Packets:
        """The same, which several steps will ask for: it is made once."""

    def only(self, packets: Packets, *kinds: str) -> Packets:
        """Those of these kinds."""

    def collect(self, packets: Packets) -> Iterator[Packet]:
        """All of them, by bin and kind, some at a time in memory."""

    def share(self, value: Value) -> Callable[[], Value]:
        """The value wherever a step asks for it."""

    def scratch(self) -> Callable[[], Path]:
        """Wherever a step asks, a folder of its machine, which other steps there have, too: it goes when all is done.

        The function travels, as steps do.
        """


AnyEngine = Engine[Any]
