"""Of articles that end their process each costs itself alone, whatever the others do."""

import logging
import mmap
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.errors import ArticleError, BatchError
from copydesk.pipeline.guard import At, HandOver, Span, Watch, guarded, let_go
from copydesk.pipeline.limits import time_limit
from tests.conftest import ROOT, children
from tests.dying import abort, be_killed, crash, hang, leave

log = logging.getLogger("copydesk")
Fault = Callable[[], object]
SECONDS = 0.05


class Articles:
    """Inputs of so many articles each, of which some have a fault; how often each was begun is counted."""

    def __init__(self, n_rows: list[int], faults: Mapping[tuple[int, int, str], Fault]) -> None:
        self.n_rows, self.faults = n_rows, faults
        self.n_begun = mmap.mmap(-1, 1000)  # which all forked processes share

    def work(self, span: Span, watch: Watch) -> Iterator[tuple[At, str] | HandOver]:
        for item in range(span.begin.item, len(self.n_rows)):
            for row in range(self.n_rows[item] + 1):
                at = At(item, row)
                if span.ends_before(at):
                    return
                try:
                    watch.reads(at, f"input {item}")
                    self.meet(item, row, "read")
                except ArticleError as error:
                    yield at, f"{item}: {error.reason}"
                    break
                if row == self.n_rows[item]:
                    break
                if at >= span.begin:
                    yield at, self.done(at, watch)

    def done(self, at: At, watch: Watch) -> str:
        try:
            watch.works(at, f"article {at.item}.{at.row}", seconds=SECONDS)
            with time_limit(SECONDS):
                self.n_begun[at.item] += 1
                self.meet(*at, "work")
        except ArticleError as error:
            return f"{at.item}.{at.row}: {error.reason}"
        return f"{at.item}.{at.row}"

    def meet(self, item: int, row: int, step: str) -> None:
        self.faults.get((item, row, step), int)()

    def expected(self, reasons: Mapping[tuple[int, int, str], str]) -> Iterator[str]:
        for item, n_rows in enumerate(self.n_rows):
            for row in range(n_rows + 1):
                if (item, row, "read") in reasons:
                    yield f"{item}: {reasons[item, row, 'read']}"
                    break
                if row < n_rows:
                    reason = reasons.get((item, row, "work"))
                    yield f"{item}.{row}" + (f": {reason}" if reason else "")


def all_of(articles: Articles, *, is_sound: Fault = int) -> list[str]:
    return [one for done in guarded(articles.work, list, is_sound=is_sound) for one in done.packed]


@pytest.mark.parametrize("step", ["read", "work"])
@pytest.mark.parametrize("fault, how", [(crash, "SIGSEGV"), (abort, "SIGABRT"), (leave, "exit status 7")])
def test_an_article_that_ends_its_process_costs_itself(
    fault: Fault, how: str, step: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Or what of its input could not be read; it is tried once more, and a line says of what and how."""
    where = (1, 2, step)
    articles = Articles([1, 4, 2], {where: fault})
    assert all_of(articles) == list(articles.expected({where: "crashed"}))
    name = "article 1.2" if step == "work" else "input 1"
    (line,) = caplog.messages
    assert line.startswith(f"{name}: the process that worked on it ")
    assert line.endswith(f"{how}; it is tried alone")
    if step == "work":
        assert articles.n_begun[1] == 2 * 2 + 2 + 1  # those before it twice


def test_an_article_that_hangs_in_a_library_costs_itself() -> None:
    """It is not tried again: what stops in Python is not, either."""
    articles = Articles([2, 3], {(1, 1, "work"): hang})
    assert all_of(articles) == list(articles.expected({(1, 1, "work"): "too_slow"}))


def test_a_process_that_dies_once_costs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """Whoever killed it."""
    is_killed = mmap.mmap(-1, 1)

    def be_killed_once() -> None:
        if not is_killed[0]:
            is_killed[0] = 1
            be_killed()

    articles = Articles([3, 3], {(1, 0, "work"): be_killed_once})
    assert all_of(articles) == list(articles.expected({}))
    assert caplog.messages == ["article 1.0: the process that worked on it was killed (SIGKILL); it is tried alone"]


def test_who_is_killed_and_has_taken_no_memory_is_not_to_blame() -> None:
    """Nobody is quarantined because others take all that there is."""
    articles = Articles([3, 3], {(1, 0, "work"): be_killed})
    with pytest.raises(BatchError, match=r"^article 1\.0: .* killed \(SIGKILL\), twice, .* run again"):
        all_of(articles)


def test_where_sound_articles_crash_none_is_to_blame() -> None:
    """A broken library is no fault of any article."""
    articles = Articles([3], {(0, 1, "work"): crash})
    with pytest.raises(BatchError, match=r"^article 0\.1: a process that did not work on it was ended by SIGABRT, too"):
        all_of(articles, is_sound=abort)


def test_who_dies_at_no_article_is_tried_article_by_article() -> None:
    """What cannot be packed is one article's fault; where there is none, it is told."""

    def pack(some: list[str]) -> list[str]:
        if "1.1" in some:
            crash()
        return some

    articles = Articles([2, 3, 1], {})
    made = [one for done in guarded(articles.work, pack, is_sound=int) for one in done.packed]
    assert made == list(articles.expected({(1, 1, "work"): "crashed"}))
    nothing: Articles = Articles([], {})
    nothing.work = lambda span, watch: iter(crash, 0)  # type: ignore[method-assign,assignment,arg-type]
    with pytest.raises(BatchError, match="twice, at none of them"):
        all_of(nothing)


@given(
    n_rows=st.lists(st.integers(0, 12), max_size=5),
    faults=st.dictionaries(
        st.tuples(st.integers(0, 4), st.integers(0, 12), st.sampled_from(["read", "work"])),
        st.sampled_from([crash, leave]),
    ),
)
def test_any_articles_may_crash(n_rows: list[int], faults: dict[tuple[int, int, str], Fault]) -> None:
    """All others are done, in order; none is begun more than twice, however many crash."""
    articles = Articles(n_rows, faults)
    assert all_of(articles) == list(articles.expected(dict.fromkeys(faults, "crashed")))
    assert sum(articles.n_begun[:]) <= 2 * sum(n_rows)


def test_what_the_work_raises_is_raised_here() -> None:
    """As itself, with the place where it happened."""

    def fail() -> None:
        raise BatchError("a file has changed")

    with pytest.raises(BatchError, match=r"^a file has changed\n") as raised:
        all_of(Articles([2], {(0, 1, "work"): fail}))
    assert "in fail" in raised.value.__notes__[0]


def test_what_is_logged_there_is_logged_here(caplog: pytest.LogCaptureFixture) -> None:
    """Once for each article, also for those that are done twice; with the error's own words."""

    def say() -> None:
        try:
            raise ValueError("odd")
        except ValueError:
            log.exception("it is %s", "odd", extra={"batch": "seeds"})

    all_of(Articles([4], {(0, 1, "work"): say, (0, 2, "work"): crash}))
    said, line = caplog.records[::-1] if "tried alone" in caplog.messages[0] else caplog.records
    assert said.getMessage() == "it is odd"
    assert said.batch == "seeds"  # type: ignore[attr-defined]
    assert "ValueError: odd" in (said.exc_text or "")
    assert "tried alone" in line.getMessage()


def test_who_takes_no_more_ends_the_work() -> None:
    """As where the disk is full."""
    before = children()
    articles = Articles([1000, 1000], {(1, 0, "work"): hang})
    made = guarded(articles.work, list, is_sound=int)
    next(made)
    assert len(children() - before) == 1
    made.close()  # type: ignore[attr-defined]
    assert children() == before


def test_no_process_outlives_who_started_it() -> None:
    """Killed, or told to end by a signal that only one of them hears."""
    code = """
import os, sys
from copydesk.pipeline.guard import At, guarded
from tests.dying import hang
def work(span, watch):
    os.write(1, b"%d\\n" % os.getpid())
    watch.works(At(0), "it")
    hang()
    yield At(0), 0
list(guarded(work, list, is_sound=int))
"""
    for number in (signal.SIGKILL, signal.SIGTERM):
        with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as process:
            assert process.stdout
            child = os.pidfd_open(int(process.stdout.readline()))
            process.send_signal(number)
            process.wait()
            assert select.select([child], [], [], 60)[0]
            os.close(child)


def test_a_signal_to_all_of_a_run_is_for_the_run() -> None:
    """As Ctrl-C is: who works on articles does not hear it, and ends with the run."""
    articles = Articles([3], {(0, 1, "work"): lambda: os.kill(os.getpid(), signal.SIGINT)})
    assert all_of(articles) == list(articles.expected({}))


def tell_process(span: Span, watch: Watch) -> Iterator[tuple[At, int]]:
    yield span.begin, os.getpid()


def fail(span: Span, watch: Watch) -> Iterator[tuple[At, int]]:
    raise BatchError("a file has changed")
    yield


def process_of(work: Callable[[Span, Watch], Iterator[tuple[At, int]]] = tell_process) -> int:
    """Which process does it, of those that stay."""
    ((pid,),) = (done.packed for done in guarded(work, list, is_sound=int, stays=True))
    return pid


def test_a_process_waits_for_more_work_until_it_is_let_go() -> None:
    """One for all parts; none is left behind, and who is forked from here has none."""
    before = children()
    first = process_of()
    assert process_of() == first
    child = os.fork()
    if child == 0:
        let_go()
        os._exit(process_of() == first)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert process_of() == first
    assert children() - before == {str(first)}
    let_go()
    assert children() == before
    assert process_of() != first
    let_go()


def test_a_process_that_died_while_it_waited_is_replaced(caplog: pytest.LogCaptureFixture) -> None:
    """And so is one whose work has failed."""
    first = process_of()
    gone = os.pidfd_open(first)
    os.kill(first, signal.SIGKILL)
    select.select([gone], [], [])
    os.close(gone)
    second = process_of()
    assert second != first
    with pytest.raises(BatchError):
        process_of(fail)
    assert process_of() not in (first, second)
    assert not caplog.messages
    let_go()
