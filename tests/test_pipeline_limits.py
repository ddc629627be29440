"""What one article may take."""

import re
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import count

import pytest

from copydesk.errors import ArticleError
from copydesk.pipeline.limits import time_limit


def loop() -> None:
    """Ends when it is stopped."""
    for _ in count():
        pass


def backtrack() -> None:
    """A pattern that would take for ever, in C."""
    re.match(r"(a+)+$", "a" * 60 + "b")


@pytest.mark.parametrize("work", [loop, backtrack])
def test_what_runs_away_is_stopped(work: Callable[[], None]) -> None:
    """With the limit and what it is called."""
    said = r"took longer than 0\.05 s; read\.max_article_seconds"
    with pytest.raises(ArticleError, match=said) as raised, time_limit(0.05):
        work()
    assert raised.value.reason == "too_slow"


def test_what_ends_in_time_leaves_nothing_behind() -> None:
    """No signal comes later, and one limit inside another is the outer one's."""
    with time_limit(60), time_limit(0.001):
        sum(range(100_000))
    with pytest.raises(ArticleError), time_limit(0.01):
        loop()


def test_a_limit_that_is_over_at_its_beginning_or_end_leaves_nothing_behind() -> None:
    """The signal may come at any step of the way in or out; none comes later."""
    for n in range(200):
        with suppress(ArticleError), time_limit(1e-6 * (n + 1)):
            pass
        assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_outside_the_main_thread_there_is_no_limit() -> None:
    """Signals cannot be had there; the work is done all the same."""
    done = []

    def work() -> None:
        with time_limit(0.001):
            done.append(sum(range(1000)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [499_500]
