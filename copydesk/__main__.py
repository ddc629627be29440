"""The `copydesk` command: run a batch, verify one, and the library as Unix filters, text or JSON lines in and out."""

from __future__ import annotations

import argparse
import datetime
import os
import signal
import sys
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from copydesk import __version__
from copydesk.errors import ArticleError, CopydeskError
from copydesk.json_lines import parse_record, write_record

STYLES = ("document", "curly", "straight")
EPILOG = """\
records: clean, repair and strip read {"id", "outlet", "url", "html" | "text"} and write {"id", "text", ...} with
the edits and removals; reuse reads passages {"id", "outlet", "article", "text"} and writes pairs {"a", "b", "score"};
find reads texts {"id", "text"} and writes the passages of a batch that are like them.
clean and strip take all records for one batch, and correct each article by what its outlet's others show: --stream
judges each alone. A record that cannot be used comes out with its reason in "error"; the others go on."""


def main(arguments: list[str] | None = None) -> int:
    """The exit status of the command that the arguments ask for."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.filter != "run":
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `... | head` ends the filter without a traceback
        _refuse_idle_options(parser, options)
    try:
        return int(options.run(options))
    except (CopydeskError, OSError) as error:
        print(f"copydesk {options.filter}: {error}", file=sys.stderr)
        return 1


def _refuse_idle_options(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """An option that would be read and ignored is a mistake of whoever gave it."""
    with_jsonl = [name for name in ("explain", "html", "outlet") if getattr(options, name, None)]
    if getattr(options, "jsonl", False) and with_jsonl:
        parser.error(f"--{with_jsonl[0]} is for one text; it says nothing with --jsonl")
    if getattr(options, "stream", False) and not options.jsonl:
        parser.error("--stream is for records; give --jsonl too")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m copydesk" if Path(sys.argv[0]).name == "__main__.py" else "copydesk",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="filter", required=True)
    _add_batch_commands(commands)
    for name, help_text in (
        ("clean", "repair, then strip: the article, clean"),
        ("repair", "broken characters and quotation marks mended, line by line as it was"),
        ("strip", "page furniture out, the article's body left"),
    ):
        command = commands.add_parser(name, help=help_text, epilog=EPILOG)
        command.add_argument("--jsonl", action="store_true", help="records in and out, one JSON object a line")
        command.set_defaults(run=_run, style="document", live_posts="keep", without=[])
        command.add_argument("file", nargs="?", help="read this file instead of standard input")
        if name != "repair":
            command.add_argument("--html", action="store_true", help="the input is an HTML page, not plain text")
            command.add_argument(
                "--profiles", metavar="FILE", help="what an earlier batch learned: its profiles.parquet"
            )
            command.add_argument("--outlet", default="", help="whose article it is, to find its profile")
            command.add_argument(
                "--live-posts",
                choices=("remove", "keep"),
                help="a live blog's, where its opening is an article [keep]",
            )
            command.add_argument(
                "--without",
                metavar="RULE",
                action="append",
                help="a rule that is not to run: docs/reference/strip-rules.md lists them; may be given again",
            )
            command.add_argument(
                "--stream",
                action="store_true",
                help="with --jsonl: each record alone, as it comes, not all as one batch",
            )
        if name != "strip":
            command.add_argument("--style", choices=STYLES, help="how quotation marks are rendered [document]")
        if name != "clean":
            command.add_argument("--explain", action="store_true", help="show what would be done, and why")
    command = commands.add_parser("reuse", help="pairs of near-duplicate passages of different outlets", epilog=EPILOG)
    command.add_argument("--jsonl", action="store_true", help="passages as JSON lines on standard input, pairs out")
    command.add_argument(
        "files", nargs="*", help="articles to compare, each of an outlet of its own; what is compared is their body"
    )
    command.set_defaults(run=_reuse)
    command = commands.add_parser("find", help="the passages of a batch that are like a text", epilog=EPILOG)
    command.add_argument("--batch", required=True, metavar="FOLDER", help="where the batch is, as output/seeds")
    command.add_argument("--jsonl", action="store_true", help="texts as JSON lines in, passages as JSON lines out")
    command.add_argument("file", nargs="?", help="read this file instead of standard input")
    command.set_defaults(run=_run)
    return parser


def _add_batch_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("run", help="a batch: read, repaired, stripped, compared, written to its folder")
    command.add_argument("source", help="folder, glob or single file to read")
    command.add_argument("--output-dir", metavar="FOLDER", help="receives the batch's folder [output]")
    command.add_argument("--batch-name", metavar="NAME", help="[the source folder's name]")
    command.add_argument(
        "--date",
        type=_told_by("%Y-%m-%d"),
        help="the day, as 2026-11-28, that %%Y, %%m and %%d of the source stand for",
    )
    command.add_argument(
        "--hour", type=_told_by("%Y-%m-%dT%H"), help="likewise the hour, as 2026-11-28T07, for %%H too"
    )
    command.add_argument("--config", metavar="FILE", help="TOML file of settings that differ from the shipped")
    command.add_argument("--profiles", metavar="BATCH", help="an earlier batch: what it learned of outlets, its stock")
    command.add_argument("--workers", type=int, metavar="N", help="processes [1]")
    command.add_argument("--engine", choices=("local", "spark"), help="where the stages are done [local]")
    command.add_argument(
        "--check-inputs", action="store_true", help="a finished batch whose source is gone counts as not finished"
    )
    command.add_argument("--log-level", choices=("DEBUG", "INFO", "WARNING", "ERROR"), help="what is told, at least")
    command.add_argument("--log-format", choices=("text", "json"), help="the log's lines: text, or JSON objects [text]")
    command.set_defaults(run=_run_batch)
    command = commands.add_parser("verify", help="whether each file of a batch is as its manifest says")
    command.add_argument("batch", help="the batch's folder, as output/seeds")
    command.set_defaults(run=_verify)


def _told_by(format_: str) -> Callable[[str], str]:
    """What makes sure that a date is written so."""

    def checked(text: str) -> str:
        try:
            datetime.datetime.strptime(text, format_)
        except ValueError:
            wanted = datetime.datetime(2026, 11, 28, 7).strftime(format_)
            raise argparse.ArgumentTypeError(f"{text!r} is no date; write one as {wanted}") from None
        return text

    return checked


def _run_batch(options: argparse.Namespace) -> int:
    from copydesk.tasks.command import run_batch  # and with it luigi: no other command needs it

    return run_batch(options)


def _verify(options: argparse.Namespace) -> int:
    from copydesk.emit.batch import verify_batch  # and with it pyarrow
    from copydesk.store import Place

    faults = verify_batch(Place(options.batch))
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def _run(options: argparse.Namespace) -> int:
    # Imported where it is needed: ftfy and trafilatura take .3 s to load, and pairs of passages need neither.
    from copydesk import commands

    return commands.run(options)


def _reuse(options: argparse.Namespace) -> int:
    if options.files and not options.jsonl:
        return _run(options)
    if options.files or not options.jsonl:
        raise CopydeskError("give either --jsonl with passages on standard input, or the files to compare")
    records = _records()
    first = next(records, None)
    if first is None:  # NumPy takes two thirds of the time to start
        return 0
    # No matrix is multiplied here: threads that wait for one would take a sixth of the time to start.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from tempfile import gettempdir

    from copydesk.reuse import PassageRow, Search, pair_passages
    from copydesk.reuse.workers import n_cores
    from copydesk.reuse_filter import passage_row

    def passages() -> Iterator[PassageRow]:
        for n, record in chain([first], records):
            try:
                yield passage_row(record, n)
            except ArticleError as error:
                print(f"copydesk reuse: {error}", file=sys.stderr)

    search = Search(scratch=Path(gettempdir()), workers=n_cores())
    for pair in pair_passages(passages(), search=search):
        write_record({"a": pair.a, "b": pair.b, "score": pair.score})
    return 0


def _records() -> Iterator[tuple[int, dict[str, Any]]]:
    """The records of standard input, with their lines' numbers; what is none is told on standard error."""
    for n, line in enumerate(sys.stdin.buffer, 1):
        try:
            if line.strip():
                yield n, parse_record(line, n)
        except ArticleError as error:
            print(f"copydesk reuse: {error}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
