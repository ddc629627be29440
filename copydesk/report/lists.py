"""What is listed in pages: the articles of a batch, the newest first, and which two outlets share most."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

import markupsafe
from markupsafe import Markup

from copydesk.outlet import UNKNOWN
from copydesk.report.body import escaped
from copydesk.report.places import Places
from copydesk.report.shared import beginning

Item = TypeVar("Item")
# Rows of a list on one page.
ROWS = 200
# Outlets of the matrix: more are no picture any more. The list below it has every pair.
N_MATRIX = 20
# Letters of a title that an outlet is called by.
_CHARS_OF_NAME = 60
# What stands between a site's name and the rest of a page's title.
_PARTING = " |/\\-–—·•»:"
# Shades of the matrix' cells.
_N_SHADES = 5


class Listed(NamedTuple):
    """As much of an article as lists have."""

    article_id: str
    outlet: str
    outlet_name: str | None
    title: str
    has_headline: bool  # of its own: else its title is the first words of its text
    published: str | None
    doubt: str | None
    n_chars: int
    n_edits: int  # in what was kept
    n_style_edits: int  # of these, those where nothing was wrong
    n_removed_edits: int  # besides, in what was removed
    n_removals: int
    n_removed_chars: int
    n_shared: int


class Row(NamedTuple):
    """A row of a list of articles."""

    article_id: str
    outlet: str
    title: str
    published: str | None
    doubt: str | None
    n_chars: int
    n_edits: int
    n_removals: int
    n_removed_chars: int
    n_shared: int


class Pair(NamedTuple):
    """Two outlets, by name, and how much they share."""

    one: str
    other: str
    called_one: str
    called_other: str
    n: int  # passages
    n_articles: int  # of the one
    n_other_articles: int
    n_chars: int  # each once, of the one that has fewer


class Cell(NamedTuple):
    """How many characters two outlets of the matrix share, by their numbers there."""

    row: int
    column: int
    n: int
    shade: int


class Matrix(NamedTuple):
    """Who shares with whom, of the outlets that share most: each of them with another one."""

    outlets: list[str]  # its rows
    columns: list[int]  # which of them have a number below them
    cells: list[Cell]
    n_outlets: int  # that share anything


def article_rows(
    rows: Sequence[Row], root: str, places: Places, called: Callable[[str], str] | None, undated: str, doubtful: str
) -> Markup:
    """Rows of a table of articles, by a template's `undated` and `doubtful`, which are HTML; outlets are named where it
    is told what they are `called`. Each article is in two lists: a template took six times as long."""
    titles = escaped([row.title for row in rows], markupsafe.escape)
    dates = escaped([(row.published or "")[:10] for row in rows], markupsafe.escape)
    outlets = [""] * len(rows)
    if called is not None:
        names = escaped([called(row.outlet) for row in rows], markupsafe.escape)
        outlets = [
            f'<td><a href="{root}{places.outlet(row.outlet)}">{name}</a></td>'
            for row, name in zip(rows, names, strict=True)
        ]
    lines = []
    for row, title, date, outlet in zip(rows, titles, dates, outlets, strict=True):
        when = f'<span class="date">{date}</span>' if date else undated
        link = f'<a href="{root}{places.article(row.article_id)}" dir="auto">{title}</a>'
        removed = f"{100 * row.n_removed_chars / ((row.n_chars + row.n_removed_chars) or 1):.0f}%"
        counts = f"{row.n_edits:,}", f"{row.n_removals:,}", removed, row.n_shared
        numbers = "".join(f'<td class="n">{n}</td>' for n in counts)
        lines.append(f"<tr><td>{when}</td><td>{link}{doubtful if row.doubt else ''}</td>{outlet}{numbers}</tr>\n")
    return Markup("".join(lines))


def page_names(name: str, n_rows: int) -> list[str]:
    """What the pages of a list of so many rows are called. One page at least."""
    n_pages = max(1, -(-n_rows // ROWS))
    return [f"{name}.html", *(f"{name}-{n}.html" for n in range(2, n_pages + 1))]


def paged(name: str, rows: Sequence[Item]) -> Iterator[tuple[str, Sequence[Item], list[str], int]]:
    """The list in pages: path, rows, all paths, and which this is."""
    names = page_names(name, len(rows))
    pages = beside(names)
    for at, path in enumerate(names):
        yield path, rows[at * ROWS : (at + 1) * ROWS], pages, at


def beside(names: Iterable[str]) -> list[str]:
    """What pages of one folder call one another."""
    return [one.rpartition("/")[2] for one in names]


def name_outlets(spelt: Mapping[tuple[str, str | None], int]) -> dict[str, str]:
    """What outlets call themselves: the name that most of its pages have, where it is another than its key.

    `spelt` says of how many articles of an outlet the page calls it how.
    """
    names: dict[str, str] = {}
    for (outlet, name), _ in sorted(spelt.items(), key=lambda item: (-item[1], item[0])):
        own = own_name_of(outlet, name)
        if own:
            names.setdefault(outlet, own)
    return names


def own_name_of(outlet: str, name: str | None) -> str | None:
    """What a page calls the outlet, where that is another name than its key.

    >>> [own_name_of("ann.example", name) for name in ("The Annals |", "/", "ann.example", None)]
    ['The Annals', None, None, None]
    """
    own = (name or "").strip(_PARTING)
    return own if own and own != outlet else None


def name_unknown(titles: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What the report calls outlets of which nothing is known: by the titles of their articles, of which each has one.

    >>> name_unknown([("unknown-1", "Bridge to close"), ("ann.example", "Ferry of the year")])
    {'unknown-1': 'unknown: “Bridge to close”'}
    """
    title_of: dict[str, str] = {}
    n_articles: Counter[str] = Counter()
    for outlet, title in titles:
        if outlet.startswith(UNKNOWN):
            title_of[outlet] = title
            n_articles[outlet] += 1
    return {
        outlet: f"unknown: “{beginning(title, _CHARS_OF_NAME)}”"
        for outlet, title in title_of.items()
        if n_articles[outlet] == 1
    }


def names_of(pairs: Iterable[Pair]) -> dict[str, str]:
    """What the outlets of the pairs are called."""
    return {outlet: name for pair in pairs for outlet, name in zip(pair[:2], pair[2:4], strict=True)}


def short(n: int) -> str:
    """A number in so few letters that it stands in a cell of the matrix.

    >>> [short(n) for n in (950, 1200, 12_400, 999_600, 3_100_000, 48_000_000)]
    ['950', '1.2k', '12k', '1.0m', '3.1m', '48m']
    """
    if n < 1_000:
        return str(n)
    size, unit = (1_000, "k") if n < 999_500 else (1_000_000, "m")
    return f"{n / size:.{int(n < 9.95 * size)}f}{unit}"


def matrix_of(pairs: Sequence[Pair]) -> Matrix:
    """The matrix of all pairs of a batch."""
    n_of: Counter[str] = Counter()
    for pair in pairs:
        n_of[pair.one] += pair.n_chars
        n_of[pair.other] += pair.n_chars
    most_sharing = set(sorted(n_of, key=lambda outlet: (-n_of[outlet], outlet))[:N_MATRIX])
    shown = [pair for pair in pairs if pair.one in most_sharing and pair.other in most_sharing]
    paired = {outlet for pair in shown for outlet in pair[:2]}
    chosen = sorted(paired, key=lambda outlet: (-n_of[outlet], outlet))
    number = {outlet: i for i, outlet in enumerate(chosen)}
    most = max((pair.n_chars for pair in shown), default=1)
    cells = []
    for pair in shown:
        places = number[pair.one], number[pair.other]
        shade = math.ceil(_N_SHADES * math.log1p(pair.n_chars) / math.log1p(most))
        cells.append(Cell(max(places), min(places), pair.n_chars, shade))
    return Matrix(chosen, sorted({cell.column for cell in cells}), sorted(cells), len(n_of))
