"""One run over one batch: what is asked, what there is to read, what came before, where results lie; and its end.

Data runs one way through these: `Request`, `Inputs` and `Past`, `Results`. Here stands what needs all of them: whether
the batch is finished, and how it is published, or held back.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from copydesk.emit.batch import read_manifest, verify_batch
from copydesk.errors import BatchError, StoreError
from copydesk.pipeline.drift import find_drift
from copydesk.pipeline.ids import digest_of
from copydesk.pipeline.inputs import Inputs
from copydesk.pipeline.look_back import HELD
from copydesk.pipeline.past import Past
from copydesk.pipeline.prepare import RUN_LOCK, STAGED, prepare
from copydesk.pipeline.request import Parameters, Request
from copydesk.pipeline.results import Results
from copydesk.read.outlets import read_outlets
from copydesk.records import Drift
from copydesk.settings import Settings
from copydesk.stages import BY_NAME
from copydesk.store import Place, files_of, sweep

log = logging.getLogger("copydesk")
# In the work folder: that what stood between runs was cleaned away since; and while a batch is put in its place, until
# what it was not made of has been deleted.
CLEANED = "cleaned.txt"
UNSWEPT = "unswept.txt"


class Run:
    """One run over one batch, as it stands now. Whatever is asked raises BatchError for what would stop the run."""

    def __init__(self, parameters: Parameters) -> None:
        self.request = Request(parameters)
        self.inputs = Inputs(self.request)
        self.past = Past(self.request)
        self.results = Results(self.request, self.inputs, self.past)
        self._is_prepared = False

    # What is asked for everywhere.

    @property
    def settings(self) -> Settings:
        """The shipped settings with the user's own over them."""
        return self.request.settings

    @property
    def batch(self) -> str:
        """The batch's name."""
        return self.request.batch

    @property
    def output(self) -> Place:
        """The folder of all batches."""
        return self.request.output

    @property
    def place(self) -> Place:
        """Where the finished batch stands."""
        return self.request.place

    @property
    def work(self) -> Place:
        """Where results lie between runs."""
        return self.request.work

    # Whether the batch is finished.

    def prepare(self) -> None:
        """The work folder is there and taken. Raises BatchError where this run would do harm, or cannot write."""
        if not self._is_prepared:
            prepare(self.request, self.inputs, self.past)
            self._is_prepared = True

    @property
    def fingerprint(self) -> str:
        """Of the batch: what it is made from, and with what. How it was cut into parts does not count."""
        return self._fingerprint_of(self.inputs.known_stock.fingerprint(), {})

    def _fingerprint_of(self, inputs_fingerprint: str, looked_back_on: Mapping[str, str]) -> str:
        """`looked_back_on` are the digests of memories that may be gone since."""
        past = self.past
        made_by_stages = [self.request.made_by(stage) for stage in BY_NAME]
        digests = sorted({**looked_back_on, **past.batches.digests()}.items())
        made_of = [self.batch, inputs_fingerprint, past.given, past.compared_with, digests]
        return digest_of([*made_of, made_by_stages])

    def is_finished(self, *, check_inputs: bool = False) -> bool:
        """Whether the batch stands in its place, made of what there is now.

        What it was made of may have been archived away since, unless `check_inputs` asks for it: then the batch is the
        one that this source gave, by these settings and this code.
        """
        manifest = read_manifest(self.place)
        if manifest is None or not self._has_its_bytes():
            return False
        inputs_fingerprint = self._fingerprint_of_inputs(
            str(manifest.get("inputs_fingerprint")), check_inputs=check_inputs
        )
        if inputs_fingerprint is None:
            return False
        gone = manifest.get("looked_back_on", {})
        return bool(manifest.get("fingerprint") == self._fingerprint_of(inputs_fingerprint, gone))

    def _fingerprint_of_inputs(self, stated: str, *, check_inputs: bool) -> str | None:
        """The fingerprint of what the finished batch should be made of: what its manifest has `stated`, where nothing
        more is to be known of that, or wanted; None where the batch is none of what there is now."""
        inputs, request = self.inputs, self.request
        stays = request.date is not None and self.settings.dates.late == "next" and request.is_own()
        if stays and not (check_inputs and inputs.is_archived):
            return stated
        if inputs.is_archived:
            return stated if request.is_own() and not check_inputs else None
        if inputs.stock is not None:
            return inputs.stock.fingerprint()
        is_cleaned = (self.work / CLEANED).is_file()
        return stated if is_cleaned and inputs.are_those_of_batch() else None

    def _has_its_bytes(self) -> bool:
        """Whether the batch's files are hashed to what its manifest says, where the settings ask for that."""
        asked = self.settings.run.check_finished == "bytes"
        faults = verify_batch(self.place) if asked else []
        for fault in faults:
            log.warning("%s; the batch is made again", fault)
        return not faults

    # How it is published, or not.

    def drifts(self) -> list[Drift]:
        """The outlets that left their past."""
        past = [read_outlets(self.output / name) for name, _ in self.past.compared_with]
        min_batches = self.settings.drift.min_batches
        return find_drift(self.results.outlets.read(), past, min_batches) if past else []

    def hold_back(self, reasons: Sequence[str]) -> None:
        """The batch is not published, and those after it do not wait for it. Raises BatchError."""
        with (self.work / HELD).write() as stream:
            stream.write("\n".join(reasons).encode("utf-8", "replace"))
        raise BatchError(
            f"{self.batch} is held back: {'; '.join(reasons)}. To publish it all the same give a --config with "
            '[drift] on_drift = "warn"'
        )

    @property
    def report_url(self) -> str:
        """Where a person finds the published report: on the web where `[run] report_url` says, else on this machine."""
        base = self.settings.run.report_url
        page = files_of(self.place) / "report.html"
        if base:
            return f"{base.rstrip('/')}/{str(page).removeprefix(str(self.output)).lstrip('/')}"
        return str(page) if "://" in str(page) else f"file://{page.real()}"

    @property
    def staged(self) -> Place:
        """Where the batch's own files stand before it is put in its place: where two runs may be at it, by what they
        are made of."""
        return self.work / STAGED if self.work.can_lock else self.results.emitted / STAGED

    def begin_publication(self) -> None:
        """That what stands between runs is to be swept is noted, for whoever comes after a kill."""
        if self.work.can_lock:
            with (self.work / UNSWEPT).write() as stream:
                stream.write(b"A batch is being put in its place; then what it was not made of is deleted here.\n")

    def end_publication(self) -> None:
        """The batch stands, with its origin recorded, and results that it was not made of are gone, unless another run
        may be reading them: the next one deletes them.

        What cannot be done of that now is left to the next run, and said.
        """
        try:
            self.request.record_origin()
            (self.work / HELD).delete()
            (self.work / CLEANED).delete()
            sweep(self.work, {"scratch": set(), **self.results.used()}, lock=self.work / RUN_LOCK)
            if self.work.can_lock:
                self.staged.delete()
                (self.work / UNSWEPT).delete()
        except StoreError as error:
            log.warning("%s; the batch stands, and the next run deletes what it was not made of", error)

    def sweep_after_kill(self) -> None:
        """What a run did not come to any more that had published the batch is done."""
        if self.work.can_lock and (self.work / UNSWEPT).is_file():
            self.prepare()
            with self.request.publishing():
                self.end_publication()
