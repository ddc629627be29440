"""What a run is about: its inputs in parts, its settings, and where each result lies, by what it is made of."""

from __future__ import annotations

import datetime
import functools
import logging
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from copydesk.checked import is_whole, read_records
from copydesk.dates import Date, dated_name, dates_before, fill, has_date, root_of, span_of
from copydesk.emit.batch import check_replaceable, is_batch, read_manifest, verify_batch
from copydesk.emit.text_files import safe_name
from copydesk.errors import BatchError, GoneError, StoreError
from copydesk.metrics import check_metrics
from copydesk.pipeline.drift import find_drift
from copydesk.pipeline.emit import digests_of
from copydesk.pipeline.ids import digest_of
from copydesk.pipeline.learn import Learned, Said
from copydesk.pipeline.look_back import HELD, EarlierBatches, find_earlier
from copydesk.pipeline.outlets import OutletsFile
from copydesk.pipeline.part import Part
from copydesk.pipeline.ranges import IdRange, id_ranges
from copydesk.pipeline.recalled import Recalled
from copydesk.pipeline.report_results import ReportResults, ReportShare
from copydesk.pipeline.report_told import ReportTold
from copydesk.pipeline.shared import Chosen, Found
from copydesk.read.inventory import Input, Listing, list_source, shown_path, tally_charsets
from copydesk.read.late import Dated, find_late, listing_of, read_inputs
from copydesk.read.outlets import OUTLETS, read_outlets
from copydesk.read.parts import cut_parts
from copydesk.read.profiles import profiles_file
from copydesk.read.stock import stock_file
from copydesk.records import Drift
from copydesk.settings import Settings, load_settings
from copydesk.stages import BY_NAME, made_by
from copydesk.store import MANIFEST, Place, files_of, hold, name_from, restore, seen_from, sweep, whole_name
from copydesk.strip import summaries_made_by

log = logging.getLogger("copydesk")
ORIGIN = "origin.txt"
CLEANED = "cleaned.txt"
# Stands in the work folder while a batch is put in its place, until what it was not made of has been deleted.
UNSWEPT = "unswept.txt"
# Batches of an object store that are looked for at a time.
_ASKED_AT_ONCE = 32
RUN_LOCK = "run.lock"
STAGED = "staged"
# A batch of more articles than this has no text files where the settings leave it open.
_MANY_ARTICLES = 10_000
# Digits of a digest in a name.
_DIGITS = 16


class Parameters(NamedTuple):
    """What a user says of a run."""

    source: str
    batch_name: str | None
    output_dir: str
    config: str | None
    profiles: str | None
    date: datetime.date | None = None
    hour: datetime.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """The inputs of a batch, and what follows from all of them."""

    parts: tuple[tuple[Input, ...], ...]
    charsets: dict[str, dict[str, int]]  # by outlet

    def fingerprint(self) -> str:
        """What the batch is made from: another one where an input is another."""
        return digest_of([found.content() for part in self.parts for found in part])


class EmittedRange(NamedTuple):
    """A range of article ids, and where its files wait to be published: of the tables ARTICLES, and of EVIDENCE."""

    ids: IdRange
    articles: Place
    evidence: Place


class Run:
    """One run over one batch, as it stands now. Whatever is asked raises BatchError for what would stop the run."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters
        self._stock: Stock | None = None
        self._is_prepared = False
        self._made_by: dict[str, str] = {}  # by stage
        # As they were last asked for, with what they follow from: earlier batches may come meanwhile.
        self._observed: tuple[list[str | None], list[Part]] | None = None
        self._said: tuple[Place, list[str]] | None = None
        self._stripped: tuple[Place, list[Part]] | None = None
        self._ranges: tuple[Place, list[EmittedRange]] | None = None
        self._report: ReportResults | None = None

    # What was asked for.

    @functools.cached_property
    def date(self) -> Date | None:
        """The day or hour whose batch it is."""
        _, _, _, _, _, date, hour = self.parameters
        if date is not None and hour is not None and hour.date() != date:
            raise BatchError(f"--date {date} and --hour {hour:%Y-%m-%dT%H} are two; give one")
        return date if hour is None else hour

    @functools.cached_property
    def settings(self) -> Settings:
        """The shipped settings with the user's own over them."""
        return load_settings(self.parameters.config)

    @functools.cached_property
    def source(self) -> str:
        """What is read: as it was given, with the date filled in."""
        given, date = self.parameters.source, self.date
        if date is not None:
            return fill(given, date)
        if has_date(given) and not (Place(given).is_folder() or Place(given).is_file()):
            raise BatchError(f"source {given!r} has a place for a date; give --date or --hour")
        return given

    @functools.cached_property
    def batch(self) -> str:
        """The batch's name: the source folder's, or a given one; with the date, if there is one."""
        date = self.date
        return self._name if date is None else dated_name(self._name, date)

    @functools.cached_property
    def _name(self) -> str:
        given = self.parameters.batch_name
        name = safe_name(given or self._named_after().name)
        if given and name != given:
            raise BatchError(f"batch_name {given!r} is no safe folder name; use {name!r}")
        return name

    def _named_after(self) -> Place:
        """The folder that the source is, or lies in, of all dates; where it is gone, the one that a batch was made
        from."""
        if self.date is not None:
            root = Place(root_of(self.parameters.source))
            return root if root.name else root.real()
        source = Place(self.source)
        try:
            return _folder_of(self.source)
        except GoneError:
            work = self.output / ".work" / safe_name(source.parent.name)
            return source.parent if _recorded(work) == _origin(self.source, work) else source

    @functools.cached_property
    def dated(self) -> Dated:
        """The batches of all dates, of which this one is one."""
        return Dated(self.parameters.source, self._name, self.output)

    @property
    def output(self) -> Place:
        """The folder of all batches."""
        return Place(self.parameters.output_dir)

    @property
    def place(self) -> Place:
        """Where the finished batch stands."""
        return self.output / self.batch

    @property
    def work(self) -> Place:
        """Where results lie between runs."""
        return self.output / ".work" / self.batch

    def scratch(self) -> Path:
        """A folder of this machine for files that no other process reads; what a killed one left is swept later."""
        folder = self.work / "scratch"
        folder.make_folder()
        return folder.scratch()

    def prepare(self) -> None:
        """The work folder is there and taken. Raises BatchError where this run would do harm, or cannot write."""
        if self._is_prepared:
            return
        source, output = Place(self.source), self.output
        inside = source.is_folder() and output.real().is_inside(_folder_of(self.source).real())
        folder, results = self.listing.folder.real(), output.real()
        if inside or any(_is_result((folder / entry.path).real(), results) for entry in self.listing.entries):
            raise BatchError(
                f"output_dir {str(output)!r} lies inside source {self.source!r}, which would then read its own results"
            )
        self._check_source_is_none_of_ours()
        try:
            self.work.make_folder()
        except OSError as error:
            raise BatchError(
                f"output_dir {str(output)!r}: {error.strerror}; give a folder that can be written"
            ) from error
        if not self.work.is_writable():
            raise BatchError(f"output_dir {str(output)!r}: not writable; give a folder that is")
        hold(self.work / RUN_LOCK)
        with (self.work / "emit.lock").locked():
            restore(self.work / STAGED, self.place)
        made_from = _recorded(self.work)
        if self.parameters.batch_name is None and made_from not in (None, self.origin):
            before = name_from(str(made_from), self.work)
            raise BatchError(
                f"{self.place} was made from {before}, and {whole_name(self.source)} would replace it; "
                f"give a --batch-name of its own, or --batch-name {self.batch} to replace it"
            )
        check_replaceable(self.place)
        if self.settings.run.metrics_file:
            check_metrics(self.settings.run.metrics_file)
        _ = self.earlier  # it is looked at before anything is done
        self._is_prepared = True

    def _check_source_is_none_of_ours(self) -> None:
        """Raises BatchError where what is to be read is what another run wrote."""
        folder = self.listing.folder
        names = (entry.path for entry in self.listing.entries if entry.path.endswith(f"/{MANIFEST}"))
        inside = (folder / name.removesuffix(f"/{MANIFEST}") for name in names)
        # The folder `text` of a batch, or an outlet's in it.
        above = (one for place in (folder, folder.real()) for one in (place, place.parent, place.parent.parent))
        found = next((place for place in (*above, *inside) if is_batch(place)), None)
        if found is not None:
            raise BatchError(
                f"source {self.source!r}: {found} is a batch that copydesk wrote; give what it was made from, or other "
                "articles"
            )

    @property
    def origin(self) -> str:
        """Where the source lies, seen from the work folder: a checkout that moves takes source and output along."""
        return _origin(self.source, self.work)

    def record_origin(self) -> None:
        """Beside the batch's intermediate results stands which source it was made from."""
        with (self.work / ORIGIN).write() as stream:
            stream.write(self.origin.encode("utf-8", "surrogateescape"))
        (self.work / HELD).delete()
        (self.work / CLEANED).delete()

    # What there is to read.

    @functools.cached_property
    def listing(self) -> Listing:
        """The source's files as they lie there; of a date, those that its batch is to be made of."""
        date = self.date
        if date is None:
            return list_source(self.source)
        if self.is_gap:
            return Listing(Place(root_of(self.parameters.source)), (), None, whole_folder=False)
        if self.settings.dates.late == "rebuild":
            return self.dated.listing(date)
        known = read_inputs(self.place) if self._is_own else None
        if known is not None:
            return listing_of(self.dated, date, known)
        late = find_late(self.dated, date, span_of(self.settings.run.watch))
        return self.dated.listing(date)._replace(late=late)

    @functools.cached_property
    def is_gap(self) -> bool:
        """Whether nothing is there of the date, and the settings say that this is so on purpose: the batch is empty.

        It stays so where what comes late is for the next batch. A batch that has inputs gives no way to an empty one:
        its files may have been archived away.
        """
        date = self.date
        if date is None or not self._may_be_gap(date):
            return False
        inputs = read_inputs(self.place) if self._is_own else None
        stays = self.settings.dates.late == "next" and inputs == []
        return stays or (not inputs and not self.dated.has_files(date))

    def _may_be_gap(self, date: Date) -> bool:
        return not {f"{date:%Y-%m-%d}", f"{date:%Y-%m-%dT%H}"}.isdisjoint(self.settings.dates.gaps)

    @property
    def _is_own(self) -> bool:
        """Whether the batch that stands in its place, if any, was made from this source, as far as is known."""
        return _recorded(self.work) in (None, self.origin)

    @functools.cached_property
    def is_archived(self) -> bool:
        """Whether there is nothing to read at the source's place: nothing of the name, or an empty folder."""
        try:
            return self.listing.is_empty and not self.is_gap
        except GoneError:
            return True

    @functools.cached_property
    def stock_file(self) -> Place:
        """Where the inputs that were found are written down."""
        key = digest_of([self.listing.fingerprint(), self.made_by("stock")])
        return self.work / "stock" / f"{key[:_DIGITS]}.arrow"

    @property
    def stock(self) -> Stock | None:
        """The inputs, in parts; None where stock has not been taken."""
        if self._stock is None and is_whole(self.stock_file):
            inputs = list(read_records(self.stock_file, Input))
            if not all(map(self._has_pieces, inputs)):
                self.stock_file.delete()
                return None
            parts = tuple(cut_parts(inputs, self.settings.run.part_bytes))
            self._stock = Stock(parts=parts, charsets=tally_charsets(inputs))
        return self._stock

    @property
    def pieces(self) -> Place:
        """Where what had to be unpacked of containers stands."""
        return self.work / "pieces"

    def _has_pieces(self, found: Input) -> bool:
        where = None if found.pieces is None or found.segment is None else str(found.segment.piece)
        return where is None or (self.pieces / str(found.pieces) / where).is_file()

    @property
    def known_stock(self) -> Stock:
        """The inputs, where a task can rely on them."""
        stock = self.stock
        if stock is None:
            raise BatchError(f"{self.stock_file}: gone while the batch was running; run again")
        return stock

    @functools.cached_property
    def earlier(self) -> tuple[str | None, str | None]:
        """SHA-256 of the earlier batch's profiles and stock, as far as they were given and are there."""
        given = self.parameters.profiles
        if given is None:
            return None, None
        table = profiles_file(given)
        if table.real().is_inside(self.place.real()):
            raise BatchError(f"profiles {given!r} is of the batch that this run replaces; give an earlier batch's")
        stock = stock_file(given)
        return table.sha256(), stock.sha256() if stock else None

    def late_files(self) -> dict[str, list[str]]:
        """What the batch has of earlier dates, by the batch that had been published without it."""
        return {name: [shown_path(entry.path) for entry in late.entries] for name, late in self.listing.late}

    def input_rows(self) -> list[dict[str, Any]]:
        """A row of the table of inputs for each file that the batch is made of."""
        late_of = {path: name for name, paths in self.late_files().items() for path in paths}
        files = {found.path: found for part in self.known_stock.parts for found in part}
        return [
            {
                "path": path,
                "n_bytes": max(found.file_bytes, 0),
                "sha256": None if found.segment else found.sha256,
                "late_of": late_of.get(path),
            }
            for path, found in sorted(files.items())
        ]

    # Where results lie, once it is known what they are made of.

    def made_by(self, stage: str) -> str:
        """What the stage makes its results with: worked out once, as every name of a result has it."""
        if stage not in self._made_by:
            self._made_by[stage] = made_by(BY_NAME[stage], self.settings)
        return self._made_by[stage]

    def _folder(self, stage: str, made_of: Sequence[Any]) -> Place:
        key = digest_of([made_of, self.made_by(stage)])
        return self.work / stage / key[:_DIGITS]

    def charsets_of(self, part: int) -> dict[str, dict[str, int]]:
        """In which charsets how many texts of each outlet are that may be in the part.

        Of a container's records the outlets are not known before they are read.
        """
        inputs, charsets = self.known_stock.parts[part], self.known_stock.charsets
        if any(found.segment for found in inputs):
            return charsets
        outlets = {found.known_outlet for found in inputs}
        return {outlet: tally for outlet, tally in charsets.items() if outlet in outlets}

    @property
    def fast_profiles(self) -> str | None:
        """The earlier batch by whose profiles pages are told, if any are."""
        return self.parameters.profiles if self.settings.strip.fast_path else None

    @property
    def recalled(self) -> Recalled | None:
        """What outlets are learned from of the batches that are looked back on, where that is asked for."""
        if not self.settings.reuse.look_back:
            return None
        return Recalled(self._folder("recall", [self.earlier_batches.summaries(), summaries_made_by()]))

    @property
    def fast_recalled(self) -> Recalled | None:
        """The same, where pages are told by it."""
        return self.recalled if self.settings.strip.fast_path else None

    @property
    def all_observed(self) -> list[Part]:
        """Every part's articles as they were observed."""
        told_by = self.told_by()
        if self._observed is None or self._observed[0] != told_by:
            made_of = (
                [[found.content() for found in inputs], self.charsets_of(part)]
                for part, inputs in enumerate(self.known_stock.parts)
            )
            self._observed = told_by, [Part(self._related("observe", made)) for made in made_of]
        return self._observed[1]

    def told_by(self) -> list[str | None]:
        """The profiles that pages are told by, if they are, and what is recalled."""
        recalled = self.fast_recalled
        given = [self.earlier[0]] if self.fast_profiles else []
        return given + ([] if recalled is None else [recalled.place.name])

    def _related(self, stage: str, made_of: Sequence[Any]) -> Place:
        """A result some of which another may take over, if that one's name begins with the same."""
        same = self._same_for_all(stage)
        return self.work / stage / f"{same[:_DIGITS]}-{digest_of([made_of, same])[:_DIGITS]}"

    def _earlier(self, stage: str, now: Iterable[Place]) -> list[Place]:
        """Results of the stage that this run does not go by, and of which it may take something over."""
        own = {place.name for place in now}
        related = f"{self._same_for_all(stage)[:_DIGITS]}-"
        names = (self.work / stage).names()
        return [self.work / stage / name for name in names if name.startswith(related) and name not in own]

    def _same_for_all(self, stage: str) -> str:
        """What all results of the stage are made of, and by, that may take something over of one another."""
        if stage == "strip":
            return digest_of([self._same_for_all("observe"), self.made_by("strip")])
        if stage == "reuse":
            return self.made_by(stage)
        return digest_of([self.batch, self.made_by(stage), *self.told_by()])

    def observed_keys(self, part: int) -> list[str]:
        """What the rows of each input of the part are made of."""
        same_for_all = self._same_for_all("observe")
        all_charsets = digest_of(self.known_stock.charsets)
        return [
            digest_of([found.content(), self._charsets_for(found, all_charsets), same_for_all])
            for found in self.known_stock.parts[part]
        ]

    def _charsets_for(self, found: Input, all_charsets: str) -> str | dict[str, int] | None:
        return all_charsets if found.segment else self.known_stock.charsets.get(found.known_outlet)

    def earlier_parts(self, stage: str, now: Sequence[Part]) -> list[Part]:
        """Results of the stage in which rows of this run's may stand."""
        return list(map(Part, self._earlier(stage, (part.place for part in now))))

    @property
    def learned(self) -> Learned:
        """What was learned of all parts."""
        names = [part.place.name for part in self.all_observed]
        recalled = self.recalled
        known = [self.earlier[0]] if recalled is None else [self.earlier[0], recalled.place.name]
        return Learned(place=self._folder("learn", [self.batch, names, *known]))

    @property
    def said_of_parts(self) -> list[str]:
        """Of each part, a digest of what was learned that has a bearing on it."""
        place = self.learned.said
        if self._said is None or self._said[0] != place:
            self._said = place, [row.digest for row in read_records(place, Said)]
        return self._said[1]

    def stripped(self, part: int) -> Part:
        """One part's articles as they were stripped."""
        return self.all_stripped()[part]

    def all_stripped(self) -> list[Part]:
        """Every part's."""
        learned = self.learned.place
        if self._stripped is None or self._stripped[0] != learned:
            made_of = zip(self.all_observed, self.said_of_parts, strict=True)
            self._stripped = (
                learned,
                [Part(self._related("strip", [observed.place.name, said])) for observed, said in made_of],
            )
        return self._stripped[1]

    @property
    def found(self) -> Found:
        """What the articles share."""
        names = sorted(part.place.name for part in self.all_stripped())
        return Found(self._related("reuse", [names, self.earlier[1], self.earlier_batches.digests()]))

    def earlier_found(self) -> list[Found]:
        """What was found of other articles, some of which may be of this batch."""
        return list(map(Found, self._earlier("reuse", [self.found.place])))

    def look_again(self) -> None:
        """The batches of the time before are looked at anew: they may have come meanwhile."""
        self.__dict__.pop("earlier_batches", None)

    @functools.cached_property
    def earlier_batches(self) -> EarlierBatches:
        """The batches of the time before that have a memory: a listing, and a look at each, until `look_again`."""
        first = self.settings.dates.first
        return find_earlier(self.output, self.batch, self.settings.reuse.look_back, first=first)

    @property
    def chosen(self) -> Chosen:
        """Which copies are kept."""
        return Chosen(self._folder("canonical", [self.found.place.name]))

    @property
    def outlets(self) -> OutletsFile:
        """What the batch came to for each outlet."""
        return OutletsFile(self._folder("outlets", [self.found.place.name]) / "outlets.arrow")

    @property
    def remembered(self) -> Place:
        """What batches after this one look back on."""
        return self._folder("remember", [self.batch, self.chosen.place.name])

    @property
    def report(self) -> ReportResults:
        """Where what the report is put together of lies."""
        chosen = self.chosen
        if self._report is None or self._report.chosen != chosen:
            folder = functools.partial(self._folder, "report")
            own_pages = self.settings.report.own_pages
            self._report = ReportResults(folder, self.batch, self.all_stripped(), self.found, chosen, own_pages)
        return self._report

    @property
    def report_told(self) -> ReportTold:
        """What is told of the whole batch for the report's pages."""
        return self.report.told(self.outlets.place.parent.name, self.learned.place.name, self.past)

    def report_shares(self) -> list[ReportShare]:
        """Those pages of the report that are of no range, once it is told of them."""
        return self.report.shares(self.report_told)

    def report_folders(self) -> list[Place]:
        """All folders in which pages of the report wait."""
        return [*(one.place for one in self.report.ranges), *(one.place for one in self.report_shares())]

    # The batches before it.

    @functools.cached_property
    def earlier_dates(self) -> list[Date]:
        """The dates that it looks back on, the earliest first: those of which there is anything.

        A batch that was held back is nothing to wait for.
        """
        spans = self.settings.drift.look_back, self.settings.reuse.look_back
        return self._dates_of(max(spans, key=lambda span: span_of(span) if span else datetime.timedelta()))

    def _dates_of(self, span: str) -> list[Date]:
        date = self.date
        if date is None or not span:
            return []
        first = self.settings.dates.first
        dates = [one for one in dates_before(date, span_of(span)) if f"{one:%Y-%m-%d}" >= first]
        return [
            one
            for one in dates
            if self.is_published(one) or self._may_be_gap(one) or (self.dated.has_files(one) and not self._is_held(one))
        ]

    def _is_held(self, date: Date) -> bool:
        """Whether the date's batch was held back, and would be again."""
        held = self.output / ".work" / self.dated.place(date).name / HELD
        return self.settings.drift.on_drift == "fail" and held.is_file()

    def is_published(self, date: Date) -> bool:
        """Whether a batch of the date stood in its place when this run looked: by one listing for all dates.

        On an object store its manifest is looked for besides: there a folder may be that of half a batch.
        """
        place = self.dated.place(date)
        return place.name in self._there and (self.output.can_lock or (place / MANIFEST).is_file())

    def published(self, dates: Iterable[Date]) -> list[Date]:
        """Those of the dates whose batches stand in their places, in order; many are asked for at a time."""
        if self.output.can_lock:
            return list(filter(self.is_published, dates))
        there = [date for date in dates if self.dated.place(date).name in self._there]
        with ThreadPoolExecutor(_ASKED_AT_ONCE) as pool:
            return [date for date, is_there in zip(there, pool.map(self.is_published, there), strict=True) if is_there]

    @functools.cached_property
    def _there(self) -> frozenset[str]:
        return frozenset(self.output.names())

    @property
    def past(self) -> list[tuple[str, str]]:
        """The batches before it that its outlets are compared with, and SHA-256 of what each came to for its own.

        Looked up each time: some of them may just have been made.
        """
        places = map(self.dated.place, self._dates_of(self.settings.drift.look_back))
        tables = [(place.name, files_of(place) / OUTLETS) for place in places]
        return [(name, table.sha256()) for name, table in tables if table.is_file()]

    def drifts(self) -> list[Drift]:
        """The outlets that left their past."""
        past = [read_outlets(self.output / name) for name, _ in self.past]
        return find_drift(self.outlets.read(), past, self.settings.drift.min_batches) if past else []

    @property
    def report_url(self) -> str:
        """Where a person finds the published report: on the web where `[run] report_url` says, else on this machine."""
        base = self.settings.run.report_url
        page = files_of(self.place) / "report.html"
        if base:
            return f"{base.rstrip('/')}/{str(page).removeprefix(str(self.output)).lstrip('/')}"
        return str(page) if "://" in str(page) else f"file://{page.real()}"

    def hold_back(self, reasons: Sequence[str]) -> None:
        """The batch is not published, and those after it do not wait for it. Raises BatchError."""
        with (self.work / HELD).write() as stream:
            stream.write("\n".join(reasons).encode("utf-8", "replace"))
        raise BatchError(
            f"{self.batch} is held back: {'; '.join(reasons)}. To publish it all the same give a --config with "
            '[drift] on_drift = "warn"'
        )

    @property
    def emitted(self) -> Place:
        """Where what the batch has besides its articles is written."""
        return self._folder("emit", [self.batch, self.chosen.place.name])

    @property
    def shared_files(self) -> Place:
        """Where the files wait that are of the whole batch: a folder of its own, called by the files that the batch was
        made of, for others may give the same articles."""
        made_of = digest_of([self.input_rows(), self.outlets.place.parent.name])
        return self.emitted / f"shared-{made_of[:_DIGITS]}"

    @property
    def has_texts(self) -> bool:
        """Whether each article is to have a text file."""
        wanted = self.settings.emit.text_files
        return wanted == "yes" or (wanted == "auto" and self.chosen.counts()[0]["emitted"] <= _MANY_ARTICLES)

    def ranges(self) -> list[EmittedRange]:
        """The ranges of ids in which its articles are written."""
        chosen = self.chosen
        if self._ranges is None or self._ranges[0] != chosen.place:
            ranges = id_ranges(chosen.counts()[0]["emitted"])
            made_of = digests_of(ranges, self.all_stripped(), self.found, chosen)
            self._ranges = (
                chosen.place,
                [
                    EmittedRange(
                        ids,
                        self._folder("emit", [self.batch, *ids, "articles", made.articles]),
                        self._folder("emit", [self.batch, *ids, "evidence", made.evidence, self.has_texts]),
                    )
                    for ids, made in zip(ranges, made_of, strict=True)
                ],
            )
        return self._ranges[1]

    @property
    def staged(self) -> Place:
        """Where the batch's own files stand before it is put in its place: where two runs may be at it, by what they
        are made of."""
        return self.work / STAGED if self.work.can_lock else self.emitted / STAGED

    # What is finished.

    @property
    def fingerprint(self) -> str:
        """Of the batch: what it is made from, and with what. How it was cut into parts does not count."""
        return self._fingerprint_of(self.known_stock.fingerprint(), {})

    def _fingerprint_of(self, inputs_fingerprint: str, looked_back_on: Mapping[str, str]) -> str:
        """`looked_back_on` are the digests of memories that may be gone since."""
        made_by_stages = [self.made_by(stage) for stage in BY_NAME]
        digests = sorted({**looked_back_on, **self.earlier_batches.digests()}.items())
        return digest_of([self.batch, inputs_fingerprint, self.earlier, self.past, digests, made_by_stages])

    def is_finished(self, *, check_inputs: bool = False) -> bool:
        """Whether the batch stands in its place, made of what there is now.

        What it was made of may have been archived away since, unless `check_inputs` asks for it: then the batch is the
        one that this source gave, by these settings and this code.
        """
        manifest = read_manifest(self.place)
        if manifest is None or not self._has_its_bytes():
            return False
        gone = manifest.get("looked_back_on", {})
        stays = self.date is not None and self.settings.dates.late == "next" and self._is_own
        if stays and not (check_inputs and self.is_archived):
            return manifest.get("fingerprint") == self._fingerprint_of(str(manifest.get("inputs_fingerprint")), gone)
        if not self.is_archived and (self.work / CLEANED).is_file() and self.stock is None:
            return self._has_the_same_files() and manifest.get("fingerprint") == self._fingerprint_of(
                str(manifest.get("inputs_fingerprint")), gone
            )
        if not self.is_archived:
            if self.stock is None:
                return False
            return bool(manifest.get("fingerprint") == self._fingerprint_of(self.known_stock.fingerprint(), gone))
        if check_inputs or not self._is_own:
            return False
        return manifest.get("fingerprint") == self._fingerprint_of(str(manifest.get("inputs_fingerprint")), gone)

    def _has_its_bytes(self) -> bool:
        """Whether the batch's files are hashed to what its manifest says, where the settings ask for that."""
        faults = verify_batch(self.place) if self.settings.run.check_finished == "bytes" else []
        for fault in faults:
            log.warning("%s; the batch is made again", fault)
        return not faults

    def _has_the_same_files(self) -> bool:
        """Whether the files that are there are those that the batch was made of, by path and size: where nothing else
        is known of them, since what stood between runs was cleaned away."""
        known = {(found.path, found.n_bytes) for found in read_inputs(self.place) or ()}
        listed = [*self.listing.entries, *(entry for _, late in self.listing.late for entry in late.entries)]
        return known == {(shown_path(entry.path), max(entry.n_bytes, 0)) for entry in listed}

    def begin_publication(self) -> None:
        """That what stands between runs is to be swept is noted, for whoever comes after a kill."""
        if self.work.can_lock:
            with (self.work / UNSWEPT).write() as stream:
                stream.write(b"A batch is being put in its place; then what it was not made of is deleted here.\n")

    def end_publication(self) -> None:
        """The batch stands, with its origin recorded, and results that it was not made of are gone.

        What cannot be done of that now is left to the next run, and said.
        """
        try:
            self.record_origin()
            self.delete_stale_results()
            if self.work.can_lock:
                self.staged.delete()
                (self.work / UNSWEPT).delete()
        except StoreError as error:
            log.warning("%s; the batch stands, and the next run deletes what it was not made of", error)

    def sweep_after_kill(self) -> None:
        """What a run did not come to any more that had published the batch is done."""
        if self.work.can_lock and (self.work / UNSWEPT).is_file():
            self.prepare()
            with (self.work / "emit.lock").locked():
                self.end_publication()

    def delete_stale_results(self) -> None:
        """Results that this run did not use are gone, unless another run may be reading them: the next one deletes
        them."""
        recalled = self.recalled
        used = {
            "scratch": set(),
            "stock": {self.stock_file.name},
            "pieces": {str(found.pieces) for part in self.known_stock.parts for found in part if found.pieces},
            "recall": set() if recalled is None else {recalled.place.name},
            "observe": {part.place.name for part in self.all_observed},
            "learn": {self.learned.place.name},
            "strip": {part.place.name for part in self.all_stripped()},
            "reuse": {self.found.place.name},
            "canonical": {self.chosen.place.name},
            "outlets": {self.outlets.place.parent.name},
            "remember": {self.remembered.name},
            "report": {self.report_told.place.name, *(place.name for place in self.report_folders())},
            "emit": {self.emitted.name, *(place.name for one in self.ranges() for place in one[1:])},
        }
        sweep(self.work, used, lock=self.work / RUN_LOCK)


def _folder_of(source: str) -> Place:
    """The folder that the source is, or lies in, without looking into it."""
    if Place(source).is_folder():
        return Place(source)
    return list_source(source).folder


def _origin(source: str, work: Place) -> str:
    return seen_from(source, work)


def _recorded(work: Place) -> str | None:
    """From which source the batch was made whose results lie in the folder `work`."""
    try:
        return (work / ORIGIN).read_bytes().decode("utf-8", "surrogateescape")
    except OSError:
        return None


def _is_result(path: Place, results: Place) -> bool:
    """Whether the file belongs to a batch in the folder `results`, or to what lies there between runs: no links."""
    if not path.is_inside(results):
        return False
    first = str(path)[len(str(results)) :].lstrip("/").partition("/")[0]
    return first.startswith(".") or (results / first / "manifest.json").is_file()
