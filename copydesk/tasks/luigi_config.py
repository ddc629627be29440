"""Luigi's settings from `config/luigi.cfg`, wherever the run starts, and what stands on the console.

What the user's own luigi.cfg or command line says wins.
"""

from __future__ import annotations

import atexit
import configparser
import datetime
import json
import logging
import sys
import warnings
from argparse import ArgumentTypeError
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, TextIO

import luigi.configuration
from luigi.cmdline_parser import CmdlineParser
from luigi.parameter import ParameterException, UnconsumedParameterWarning
from luigi.rpc import RPCError
from luigi.task_register import TaskClassException

from copydesk.arguments import LOG_FORMATS, from_one_on
from copydesk.errors import BatchError, CopydeskError
from copydesk.printable import printable
from copydesk.settings import shipped_config
from copydesk.store import refused
from copydesk.streams import take_standard_streams
from copydesk.tasks.interrupting import Stopped, end_by, stop_on_signals

# How luigi's own logger is called: its level is what --log-level says.
_LUIGI = "luigi-interface"
_SCHEDULER_WORDS = frozenset(f"--{core}scheduler-{what}" for core in ("", "core-") for what in ("host", "port", "url"))
_SCHEDULER_OPTIONS = [
    *(f"default{dash}scheduler{dash}{what}" for dash in "-_" for what in ("host", "port", "url")),
    *(f"scheduler_{what}" for what in ("host", "port", "url")),
    "local_scheduler",
    "local-scheduler",
]
_SUMMARY = "===== Luigi Execution Summary ====="


def apply_luigi_config() -> None:
    """Luigi has every setting of the shipped luigi.cfg that its own configuration files leave unset.

    luigi itself looks for luigi.cfg only in the working directory and /etc; without `[retcode]` it exits 0 when a
    task has failed.
    """
    shipped = configparser.ConfigParser(interpolation=None)
    shipped.read(shipped_config("luigi.cfg"), encoding="utf-8")
    current = luigi.configuration.get_config()
    is_level_given = current.has_option("core", "log_level")
    for section in shipped.sections():
        for option, value in shipped.items(section):
            if not current.has_option(section, option):
                current.set(section, option, value)
    if _is_luigi_command():
        take_standard_streams()
        _check_workers(sys.argv)
        sys.excepthook = _say_on_the_way_out
        check_luigi_cfg()
        stop_on_signals()
        if not _is_scheduler_named(current):
            current.set("core", "local_scheduler", "true")
    _set_up_console(is_level_given=is_level_given)


def _is_luigi_command() -> bool:
    """Whether `luigi --module` loads the tasks; a program that calls luigi.build says which scheduler it wants."""
    return any(word == "--module" or word.startswith("--module=") for word in sys.argv)


def _is_scheduler_named(config: Any) -> bool:
    """Whether the command line or the user's luigi.cfg speaks of a scheduler: then it is not for us to choose one."""
    words = {word.partition("=")[0] for word in sys.argv}
    in_config = (config.has_option("core", option) for option in _SCHEDULER_OPTIONS)
    return not words.isdisjoint(_SCHEDULER_WORDS) or any(in_config)


def check_luigi_cfg() -> None:
    """Raises BatchError where luigi.cfg names no number of workers (as `_check_workers`), or no format of the log."""
    config = luigi.configuration.get_config()
    try:
        from_one_on(str(config.get("core", "workers", "1")))
    except ArgumentTypeError as error:
        raise BatchError(f"luigi.cfg: [core] workers: {error}") from None
    if (log_format := config.get("copydesk", "log_format", "text")) not in LOG_FORMATS:
        known = " or ".join(LOG_FORMATS)
        raise BatchError(f"luigi.cfg: [copydesk] log_format: {log_format!r} is no format; write {known}")


def _check_workers(words: Sequence[str]) -> None:
    """Ends the process where `--workers` is none: luigi would do nothing and say nothing, or show where it fell."""
    for word, following in zip(words, [*words[1:], ""], strict=True):
        name, has_value, value = word.partition("=")
        if name in ("--workers", "--core-workers"):
            try:
                from_one_on(value if has_value else following)
            except ArgumentTypeError as error:
                raise SystemExit(f"copydesk: {name}: {error}") from None


def _say_on_the_way_out(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What ends luigi's command by a mistake of its user is a line; all else is shown as ever."""
    if isinstance(error, TaskClassException | ParameterException | CopydeskError) or is_of_luigi_cfg(error):
        print(f"copydesk: {printable(in_a_line(error))}", file=sys.stderr)
    elif isinstance(error, Stopped):
        print(f"copydesk: {printable(str(error))}", file=sys.stderr, flush=True)
        end_by(error)
    else:
        sys.__excepthook__(kind, error, trace)


def is_of_luigi_cfg(error: BaseException) -> bool:
    """Whether it is a mistake in luigi.cfg: luigi has no kind of its own for a value that is none."""
    return isinstance(error, configparser.Error) or "parsing the default value" in str(error)


def in_a_line(error: BaseException) -> str:
    """What is wrong, and in which file where that is luigi.cfg."""
    if not is_of_luigi_cfg(error):
        return " ".join(str(error).split())
    why = f": {error.__cause__}" if error.__cause__ else ""
    return f"luigi.cfg: {' '.join(f'{error}{why}'.split())}"


def _set_up_console(*, is_level_given: bool) -> None:
    """One line an event on standard error: of copydesk from INFO on, of luigi's machinery from WARNING on, and luigi's
    summary; where the user gave a level, all of both from that level on.

    Where the user's program or luigi.cfg sets logging up, its handlers have copydesk's lines as any others.
    """
    machinery = logging.getLogger(_LUIGI)

    def is_wanted(record: logging.LogRecord) -> bool:
        if _SUMMARY in record.getMessage():
            say_last_words()
            if not _is_summary_wanted:
                return False
        is_asked_for = is_level_given or _is_on_command_line("core_log_level")
        return record.levelno >= logging.WARNING or is_asked_for or _SUMMARY in record.getMessage()

    machinery.addFilter(_name_batch)
    machinery.addFilter(_say_in_one_line)
    machinery.addFilter(_have_json)
    machinery.addFilter(is_wanted)
    console = _Console()
    console.setFormatter(_Lines())
    console.addFilter(lambda record: record.levelno >= machinery.level)
    ours = logging.getLogger("copydesk")
    ours.setLevel(logging.DEBUG)
    ours.addFilter(_name_batch)
    ours.addHandler(console)
    warned = logging.getLogger("py.warnings")
    warned.addFilter(_put_in_one_line)
    warned.addHandler(console)
    if _is_luigi_command():
        log_warnings()


def log_warnings() -> None:
    """What Python's `warnings` say is a line of the log, for as long as the process lives; what luigi warns of without
    cause is not said."""
    logging.captureWarnings(capture=True)
    # RangeDaily's own default is None, and `core` does not know luigi's names for its own options.
    warnings.filterwarnings("ignore", 'Parameter "param_name" with value "None"')
    warnings.filterwarnings("ignore", ".*'(default_scheduler|rpc)_.*by the task 'core'", UnconsumedParameterWarning)


_PLAIN = logging.Formatter("%(asctime)s %(levelname)-7s %(message)s", "%H:%M:%S")
# What a record says besides its message, where it is known.
_EXTRA = ("task", "batch")
# The same of the task that this process is at work on.
at_work: dict[str, str] = {}
_is_summary_wanted = True
# What luigi says at every try, and is said once.
_said: set[str] = set()
# What Arrow, which has no error of its own for it, says where the system gives no more memory to another thread.
_NO_THREAD = "Failed to launch worker thread"
# What is said before luigi's summary, or at the latest when the process ends.
_last_words: list[Callable[[], None]] = []


def say_at_the_end(say: Callable[[], None]) -> None:
    """`say` is called when a run ends: it says what was collected until then, once."""
    _last_words.append(say)
    atexit.register(say)


def say_last_words() -> None:
    """What was collected to be said when the run ends is said."""
    for say in _last_words:
        say()


def leave_out_luigis_summary() -> None:
    """Whoever started the run says at its end what it came to."""
    global _is_summary_wanted
    _is_summary_wanted = False


def _name_batch(record: logging.LogRecord) -> bool:
    """The record has the task and batch that it names, or else those of the task at work."""
    if not hasattr(record, "task"):
        named = (getattr(argument, "log_extra", None) for argument in record.args or ())
        record.__dict__.update(next(filter(None, named), at_work))
    return True


def _put_in_one_line(record: logging.LogRecord) -> bool:
    """A warning without the line of code that it was given at."""
    record.msg, record.args = " ".join(record.getMessage().partition("\n  ")[0].split()), ()
    return _name_batch(record)


class _JsonLines(logging.Formatter):
    """A record as one JSON object: time (UTC), level, logger, message, and the task and batch that it is of."""

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
        line = {
            "time": time.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **{name: getattr(record, name) for name in _EXTRA if hasattr(record, name)},
        }
        if record.exc_text:  # of a record that another process made
            line["error"] = record.exc_text
        elif record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class _Lines(_JsonLines):
    """The same where that is wanted; else a line for people, which begins with the batch."""

    def format(self, record: logging.LogRecord) -> str:
        if _is_json_wanted():
            return super().format(record)
        line = logging.makeLogRecord(record.__dict__)
        line.msg, line.args = printable(_with_batch(record, record.getMessage())), ()
        return _PLAIN.format(line)


def _with_batch(record: logging.LogRecord, message: str) -> str:
    batch = getattr(record, "batch", None)
    return message if batch is None or _is_json_wanted() else f"{batch}: {message}"


def _is_json_wanted() -> bool:
    wanted = luigi.configuration.get_config().get("copydesk", "log_format", "text")
    return bool(wanted == "json")


def _have_json(_: logging.LogRecord) -> bool:
    """What luigi logs to its own handlers is in JSON, too, where that is wanted: luigi sets them up after this."""
    if _is_json_wanted():
        for handler in logging.getLogger(_LUIGI).handlers:
            if not isinstance(handler.formatter, _JsonLines):
                handler.setFormatter(_JsonLines())
    return True


class _Console(logging.StreamHandler):  # type: ignore[type-arg]
    """Standard error, as it is at the time, unless the root logger has handlers: these have the line already."""

    @property
    def stream(self) -> TextIO:
        """Where the line goes."""
        return sys.stderr

    @stream.setter
    def stream(self, _: object) -> None:
        """It is not for others to choose."""

    def emit(self, record: logging.LogRecord) -> None:
        if not logging.getLogger().handlers:
            super().emit(record)


def _is_on_command_line(option: str) -> bool:
    """Whether the `luigi` command was given the option; a program that calls luigi.build says all it wants itself."""
    command = CmdlineParser.get_instance()
    return command is None or getattr(command.known_args, option, None) is not None


def _of_copydesk(error: BaseException | None) -> BaseException | None:
    """The error; where the system refused something, or a result went while it was waited for, as copydesk says it."""
    if isinstance(error, RuntimeError) and str(error).startswith("Unfulfilled dependenc"):
        return BatchError(f"{str(error).partition(': ')[2]}: gone or damaged since it was made; run again")
    return refused(error) if isinstance(error, OSError) else error


def _say_in_one_line(record: logging.LogRecord) -> bool:
    """What copydesk raises on purpose is one line to its user, and a scheduler that does not answer; what copydesk has
    said already is not said again."""
    error = _of_copydesk(record.exc_info[1] if record.exc_info else None)
    message = record.getMessage()
    if isinstance(error, CopydeskError):
        message = _with_batch(record, f"copydesk: {error}")
    elif isinstance(error, RPCError):
        message = f"{message}: {error}"
    elif isinstance(error, ParameterException) or (
        isinstance(error, ValueError | configparser.Error) and message.startswith("Uncaught")
    ):
        message = f"copydesk: {in_a_line(error)}; see --help"
    elif isinstance(error, MemoryError) or _NO_THREAD in str(error):
        message = _with_batch(
            record, "copydesk: no memory is left; give fewer --workers and run again: what is finished is kept"
        )
    elif message.startswith("Failed connecting to remote scheduler"):
        if message in _said:
            return False
        _said.add(message)
        message += "; start luigid, name yours by --scheduler-host, or give --local-scheduler; it is asked again"
    else:
        return not message.startswith("Data for SourceFiles")
    record.msg, record.args, record.exc_info, record.exc_text = printable(message), (), None, None
    return True
