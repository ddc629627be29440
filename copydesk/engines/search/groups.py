"""Articles that hang together, sent where their group is settled: stand, tie, label, send, tell."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from copydesk.engines.bins import bins_by, bins_of, distinct_rows, packets_of, rows_of, sent, sorted_rows
from copydesk.engines.engine import Came, Packet
from copydesk.engines.search.asked import GROUPED_ALIKE, MEMBERS, NAMED, UNITS, Asked, articles_in, wordings_for
from copydesk.engines.stars import groups_of, send_edges
from copydesk.reuse.arrays import Int64, is_among, sorted_unique, starts_of_runs
from copydesk.reuse.tables import ALIKE, WORDINGS, concat, numbers

# Ids that a part tells of its articles, for the ranges in which results are sorted.
_IDS_TOLD = 64
# Which articles have a wording that is alike to another, or stands in several articles.
_STANDING = pa.schema([*UNITS, ("is_named", pa.bool_()), ("is_copied", pa.bool_())])
_LABELS = pa.schema([("article", pa.uint64()), ("group", pa.uint64())])
# What a bin of groups wants to know.
_WANTED = pa.schema([("wording", pa.uint64()), ("bin", pa.int64())])


def stand(asked: Asked, bin_: int, came: Came) -> Iterator[Packet]:
    """Of a wording's bin: to the parts of articles which have a wording that is named, or in several articles."""
    units = sorted_rows(concat(came.get("unit", ()), UNITS))
    wording = numbers(units, "wording")
    n_articles = np.diff(starts_of_runs(wording), append=len(wording))
    is_copied = np.repeat(n_articles > 1, n_articles)
    is_named = is_among(wording, sorted_unique(numbers(concat(came.get("named", ()), NAMED), "wording")))
    standing = rows_of(_STANDING, wording, numbers(units, "article"), is_named, is_copied)
    standing = standing.filter(pa.array(is_named | is_copied))
    yield from sent("standing", standing, _parts(standing))


def tie(asked: Asked, part: int, came: Came) -> Iterator[Packet]:
    """Of a part: an article's wordings that are named hang together with the first of them, where it will ask for its
    group. What stands where is handed on."""
    standing = concat(came["standing"], _STANDING)
    yield from packets_of(part, "standing", standing)
    named = sorted_rows(standing.filter(standing.column("is_named")).select(["article", "wording"]))
    article, wording = numbers(named, "article"), numbers(named, "wording")
    starts = starts_of_runs(article)
    yield from send_edges(asked.n_bins, np.repeat(wording[starts], np.diff(starts, append=len(article))), wording)
    home = rows_of(UNITS, wording[starts], article[starts])
    yield from sent("home", home, bins_by(home, "wording", asked.n_bins))


def label(asked: Asked, bin_: int, came: Came) -> Iterator[Packet]:
    """Of a wording's bin: the groups of articles, to their parts; and what is alike, to the group's bin."""
    hanging = came.get("star", ())
    home = concat(came.get("home", ()), UNITS)
    labels = rows_of(_LABELS, numbers(home, "article"), groups_of(hanging, numbers(home, "wording"))[0])
    yield from sent("label", labels, _parts(labels))
    alike = concat(came.get("alike", ()), ALIKE)
    group, _ = groups_of(hanging, numbers(alike, "y"))
    yield from sent(
        "alike", alike.append_column(GROUPED_ALIKE.field("group"), pa.array(group)), bins_of(group, asked.n_bins)
    )


def send(asked: Asked, part: int, came: Came) -> Iterator[Packet]:
    """Of a part: its articles that are of a group, to the group's bin; what other articles have of their wordings, too,
    is wanted there. And some of their ids."""
    if "label" not in came:
        return
    labels = sorted_rows(concat(came["label"], _LABELS))
    article, group = numbers(labels, "article"), numbers(labels, "group")
    rows = pa.array((article & np.uint64(0xFFFFFFFF)).astype(np.int64))
    members = articles_in(asked, part).take(rows).append_column(MEMBERS.field("group"), pa.array(group))
    yield from sent("member", members, bins_of(group, asked.n_bins))
    standing = concat(came["standing"], _STANDING)
    standing = standing.filter(standing.column("is_copied"))
    standing = standing.filter(pa.array(is_among(numbers(standing, "article"), article)))
    of_group = group[np.searchsorted(article, numbers(standing, "article"))]
    wanted = distinct_rows(rows_of(_WANTED, numbers(standing, "wording"), bins_of(of_group, asked.n_bins)))
    yield from sent("wanted", wanted, bins_by(wanted, "wording", asked.n_bins))
    ids = members.select(["article_id"])
    yield Packet(0, "ids", ids.take(pa.array(np.arange(0, len(ids), -(-len(ids) // _IDS_TOLD)))))


def tell(bin_: int, came: Came) -> Iterator[Packet]:
    """Of a wording's bin: wordings to the bins that want them."""
    if "wanted" in came:
        wanted = concat(came["wanted"], _WANTED)
        rows = concat(came["repeated"], WORDINGS)
        yield from wordings_for("wording", rows, numbers(wanted, "wording"), numbers(wanted, "bin"), -1)


def _parts(table: pa.Table) -> Int64:
    """int64[n]: the part of each row's article."""
    return (numbers(table, "article") >> np.uint64(32)).astype(np.int64)
