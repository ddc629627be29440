"""Files are looked into, and containers cut: one that ends the process that does it costs itself alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import count

from copydesk.errors import ArticleError
from copydesk.pipeline.guard import At, Span, Watch, guarded
from copydesk.pipeline.warm_up import warm_up
from copydesk.read.inventory import Input, Looks


def look_guarded(looks: Looks) -> Iterator[tuple[int, Input]]:
    """What each file is, with its number. A container may be large: its limit is none of time."""

    def work(span: Span, watch: Watch) -> Iterator[tuple[At, tuple[int, Input]]]:
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

    for done in guarded(work, list, is_sound=partial(warm_up, pages=False)):
        yield from done.packed
