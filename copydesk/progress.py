"""How far a run is, on a terminal: one process works and tells it, the other shows it.

The tasks of a run are done by processes that fork, which whoever draws on a terminal should not: so whoever draws does
nothing else. What the others write to standard error appears above the bars, what they write to standard output at the
end.
"""

from __future__ import annotations

import json
import mmap
import os
import selectors
import signal
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tqdm import tqdm

# What people see of the stages, in the order in which they are begun.
SHOWN = {
    "start": "getting ready",
    "stock": "finding inputs",
    "recall": "recalling outlets",
    "spark": "working on Spark",
    "observe": "reading and mending",
    "learn": "learning of outlets",
    "strip": "taking furniture out",
    "reuse": "comparing articles",
    "canonical": "choosing copies",
    "outlets": "summing up outlets",
    "remember": "keeping a memory",
    "report": "writing the report",
    "emit": "writing files",
}
REFRESH_SECONDS = 0.2
# What is over sooner has no bar.
_SHORT_SECONDS = 0.5
_MAX_MESSAGE = 1 << 16
_COUNTED = "{desc} {percentage:3.0f}% {bar} {n_fmt} of {total_fmt}, {elapsed}, {remaining} left"
_UNCOUNTED = "{desc} {elapsed}"
_DONE = "{desc} done in {elapsed}"
_DONE_COUNTED = "{desc} {n_fmt} in {elapsed}"
# Where this process tells how far it is; nowhere where nobody looks.
_watcher: socket.socket | None = None
# When the run's last line was written, in memory that all its processes share: short tasks in a row are a silence, too.
_line_at = memoryview(mmap.mmap(-1, 8)).cast("d")
_line_at[0] = time.monotonic()


def note_line(at: float | None = None) -> None:
    """Whoever waits has seen a line of the log: now, or then (monotonic seconds)."""
    _line_at[0] = time.monotonic() if at is None else at


def last_line_at() -> float:
    """When that was; at first when this module was loaded, at a run's beginning."""
    return _line_at[0]


def is_watched() -> bool:
    """Whether anybody is told."""
    return _watcher is not None


def tell_progress(**said: Any) -> None:
    """Whoever shows it is told: of which batch, stage and task, how many of how many, or that it is done."""
    if _watcher is not None:
        with suppress(OSError):  # nobody looks any more
            _watcher.send(json.dumps(said).encode())


def show_progress() -> None:
    """Another process goes on from here, and tells; this one shows, and ends with the other's exit status."""
    global _watcher
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    errors, output = os.pipe(), os.pipe()
    worker = os.fork()
    if worker == 0:
        ours.close()
        for (read, write), standard in ((errors, 2), (output, 1)):
            os.close(read)
            os.dup2(write, standard)
            os.close(write)
        _watcher = theirs
        return
    theirs.close()
    for _, write in (errors, output):
        os.close(write)
    raise SystemExit(_Watch(worker, ours, errors[0], output[0]).until_its_end())


class _Watch:
    """Shows what a process tells, until it ends."""

    def __init__(self, worker: int, events: socket.socket, errors: int, output: int) -> None:
        self._worker, self._screen = worker, _Screen()
        self._output = self._unfinished = b""
        self._takers = {events.fileno(): self._take_event, errors: self._take_error, output: self._take_output}
        self._events = events  # open for as long as this lives
        self._selector = selectors.DefaultSelector()
        for one in self._takers:
            os.set_blocking(one, False)
            self._selector.register(one, selectors.EVENT_READ)

    def until_its_end(self) -> int:
        """Its exit status."""
        for signum in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signum, self._pass_on)
        ended = 0
        while not ended:
            ended, status = os.waitpid(self._worker, os.WNOHANG)
            self._take_all(0 if ended else REFRESH_SECONDS)
            self._screen.refresh()
        self._screen.close()
        sys.stderr.buffer.write(self._unfinished)
        sys.stdout.buffer.write(self._output)
        sys.stdout.flush()
        code = os.waitstatus_to_exitcode(status)
        if code < 0:
            print(
                f"copydesk run: ended by {signal.Signals(-code).name}; where memory is short give fewer --workers. "
                "What is finished is kept: the same command goes on from there",
                file=sys.stderr,
            )
        return code if code >= 0 else 128 - code

    def _pass_on(self, signum: int, _: object) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._worker, signum)

    def _take_all(self, seconds: float) -> None:
        while ready := self._selector.select(seconds):
            seconds = 0
            for key, _ in ready:
                try:
                    data = os.read(key.fd, _MAX_MESSAGE)
                except BlockingIOError:
                    continue
                if data:
                    self._takers[key.fd](data)
                else:  # whoever wrote there has gone
                    self._selector.unregister(key.fd)

    def _take_event(self, data: bytes) -> None:
        self._screen.take(**json.loads(data))

    def _take_error(self, data: bytes) -> None:
        lines, _, self._unfinished = (self._unfinished + data).rpartition(b"\n")
        if lines:
            self._screen.say(f"{lines.decode('utf-8', 'replace')}\n")

    def _take_output(self, data: bytes) -> None:
        self._output += data


@dataclass(slots=True)
class _Line:
    """One stage of one batch."""

    desc: str
    begun: float
    n: dict[str, int] = field(default_factory=dict)  # by task
    total: int | None = None
    bar: tqdm[Any] | None = None


class _Screen:
    """A bar a stage: those at work below, those that are done above."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, str], _Line] = {}
        self.take(batch="", stage="start", task="")  # what is to be loaded may take seconds

    def take(self, *, batch: str, stage: str, task: str, n: int = 0, of: int | None = None, done: bool = False) -> None:
        """What is told of a task."""
        if stage not in SHOWN:
            return
        line = self._lines.get((batch, stage))
        if line is None:
            if done:
                return
            self._end_before(batch, stage)
            line = self._lines[batch, stage] = _Line(SHOWN[stage], time.time())
        line.total = of or line.total
        if not done or line.total is None:
            line.n[task] = n
        if done and (line.total is None or sum(line.n.values()) >= line.total):
            self._end(batch, stage)

    def _end_before(self, batch: str, stage: str) -> None:
        """Stages before this one are over, also where not all of them had to be done."""
        order = list(SHOWN)
        for of_batch, earlier in list(self._lines):
            if of_batch in (batch, "") and order.index(earlier) < order.index(stage):
                self._end(of_batch, earlier)

    def say(self, text: str) -> None:
        """The text stands above the bars."""
        from tqdm import tqdm

        tqdm.write(text, file=sys.stderr, end="")

    def refresh(self) -> None:
        """What is shown is as it stands now."""
        for line in self._lines.values():
            if line.bar is None and time.time() - line.begun > _SHORT_SECONDS:
                line.bar = _bar(line)
            if line.bar is not None:
                line.bar.n, line.bar.total = sum(line.n.values()), line.total
                line.bar.bar_format = _UNCOUNTED if line.total is None else _COUNTED
                line.bar.refresh()

    def _end(self, batch: str, stage: str) -> None:
        line = self._lines.pop((batch, stage))
        if line.bar is not None:
            line.bar.n = sum(line.n.values())
            line.bar.total = None if line.total is None else line.bar.n
            line.bar.leave = stage != "start"
            line.bar.bar_format = _DONE if line.total is None else _DONE_COUNTED
            line.bar.close()

    def close(self) -> None:
        """Nothing more will be shown."""
        for batch, stage in list(self._lines):
            self._end(batch, stage)


def _bar(line: _Line) -> tqdm[Any]:
    from tqdm import tqdm  # it is shown where somebody looks, and nowhere else

    bar = tqdm(desc=f"{line.desc:<21}", total=line.total, file=sys.stderr, dynamic_ncols=True, bar_format=_UNCOUNTED)
    bar.start_t = line.begun
    return bar
