"""What outlets are learned from of earlier batches: of each outlet so many articles, the newest ones."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.arrow import numbered

# Of each outlet so many articles that were extracted, and as many that were told by a profile. The latter say which
# lines come back, but not where the outlet's prose stands: of an outlet that is known well they are nine in ten, and
# would leave no room for those it is known by. An outlet with so many a night forgets in a night what it was like.
MAX_KEPT = 12


def newest(tables: Iterable[pa.Table]) -> pa.Table:
    """The newest rows of each outlet and kind, sorted by outlet; of an article that comes again the newest row.

    What is left of what is left of several tables is what is left of all their rows, in whatever order.
    """
    table = pa.concat_tables(tables)
    order = [("outlet", "ascending"), ("batch", "descending"), ("article_id", "ascending")]
    table = table.take(pc.sort_indices(table, order))
    kind = numbered(table.column("outlet"))[1] * 2 + table.column("by_profile").to_numpy().astype(np.int64)
    article = numbered(table.column("article_id"))[1]
    first = np.sort(np.unique(kind * (1 + article.max(initial=0)) + article, return_index=True)[1])
    by_kind = first[np.argsort(kind[first], kind="stable")]
    nth = np.arange(len(by_kind)) - np.searchsorted(kind[by_kind], kind[by_kind])
    return table.take(np.sort(by_kind[nth < MAX_KEPT])).combine_chunks()
