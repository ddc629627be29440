"""What an earlier batch came to for its outlets, read back."""

from __future__ import annotations

from dataclasses import fields

import pyarrow as pa
import pyarrow.parquet as pq

from copydesk.errors import BatchError
from copydesk.records import OutletNumbers
from copydesk.store import Place, files_of

OUTLETS = "outlets.parquet"


def read_outlets(batch: Place) -> list[OutletNumbers]:
    """A record for each outlet of the batch. Raises BatchError where its table is no such table."""
    table = files_of(batch) / OUTLETS
    try:
        with table.open() as stream:
            rows = pq.read_table(stream, columns=[field.name for field in fields(OutletNumbers)]).to_pylist()
        return [OutletNumbers(**row) for row in rows]
    except (OSError, pa.ArrowException, TypeError) as error:
        raise BatchError(f"{table} is no table of outlets ({error!r}); run that batch again") from error
