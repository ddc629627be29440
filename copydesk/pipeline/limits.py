"""What one article may take, so that it cannot hold its batch up."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from copydesk.errors import ArticleError


def too_slow(seconds: float) -> ArticleError:
    """What an article is that takes longer."""
    return ArticleError("too_slow", f"took longer than {seconds:g} s; read.max_article_seconds allows no more")


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """The block ends, or ArticleError `too_slow` is raised in it after so many seconds.

    By a signal, which only a process's main thread can have, and which waits while one call into a library of C runs:
    that is for `guard`. Elsewhere, or where somebody else uses that signal, there is no limit.
    """
    is_ours = threading.current_thread() is threading.main_thread() and signal.getitimer(signal.ITIMER_REAL)[0] == 0
    if not is_ours:
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise too_slow(seconds)

    before = signal.signal(signal.SIGALRM, stop)
    try:
        try:
            signal.setitimer(signal.ITIMER_REAL, seconds, 1)  # again, for code that catches everything
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:  # where the signal came just before that, which was not done then
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
