"""A batch's stages told in an engine's verbs: what is done part by part, and range by range, is done where it likes.

Results lie in the batch's work folder under the names that they have on one machine, so that a run there finds them.
"""

from __future__ import annotations

import datetime
import functools
import gc
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import pyarrow as pa

from copydesk.checked import count_rows, read_batches
from copydesk.emit.batch import is_written
from copydesk.engines.canonical import choose_on
from copydesk.engines.engine import AnyEngine, Packet
from copydesk.engines.identity import settle_on
from copydesk.engines.outlets import count_on, outlets_on, say_on
from copydesk.engines.remember import newest_on, remember_on
from copydesk.engines.search.shared import find_shared
from copydesk.engines.sums import sum_up_on
from copydesk.errors import BatchError
from copydesk.pipeline import work
from copydesk.pipeline.far_memory import as_elsewhere
from copydesk.pipeline.find import write_found
from copydesk.pipeline.guard import let_go
from copydesk.pipeline.identity import own_ids
from copydesk.pipeline.learn import write_learned
from copydesk.pipeline.look_back import recall
from copydesk.pipeline.part import Part
from copydesk.pipeline.remember import is_remembered, memory_folder
from copydesk.pipeline.request import Parameters
from copydesk.pipeline.run import Run
from copydesk.read.profiles import read_profiles
from copydesk.read.stock_sentences import read_stock
from copydesk.reuse.memory.layout import Memory
from copydesk.reuse.tables import ARTICLES, concat
from copydesk.stages import all_versions
from copydesk.store import Place

log = logging.getLogger("copydesk")
Item = TypeVar("Item")
# A function of `work`: of a run, or of a part or range of it by number.
Work = Callable[..., None]
# Of the stripped articles' files, for each bin of the search: some gigabyte of memory.
_BIN_BYTES = 16 << 20
# Of the same files, what a batch has at least that executors remember. On two cores the driver alone takes about as
# long for it as Spark's jobs; for a fifth of it, .5 s where those take 3.5.
_REMEMBERED_ELSEWHERE = 16 << 20
# Outlets for each bin of what is learned: each has some megabytes of articles at most.
_BIN_OUTLETS = 1 << 7
# Passages for each bin of the choice: some 100 MB of memory with all that is told of them.
_BIN_PASSAGES = 1 << 16


class Teller:
    """Says in the log what is being done, at its beginning."""

    def note(self, message: str) -> None:
        """It is said now."""
        log.info("%s", message)

    @contextmanager
    def watching(self, what: str) -> Iterator[None]:
        """It is said now."""
        self.note(what)
        yield

    def watched(
        self, items: Iterable[Item], n_items: int, what: str, *, n_of: Callable[[Item], int] = work.one_each
    ) -> Iterator[Item]:
        """The items."""
        del n_items, what, n_of  # the engine has its own way of saying how far a step is
        yield from items


TELLER = Teller()


def parameters_as_json(parameters: Parameters) -> dict[str, Any]:
    """What a user says of a run as `work_on` takes it."""
    given = parameters._asdict()
    return given | {
        "date": parameters.date and f"{parameters.date:%Y-%m-%d}",
        "hour": parameters.hour and f"{parameters.hour:%Y-%m-%dT%H}",
    }


def work_on(engine: AnyEngine, *, parameters: Mapping[str, Any], versions: Mapping[str, str]) -> None:
    """All stages of a run but the last, which publishes: what is there already stays, the rest is made.

    `versions` are those of the machine that asks: results are named by them, so with others it would not find any.
    Raises BatchError.
    """
    date, hour = parameters["date"], parameters["hour"]
    given = {
        **parameters,
        "date": date and datetime.date.fromisoformat(date),
        "hour": hour and datetime.datetime.strptime(hour, "%Y-%m-%dT%H"),
    }
    run = Run(Parameters(**given))
    _compare_versions("the driver", versions, all_versions())
    _ = run.inputs.known_stock
    on_engine: dict[Work, Callable[[AnyEngine, Run], None]] = {
        work.learn_outlets: _learn_outlets,
        work.find_shared: _find_shared,
        work.choose_copies: _choose_copies,
        work.sum_up: _sum_up,
        work.remember_batch: _remember_batch,
    }
    for do, there in _results(run):
        if isinstance(there, list):
            _do_missing(engine, versions, run, do, there)
        elif not there and do in on_engine:
            on_engine[do](engine, run)
        elif not there:
            do(run, TELLER)


def is_worked_on(run: Run) -> bool:
    """Whether all is there that `work_on` makes."""
    if run.inputs.stock is None:
        return False
    return all(all(there) if isinstance(there, list) else there for _, there in _results(run))


def _results(run: Run) -> Iterator[tuple[Work, bool | list[bool]]]:
    """What makes each result of the run, and whether that is there, or which of its numbers are. What comes after
    depends on it: it has to be there before the next is asked for."""
    results = run.results
    yield work.observe_part, [part.is_whole(observed=True) for part in results.observed]
    yield work.learn_outlets, results.learned.is_whole()
    yield work.strip_articles, [part.is_whole() for part in results.stripped]
    yield work.find_shared, results.found.is_whole()
    yield work.choose_copies, results.chosen.is_whole()
    yield work.sum_up, results.outlets.is_whole()
    yield work.write_report_range, [results.report.is_reported(n) for n in range(len(results.report.ranges))]
    yield work.tell_report_shares, results.report_told.is_whole()
    yield work.write_report_share, [one.is_there() for one in results.report_shares()]
    yield work.write_shared, is_written(results.shared_files)
    yield work.write_articles, [is_written(one.articles) for one in results.ranges()]
    yield work.write_evidence, [is_written(one.evidence) for one in results.ranges()]
    if run.settings.reuse.look_back:
        yield work.remember_batch, is_remembered(results.remembered)


def progress_of(run: Run) -> str:
    """How far the work is, by what of it is there."""
    results = run.results
    if run.inputs.stock is None:
        return "waiting for Spark"
    n_parts = len(results.observed)
    n_observed = _n_there(part.place for part in results.observed)
    if n_observed < n_parts or not results.learned.is_whole():
        return f"observing, {n_observed} of {n_parts} parts begun"
    n_stripped = _n_there(part.place for part in results.stripped)
    if n_stripped < n_parts or not results.found.is_whole():
        return f"stripping and comparing, {n_stripped} of {n_parts} parts begun"
    if not results.chosen.is_whole():
        return "choosing copies"
    folders = [results.shared_files] if results.outlets.is_whole() else []
    folders += [folder for one in results.ranges() for folder in (one.articles, one.evidence)]
    is_told = results.report_told.is_whole()
    folders += results.report_folders() if is_told else [one.place for one in results.report.ranges]
    return f"writing tables, texts and report, {_n_there(folders)} of {len(folders)} folders begun"


def _n_there(places: Iterable[Place]) -> int:
    return sum(place.is_folder() for place in places)


def _learn_outlets(engine: AnyEngine, run: Run) -> None:
    """Which articles are the same, and what there is to know of each outlet."""
    results = run.results
    TELLER.note("learning of outlets")
    parts, profiles = results.observed, run.request.parameters.profiles
    outlets = outlets_on(engine, parts)
    renamed = settle_on(engine, parts, run.batch, n_bins=_n_at_once(engine, run))
    counted = count_on(
        engine,
        parts,
        outlets,
        renamed=renamed,
        earlier=read_profiles(profiles) if profiles else (),
        recalled=results.recalled,
        n_bins=max(_n_at_once(engine, run), len(outlets) // _BIN_OUTLETS),
    )
    write_learned(results.learned, renamed, counted)
    say_on(engine, parts, results.learned)


def _find_shared(engine: AnyEngine, run: Run) -> None:
    """What articles share. Where there is no article, this machine finds it by itself."""
    parts = run.results.stripped
    if not parts:
        work.find_shared(run, TELLER)
        return
    profiles = run.request.parameters.profiles
    options = run.settings.reuse.search()
    del options["max_memory_bytes"]  # of one machine's search
    with recall(run.past.batches, run.output, run.settings.reuse) as memory:
        found = find_shared(
            engine,
            len(parts),
            functools.partial(_articles_of, engine.share(run)),
            n_bins=_n_bins_of_articles(engine, run, parts),
            known=read_stock(profiles) if profiles else (),
            memory=memory,
            memory_there=_memory_there(engine, run, memory),
            **options,
        )
        write_found(run.results.found, found)


def _memory_there(engine: AnyEngine, run: Run, memory: Memory) -> Memory:
    """The memory as steps have it: executors see the files of a disk; those of a bucket each machine copies."""
    if run.output.can_lock:
        return memory
    return as_elsewhere(memory, run.past.batches.places.values(), engine.scratch())


def _choose_copies(engine: AnyEngine, run: Run) -> None:
    """What is kept of what articles share."""
    TELLER.note("choosing copies")
    results, settings = run.results, run.settings.canonical
    choose_on(
        engine,
        results.stripped,
        results.found,
        results.chosen,
        order=settings.order,
        preferred_outlets=settings.preferred_outlets,
        n_bins=_n_bins(engine, run),
    )


def _sum_up(engine: AnyEngine, run: Run) -> None:
    """What the batch came to, a row an outlet."""
    TELLER.note("summing up outlets")
    results = run.results
    sum_up_on(engine, results.stripped, results.found, results.outlets, n_bins=_n_bins(engine, run))


def _remember_batch(engine: AnyEngine, run: Run) -> None:
    """What batches after this one look back on: the driver writes what executors make of the texts; of a small batch it
    makes it by itself."""
    results = run.results
    settings, parts = run.settings.reuse, results.stripped
    if _n_bytes(parts) < _REMEMBERED_ELSEWHERE:
        work.remember_batch(run, TELLER)
        return
    TELLER.note("keeping what later batches look back on")
    summaries = newest_on(
        engine,
        run.batch,
        results.observed,
        own_ids(results.learned.known()[1].values()),
        n_bins=_n_at_once(engine, run),
    )
    with (
        recall(run.past.batches, run.output, settings) as memory,
        memory_folder(results.remembered, run.request.scratch()) as folder,
    ):
        about = work.about_batch(run, summaries, memory)
        remember_on(engine, folder, parts, about, n_bins=_n_bins_of_articles(engine, run, parts))


def _n_bins_of_articles(engine: AnyEngine, run: Run, parts: Iterable[Part]) -> int:
    """For what is done with words."""
    return max(_n_at_once(engine, run), _n_bytes(parts) // _BIN_BYTES)


def _n_bytes(parts: Iterable[Part]) -> int:
    """Of the articles' files."""
    return sum(part.articles.n_bytes() for part in parts)


def _n_bins(engine: AnyEngine, run: Run) -> int:
    """For what is done with passages."""
    return max(_n_at_once(engine, run), count_rows(run.results.found.passages) // _BIN_PASSAGES)


def _n_at_once(engine: AnyEngine, run: Run) -> int:
    """As many bins as run side by side, if there are as many parts: each costs a task at every step, however small."""
    return max(1, min(len(run.inputs.known_stock.parts), engine.n_at_once()))


def _articles_of(shared: Callable[[], Run], part: int) -> pa.Table:
    """The part's articles as the search takes them."""
    batches = read_batches(shared().results.stripped[part].articles, ARTICLES.names)
    return concat((pa.Table.from_batches([batch]).cast(ARTICLES) for batch in batches), ARTICLES)


def _do_missing(engine: AnyEngine, versions: Mapping[str, str], run: Run, do: Work, is_there: Iterable[bool]) -> None:
    """It is done for each number that is not there yet."""
    missing = [number for number, there in enumerate(is_there) if not there]
    if missing:
        step = functools.partial(_do, engine.share(run), do, missing, versions)
        for _ in engine.collect(engine.begin(len(missing), step)):
            pass


def _do(
    shared: Callable[[], Run], do: Work, numbers: list[int], versions: Mapping[str, str], n: int
) -> Iterator[Packet]:
    gc.set_threshold(work.OBJECTS_BETWEEN_COLLECTIONS)
    _compare_versions("an executor", versions, all_versions())
    try:
        do(shared(), numbers[n], TELLER)
    finally:
        let_go()
    yield Packet(0, do.__name__, pa.table({"number": [numbers[n]]}))


def _compare_versions(whose: str, asked: Mapping[str, str], own: Mapping[str, str]) -> None:
    """Raises BatchError where results would go by another name."""
    others = [f"{name} {own.get(name)}, not {version}" for name, version in asked.items() if own.get(name) != version]
    if others:
        raise BatchError(f"{whose} has {'; '.join(others)}: wherever Spark runs Python, install the same as here")
