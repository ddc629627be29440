"""The figures of docs/explanations/, drawn from the seeds and what a run makes of them.

`python -m tests.doc_figures --write` draws them; a test holds that they are what it draws.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from copydesk.repair.quotes.candidates import find_marks
from copydesk.repair.quotes.convention import settle_convention
from copydesk.repair.quotes.costs import NO_HABIT, price_mark
from copydesk.repair.quotes.pairing import INFINITY, PARAGRAPH_END, Role, price_roles
from copydesk.stages import STAGES
from tests.conftest import ROOT, emit

FOLDER = ROOT / "docs" / "figures"
Row = dict[str, Any]
# A page, and ink on it: figures look the same on a light and on a dark page, and in print.
PAPER, INK, FAINT, ACCENT = "#fdfcf9", "#26221d", "#8a8378", "#a8321e"
# Of each group of reasons: how it is filled. Names stand beside the bars, so that colour is never the only sign.
REASON_FILLS = {
    "caption": "#3f6f9f",
    "credit": "#3f6f9f",
    "byline": "#7a5aa6",
    "date": "#7a5aa6",
    "related_link": "#b3641a",
    "comment_form": "#2f7f6b",
    "repeated": "#9a8f1f",
}
OTHER_FILL = ACCENT


def text_at(x: float, y: float, text: str, *, fill: str = INK, size: int = 13, more: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}" fill="{fill}" font-size="{size}" {more}>{escape(text)}</text>'


def box(x: float, y: float, width: float, height: float, fill: str, more: str = "") -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:.1f}" height="{height:g}" fill="{fill}" {more}/>'


def figure(width: int, height: int, title: str, parts: Iterable[str]) -> str:
    """The whole file; the title is what a screen reader says."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" font-family="system-ui, sans-serif">'
    )
    return "\n".join(
        [head, f"<title>{escape(title)}</title>", box(0, 0, width, height, PAPER, 'rx="6"'), *parts, "</svg>", ""]
    )


def rows_of(batch: Path, table: str) -> list[Row]:
    return pq.read_table(batch / f"{table}.parquet").to_pylist()


def name_of(article: Row) -> str:
    return str(article["outlet"])


# --- quotation marks ---

LINE = 8  # of the first seed: its last mark faces the wrong way


def quotes(batch: Path) -> str:
    """One line before and after, and what the whole line costs for each reading of its last mark."""
    seed = sorted((ROOT / "seeds").glob("*.txt"))[0]
    line = seed.read_text("utf-8").splitlines()[LINE - 1]
    (article,) = (row for row in rows_of(batch, "articles") if row["source_path"] == seed.name)
    (mended,) = (text for text in article["text"].split("\n\n") if text[:20] == line[:20])
    parts = [text_at(24, 36, "before", fill=FAINT), text_at(24, 66, "after", fill=FAINT)]
    parts += [_marked(84, 36, line), _marked(84, 66, mended)]
    parts.append(text_at(24, 108, "What the line costs, by what its last mark is taken for"))
    costs = _costs_of_last_mark(line)
    meanings = {Role.OPEN: "opens a quotation", Role.CLOSE: "closes the quotation", Role.KEEP: "is no quotation mark"}
    best, scale = min(costs.values()), 360 / max(costs.values())
    for i, (role, cost) in enumerate(sorted(costs.items(), key=lambda item: item[1])):
        y = 128 + 30 * i
        parts.append(text_at(24, y + 14, meanings[role]))
        parts.append(box(190, y, scale * cost, 18, ACCENT if cost == best else FAINT))
        said = f"{cost:g}" + (", the cheapest" if cost == best else f", {cost - best:g} more")
        parts.append(text_at(198 + scale * cost, y + 14, said))
    return figure(720, 234, "A line with its quotation marks, before and after, and what each reading costs", parts)


def _marked(x: float, y: float, line: str) -> str:
    """The line with its last mark, and the space before it, in another colour."""
    start = len(line[:-1].rstrip())
    marked = f'<tspan fill="{ACCENT}" font-weight="bold">{escape(line[start:])}</tspan>'
    font = 'font-family="ui-monospace, monospace" font-size="14" xml:space="preserve"'
    return f'<text x="{x:g}" y="{y:g}" fill="{INK}" {font}>{escape(line[:start])}{marked}</text>'


def _costs_of_last_mark(line: str) -> dict[Role, float]:
    """Of each role that it may have, the cost of the cheapest reading of the line that gives it that role."""
    (paragraph,) = find_marks(line, settle_convention(line, "document", "en"))
    steps = [price_mark(line, mark, NO_HABIT) for mark in paragraph.marks]
    last = price_roles([*steps, PARAGRAPH_END])[len(steps) - 1]
    return {Role(role): cost for role, cost in enumerate(last) if cost < INFINITY}


# --- furniture ---


def furniture(batch: Path) -> str:
    """Each line of the third seed: kept, or removed for a reason."""
    seed = sorted((ROOT / "seeds").glob("*.txt"))[2]
    (article,) = (row for row in rows_of(batch, "articles") if row["source_path"] == seed.name)
    own = [row for table in ("blocks", "removals") for row in rows_of(batch, table)]
    pieces = sorted((r for r in own if r["article_id"] == article["article_id"]), key=lambda r: r["start_char"])
    longest = max(piece["end_char"] - piece["start_char"] for piece in pieces)
    parts = []
    for i, piece in enumerate(pieces):
        y, width = 18 + 15 * i, max(3.0, 380 * (piece["end_char"] - piece["start_char"]) / longest)
        reason = piece.get("reason")
        parts.append(box(24, y, width, 10, REASON_FILLS.get(reason, OTHER_FILL) if reason else INK))
        if reason:
            words = " ".join(piece["text"].split())
            shown = words if len(words) <= 44 else words[:43] + "…"
            parts.append(text_at(32 + width, y + 9, f"{reason}: {shown}", size=11))
        elif piece["kind"] != "paragraph":
            parts.append(text_at(32 + width, y + 9, f"kept as {piece['kind']}", fill=FAINT, size=11))
    return figure(
        800, 30 + 15 * len(pieces), "The lines of a scrape: what was kept, and what was removed and why", parts
    )


# --- passages ---


def passages(batch: Path) -> str:
    """How many characters of the row's article stand in the column's as well."""
    articles = sorted(rows_of(batch, "articles"), key=lambda row: row["source_path"])
    covered: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for match in rows_of(batch, "matches"):
        a, b = match["a_article_id"], match["b_article_id"]
        covered[a, b] |= set(range(match["a_start"], match["a_end"]))
        covered[b, a] |= set(range(match["b_start"], match["b_end"]))
    most = max(map(len, covered.values()))
    parts = [text_at(24, 30, "characters of the article on the left that stand in the one above, too", fill=FAINT)]
    for i, one in enumerate(articles):
        parts.append(text_at(24, 86 + 40 * i, name_of(one)))
        parts.append(text_at(200 + 96 * i, 58, name_of(one), size=11, more='text-anchor="middle"'))
        for j, other in enumerate(articles):
            x, y = 154 + 96 * j, 66 + 40 * i
            n = len(covered[one["article_id"], other["article_id"]])
            if i == j:
                parts.append(box(x, y, 92, 36, "#efece5"))
                continue
            parts.append(box(x, y, 92, 36, ACCENT, f'fill-opacity="{0.06 + 0.6 * n / most:.2f}"'))
            parts.append(text_at(x + 46, y + 23, f"{n:,}" if n else "none", more='text-anchor="middle"'))
    return figure(660, 80 + 40 * len(articles), "How many characters each pair of the five seeds shares", parts)


# --- canonical ---


def canonical(batch: Path) -> str:
    """A row a cluster: which articles have it, and whose copy is kept, by which rule."""
    articles = sorted(rows_of(batch, "articles"), key=lambda row: row["source_path"])
    column = {article["article_id"]: i for i, article in enumerate(articles)}
    copies: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for passage in rows_of(batch, "passages"):
        copies[passage["cluster_id"]][passage["article_id"]] += 1
    clusters = sorted(rows_of(batch, "clusters"), key=lambda row: (-len(row["text"]), row["cluster_id"]))
    parts = [
        text_at(500, 30, "kept by", size=11, fill=FAINT),
        text_at(600, 30, "the copy that is kept", size=11, fill=FAINT),
    ]
    for i, article in enumerate(articles):
        parts.append(text_at(70 + 92 * i, 30, name_of(article), size=11, more='text-anchor="middle"'))
    for j, cluster in enumerate(clusters):
        y = 54 + 24 * j
        columns = sorted(column[article_id] for article_id in copies[cluster["cluster_id"]])
        parts.append(f'<path d="M{70 + 92 * columns[0]} {y}H{70 + 92 * columns[-1]}" stroke="{FAINT}"/>')
        for i in columns:
            kept = i == column[cluster["canonical_article_id"]]
            parts.append(f'<circle cx="{70 + 92 * i}" cy="{y}" r="6" fill="{INK if kept else PAPER}" stroke="{INK}"/>')
        words = " ".join(cluster["text"].split())
        shown = words if len(words) <= 40 else words[:39] + "…"
        parts.append(text_at(500, y + 4, cluster["canonical_reason"], size=11, fill=ACCENT))
        parts.append(text_at(600, y + 4, shown, size=11))
    return figure(900, 60 + 24 * len(clusters), "Passages of the seeds: who has each, and which copy is kept", parts)


# --- architecture ---


def architecture(batch: Path) -> str:
    """The stages in their order, with whose results each takes; they are the same for every batch."""
    at = {stage.name: 70 + 44 * i for i, stage in enumerate(STAGES)}
    heads = ("stage", 24), ("its settings", 150), ("takes the results of", 390)
    parts = [text_at(x, 34, text, fill=FAINT) for text, x in heads]
    for stage in STAGES:
        y = at[stage.name]
        shifts = (8, 4, 0) if stage.by_part else (0,)
        parts += [box(24 + shift, y - 15 - shift, 100, 28, PAPER, f'stroke="{INK}" rx="4"') for shift in shifts]
        parts.append(text_at(34, y + 4, stage.name))
        parts.append(text_at(150, y + 4, " ".join(f"[{section}]" for section in stage.settings), fill=FAINT))
        if stage.needs:
            parts.append(text_at(390, y + 4, ", ".join(stage.needs)))
    note = (
        "A stack of boxes: the stage is done part by part, side by side. "
        "A line leads from a stage to one that takes its results."
    )
    for stage in STAGES:
        for need in stage.needs:
            y, z = at[need], at[stage.name]
            bulge = 800 + (z - y) * 0.34
            parts.append(f'<path d="M800 {y}C{bulge:g} {y} {bulge:g} {z} 806 {z}" fill="none" stroke="{ACCENT}"/>')
            parts.append(f'<path d="M800 {z}l8 -4v8z" fill="{ACCENT}"/>')
        parts.append(f'<path d="M788 {at[stage.name]}h10" stroke="{FAINT}"/>')
    last = 70 + 44 * len(STAGES)
    parts.append(text_at(24, last, note, fill=FAINT, size=12))
    return figure(960, last + 24, "The stages of a batch, and whose results each of them takes", parts)


FIGURES: dict[str, Callable[[Path], str]] = {
    "quotes.svg": quotes,
    "furniture.svg": furniture,
    "passages.svg": passages,
    "canonical.svg": canonical,
    "architecture.svg": architecture,
}

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        done = emit(ROOT / "seeds", Path(folder))
        if done.returncode:
            sys.exit(done.stderr)
        for name, draw in FIGURES.items():
            if sys.argv[1:] == ["--write"]:
                (FOLDER / name).write_text(draw(Path(folder) / "seeds"), "utf-8")
            else:
                print(draw(Path(folder) / "seeds"))
