"""Work done by several processes at once, in the order in which it was asked for."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from copydesk.errors import BatchError

Job = TypeVar("Job")
Done = TypeVar("Done")


def n_cores() -> int:
    """How many processes can work at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(function: Callable[[Job], Done], jobs: Iterable[Job], *, workers: int, alone: int = 0) -> Iterator[Done]:
    """What `function` makes of each job, in order, made by so many processes forked from this one.

    The first jobs, as many as `alone` says, are done here: processes are started for what is left after them, if
    anything is. They see all that this process holds, and what they write into shared columns it sees.
    Raises what `function` raises, and BatchError where a process was killed.
    """
    left = iter(jobs)
    # Elsewhere (macOS) a forked process may not use the system's libraries.
    if workers > 1 and sys.platform == "linux":
        for job in islice(left, alone):
            yield function(job)
        yield from _run_forked(function, left, workers)
    else:
        for job in left:
            yield function(job)


def _run_forked(function: Callable[[Job], Done], jobs: Iterator[Job], workers: int) -> Iterator[Done]:
    """Jobs are dealt in turn, one at a time to each process, so that what comes back is in order by itself."""
    from multiprocessing import get_context

    context = get_context("fork")
    started: list[tuple[Any, Any]] = []  # process, connection
    is_done = False
    try:
        for job in islice(jobs, workers):
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(function, theirs, ours), daemon=True)
            process.start()
            theirs.close()
            started.append((process, ours))
            ours.send(job)
        # What comes next is made ready while the processes work.
        turn, n_waiting = 0, len(started)
        while n_waiting:
            process, connection = started[turn]
            following = list(islice(jobs, 1))
            done = _receive(process, connection)
            if following:
                connection.send(following[0])
            else:
                n_waiting -= 1
            turn = (turn + 1) % len(started)
            yield done
        is_done = True
    finally:
        for process, connection in started:
            connection.close()
            if not is_done:
                process.terminate()
        for process, _ in started:
            process.join()


def _receive(process: Any, connection: Any) -> Any:
    try:
        is_well, done = connection.recv()
    except (EOFError, ConnectionResetError) as error:
        process.join()
        raise BatchError(
            f"a process that searches for copies ended early (exit status {process.exitcode}): where memory is short, "
            "lower reuse.max_memory_bytes or work with one process"
        ) from error
    if not is_well:
        raise done
    return done


def _work(function: Callable[[Any], Any], connection: Any, parents: Any) -> None:
    """Jobs are done until no more come."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this one ends it
    parents.close()
    while True:
        try:
            job = connection.recv()
        except EOFError:
            return
        try:
            answer = (True, function(job))
        except Exception as error:
            answer = (False, error)
        connection.send(answer)
