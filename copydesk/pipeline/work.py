"""What each stage does in a run: a function a stage, over a part or a range of ids where it is done by these.

The tasks call them here, one after the other or side by side; another engine calls the same ones where it likes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from functools import partial
from typing import Protocol, TypeVar

import pyarrow as pa

from copydesk.checked import count_rows, is_whole, read_records, write_records
from copydesk.counted import counted
from copydesk.emit.batch import FileList, read_manifest, write_list
from copydesk.emit.schemas import TABLES
from copydesk.emit.tables import table_of_rows
from copydesk.pipeline.choose import choose
from copydesk.pipeline.drift import MIN_ARTICLES
from copydesk.pipeline.emit import emit_articles, emit_evidence, emit_shared
from copydesk.pipeline.find import reuse_inputs, write_found
from copydesk.pipeline.identity import own_ids
from copydesk.pipeline.learn import learn, profiles_of
from copydesk.pipeline.look_back import recall, recall_outlets
from copydesk.pipeline.observe import observe_inputs, write_observed
from copydesk.pipeline.outlets import sum_up_outlets
from copydesk.pipeline.part import Rows
from copydesk.pipeline.recalled import KnownOutlets
from copydesk.pipeline.remember import memory_folder, newest_summaries, published_passages, remembered
from copydesk.pipeline.report import RangePages, StoryPages
from copydesk.pipeline.report_shares import list_files, outlet_files, whole_files
from copydesk.pipeline.report_told import tell_report
from copydesk.pipeline.run import Run
from copydesk.pipeline.stock import look_guarded
from copydesk.pipeline.strip import keys_of_stripped, strip_part, write_stripped
from copydesk.pipeline.taken_over import TakenOver
from copydesk.pipeline.told import ToldFile
from copydesk.pipeline.words_read import WordsFile
from copydesk.read.inventory import Input, take_inventory
from copydesk.read.outlets import read_outlets
from copydesk.read.profiles import read_profiles
from copydesk.read.stock_sentences import read_stock
from copydesk.records import StockSentence
from copydesk.report.batch import Compared, Past
from copydesk.reuse import find_near_duplicates
from copydesk.reuse.memory.layout import Memory
from copydesk.reuse.remember import AboutBatch, remember
from copydesk.reuse.workers import n_cores
from copydesk.store import Place
from copydesk.strip import summaries_made_by

Item = TypeVar("Item")
# So seldom whoever calls these has Python look for circles. Records make many objects and next to none of those: to
# look every 700 took a tenth of it all, every 20,000, of which a batch of rows has three times as many, a hundredth.
OBJECTS_BETWEEN_COLLECTIONS = 100_000


def one_each(_: object) -> int:
    """Of items that are one each."""
    return 1


class Teller(Protocol):
    """Who says how far the work is."""

    def note(self, message: str) -> None:
        """It is said now."""

    def watching(self, what: str) -> AbstractContextManager[None]:
        """While the block runs, `what` it does, or what `watched` counted, is said now and then."""

    def watched(
        self, items: Iterable[Item], n_items: int, what: str, *, n_of: Callable[[Item], int] = one_each
    ) -> Iterator[Item]:
        """The items, counted as they pass: each as many as `n_of` says, or one."""


def take_stock(run: Run, teller: Teller) -> None:
    """The inputs are listed and hashed; a file that was seen before and is as it was is not opened."""
    known: defaultdict[str, list[Input]] = defaultdict(list)
    for name in (run.work / "stock").names():
        earlier = run.work / "stock" / name
        if name.endswith(".arrow") and is_whole(earlier) and not known:
            for found in read_records(earlier, Input):
                known[found.path].append(found)
    inputs, options = run.inputs, run.settings.read.options()
    found_now = (
        ()
        if inputs.is_gap
        else take_inventory(inputs.listing, known=known, options=options, pieces=inputs.pieces, look_into=look_guarded)
    )
    with teller.watching("looking at the first input"):
        write_records(inputs.stock_file, teller.watched(found_now, len(inputs.listing.entries), "inputs"), Input)
    stock = inputs.known_stock
    teller.note(f"{counted(sum(map(len, stock.parts)), 'input')} in {counted(len(stock.parts), 'part')}")


def recall_past(run: Run, teller: Teller) -> None:
    """What outlets are learned from of the batches that are looked back on stands in one file."""
    recalled = run.results.recalled
    if recalled is not None:
        with teller.watching("opening the memories of earlier batches"):
            n_articles = recall_outlets(run.past.batches, run.output, run.settings.reuse, recalled)
        teller.note(f"{counted(n_articles, 'article')} of outlets recalled")


def observe_part(run: Run, part: int, teller: Teller) -> None:
    """One outcome for each of the part's inputs: read, repaired and observed, or quarantined."""
    results, stock = run.results, run.inputs.known_stock
    inputs = stock.parts[part]
    teller.note(f"part {part + 1} of {len(stock.parts)}, {counted(len(inputs), 'input')}")
    keys = results.observed_keys(part)
    rows = observe_inputs(
        inputs,
        run.inputs.listing.folder,
        keys=keys,
        taken_over=TakenOver(results.earlier_parts("observe", results.observed), keys, observed=True),
        batch=run.batch,
        charsets=stock.charsets_of(part),
        read_options=run.settings.read.options(),
        limits=run.settings.read.limits(),
        pieces=run.inputs.pieces,
        max_seconds=run.settings.read.max_article_seconds,
        style=run.settings.repair.style,
        options=run.settings.strip.options(),
        known=partial(KnownOutlets, results.fast_recalled, results.fast_profiles) if results.told_by() else None,
    )
    with teller.watching("opening the first input"):
        write_observed(
            results.observed[part],
            teller.watched(rows, sum(found.n_sources for found in inputs), "inputs", n_of=Rows.n_outcomes),
        )


def learn_outlets(run: Run, teller: Teller) -> None:
    """A profile of every outlet, on top of the earlier batch's; and which articles are the same."""
    results, profiles = run.results, run.request.parameters.profiles
    earlier = read_profiles(profiles) if profiles else ()
    with teller.watching("learning of outlets"):
        n_outlets, n_duplicates = learn(
            results.observed, results.learned, batch=run.batch, earlier=earlier, recalled=results.recalled
        )
    known = f"{len(earlier)} of them known from before"
    teller.note(f"{counted(n_outlets, 'outlet')}, {known}; {counted(n_duplicates, 'duplicate')}")


def strip_articles(run: Run, part: int, teller: Teller) -> None:
    """One outcome for each of the part's inputs, without its furniture."""
    results, stock = run.results, run.inputs.known_stock
    observed = results.observed[part]
    said, renamed = results.learned.known()
    profiles = list(profiles_of(results.learned, observed))
    keys = keys_of_stripped(observed, renamed=renamed, said=said, made_by=run.request.made_by("strip"))
    taken_over = TakenOver(results.earlier_parts("strip", results.stripped), keys)
    rows = strip_part(
        observed,
        keys=keys,
        taken_over=taken_over,
        renamed=renamed,
        profiles=profiles,
        max_seconds=run.settings.read.max_article_seconds,
        options=run.settings.strip.options(),
    )
    n_inputs = sum(found.n_sources for found in stock.parts[part])
    with teller.watching("opening the part"):
        watched = teller.watched(rows, n_inputs, "inputs", n_of=Rows.n_outcomes)
        write_stripped(results.stripped[part], watched, taken_over)
    n_articles = count_rows(results.stripped[part].articles)
    teller.note(f"part {part + 1} of {len(stock.parts)}: {counted(n_articles, 'article')}")


def find_shared(run: Run, teller: Teller) -> None:
    """What articles share, a file for each kind of it."""
    results, profiles = run.results, run.request.parameters.profiles
    known = read_stock(profiles) if profiles else ()
    articles = reuse_inputs(results.stripped)
    told = ToldFile(results.found.told, (one.told for one in results.earlier_found()))
    with (
        teller.watching("opening the memories of earlier batches"),
        recall(run.past.batches, run.output, run.settings.reuse) as memory,
        teller.watching("comparing articles"),
        told,
    ):
        found = find_near_duplicates(
            articles,
            **run.settings.reuse.search(),
            scratch=run.request.scratch(),
            workers=n_cores(),
            known=known,
            memory=memory,
            told=told,
            words_read=WordsFile(results.found.words, (one.words for one in results.earlier_found())),
        )
    teller.note(f"{counted(len(found.matches), 'match', 'matches')} in {counted(len(found.clusters), 'cluster')}")
    write_found(results.found, found)


def choose_copies(run: Run, teller: Teller) -> None:
    """The canonical copy of each cluster and story, by the stated order; and the paths of the text files."""
    results, settings = run.results, run.settings.canonical
    order, preferred = settings.order, settings.preferred_outlets
    with teller.watching("choosing copies"):
        choose(results.stripped, results.found, results.chosen, order=order, preferred_outlets=preferred)


def sum_up(run: Run, teller: Teller) -> None:
    """What the batch came to, a row an outlet."""
    with teller.watching("summing up outlets"):
        sum_up_outlets(run.results.stripped, run.results.found, run.results.outlets)


def remember_batch(run: Run, teller: Teller) -> None:
    """What batches after this one look back on."""
    results, settings, scratch = run.results, run.settings.reuse, run.request.scratch()
    with (
        teller.watching("keeping what later batches look back on"),
        recall(run.past.batches, run.output, settings) as memory,
        memory_folder(results.remembered, scratch) as folder,
    ):
        summaries = newest_summaries(run.batch, results.observed, own_ids(results.learned.known()[1].values()))
        remember(
            folder,
            remembered(results.stripped),
            about_batch(run, summaries, memory),
            max_memory_bytes=settings.max_memory_bytes,
            scratch=scratch,
            workers=n_cores(),
        )


def about_batch(run: Run, summaries: pa.Table, memory: Memory) -> AboutBatch:
    """What the batch's memory is made of besides its articles: `summaries` of these, and what it looked back on."""
    results, settings = run.results, run.settings.reuse
    return AboutBatch(
        name=run.batch,
        passages=published_passages(run.batch, results.found, results.chosen),
        stock=list(read_records(results.found.stock, StockSentence)),
        summaries=summaries,
        summaries_by=summaries_made_by(),
        memory=memory,
        n_perm=settings.n_perm,
        seed=settings.seed,
    )


def write_report_range(run: Run, n_range: int, teller: Teller) -> None:
    """The report's pages of the articles of a range of ids."""
    results = run.results
    told, chosen, places = results.report.ranges[n_range], results.chosen, results.report.places
    with _files(run, told.place, teller) as files:
        ranges = [one.ids for one in results.report.ranges]
        pages = RangePages(told.ids, ranges, results.stripped, results.found, chosen, batch=run.batch, places=places)
        files.add_all(pages.files())
        pages.tell(told)


def tell_report_shares(run: Run, teller: Teller) -> None:
    """What the ranges of the report tell is put together for those of its pages that are of no range."""
    results = run.results
    with teller.watching("putting lists in order"):
        tell_report(
            results.report_told,
            results.report.ranges,
            results.learned.profiles,
            results.outlets.read(),
            run.drifts(),
            has_stock=count_rows(results.found.stock) > 0,
            stories=results.report.stories,
        )


def write_report_share(run: Run, n_share: int, teller: Teller) -> None:
    """A share of the report's other pages: of stories and passages, of outlets, of lists, or the whole batch's own."""
    results = run.results
    share, place = results.report_shares()[n_share]
    told, ranges = results.report_told, results.report.ranges
    batch, places = run.batch, results.report.places
    with _files(run, place, teller) as files:
        if share.kind == "stories":
            ids = ranges[share.n].ids
            found, chosen = results.found, results.chosen
            files.add_all(StoryPages(ids, ranges, found, chosen, batch=batch, places=places).files())
        elif share.kind == "outlets":
            files.add_all(outlet_files(told, ranges, share, batch=batch, places=places))
        elif share.kind == "lists":
            has_stock = count_rows(results.found.stock) > 0
            looks_back = count_rows(results.found.earlier) > 0
            files.add_all(
                list_files(told, share, batch=batch, places=places, has_stock=has_stock, looks_back=looks_back)
            )
        else:
            files.add_all(
                whole_files(
                    told,
                    ranges,
                    results.stripped,
                    results.found,
                    results.chosen,
                    results.outlets.read(),
                    run.drifts(),
                    [_past(run.output / name) for name, _ in run.past.compared_with],
                    _compared(run),
                    batch=batch,
                    places=places,
                )
            )


def _compared(run: Run) -> Compared:
    """What the report says of how the batch was to be compared."""
    drift = run.settings.drift
    return Compared(run.request.date is not None, drift.look_back, drift.min_batches, MIN_ARTICLES)


def _past(place: Place) -> Past:
    """What the report says of an earlier batch."""
    counts = (read_manifest(place) or {}).get("counts", {})
    names = "edits", "edits_in_removals"
    n_kept = counts["edits"] - counts["edits_in_removals"] if all(name in counts for name in names) else None
    return Past(place.name, read_outlets(place), n_kept)


def write_articles(run: Run, n_range: int, teller: Teller) -> None:
    """The tables of a range of article ids that tell of the articles and what they share."""
    results, whole_sentences = run.results, run.settings.canonical.whole_sentences
    ids, folder, _ = results.ranges()[n_range]
    with _files(run, folder, teller) as files:
        found, chosen = results.found, results.chosen
        emit_articles(ids, results.stripped, found, chosen, files=files, whole_sentences=whole_sentences)


def write_evidence(run: Run, n_range: int, teller: Teller) -> None:
    """The tables of a range of article ids that tell what was done to each article, and its text files."""
    results = run.results
    ids, _, folder = results.ranges()[n_range]
    with _files(run, folder, teller) as files:
        emit_evidence(ids, results.stripped, results.chosen, files=files, texts=results.has_texts)


def write_shared(run: Run, teller: Teller) -> None:
    """The tables that are of the whole batch, and its quarantine."""
    results = run.results
    with _files(run, results.shared_files, teller) as files:
        emit_shared(files, results.stripped, results.found, results.chosen, results.learned.profiles)
        rows = {"inputs": run.inputs.rows(), "outlets": [asdict(row) for row in results.outlets.read()]}
        for name in rows:
            with files.add_table(f"{name}.parquet", name) as table:
                table.add(table_of_rows(rows[name], TABLES[name]))


@contextmanager
def _files(run: Run, folder: Place, teller: Teller) -> Iterator[FileList]:
    """Files on their way into the folder; and then the list of them."""
    files = FileList(folder, run.batch)
    files.begin()
    with teller.watching("writing files"):
        yield files
    write_list(files)
