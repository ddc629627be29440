"""The stock sentences that an earlier batch emitted, read back: an input like any other."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq

from copydesk.errors import BatchError
from copydesk.read.profiles import profiles_file
from copydesk.records import StockSentence
from copydesk.store import Place

TABLE = "stock.parquet"
_COLUMNS = ["text", "kind", "n_articles", "n_outlets"]


def stock_file(profiles: str) -> Place | None:
    """The table beside the earlier batch's profiles, if there is one."""
    found = profiles_file(profiles).parent / TABLE
    return found if found.is_file() else None


def read_stock(profiles: str) -> tuple[StockSentence, ...]:
    """The stock of the batch whose profiles `profiles` names. Raises BatchError where its table is no such table."""
    found = stock_file(profiles)
    if found is None:
        return ()
    try:
        with found.open() as stream:
            rows = pq.read_table(stream, columns=_COLUMNS).to_pylist()
        return tuple(StockSentence(**row) for row in rows)
    except (OSError, pa.ArrowException, TypeError) as error:
        raise BatchError(f"profiles {profiles!r}: {found} is no table of stock sentences ({error!r})") from error
