"""The command and luigi's, in a process forked from this one: what is loaded is loaded, and nothing they do stays."""

from __future__ import annotations

import gc
import io
import logging
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import luigi.configuration
from luigi.retcodes import run_with_retcodes

import copydesk.tasks  # noqa: F401 - loaded here, once
from copydesk.__main__ import main

CRASHED = 99


class Ended(NamedTuple):
    """What a process said, and its exit status."""

    status: int
    out: str
    err: str


def copydesk_here(
    *arguments: object, cwd: Path, stdin: bytes = b"", environment: Mapping[str, str] | None = None
) -> Ended:
    """`copydesk ARGUMENTS` in the folder."""
    return _forked(lambda: main([str(one) for one in arguments]), cwd, stdin, environment or {})


def luigi_here(*arguments: object, cwd: Path) -> Ended:
    """`luigi --module copydesk.tasks ARGUMENTS --local-scheduler` in the folder."""
    command = ["--module", "copydesk.tasks", *map(str, arguments), "--local-scheduler"]
    return _forked(lambda: run_with_retcodes(command), cwd, b"", {})


def _forked(work: Callable[[], int | None], cwd: Path, stdin: bytes, environment: Mapping[str, str]) -> Ended:
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        gc.freeze()  # the child collects nothing that other tests left: some of it waits for threads that it has not
        child = os.fork()
        if child == 0:
            status: object = CRASHED
            try:
                _become([given.fileno(), out.fileno(), err.fileno()], cwd, environment)
                status = work()
            except SystemExit as ended:
                status = ended.code
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status if isinstance(status, int) else 0 if status is None else 1)
        gc.unfreeze()
        _, status = os.waitpid(child, 0)
        said = [(file.seek(0), file.read().decode("utf-8", "replace"))[1] for file in (out, err)]
        return Ended(os.waitstatus_to_exitcode(status), *said)


def _become(standard: list[int], cwd: Path, environment: Mapping[str, str]) -> None:
    """A process as it is when a command begins."""
    for n, one in enumerate(standard):
        os.dup2(one, n)
    sys.stdin, sys.stdout, sys.stderr = (
        io.TextIOWrapper(io.BufferedReader(io.FileIO(0))),
        io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w"))),
        io.TextIOWrapper(io.BufferedWriter(io.FileIO(2, "w")), errors="backslashreplace", line_buffering=True),
    )
    sys.argv = ["copydesk"]
    os.chdir(cwd)
    os.environ.update(environment)
    logging.getLogger().handlers.clear()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    luigi.configuration.get_config().set("core", "no_lock", "true")  # all of these have one command line
