"""Work on one article after another in a process of its own: one that ends or hangs its process costs itself alone.

Python's own errors and limits (`time_limit`) are of no use where a library of C crashes, does not come back, or takes
all memory. So articles are worked on in a process forked from this one, which says in shared memory where it is. When
it dies, that article is tried once more, alone. One that ends its process again, or that took too long, is refused; the
others are done by further processes, and what was done and not handed over yet is done once more.

To fork costs some 80 ms, most of it for memory that the new process touches first. So one may wait for the next part.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import mmap
import os
import pickle
import resource
import signal
import struct
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from copydesk.errors import ArticleError, BatchError
from copydesk.pipeline.limits import too_slow
from copydesk.pipeline.outcomes import CRASHED
from copydesk.store import hold_no_locks

log = logging.getLogger("copydesk")
Item = TypeVar("Item")
Packed = TypeVar("Packed")
Step = Literal["read", "work"]

# What is done is handed over when so many items are, or after so long: what was not when a process dies is done again.
_ITEMS_AT_A_TIME, _SECONDS_AT_A_TIME = 32, 0.25
# So often who waits looks at the clock, and so much longer than its limit an article may take: what is in Python stops
# itself by then.
_LOOK_SECONDS, _GRACE_SECONDS = 0.25, 1.0
# Whoever is killed without having taken more memory than this has not run out of it by its own fault. A page of 1 MB
# takes some 30 MB.
_OWN_BYTES = 100_000_000
_SIGNALS = signal.SIGINT, signal.SIGTERM, signal.SIGHUP
_PR_SET_PDEATHSIG = 1


class At(NamedTuple):
    """Which article: by the number of its input, and by its own among that one's."""

    item: int
    row: int = 0

    def following(self) -> At:
        """The next one of the same input, if there is any."""
        return At(self.item, self.row + 1)


class Place(NamedTuple):
    """Where a process is: at reading an article, or at work on it."""

    at: At
    step: Step

    def after(self) -> At:
        """Where the work can go on without it: who cannot read one article of an input cannot read those behind it."""
        return At(self.at.item + 1) if self.step == "read" else self.at.following()


class Span(NamedTuple):
    """Articles to be done by one process."""

    begin: At
    end: At | None = None  # None: all that there are
    suspect: Place | None = None  # where a process died
    refused: ArticleError | None = None  # what is raised there instead of going on
    one_by_one: bool = False  # each is handed over before the next is begun

    def ends_before(self, at: At) -> bool:
        """Whether the article is none of its."""
        return self.end is not None and at >= self.end


class Watch:
    """Where a process is, and until when it may be there: written by it, read by who waits for it."""

    _WHERE = struct.Struct("<qqiddi")  # item, row, step, seconds, until when, bytes of the name
    _STEPS: tuple[Step, ...] = ("read", "work")
    _NAME_BYTES = 1000

    def __init__(self, span: Span, memory: mmap.mmap | None = None) -> None:
        self._span, self._memory = span, memory or self.new_memory()
        self.rests()

    @classmethod
    def new_memory(cls) -> mmap.mmap:
        """What a process and those forked from it both see."""
        return mmap.mmap(-1, cls._WHERE.size + cls._NAME_BYTES)

    def reads(self, at: At, name: str, *, seconds: float | None = None) -> None:
        """From now on the article is read; who takes much longer than `seconds` is ended.

        Raises ArticleError where it was found that this cannot be done.
        """
        self._goes_to(Place(at, "read"), name, seconds)

    def works(self, at: At, name: str, *, seconds: float | None = None) -> None:
        """Likewise: from now on it is worked on."""
        self._goes_to(Place(at, "work"), name, seconds)

    def rests(self) -> None:
        """No article is at work."""
        self._WHERE.pack_into(self._memory, 0, 0, 0, -1, 0.0, 0.0, 0)

    def _goes_to(self, place: Place, name: str, seconds: float | None) -> None:
        if self._span.refused is not None and place == self._span.suspect:
            raise self._span.refused
        until = time.monotonic() + seconds + _GRACE_SECONDS if seconds else 0.0
        said = name.encode("utf-8", "backslashreplace")[: self._NAME_BYTES]
        self._memory[self._WHERE.size : self._WHERE.size + len(said)] = said
        step = self._STEPS.index(place.step)
        self._WHERE.pack_into(self._memory, 0, *place.at, step, seconds or 0.0, until, len(said))

    def place(self) -> Place | None:
        """Where it is, if at any article."""
        item, row, step, *_ = self._WHERE.unpack_from(self._memory)
        return None if step < 0 else Place(At(item, row), self._STEPS[step])

    def name(self) -> str:
        """What the article is called there."""
        n_bytes = self._WHERE.unpack_from(self._memory)[-1]
        return bytes(self._memory[self._WHERE.size : self._WHERE.size + n_bytes]).decode("utf-8", "replace")

    def seconds_if_late(self) -> float | None:
        """What it was allowed to take, where it has taken longer."""
        *_, seconds, until, _ = self._WHERE.unpack_from(self._memory)
        return seconds if 0 < until < time.monotonic() else None


class Done(NamedTuple, Generic[Packed]):
    """What came of some articles in a row."""

    first: At
    packed: Packed


class HandOver(NamedTuple):
    """All that is done is to be handed over before the next article is begun."""


# What is done with a span, in order: of each article one item, or none.
Work = Callable[[Span, Watch], Iterator[tuple[At, Item] | HandOver]]
Pack = Callable[[list[Item]], Packed]


def guarded(
    work: Work[Item], pack: Pack[Item, Packed], *, is_sound: Callable[[], object], stays: bool = False
) -> Iterator[Done[Packed]]:
    """What `work` makes of all articles, in order, some at a time, packed where it is made.

    An article that ends its process is ArticleError `crashed`, raised in the work where it tells the watch that it goes
    to that article; one that takes too long is `too_slow`. `is_sound` works on an article that is known to do no harm:
    where its process dies, too, no article is to blame. A process that `stays` waits for more of such work until
    `let_go`: the work is pickled then.

    Raises what `work` raises; BatchError where processes die by no article's fault. Where processes cannot be forked,
    the work is done in this one.
    """
    if sys.platform != "linux":
        span = Span(At(0))
        yield from (done for done, _ in _some_at_a_time(work, pack, span, Watch(span)))
        return
    is_known_sound = False
    spans = [Span(At(0))]
    while spans:
        span = spans.pop()
        may_stay = stays and span.suspect is None
        process = (_sent_to_waiting(work, pack, span) if may_stay else None) or _Process(work, pack, span)
        try:
            for done, begin in process.done():
                span = span._replace(begin=begin)
                yield done
        except BaseException:
            process.end()
            raise
        if may_stay and process.is_done:
            _waiting[os.getpid()] = process
            continue
        death = process.end()
        if death is None:
            continue
        is_refused = death.place is not None and death.place == span.suspect and death.seconds_if_late is None
        if is_refused and span.refused is None and not is_known_sound:
            _make_sure(is_sound, death)
            is_known_sound = True
        spans += _left(span, death)


def _left(span: Span, death: Death) -> list[Span]:
    """What is left to be done of a span over which a process has died, the last one first.

    Raises BatchError where it has died at no article, or at one that it had only to pass over.
    """
    place = death.place
    if place is None or place.at < span.begin or span.refused is not None:
        if span.one_by_one:
            raise BatchError(f"a process that works on articles {death.how}, twice, at none of them; {_RUN_AGAIN}")
        return [span._replace(one_by_one=True)]
    if death.seconds_if_late is not None:
        refused: ArticleError | None = too_slow(death.seconds_if_late)
    elif place == span.suspect:
        refused = ArticleError(CRASHED, f"the process that worked on it {death.how}, twice: {death.why}")
    else:
        refused = None
        log.warning("%s: the process that worked on it %s; it is tried alone", death.name, death.how)
    left = [
        Span(place.after(), span.end),
        Span(place.at, place.after(), place, refused, one_by_one=True),
        Span(span.begin, place.at, one_by_one=True),
    ]
    return [one for one in left if not one.ends_before(one.begin)]


def _make_sure(is_sound: Callable[[], object], death: Death) -> None:
    """Raises BatchError where it is not the article's fault that processes die."""
    if death.is_killed and death.grown_bytes < _OWN_BYTES:
        raise BatchError(
            f"{death.name}: the process that worked on it {death.how}, twice, and had hardly taken memory; {_RUN_AGAIN}"
        )

    def work(span: Span, watch: Watch) -> Iterator[tuple[At, object]]:
        yield span.begin, is_sound()

    process = _Process(work, lambda _: None, Span(At(0)))
    try:
        for _ in process.done():
            pass
    finally:
        control = process.end()
    if control is not None:
        raise BatchError(f"{death.name}: a process that did not work on it {control.how}, too; {_RUN_AGAIN}")


class Death(NamedTuple):
    """How a process ended before its work was done, and where it was."""

    status: int  # the negative of a signal's number, or an exit status
    place: Place | None
    name: str
    seconds_if_late: float | None  # it was ended for having taken longer
    grown_bytes: int  # how much memory it had taken since it began

    @property
    def is_killed(self) -> bool:
        """Whether somebody else ended it, most likely the system, for its memory."""
        return self.status == -signal.SIGKILL

    @property
    def how(self) -> str:
        """In words."""
        if self.is_killed:
            return "was killed (SIGKILL)"
        if self.status < 0:
            return f"was ended by {signal.Signals(-self.status).name}"
        return f"ended by itself, with exit status {self.status}"

    @property
    def why(self) -> str:
        """What most likely was behind it, and what to do."""
        if self.is_killed:
            return "most likely it takes more memory than there is"
        return "a library fails over it; please report it, with the input"


_RUN_AGAIN = "most likely memory is short, or a library is broken; run again, with fewer --workers if memory is short"


# Of this process, by its number, the one that waits for more work: those that are forked from this one have none.
_waiting: dict[int, _Process[Any, Any]] = {}


def let_go() -> None:
    """No process waits for more work, nor takes memory."""
    process = _waiting.pop(os.getpid(), None)
    if process is not None:
        process.end()


def _sent_to_waiting(work: Work[Item], pack: Pack[Item, Packed], span: Span) -> _Process[Item, Packed] | None:
    process = _waiting.pop(os.getpid(), None)
    if process is not None:
        try:
            process.send(work, pack, span)
        except OSError:  # somebody has killed it
            process.end()
            return None
    return process


class _Process(Generic[Item, Packed]):
    """A process forked from this one, at work on a span."""

    def __init__(self, work: Work[Item], pack: Pack[Item, Packed], span: Span) -> None:
        self._memory = Watch.new_memory()
        self._watch = Watch(span, self._memory)
        self.is_done = self._is_late = False
        self._begun_bytes = 0
        self._ours, theirs = Pipe()
        parent = os.getpid()
        # No signal comes before it is told what to do with it.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        try:
            with warnings.catch_warnings():
                # That other threads are at work: they tell how far the run is, and luigi that it lives.
                warnings.simplefilter("ignore", DeprecationWarning)
                self._pid = os.fork()
            if self._pid == 0:
                self._ours.close()
                _be_child(parent, before, lambda: self._run(work, pack, span, theirs))
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            theirs.close()

    def send(self, work: Work[Item], pack: Pack[Item, Packed], span: Span) -> None:
        """More work for the process. Raises OSError where it has ended."""
        self.is_done = False
        self._ours.send((work, pack, span))

    def _run(self, work: Work[Item], pack: Pack[Item, Packed], span: Span, connection: Connection) -> None:
        """In the process: its work is done, and handed over, and what else is sent."""
        records = _collect_records()
        while True:
            self._do(work, pack, span, connection, records)
            try:
                work, pack, span = connection.recv()
            except EOFError:
                return

    def _do(
        self,
        work: Work[Item],
        pack: Pack[Item, Packed],
        span: Span,
        connection: Connection,
        records: list[logging.LogRecord],
    ) -> None:
        watch = Watch(span, self._memory)

        def send(kind: str, what: object, upto: At | None = None) -> None:
            connection.send((kind, what, upto, records[:]))
            records.clear()

        send("begun", _peak_bytes(resource.getrusage(resource.RUSAGE_SELF)))
        try:
            for done, upto in _some_at_a_time(work, pack, span, watch):
                send("some", done, upto)
            watch.rests()
            send("done", None)
        except Exception as error:
            watch.rests()
            send("failed", _as_it_travels(error))

    def done(self) -> Iterator[tuple[Done[Packed], At]]:
        """What it hands over, each with where the work goes on. Raises what the work raises."""
        while (received := self._receive()) is not None:
            kind, what, upto, records = received
            for record in records:
                logging.getLogger(record.name).handle(record)
            if kind == "begun":
                self._begun_bytes = what
            elif kind == "some":
                yield what, upto
            else:
                self.is_done = True
                if kind == "failed":
                    raise what
                return

    def _receive(self) -> Any:
        """The next message; None when none will come."""
        while not self._ours.poll(_LOOK_SECONDS):
            if not self._is_late and self._watch.seconds_if_late() is not None:
                self._is_late = True
                os.kill(self._pid, signal.SIGKILL)
        try:
            return self._ours.recv()
        except (EOFError, OSError):
            return None

    def end(self) -> Death | None:
        """It has ended; how, where it had not done its work."""
        self._ours.close()
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        try:
            _, status, used = os.wait4(self._pid, 0)
        except ChildProcessError:  # who started this one has the system see to them
            status, used = 0, resource.getrusage(resource.RUSAGE_CHILDREN)
        if self.is_done:
            return None
        return Death(
            os.waitstatus_to_exitcode(status),
            self._watch.place(),
            self._watch.name(),
            self._watch.seconds_if_late() if self._is_late else None,
            _peak_bytes(used) - self._begun_bytes,
        )


def _some_at_a_time(
    work: Work[Item], pack: Pack[Item, Packed], span: Span, watch: Watch
) -> Iterator[tuple[Done[Packed], At]]:
    """What is done of the span, packed, with where the work goes on."""
    waiting: list[tuple[At, Item]] = []
    due = time.monotonic() + _SECONDS_AT_A_TIME
    for made in work(span, watch):
        if isinstance(made, HandOver):
            is_due = True
        else:
            waiting.append(made)
            is_due = span.one_by_one or len(waiting) >= _ITEMS_AT_A_TIME or time.monotonic() >= due
        if not span.one_by_one:  # else it is the article's own fault, too, if it cannot be packed
            watch.rests()
        if is_due and waiting:
            yield _packed(waiting, pack)
            waiting = []
            due = time.monotonic() + _SECONDS_AT_A_TIME
        watch.rests()
    if waiting:
        yield _packed(waiting, pack)


def _packed(waiting: list[tuple[At, Item]], pack: Pack[Item, Packed]) -> tuple[Done[Packed], At]:
    packed = pack([item for _, item in waiting])
    return Done(waiting[0][0], packed), waiting[-1][0].following()


def _be_child(parent: int, mask: set[int | signal.Signals], run: Callable[[], None]) -> None:
    """This process, just forked, runs that and ends: at the latest when its parent does, who alone hears signals."""
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        for one in _SIGNALS:
            signal.signal(one, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if os.getppid() == parent:
            hold_no_locks()
            gc.freeze()  # some of what is here waits for threads that are not
            run()
    finally:
        os._exit(0)


def _collect_records() -> list[logging.LogRecord]:
    """Where what this process logs is from now on: whoever started it writes it down."""
    records: list[logging.LogRecord] = []

    class Collecting(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            record.msg, record.args = record.getMessage(), ()
            if record.exc_info:
                record.exc_text = logging.Formatter().formatException(record.exc_info)
                record.exc_info = None
            records.append(record)

    for logger in (logging.root, *logging.root.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger):
            logger.handlers, logger.filters, logger.propagate = [], [], True
    logging.root.handlers = [Collecting()]
    return records


def _as_it_travels(error: Exception) -> Exception:
    """The error, with where it was raised as a note; if it cannot be pickled, what it says."""
    error.add_note("".join(traceback.format_exception(error)))
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _peak_bytes(used: resource.struct_rusage) -> int:
    return used.ru_maxrss * 1024
