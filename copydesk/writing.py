"""What filters write: texts, JSON lines or CSV on standard output, or a text file an article into a folder."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from copydesk.errors import ArticleError, BatchError
from copydesk.filters import FIELDS, written
from copydesk.json_lines import write_record
from copydesk.records import Article

if TYPE_CHECKING:
    from copydesk.store import Place


class Outcome(NamedTuple):
    """What becomes of an input."""

    name: str  # how it is called: a path, of a record with its number
    record_id: str | None  # what a record calls itself
    article: Article | ArticleError


Writer = Callable[[Iterable[Outcome], Sequence[str]], None]


def write_texts(outcomes: Iterable[Outcome], evidence: Sequence[str]) -> None:
    """The texts, one after the other; where there are several, a line above each says whose it is."""
    write_shown(outcomes, lambda article: article.text if evidence == ("edits",) else article.text + "\n")


def write_shown(outcomes: Iterable[Outcome], show: Callable[[Article], str]) -> None:
    """The same of what is shown of each."""
    between = ""
    for is_alone, (name, _, article) in _with_company(outcomes):
        if isinstance(article, ArticleError):
            continue
        text = show(article)
        if not is_alone:
            end = "" if text.endswith("\n") else "\n"
            text = f"{between}==> {name} <==\n{text}{end}"
            between = "\n"
        sys.stdout.write(text)


def _with_company(outcomes: Iterable[Outcome]) -> Iterator[tuple[bool, Outcome]]:
    """Each outcome, and whether it is the only one."""
    waiting = iter(outcomes)
    first = next(waiting, None)
    second = next(waiting, None)
    for outcome in (first, second):
        if outcome is not None:
            yield second is None, outcome
    for outcome in waiting:
        yield False, outcome


def write_json(outcomes: Iterable[Outcome], evidence: Sequence[str]) -> None:
    """A record an input, as with --jsonl, and what the input is called."""
    for outcome in outcomes:
        write_record(_record(outcome, evidence))
        sys.stdout.buffer.flush()


def write_csv(outcomes: Iterable[Outcome], evidence: Sequence[str]) -> None:
    """A row an input: the fields, the text, how many pieces of evidence there are; and the error, if any."""
    fields = FIELDS if "removals" in evidence else ()
    names = ["id", "input", *fields, "text", *(f"n_{name}" for name in evidence), "error"]
    _write_row(names)
    for outcome in outcomes:
        record = _record(outcome, evidence)
        record |= {f"n_{kind}": len(record.get(kind, ())) for kind in evidence}
        _write_row([record.get(column) for column in names])


def _record(outcome: Outcome, evidence: Sequence[str]) -> dict[str, Any]:
    """It is called as it calls itself, or else as the input is."""
    record = written(outcome.record_id or outcome.name, outcome.article, evidence)
    return {"id": record.pop("id"), "input": outcome.name, **record}


def _write_row(cells: Sequence[Any]) -> None:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    sys.stdout.write(line.getvalue())


def texts_into(folder: Place, inputs: Iterable[Place]) -> Writer:
    """What writes a text file an article into the folder. Raises BatchError where that holds inputs, or is a batch."""
    from copydesk.store import MANIFEST

    if (folder / MANIFEST).is_file():
        raise BatchError(f"--output {folder}: a batch lies there, with its {MANIFEST}; give another folder")
    if any(place.real() == folder.real() for place in inputs):
        raise BatchError(f"--output {folder}: the inputs lie there, and might be overwritten; give another folder")

    def write(outcomes: Iterable[Outcome], evidence: Sequence[str]) -> None:
        taken = set[str]()
        for name, _, article in outcomes:
            if isinstance(article, ArticleError):
                continue
            path = _free_name(name, taken)
            text = article.text if evidence == ("edits",) else article.text + "\n"
            with (folder / path).write() as stream:
                stream.write(text.encode("utf-8", "surrogatepass"))

    return write


def _free_name(name: str, taken: set[str]) -> str:
    """A file's name after the input's, which no other has: "crawl.jsonl#17" is "crawl.jsonl-17.txt"."""
    from copydesk.emit.text_files import place_of, safe_name

    stem = safe_name(PurePosixPath(name.replace("#", "-")).name.removesuffix(".txt"))
    free = stem
    n = 1
    while place_of(free) in taken:
        n += 1
        free = f"{stem}-{n}"
    taken.add(place_of(free))
    return f"{free}.txt"
