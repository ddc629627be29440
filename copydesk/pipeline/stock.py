"""Files are looked into, and containers cut: one that ends the process that does it costs itself alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count

from copydesk.errors import ArticleError
from copydesk.pipeline.guard import At, Span, Watch, guarded
from copydesk.pipeline.warm_up import warm_up
from copydesk.read.inventory import Input, Looks


def look_guarded(looks: Looks) -> Iterator[tuple[int, Input]]:
    """What each file is, with its number. A container may be large: it may take as long as it takes."""
    for done in guarded(_Looking(looks), list, is_sound=partial(warm_up, pages=False), stays=True):
        yield from done.packed


@dataclass(frozen=True, slots=True)
class _Looking:
    looks: Looks

    def __call__(self, span: Span, watch: Watch) -> Iterator[tuple[At, tuple[int, Input]]]:
        looks = self.looks
        looks.expect(span.begin.item)
        for n in range(span.begin.item, len(looks.entries)):
            found = looks.look(n)
            for n_row in count():
                at = At(n, n_row)
                if span.ends_before(at):
                    return
                try:
                    watch.reads(at, looks.name(n))
                except ArticleError as error:
                    yield at, (n, looks.refused(n, error))
                    break
                one = next(found, None)
                if one is None:
                    break
                if at >= span.begin:
                    yield at, (n, one)
