"""Makes dump_model.json: `python -m copydesk.strip.train_dump_model RECORDS.jsonl --out FILE`.

A record is one text of one page: {"id", "outlet", "text", "gold"}, and if wanted
  "gold"    one body, or a list of them where several are as good (with the standfirst, without it)
  "light"   true for an extractor's output; the others are whole pages' texts. Both kinds are needed
  "weight"  1 if left out; 0 for a text that is measured on but not learned from
  "source"  where the record comes from: the name under which it is measured; its first word is the fold with
            --folds-by source
docs/explanations/dump-model.md says how to make records of the WCXB benchmark, or of your own pages without labelling
any by hand.

Prints out-of-fold figures, all texts of an outlet in one fold; writes the model that is trained on everything. Needs
nothing but numpy; the same records make the same file.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copydesk.errors import BatchError
from copydesk.strip.dumps.broken_sentences import joined
from copydesk.strip.dumps.features import Floats, LineTable, line_table
from copydesk.strip.dumps.model import MIN_DUMP_CHANCE, article_lines
from copydesk.strip.dumps.scrape_features import SCRAPE_COLUMNS, scrape_row
from copydesk.strip.dumps.symmetric_trees import Boosting, Trees, binned, fit_trees, thresholds_of
from copydesk.strip.dumps.view import view_of
from copydesk.strip.lines.shape import Shape, shape_of
from copydesk.strip.lines.splitting import split_lines
from copydesk.strip.texts.judging import reasons_by_rules, split_glued

LINE_TREES = Boosting(n_trees=800, depth=4, rate=0.08, row_share=0.15, column_share=0.2, prior=20.0)
SCRAPE_TREES = Boosting(n_trees=60, depth=3, rate=0.15, row_share=0.5, column_share=0.5, prior=5.0)
# A light scrape that is taken for a dump costs more than a dump that is not recognised.
_LIGHT_WEIGHT = 3.0
# A line weighs as many words as it has against those of the article; one line alone no more than half of it.
_MAX_LINE_WEIGHT = 0.5
_MIN_ARTICLE_WORDS = 30
# Of each page so many changed copies are learned from, each for so much of what the page weighs.
_N_VARIED = 1
_VARIED_WEIGHT = 0.3
_GRAM = 4
_N_FOLDS = 5
_MAX_THRESHOLD_ROWS = 100_000
_WORD = re.compile(r"\w+")

Gram = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scrape:
    """One text of a page with what is to be learned from it."""

    page: str
    outlet: str
    source: str
    golds: tuple[str, ...]
    light: bool
    weight: float
    shapes: tuple[Shape, ...]
    reasons: tuple[str | None, ...]  # for which the rules remove the line before the model is asked
    labels: NDArray[np.bool_]  # the line is the article's
    doubtful: NDArray[np.bool_]  # it is by one gold, and not by another
    scrape_row: Floats
    table: LineTable

    @property
    def line_weights(self) -> NDArray[np.float64]:
        """A line's words against those of the article; nothing for a doubtful line."""
        words = np.array([max(1, len(_WORD.findall(shape.text))) for shape in self.shapes], np.float64)
        weights = words / max(words[self.labels].sum(), _MIN_ARTICLE_WORDS)
        return np.where(self.doubtful, 0.0, np.minimum(weights, _MAX_LINE_WEIGHT))


def grams(text: str) -> Counter[Gram]:
    """The text's runs of four words; a shorter text is one run."""
    words = _WORD.findall(text)
    if not words:
        return Counter()
    return (
        Counter(zip(*(words[i:] for i in range(_GRAM)), strict=False)) if len(words) >= _GRAM else Counter([(*words,)])
    )


def label_lines(lines: Sequence[str], gold: str) -> NDArray[np.bool_]:
    """Which lines are the article's: half of a line's runs of four words stand in `gold`, a shorter line is one there.

    >>> label_lines(["Menu", "It hit at noon on Friday.", "Damage"], "It hit at noon on Friday.\\nDamage").tolist()
    [False, True, True]
    """
    known = set(grams(gold))
    whole = {(*_WORD.findall(line.casefold()),) for line in gold.splitlines()} - {()}
    return np.array([_is_in(line, known, whole) for line in lines], np.bool_)


def _is_in(line: str, known: set[Gram], whole: set[Gram]) -> bool:
    words = _WORD.findall(line)
    if len(words) < _GRAM:
        return (*_WORD.findall(line.casefold()),) in whole
    runs = list(zip(*(words[i:] for i in range(_GRAM)), strict=False))
    return 2 * sum(run in known for run in runs) >= len(runs)


def read_scrape(record: dict[str, Any]) -> Scrape | None:
    """The record as it is learned from; None where its gold has no words, or its text no line that the model sees."""
    golds = tuple(gold for gold in _as_list(record["gold"]) if _WORD.search(gold))
    shapes = [shape_of(line.text) for line in split_glued(split_lines(record["text"]))]
    if not golds or not shapes:
        return None
    view = view_of(shapes, reasons_by_rules(shapes))
    if not view.shapes:
        return None
    light = bool(record.get("light", False))
    labels = np.stack([label_lines([shape.text for shape in view.shapes], gold) for gold in golds])
    return Scrape(
        page=str(record["id"]),
        outlet=str(record["outlet"]),
        source=str(record.get("source", "")) or ("light" if light else "dump"),
        golds=golds,
        light=light,
        weight=float(record.get("weight", 1.0)),
        shapes=tuple(view.shapes),
        reasons=tuple(view.reasons),
        labels=np.asarray(labels.any(0)),
        doubtful=np.asarray(labels.any(0) != labels.all(0)),
        scrape_row=scrape_row(shapes),
        table=line_table(view.shapes, view.reasons),
    )


def varied(scrape: Scrape, chance: np.random.Generator) -> Scrape:
    """The page with a stretch of lines left out above the article, one inside and one below, each of any length.

    There are few pages, and trees know them again by how much prose they have; of shortened ones there are many. In
    one of three the article's lines are joined by twos and threes or all in one, as some tools write them.
    """
    n = len(scrape.shapes)
    article = np.flatnonzero(scrape.labels)
    first, last = (int(article[0]), int(article[-1]) + 1) if len(article) else (n, n)
    stays = np.ones(n, np.bool_)
    for start, end in ((0, first), (first, last), (last, n)):
        a, b = np.sort(chance.integers(start, end + 1, 2))
        stays[a:b] = False
    if not (stays & scrape.labels).any():
        return scrape
    n_joined = int(chance.choice([1, 1, 1, 1, 1, 1, 2, 3, n]))
    groups = _joined_lines(np.flatnonzero(stays), scrape.labels, n_joined)
    shapes = tuple(joined(scrape.shapes[group[0] : group[-1] + 1]) for group in groups)
    reasons = tuple(scrape.reasons[group[0]] for group in groups)
    heads = np.array([group[0] for group in groups])
    return replace(
        scrape,
        shapes=shapes,
        reasons=reasons,
        labels=scrape.labels[heads],
        doubtful=scrape.doubtful[heads],
        table=line_table(shapes, reasons),
    )


def _joined_lines(lines: NDArray[np.int64], labels: NDArray[np.bool_], n_joined: int) -> list[list[int]]:
    """The lines in groups: up to `n_joined` neighbours of the article's together, every other line alone."""
    groups: list[list[int]] = []
    for line in lines.tolist():
        last = groups[-1] if groups else []
        if labels[line] and last and last[-1] == line - 1 and labels[last[-1]] and len(last) < n_joined:
            last.append(line)
        else:
            groups.append([line])
    return groups


def _as_list(gold: str | list[str]) -> list[str]:
    return [gold] if isinstance(gold, str) else gold


@dataclass(frozen=True, slots=True)
class Model:
    """The two sets of trees."""

    is_dump: Trees
    is_article: Trees


def train(scrapes: Sequence[Scrape]) -> Model:
    """The model that the scrapes of weight above 0 teach; raises BatchError where there are not both kinds."""
    taught = [scrape for scrape in scrapes if scrape.weight > 0]
    dumps = [scrape for scrape in taught if not scrape.light]
    if not dumps or len(dumps) == len(taught):
        raise BatchError(f'{len(dumps)} of {len(taught)} texts are whole pages; both kinds are needed ("light": true)')
    return Model(is_dump=_train_is_dump(taught), is_article=_train_is_article(dumps))


def _train_is_dump(scrapes: Sequence[Scrape]) -> Trees:
    rows = np.stack([scrape.scrape_row for scrape in scrapes])
    labels = np.array([not scrape.light for scrape in scrapes])
    weights = np.array([scrape.weight * (_LIGHT_WEIGHT if scrape.light else 1.0) for scrape in scrapes])
    thresholds = thresholds_of(rows)
    return fit_trees(binned(rows, thresholds), thresholds, labels, weights, SCRAPE_COLUMNS, SCRAPE_TREES)


def _train_is_article(dumps: Sequence[Scrape]) -> Trees:
    chance = np.random.default_rng(LINE_TREES.seed)
    lessons = [(scrape, scrape.weight) for scrape in dumps]
    lessons += [(varied(scrape, chance), scrape.weight * _VARIED_WEIGHT) for scrape in dumps for _ in range(_N_VARIED)]
    rows = np.concatenate([scrape.table.rows for scrape, _ in lessons])
    labels = np.concatenate([scrape.labels for scrape, _ in lessons])
    weights = np.concatenate([scrape.line_weights * weight for scrape, weight in lessons])
    some = chance.permutation(len(rows))[:_MAX_THRESHOLD_ROWS]
    thresholds = thresholds_of(rows[some])
    return fit_trees(binned(rows, thresholds), thresholds, labels, weights, dumps[0].table.columns, LINE_TREES)


@dataclass(slots=True)
class _Figures:
    """What one source's scrapes come to; precision and recall are means over scrapes, F1 is made of these two."""

    n: int = 0
    n_taken_for_dumps: int = 0
    precision: float = 0.0
    recall: float = 0.0

    def add(self, scrape: Scrape, model: Model) -> None:
        """Counts the scrape, its lines judged as a dump's whatever it was taken for."""
        self.n += 1
        self.n_taken_for_dumps += bool(model.is_dump.score(scrape.scrape_row[None])[0] >= _log_odds(MIN_DUMP_CHANCE))
        stays = article_lines(scrape.table, model.is_article).stay
        kept = grams("\n".join(shape.text for shape, stay in zip(scrape.shapes, stays, strict=True) if stay))
        precision, recall = max((_precision_recall(kept, grams(gold)) for gold in scrape.golds), key=min)
        self.precision += precision
        self.recall += recall

    def as_dict(self) -> dict[str, float]:
        """Rounded, for a reader and for the model's file."""
        precision, recall = self.precision / self.n, self.recall / self.n
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        return {
            "texts": self.n,
            "taken_for_dumps": self.n_taken_for_dumps,
            "f1": round(f1, 4),
            "precision": round(precision, 4),
            "recall": round(recall, 4),
        }


def _precision_recall(kept: Counter[Gram], gold: Counter[Gram]) -> tuple[float, float]:
    shared = (kept & gold).total()
    return shared / max(1, kept.total()), shared / max(1, gold.total())


def _log_odds(chance: float) -> float:
    return float(np.log(chance / (1 - chance)))


def cross_validate(scrapes: Sequence[Scrape], *, by_source: bool = False) -> dict[str, dict[str, float]]:
    """Figures by source, each scrape judged by a model that saw no text of its outlet, or none of its source."""
    groups = [scrape.source.split()[0] if by_source else scrape.outlet for scrape in scrapes]
    folds = groups if by_source else [str(zlib.crc32(group.encode()) % _N_FOLDS) for group in groups]
    figures: dict[str, _Figures] = {}
    for fold in sorted(set(folds)):
        model = train([scrape for scrape, own in zip(scrapes, folds, strict=True) if own != fold])
        for scrape, own in zip(scrapes, folds, strict=True):
            if own == fold:
                figures.setdefault(scrape.source, _Figures()).add(scrape, model)
    return {source: figures[source].as_dict() for source in sorted(figures)}


def measure(scrapes: Sequence[Scrape], model: Model) -> dict[str, dict[str, float]]:
    """Figures by source of one model."""
    figures: dict[str, _Figures] = {}
    for scrape in scrapes:
        figures.setdefault(scrape.source, _Figures()).add(scrape, model)
    return {source: figures[source].as_dict() for source in sorted(figures)}


def model_file(model: Model, about: dict[str, Any]) -> str:
    """The model as JSON, one tree a line."""
    parts = {name: trees.to_json() for name, trees in (("is_dump", model.is_dump), ("is_article", model.is_article))}
    lines = ["{"]
    for key, value in {**about, "line_columns": list(model.is_article.columns)}.items():
        lines.append(f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)},")
    for name, part in parts.items():
        lines.append(f' "{name}": {{"bias": {part["bias"]}, "trees": [')
        lines += [f"  {json.dumps(tree, separators=(',', ':'))}," for tree in part["trees"]]
        lines[-1] = lines[-1].rstrip(",")
        lines.append(" ]}" if name == "is_article" else " ]},")
    return "\n".join([*lines, "}", ""])


_FIELDS = ("id", "outlet", "text", "gold")


def read_records(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """The records of all files, in order; raises BatchError for a line that is none."""
    for path in paths:
        with path.open(encoding="utf-8") as file:
            for n, line in enumerate(file, 1):
                try:
                    record = json.loads(line)
                except ValueError as error:
                    raise BatchError(f"{path}, line {n}: not JSON ({error}); expected one record a line") from error
                missing = [name for name in _FIELDS if not isinstance(record, dict) or name not in record]
                if missing:
                    raise BatchError(
                        f"{path}, line {n}: without {', '.join(missing)}; a record has {', '.join(_FIELDS)}"
                    )
                yield record


def main(argv: Sequence[str] | None = None) -> None:
    """Trains, measures and writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, help="where the model goes; without it only figures are printed")
    parser.add_argument("--folds-by", choices=["outlet", "source", "none"], default="outlet")
    options = parser.parse_args(argv)
    try:
        _run(options)
    except (BatchError, OSError) as error:
        parser.error(str(error))


def _run(options: argparse.Namespace) -> None:
    scrapes = [scrape for record in read_records(options.records) if (scrape := read_scrape(record))]
    about: dict[str, Any] = {
        "trained_on": {
            "texts": sum(scrape.weight > 0 for scrape in scrapes),
            "pages": len({scrape.page for scrape in scrapes if scrape.weight > 0}),
            "outlets": len({scrape.outlet for scrape in scrapes if scrape.weight > 0}),
            "records_sha256": [hashlib.sha256(path.read_bytes()).hexdigest() for path in options.records],
        }
    }
    if options.folds_by != "none":
        about["out_of_fold"] = cross_validate(scrapes, by_source=options.folds_by == "source")
        _print_figures(f"out of fold, folds by {options.folds_by}", about["out_of_fold"])
    if options.out:
        model = train(scrapes)
        _print_figures("on what it was trained on", measure(scrapes, model))
        options.out.write_text(model_file(model, about), encoding="utf-8")


def _print_figures(title: str, figures: dict[str, dict[str, float]]) -> None:
    sys.stdout.write(f"{title}\n")
    for source, own in figures.items():
        sys.stdout.write(f"  {source}: {' '.join(f'{name} {value}' for name, value in own.items())}\n")


if __name__ == "__main__":
    main()
