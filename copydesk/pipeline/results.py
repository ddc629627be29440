"""Where each result of a run lies: it is named by what it is made of, so one that is there is the right one."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from copydesk.checked import read_records
from copydesk.pipeline.emit import digests_of
from copydesk.pipeline.ids import KEY_DIGITS, digest_of, key_of
from copydesk.pipeline.inputs import Inputs
from copydesk.pipeline.learn import Learned, Said
from copydesk.pipeline.outlets import OutletsFile
from copydesk.pipeline.part import Part
from copydesk.pipeline.past import Past
from copydesk.pipeline.ranges import IdRange, id_ranges
from copydesk.pipeline.recalled import Recalled
from copydesk.pipeline.report_results import ReportResults, ReportShare
from copydesk.pipeline.report_told import ReportTold
from copydesk.pipeline.request import Request
from copydesk.pipeline.shared import Chosen, Found
from copydesk.read.inventory import Input
from copydesk.store import Place
from copydesk.strip import summaries_made_by

# A batch of more articles than this has no text files where the settings leave it open.
_MANY_ARTICLES = 10_000


class EmittedRange(NamedTuple):
    """A range of article ids, and where its files wait to be published: of the tables ARTICLES, and of EVIDENCE."""

    ids: IdRange
    articles: Place
    evidence: Place


class Results:
    """A result a stage, or one for each part or range of it, in the order of the stages.

    What one is made of can be known once those before it are there. Until then asking for it raises BatchError, as does
    whatever else would stop the run.
    """

    def __init__(self, request: Request, inputs: Inputs, past: Past) -> None:
        self._request, self._inputs, self._past = request, inputs, past
        # As they were last asked for, with what they follow from: earlier batches may come meanwhile.
        self._observed: tuple[list[str | None], list[Part]] | None = None
        self._said: tuple[Place, list[str]] | None = None
        self._stripped: tuple[Place, list[Part]] | None = None
        self._ranges: tuple[Place, list[EmittedRange]] | None = None
        self._report: ReportResults | None = None

    def _folder(self, stage: str, made_of: Sequence[Any]) -> Place:
        return self._request.work / stage / key_of([made_of, self._request.made_by(stage)])

    # recall

    @property
    def recalled(self) -> Recalled | None:
        """What outlets are learned from of the batches that are looked back on, where that is asked for."""
        if not self._request.settings.reuse.look_back:
            return None
        return Recalled(self._folder("recall", [self._past.batches.summaries(), summaries_made_by()]))

    # observe

    @property
    def fast_profiles(self) -> str | None:
        """The earlier batch by whose profiles pages are told, if any are."""
        return self._request.parameters.profiles if self._request.settings.strip.fast_path else None

    @property
    def fast_recalled(self) -> Recalled | None:
        """What is recalled, where pages are told by it."""
        return self.recalled if self._request.settings.strip.fast_path else None

    def told_by(self) -> list[str | None]:
        """The profiles that pages are told by, if they are, and what is recalled."""
        recalled = self.fast_recalled
        given = [self._past.given.profiles] if self.fast_profiles else []
        return given + ([] if recalled is None else [recalled.place.name])

    @property
    def observed(self) -> list[Part]:
        """Every part's articles as they were observed."""
        told_by = self.told_by()
        if self._observed is None or self._observed[0] != told_by:
            stock = self._inputs.known_stock
            made_of = (
                [[found.content() for found in inputs], stock.charsets_of(part)]
                for part, inputs in enumerate(stock.parts)
            )
            self._observed = told_by, [Part(self._related("observe", made)) for made in made_of]
        return self._observed[1]

    def observed_keys(self, part: int) -> list[str]:
        """What the rows of each input of the part are made of."""
        stock, same_for_all = self._inputs.known_stock, self._same_for_all("observe")
        all_charsets = digest_of(stock.charsets)

        def charsets_for(found: Input) -> str | dict[str, int] | None:
            return all_charsets if found.segment else stock.charsets.get(found.known_outlet)

        return [digest_of([found.content(), charsets_for(found), same_for_all]) for found in stock.parts[part]]

    # learn

    @property
    def learned(self) -> Learned:
        """What was learned of all parts."""
        names = [part.place.name for part in self.observed]
        recalled, given = self.recalled, self._past.given.profiles
        known = [given] if recalled is None else [given, recalled.place.name]
        return Learned(place=self._folder("learn", [self._request.batch, names, *known]))

    @property
    def _said_of_parts(self) -> list[str]:
        """Of each part, a digest of what was learned that has a bearing on it."""
        place = self.learned.said
        if self._said is None or self._said[0] != place:
            self._said = place, [row.digest for row in read_records(place, Said)]
        return self._said[1]

    # strip

    @property
    def stripped(self) -> list[Part]:
        """Every part's articles as they were stripped."""
        learned = self.learned.place
        if self._stripped is None or self._stripped[0] != learned:
            made_of = zip(self.observed, self._said_of_parts, strict=True)
            self._stripped = (
                learned,
                [Part(self._related("strip", [observed.place.name, said])) for observed, said in made_of],
            )
        return self._stripped[1]

    # reuse

    @property
    def found(self) -> Found:
        """What the articles share."""
        names = sorted(part.place.name for part in self.stripped)
        return Found(self._related("reuse", [names, self._past.given.stock, self._past.batches.digests()]))

    # What of an earlier result may be taken over: of observe, strip and reuse.

    def earlier_parts(self, stage: str, now: Sequence[Part]) -> list[Part]:
        """Results of the stage in which rows of this run's may stand."""
        return list(map(Part, self._earlier(stage, (part.place for part in now))))

    def earlier_found(self) -> list[Found]:
        """What was found of other articles, some of which may be of this batch."""
        return list(map(Found, self._earlier("reuse", [self.found.place])))

    def _related(self, stage: str, made_of: Sequence[Any]) -> Place:
        """A result some of which another may take over, if that one's name begins with the same."""
        same = self._same_for_all(stage)
        return self._request.work / stage / f"{same[:KEY_DIGITS]}-{key_of([made_of, same])}"

    def _earlier(self, stage: str, now: Iterable[Place]) -> list[Place]:
        """Results of the stage that this run does not go by, and of which it may take something over."""
        own = {place.name for place in now}
        related = f"{self._same_for_all(stage)[:KEY_DIGITS]}-"
        folder = self._request.work / stage
        return [folder / name for name in folder.names() if name.startswith(related) and name not in own]

    def _same_for_all(self, stage: str) -> str:
        """What all results of the stage are made of, and by, that may take something over of one another."""
        made_by = self._request.made_by(stage)
        if stage == "strip":
            return digest_of([self._same_for_all("observe"), made_by])
        if stage == "reuse":
            return made_by
        return digest_of([self._request.batch, made_by, *self.told_by()])

    # canonical, outlets, remember

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
        return self._folder("remember", [self._request.batch, self.chosen.place.name])

    # report

    @property
    def report(self) -> ReportResults:
        """Where what the report is put together of lies."""
        chosen = self.chosen
        if self._report is None or self._report.chosen != chosen:
            folder = functools.partial(self._folder, "report")
            own_pages = self._request.settings.report.own_pages
            self._report = ReportResults(folder, self._request.batch, self.stripped, self.found, chosen, own_pages)
        return self._report

    @property
    def report_told(self) -> ReportTold:
        """What is told of the whole batch for the report's pages."""
        past = self._past.compared_with
        return self.report.told(self.outlets.place.parent.name, self.learned.place.name, past)

    def report_shares(self) -> list[ReportShare]:
        """Those pages of the report that are of no range, once it is told of them."""
        return self.report.shares(self.report_told)

    def report_folders(self) -> list[Place]:
        """All folders in which pages of the report wait."""
        return [*(one.place for one in self.report.ranges), *(one.place for one in self.report_shares())]

    # emit

    @property
    def emitted(self) -> Place:
        """Where what the batch has besides its articles is written."""
        return self._folder("emit", [self._request.batch, self.chosen.place.name])

    @property
    def shared_files(self) -> Place:
        """Where the files wait that are of the whole batch: a folder of its own, called by the files that the batch was
        made of, for others may give the same articles."""
        return self.emitted / f"shared-{key_of([self._inputs.rows(), self.outlets.place.parent.name])}"

    @property
    def has_texts(self) -> bool:
        """Whether each article is to have a text file."""
        wanted = self._request.settings.emit.text_files
        return wanted == "yes" or (wanted == "auto" and self.chosen.counts()["emitted"] <= _MANY_ARTICLES)

    def ranges(self) -> list[EmittedRange]:
        """The ranges of ids in which its articles are written."""
        chosen = self.chosen
        if self._ranges is None or self._ranges[0] != chosen.place:
            batch, ranges = self._request.batch, id_ranges(chosen.counts()["emitted"])
            made_of = digests_of(ranges, self.stripped, self.found, chosen)
            self._ranges = (
                chosen.place,
                [
                    EmittedRange(
                        ids,
                        self._folder("emit", [batch, *ids, "articles", made.articles]),
                        self._folder("emit", [batch, *ids, "evidence", made.evidence, self.has_texts]),
                    )
                    for ids, made in zip(ranges, made_of, strict=True)
                ],
            )
        return self._ranges[1]

    # All of them.

    def used(self) -> dict[str, set[str]]:
        """By stage, what this run's results are called: all others may go."""
        recalled = self.recalled
        parts = self._inputs.known_stock.parts
        return {
            "stock": {self._inputs.stock_file.name},
            "pieces": {str(found.pieces) for part in parts for found in part if found.pieces},
            "recall": set() if recalled is None else {recalled.place.name},
            "observe": {part.place.name for part in self.observed},
            "learn": {self.learned.place.name},
            "strip": {part.place.name for part in self.stripped},
            "reuse": {self.found.place.name},
            "canonical": {self.chosen.place.name},
            "outlets": {self.outlets.place.parent.name},
            "remember": {self.remembered.name},
            "report": {self.report_told.place.name, *(place.name for place in self.report_folders())},
            "emit": {self.emitted.name, *(place.name for one in self.ranges() for place in one[1:])},
        }
