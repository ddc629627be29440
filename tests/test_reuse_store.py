"""Columns in memory or in files, and work that several processes share."""

import os
import signal
from pathlib import Path

import numpy as np
import pytest

import copydesk.reuse.store as store_module
from copydesk.errors import BatchError
from copydesk.reuse.store import Growing, Store, Strings
from copydesk.reuse.workers import run
from tests.conftest import children


def stores(folder: Path) -> list[Store]:
    """One that holds all in memory, one that holds some, one that holds nothing."""
    return [Store(), Store(folder, 2000), Store(folder, 1)]


def test_a_column_is_the_same_wherever_it_stands(tmp_path: Path) -> None:
    """Written at once or grown, before and after its pages were given back; no file has a name."""
    for store in stores(tmp_path):
        column, growing = store.empty(1000, np.uint32), Growing(store, np.int64)
        column[:] = np.arange(1000)
        for start in range(0, 1000, 7):
            growing.append(np.arange(start, min(start + 7, 1000)))
        grown = growing.column()
        store.rest()
        assert column.tolist() == grown.tolist() == list(range(1000))
        assert store.empty(0, np.uint8).tolist() == Growing(store, np.uint8).column().tolist() == []
    assert list(tmp_path.iterdir()) == []


def test_a_long_loop_rests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who goes through many things lets go, now and then, of what was read of files for them."""
    monkeypatch.setattr(store_module, "_ITEMS_A_REST", 10)
    store = Store(tmp_path, 1)
    rests = []
    monkeypatch.setattr(store, "rest", lambda: rests.append(True))
    assert list(store.resting(range(25))) == list(range(25))
    assert len(rests) == 3


def test_what_is_held_is_given_back_with_its_column(tmp_path: Path) -> None:
    """A store that had room for one column has room for the next when the first is gone."""
    store = Store(tmp_path, 3000)
    for _ in range(3):
        column = store.empty(1000, np.uint8)
        assert not store.has_room(1)
        del column
        assert store.has_room(1000)


def test_texts_come_back_as_they_went(tmp_path: Path) -> None:
    """Any characters, lone surrogates too, in the order asked for."""
    texts = ["", "plain", "Zürich 桥 😀", "half \ud800 of one", "\0"]
    for store in stores(tmp_path):
        kept = Strings(store)
        for text in texts:
            kept.append(text)
        assert list(kept) == texts
        kept.reorder([3, 1])
        assert (len(kept), list(kept), kept[:1]) == (2, [texts[3], texts[1]], [texts[3]])


@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize("n_jobs", [0, 1, 2, 5, 20])
def test_work_comes_back_in_order(workers: int, n_jobs: int) -> None:
    """However many do it."""
    assert list(run(lambda job: job * job, iter(range(n_jobs)), workers=workers, alone=1)) == [
        n * n for n in range(n_jobs)
    ]


def test_what_another_process_writes_into_a_shared_column_is_there(tmp_path: Path) -> None:
    """In memory and on disk."""
    for store in stores(tmp_path):
        column = store.empty(100, np.uint8, shared=True)

        def write(place: int, column: np.ndarray = column) -> None:
            column[place] = place

        list(run(write, range(100), workers=2))
        assert column.tolist() == list(range(100))


def test_a_killed_process_is_one_clear_error() -> None:
    """And leaves none behind; so does an error of the work itself, and who stops asking."""
    before = children()

    def killed(job: int) -> int:
        if job == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return 10 // (job - 7)

    with pytest.raises(BatchError, match=r"ended early \(exit status -9\)"):
        list(run(killed, range(10), workers=2))
    with pytest.raises(ZeroDivisionError):
        list(run(lambda job: 10 // (job - 7), range(10), workers=2))
    stopped = run(lambda job: job, range(10), workers=2)
    assert next(stopped) == 0
    stopped.close()
    assert children() == before
