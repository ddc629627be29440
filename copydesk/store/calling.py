"""Asks the porter, the process that speaks to object stores, for this process and those it forks.

obstore does not work in a process that was forked from one that has used it: it waits for ever for threads that the
fork has not (tokio says so of itself). Luigi forks a process for each task. So one process, started and not forked,
speaks to the stores for all of them. Each thread has a line of its own to it; it ends when the last of them has ended.
"""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import threading
from multiprocessing.connection import Connection
from typing import Any

from copydesk.errors import StoreError

# Where new lines are asked for: forked processes have it, and keep the porter alive.
_counter: socket.socket | None = None
_porter: subprocess.Popen[bytes] | None = None  # kept, so that nobody waits for it
_starting = threading.Lock()
_lines = threading.local()


def call(what: str, *arguments: Any) -> Any:
    """What the porter answers. Raises what it raises: OSError for what is missing, StoreError."""
    connection = _line()
    try:
        connection.send((what, arguments))
        is_error, answer = connection.recv()
    except (EOFError, OSError) as error:
        _hang_up()
        raise StoreError(f"the process that speaks to the store has ended ({error!r}); run again") from error
    except BaseException:  # as by a time limit: what is answered now is not for the next who asks
        _hang_up()
        raise
    if is_error:
        raise answer
    return answer


def _line() -> Connection[Any, Any]:
    """This thread's own, made by this process."""
    if getattr(_lines, "pid", None) != os.getpid():
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(_counter_of_all(), [b"+"], [theirs.fileno()])
            except OSError as error:
                raise StoreError(f"the process that speaks to the store has ended ({error!r}); run again") from error
        _lines.connection, _lines.pid = Connection(ours.detach()), os.getpid()
    connection: Connection[Any, Any] = _lines.connection
    return connection


def _hang_up() -> None:
    _lines.connection.close()
    del _lines.pid


def _counter_of_all() -> socket.socket:
    """The porter's, who is started by the first that asks."""
    global _counter, _porter
    with _starting:
        if _counter is None:
            if importlib.util.find_spec("obstore") is None:
                raise StoreError("object stores need obstore: pip install 'copydesk[s3]'")
            ours, theirs = socket.socketpair()
            with theirs:
                # In a session of its own: Ctrl-C is for who asks, who may still have something to put away.
                _porter = subprocess.Popen(
                    [sys.executable, "-m", "copydesk.store.porter"],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    start_new_session=True,
                    env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
                )
            _counter = ours
    return _counter
