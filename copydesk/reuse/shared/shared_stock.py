"""All that was set apart in a batch, each sentence with its likes: forms, phrases, shared formulas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from copydesk.records import StockKind
from copydesk.reuse.arrays import families
from copydesk.reuse.corpus.build import Corpus
from copydesk.reuse.pairs.stock import SetApart
from copydesk.reuse.shared.chains import Stretch
from copydesk.reuse.shared.clusters import settle_spans

Run = tuple[int, int, int]  # of words: text, first word, end


class SharedStock:
    """All that was set apart in a batch, put together from what two articles share."""

    def __init__(self) -> None:
        self._pairs: list[tuple[Run, Run, StockKind]] = []

    def add(self, two: tuple[int, int], stretch: Stretch, kind: StockKind) -> None:
        """Two texts share a stretch that is no copy."""
        a, b = two
        self._pairs.append(((a, stretch.a_start, stretch.a_end), (b, stretch.b_start, stretch.b_end), kind))

    def add_families(self, corpus: Corpus, apart: SetApart) -> None:
        """The units of `apart`, each with the first of its family."""
        units, first = corpus.units, dict[int, Run]()
        for unit, family, form in zip(apart.units.tolist(), apart.families.tolist(), apart.forms.tolist(), strict=True):
            run = int(units.texts[unit]), int(units.starts[unit]), int(units.ends[unit])
            self._pairs.append((first.setdefault(family, run), run, "form" if form else "phrase"))

    def families(self) -> Iterator[tuple[StockKind, list[Run]]]:
        """Every family of runs that are set apart as one another's likes, with what kind most pairs of it are."""
        settled = settle_spans([run for a, b, _ in self._pairs for run in (a, b)])
        number = {run: i for i, run in enumerate(sorted(set(settled.values())))}
        a = np.array([number[settled[a]] for a, _, _ in self._pairs], dtype=np.int64)
        b = np.array([number[settled[b]] for _, b, _ in self._pairs], dtype=np.int64)
        family = families(len(number), a, b)
        kinds: dict[int, Counter[StockKind]] = {}
        for of_a, (_, _, kind) in zip(family[a].tolist(), self._pairs, strict=True):
            kinds.setdefault(of_a, Counter())[kind] += 1
        members: dict[int, list[Run]] = {}
        for run, i in number.items():
            members.setdefault(int(family[i]), []).append(run)
        for i, counts in sorted(kinds.items()):
            yield min(counts, key=lambda kind: (-counts[kind], kind)), members[i]
