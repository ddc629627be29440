"""The stock sentences that an earlier batch emitted, read back: an input like any other."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from copydesk.errors import BatchError
from copydesk.read.profiles import profiles_file
from copydesk.records import StockSentence

TABLE = "stock.parquet"


def stock_file(profiles: str | Path) -> Path | None:
    """The table beside the earlier batch's profiles, if there is one."""
    found = profiles_file(profiles).with_name(TABLE)
    return found if found.is_file() else None


def read_stock(profiles: str | Path) -> tuple[StockSentence, ...]:
    """The stock of the batch whose profiles `profiles` names. Raises BatchError where its table is no such table."""
    found = stock_file(profiles)
    if found is None:
        return ()
    try:
        return tuple(StockSentence(**row) for row in pq.read_table(found).to_pylist())
    except (OSError, pa.ArrowException, TypeError) as error:
        raise BatchError(f"profiles {str(profiles)!r}: {found} is no table of stock sentences ({error!r})") from error
