"""The `copydesk` command: run a batch, verify or search one, and the library as Unix filters."""

from __future__ import annotations

import argparse
import configparser
import os
import signal
import sys
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import Any

from copydesk.arguments import parse
from copydesk.errors import ArticleError, BatchError, CopydeskError
from copydesk.json_lines import lines_of_records, parse_record, write_record
from copydesk.printable import printable
from copydesk.streams import take_standard_streams

INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    """The exit status of the command that the arguments ask for."""
    take_standard_streams()
    if sys.stdout is None:
        print("copydesk: standard output is closed; give it a file or a pipe", file=sys.stderr)
        return 1
    command = "copydesk"
    try:
        options = _parse(sys.argv[1:] if arguments is None else arguments)
        command = f"copydesk {options.command}"
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")  # whatever the terminal's: what comes in is in any alphabet
        if options.command != "run":
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `... | head` ends the filter without a traceback
        status = _COMMANDS[options.command](options)
        sys.stdout.flush()  # a disk that is full says so now
        return status
    except KeyboardInterrupt:
        return _fail(command, "interrupted", INTERRUPTED)
    except CopydeskError as error:
        return _fail(command, str(error), 1)
    except MemoryError:
        return _fail(command, "no memory is left; give it less at a time", 1)
    except OSError as error:  # all that has no name is written there
        return _fail(command, f"{error.filename or 'standard output'}: {error.strerror or error}", 1)


def _parse(arguments: list[str]) -> argparse.Namespace:
    """The options. What is written instead, as help, has been written when this ends the process. Raises OSError."""
    try:
        return parse(arguments)
    except SystemExit:
        sys.stdout.flush()
        raise


def _fail(command: str, why: str, status: int) -> int:
    print(printable(f"{command}: {why}"), file=sys.stderr)
    if status == 1 and isinstance(sys.stdout, TextIOWrapper):
        _forget_output()
    return status


def _forget_output() -> None:
    """What could not be written is not tried again when the process ends, which would be told by a traceback."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run_batch(options: argparse.Namespace) -> int:
    if _may_draw() and options.log_format is None:
        from copydesk.progress import show_progress

        show_progress()  # this process shows what another one does, which goes on from here
    elif options.log_format != "json" and options.log_level in (None, "DEBUG", "INFO"):
        from copydesk.progress import note_line

        # What is to be loaded takes seconds, some more of them where it never was.
        print(printable(f"copydesk run: getting ready for {options.source}"), file=sys.stderr)
        note_line()
    try:
        from copydesk.tasks.command import run_batch  # and with it luigi: no other command needs it
    except (configparser.Error, UnicodeError) as error:
        raise BatchError(f"luigi.cfg cannot be read: {' '.join(str(error).split())}") from error
    return run_batch(options)


def _may_draw() -> bool:
    """Whether somebody looks at a terminal that shows bars; one without a width, as of a container, shows none."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and os.get_terminal_size(2).columns > 0


def _verify(options: argparse.Namespace) -> int:
    from copydesk.emit.batch import verify_batch  # and with it pyarrow
    from copydesk.store import Place

    faults = verify_batch(Place(options.batch))
    for fault in faults:
        print(printable(fault))
    return 1 if faults else 0


def _filter(options: argparse.Namespace) -> int:
    # Imported where it is needed: ftfy and trafilatura take .3 s to load, and pairs of passages need neither.
    from copydesk import commands

    return commands.run(options)


def _reuse(options: argparse.Namespace) -> int:
    if options.inputs:
        return _filter(options)
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
    for n, line in enumerate(lines_of_records(sys.stdin.buffer), 1):
        try:
            if line.strip():
                yield n, parse_record(line, n)
        except ArticleError as error:
            print(f"copydesk reuse: {error}", file=sys.stderr)


_COMMANDS = {
    "run": _run_batch,
    "clean": _filter,
    "repair": _filter,
    "strip": _filter,
    "explain": _filter,
    "reuse": _reuse,
    "find": _filter,
    "verify": _verify,
}


if __name__ == "__main__":
    sys.exit(main())
