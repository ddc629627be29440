"""In which charsets an outlet's texts are, as far as that is beyond doubt: what the doubtful ones are weighed with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from copydesk.outlet import outlet_of
from copydesk.read.decode import decode
from copydesk.records import OutletCharsets, Source

# UTF-8 tells nothing of what an outlet's other texts are in: it is known where it is seen.
_TELLING_METHODS = frozenset({"declared", "detected"})


def survey_source(source: Source) -> OutletCharsets | None:
    """What the source says of its outlet: its own charset, declared or beyond doubt. Raises ArticleError."""
    outlet = source.outlet or outlet_of(source.url)
    if not outlet:
        return None
    _, decoding = decode(source.data, media_type=source.media_type, charset=source.charset)
    if decoding.method not in _TELLING_METHODS:
        return None
    return OutletCharsets(outlet=outlet, n_texts={decoding.encoding: 1})


def tally_charsets(surveyed: Iterable[OutletCharsets]) -> tuple[OutletCharsets, ...]:
    """One record an outlet, sorted: the sums of all that were surveyed, in whatever order.

    >>> one, two = (OutletCharsets(outlet="The Post", n_texts={"cp1252": n}) for n in (1, 2))
    >>> tally_charsets([one, two])[0].n_texts
    {'cp1252': 3}
    """
    tallies: dict[str, Counter[str]] = {}
    for found in surveyed:
        tallies.setdefault(found.outlet, Counter()).update(found.n_texts)
    return tuple(
        OutletCharsets(outlet=outlet, n_texts=dict(sorted(tally.items()))) for outlet, tally in sorted(tallies.items())
    )
