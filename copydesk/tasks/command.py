"""`copydesk run`: the tasks as luigi's own command runs them, without a scheduler beside it; at the end a summary."""

from __future__ import annotations

import argparse
import configparser
import contextlib
import io
import os
import sys

import luigi.configuration
from luigi.parameter import ParameterException
from luigi.retcodes import run_with_retcodes

from copydesk.errors import BatchError
from copydesk.printable import printable
from copydesk.progress import is_watched
from copydesk.tasks.emit import EmitCanonical
from copydesk.tasks.interrupting import Stopped, stop_on_signals
from copydesk.tasks.luigi_config import (
    check_luigi_cfg,
    in_a_line,
    leave_out_luigis_summary,
    log_warnings,
    say_last_words,
)
from copydesk.tasks.summary import summary_of

# What is passed on as it was given: to the task, and to luigi.
OF_TASK = ("source", "date", "hour", "output_dir", "batch_name", "config", "profiles", "engine", "check_inputs")
OF_LUIGI = ("workers", "log_level")
ALREADY_RUNNING = 10


def run_batch(options: argparse.Namespace) -> int:
    """The exit status of a run over `options.source`, as `[retcode]` in `config/luigi.cfg` has them."""
    stop_on_signals()
    if options.log_format is not None:
        luigi.configuration.get_config().set("copydesk", "log_format", options.log_format)
    log_warnings()
    if options.log_level is None:
        leave_out_luigis_summary()
        options.log_level = "WARNING" if is_watched() else None  # bars say what the log would
    given = {name: str(value) for name in OF_TASK if (value := getattr(options, name)) not in (None, False)}
    try:
        check_luigi_cfg()
        task: EmitCanonical = EmitCanonical.from_str_params(given)  # type: ignore[no-untyped-call]
        status = _run({**given, **{name: getattr(options, name) for name in OF_LUIGI}})
    except Stopped as stopped:
        print(printable(f"copydesk run: {stopped}"), file=sys.stderr)
        return stopped.status
    except (ParameterException, ValueError, configparser.Error) as error:  # what is given here, or in luigi.cfg
        raise BatchError(in_a_line(error)) from error
    say_last_words()
    if status == ALREADY_RUNNING:
        print("copydesk run: the same command is at work already; wait until it has ended", file=sys.stderr)
    if status == 0:
        _tell(summary_of(task.output(), was_up_to_date=task.was_up_to_date))
    return status


def _tell(text: str) -> None:
    """The text stands on standard output; where that takes nothing any more, the batch is made all the same."""
    try:
        print(text, flush=True)
    except OSError:
        # Python would try once more at its end, and fail.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(options: dict[str, str | None]) -> int:
    command = ["--module", "copydesk.tasks", "EmitCanonical", "--local-scheduler"]
    for name, value in options.items():
        flag = f"--{name.replace('_', '-')}"
        if value is not None:
            command.append(flag if name == "check_inputs" else f"{flag}={value}")
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # luigi prints which process it is that is at work already
            run_with_retcodes(command)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    return 0
