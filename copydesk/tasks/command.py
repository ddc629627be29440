"""`copydesk run`: the tasks as luigi's own command runs them, without a scheduler beside it."""

from __future__ import annotations

import argparse

import luigi.configuration
from luigi.retcodes import run_with_retcodes

from copydesk.tasks.luigi_config import log_warnings

# What is passed on as it was given.
OPTIONS = ("date", "hour", "output_dir", "batch_name", "config", "profiles", "workers", "engine", "log_level")


def run_batch(options: argparse.Namespace) -> int:
    """The exit status of a run over `options.source`, as `[retcode]` in `config/luigi.cfg` has them."""
    command = ["--module", "copydesk.tasks", "EmitCanonical", "--local-scheduler", f"--source={options.source}"]
    if options.log_format is not None:
        luigi.configuration.get_config().set("copydesk", "log_format", options.log_format)
    log_warnings()
    given = {name: getattr(options, name) for name in OPTIONS}
    command += [f"--{name.replace('_', '-')}={value}" for name, value in given.items() if value is not None]
    command += ["--check-inputs"] if options.check_inputs else []
    try:
        run_with_retcodes(command)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    return 0
