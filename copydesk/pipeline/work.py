"""What each stage does in a run: a function a stage, over a part or a range of ids where it is done by these.

The tasks call them here, one after the other or side by side; another engine calls the same ones where it likes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from typing import Protocol, TypeVar

from copydesk.checked import count_rows, is_whole, read_records, write_records
from copydesk.emit.batch import FileList, write_list
from copydesk.emit.schemas import TABLES
from copydesk.emit.tables import table_of_rows
from copydesk.pipeline.choose import choose
from copydesk.pipeline.earlier import Earlier
from copydesk.pipeline.emit import emit_articles, emit_evidence, emit_shared
from copydesk.pipeline.find import reuse_inputs, write_found
from copydesk.pipeline.identity import own_ids
from copydesk.pipeline.learn import learn, profiles_of
from copydesk.pipeline.look_back import recall, recall_outlets
from copydesk.pipeline.observe import observe_inputs, write_observed
from copydesk.pipeline.outlets import sum_up_outlets
from copydesk.pipeline.recalled import KnownOutlets
from copydesk.pipeline.remember import remember_batch
from copydesk.pipeline.report import RangePages, StoryPages
from copydesk.pipeline.report_shares import list_files, outlet_files, whole_files
from copydesk.pipeline.report_told import tell_report
from copydesk.pipeline.run import Run
from copydesk.pipeline.strip import keys_of_stripped, strip_part, write_stripped
from copydesk.pipeline.told import ToldFile
from copydesk.pipeline.words_read import WordsFile
from copydesk.read.inventory import Input, take_inventory
from copydesk.read.outlets import read_outlets
from copydesk.read.profiles import read_profiles
from copydesk.read.stock import read_stock
from copydesk.reuse import find_near_duplicates
from copydesk.reuse.workers import n_cores
from copydesk.store import Place
from copydesk.strip import summaries_made_by

Item = TypeVar("Item")
# So seldom whoever calls these has Python look for circles. Records make many objects and next to none of those: to
# look every 700 took a tenth of it all, every 20,000, of which a batch of rows has three times as many, a hundredth.
OBJECTS_BETWEEN_COLLECTIONS = 100_000


class Teller(Protocol):
    """Who says how far the work is."""

    def note(self, message: str) -> None:
        """It is said now."""

    def watching(self, what: str) -> AbstractContextManager[None]:
        """While the block runs, `what` it does, or what `watched` counted, is said now and then."""

    def watched(self, items: Iterable[Item], n_items: int, what: str) -> Iterator[Item]:
        """The items, counted as they pass."""


def take_stock(run: Run, teller: Teller) -> None:
    """The inputs are listed and hashed; a file that was seen before and is as it was is not opened."""
    known: defaultdict[str, list[Input]] = defaultdict(list)
    for name in (run.work / "stock").names():
        earlier = run.work / "stock" / name
        if name.endswith(".arrow") and is_whole(earlier) and not known:
            for found in read_records(earlier, Input):
                known[found.path].append(found)
    options = run.settings.read.options()
    inputs = () if run.is_gap else take_inventory(run.listing, known=known, options=options, pieces=run.pieces)
    with teller.watching("looking at the first input"):
        write_records(run.stock_file, teller.watched(inputs, len(run.listing.entries), "inputs"), Input)
    stock = run.known_stock
    teller.note(f"{sum(map(len, stock.parts))} inputs in {len(stock.parts)} parts")


def recall_past(run: Run, teller: Teller) -> None:
    """What outlets are learned from of the batches that are looked back on stands in one file."""
    recalled = run.recalled
    if recalled is not None:
        with teller.watching("opening the memories of earlier batches"):
            n_articles = recall_outlets(run.earlier_batches, run.output, run.settings.reuse, recalled)
        teller.note(f"{n_articles} articles of outlets are recalled")


def observe_part(run: Run, part: int, teller: Teller) -> None:
    """One outcome for each of the part's inputs: read, repaired and observed, or quarantined."""
    inputs = run.known_stock.parts[part]
    teller.note(f"part {part + 1} of {len(run.known_stock.parts)}, {len(inputs)} inputs")
    keys = run.observed_keys(part)
    outcomes = observe_inputs(
        inputs,
        run.listing.folder,
        keys=keys,
        earlier=Earlier(run.earlier_parts("observe", run.all_observed), keys, observed=True),
        batch=run.batch,
        charsets=run.charsets_of(part),
        read_options=run.settings.read.options(),
        limits=run.settings.read.limits(),
        pieces=run.pieces,
        max_seconds=run.settings.read.max_article_seconds,
        style=run.settings.repair.style,
        options=run.settings.strip.options(),
        known=KnownOutlets(run.fast_recalled, run.fast_profiles) if run.told_by() else None,
    )
    with teller.watching("opening the first input"):
        write_observed(
            run.all_observed[part], teller.watched(outcomes, sum(found.n_sources for found in inputs), "inputs")
        )


def learn_outlets(run: Run, teller: Teller) -> None:
    """A profile of every outlet, on top of the earlier batch's; and which articles are the same."""
    profiles = run.parameters.profiles
    earlier = read_profiles(profiles) if profiles else ()
    with teller.watching("learning of outlets"):
        n_outlets, n_duplicates = learn(
            run.all_observed, run.learned, batch=run.batch, earlier=earlier, recalled=run.recalled
        )
    teller.note(f"{n_outlets} outlets, {len(earlier)} of them known from before; {n_duplicates} duplicates")


def strip_articles(run: Run, part: int, teller: Teller) -> None:
    """One outcome for each of the part's inputs, without its furniture."""
    observed = run.all_observed[part]
    said, renamed = run.learned.known()
    profiles = list(profiles_of(run.learned, observed))
    keys = keys_of_stripped(observed, renamed=renamed, said=said, made_by=run.made_by("strip"))
    earlier = Earlier(run.earlier_parts("strip", run.all_stripped()), keys)
    outcomes = strip_part(
        observed,
        keys=keys,
        earlier=earlier,
        renamed=renamed,
        profiles=profiles,
        max_seconds=run.settings.read.max_article_seconds,
        options=run.settings.strip.options(),
    )
    n_inputs = sum(found.n_sources for found in run.known_stock.parts[part])
    with teller.watching("opening the part"):
        write_stripped(run.stripped(part), teller.watched(outcomes, n_inputs, "inputs"), earlier)
    n_articles = count_rows(run.stripped(part).articles)
    teller.note(f"part {part + 1} of {len(run.known_stock.parts)}: {n_articles} articles")


def find_shared(run: Run, teller: Teller) -> None:
    """What articles share, a file for each kind of it."""
    profiles = run.parameters.profiles
    known = read_stock(profiles) if profiles else ()
    articles = reuse_inputs(run.all_stripped())
    told = ToldFile(run.found.told, (one.told for one in run.earlier_found()))
    with (
        teller.watching("opening the memories of earlier batches"),
        recall(run.earlier_batches, run.output, run.settings.reuse) as memory,
        teller.watching("comparing articles"),
        told,
    ):
        found = find_near_duplicates(
            articles,
            **run.settings.reuse.search(),
            scratch=run.scratch(),
            workers=n_cores(),
            known=known,
            memory=memory,
            told=told,
            words_read=WordsFile(run.found.words, (one.words for one in run.earlier_found())),
        )
    teller.note(f"{len(found.matches)} matches in {len(found.clusters)} clusters")
    write_found(run.found, found)


def choose_copies(run: Run, teller: Teller) -> None:
    """The canonical copy of each cluster and story, by the stated order; and the paths of the text files."""
    order, preferred = run.settings.canonical.order, run.settings.canonical.preferred_outlets
    with teller.watching("choosing copies"):
        choose(run.all_stripped(), run.found, run.chosen, order=order, preferred_outlets=preferred)


def sum_up(run: Run, teller: Teller) -> None:
    """What the batch came to, a row an outlet."""
    with teller.watching("summing up outlets"):
        sum_up_outlets(run.all_stripped(), run.found, run.outlets)


def remember(run: Run, teller: Teller) -> None:
    """What batches after this one look back on."""
    settings = run.settings.reuse
    with (
        teller.watching("keeping what later batches look back on"),
        recall(run.earlier_batches, run.output, settings) as memory,
    ):
        remember_batch(
            run.batch,
            run.all_observed,
            own_ids(run.learned.known()[1].values()),
            summaries_made_by(),
            run.all_stripped(),
            run.found,
            run.chosen,
            run.remembered,
            memory=memory,
            n_perm=settings.n_perm,
            seed=settings.seed,
            max_memory_bytes=settings.max_memory_bytes,
            scratch=run.scratch(),
            workers=n_cores(),
        )


def write_report_range(run: Run, n_range: int, teller: Teller) -> None:
    """The report's pages of the articles of a range of ids."""
    told = run.report.ranges[n_range]
    with _files(run, told.place, teller) as files:
        pages = RangePages(
            told.ids,
            [one.ids for one in run.report.ranges],
            run.all_stripped(),
            run.found,
            run.chosen,
            batch=run.batch,
            places=run.report.places,
        )
        files.add_all(pages.files())
        pages.tell(told)


def tell_report_shares(run: Run, teller: Teller) -> None:
    """What the ranges of the report tell is put together for those of its pages that are of no range."""
    with teller.watching("putting lists in order"):
        tell_report(
            run.report_told,
            run.report.ranges,
            run.learned.profiles,
            run.outlets.read(),
            run.drifts(),
            has_stock=count_rows(run.found.stock) > 0,
            stories=run.report.stories,
        )


def write_report_share(run: Run, n_share: int, teller: Teller) -> None:
    """A share of the report's other pages: of stories and passages, of outlets, of lists, or the whole batch's own."""
    share, place = run.report_shares()[n_share]
    told, ranges = run.report_told, run.report.ranges
    batch, places = run.batch, run.report.places
    with _files(run, place, teller) as files:
        if share.kind == "stories":
            ids = ranges[share.n].ids
            files.add_all(StoryPages(ids, ranges, run.found, run.chosen, batch=batch, places=places).files())
        elif share.kind == "outlets":
            files.add_all(outlet_files(told, ranges, share, batch=batch, places=places))
        elif share.kind == "lists":
            has_stock = count_rows(run.found.stock) > 0
            files.add_all(list_files(told, share, batch=batch, places=places, has_stock=has_stock))
        else:
            files.add_all(
                whole_files(
                    told,
                    ranges,
                    run.all_stripped(),
                    run.found,
                    run.chosen,
                    run.outlets.read(),
                    run.drifts(),
                    [(name, read_outlets(run.output / name)) for name, _ in run.past],
                    batch=batch,
                    places=places,
                )
            )


def write_articles(run: Run, n_range: int, teller: Teller) -> None:
    """The tables of a range of article ids that tell of the articles and what they share."""
    ids, folder, _ = run.ranges()[n_range]
    with _files(run, folder, teller) as files:
        whole_sentences = run.settings.canonical.whole_sentences
        emit_articles(ids, run.all_stripped(), run.found, run.chosen, files=files, whole_sentences=whole_sentences)


def write_evidence(run: Run, n_range: int, teller: Teller) -> None:
    """The tables of a range of article ids that tell what was done to each article, and its text files."""
    ids, _, folder = run.ranges()[n_range]
    with _files(run, folder, teller) as files:
        emit_evidence(ids, run.all_stripped(), run.chosen, files=files, texts=run.has_texts)


def write_shared(run: Run, teller: Teller) -> None:
    """The tables that are of the whole batch, and its quarantine."""
    with _files(run, run.shared_files, teller) as files:
        emit_shared(files, run.all_stripped(), run.found, run.chosen, run.learned.profiles)
        rows = {"inputs": run.input_rows(), "outlets": [asdict(row) for row in run.outlets.read()]}
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
