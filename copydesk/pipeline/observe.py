"""The first of two looks at a part: each input read, repaired and observed, its page parsed once and let go."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from typing import NamedTuple

from copydesk.arrow import schema_of
from copydesk.checked import TableWriter, write_records
from copydesk.errors import ArticleError, BatchError
from copydesk.outlet import outlet_of
from copydesk.pipeline.guard import At, HandOver, Span, Watch, guarded
from copydesk.pipeline.ids import id_of_address, id_of_place
from copydesk.pipeline.limits import time_limit
from copydesk.pipeline.outcomes import PASSED_OVER, log, quarantined
from copydesk.pipeline.part import Part, Refused, Row, Rows, batches_of, rows_of, write_keys
from copydesk.pipeline.recalled import KnownOutlets
from copydesk.pipeline.taken_over import TakenOver
from copydesk.pipeline.warm_up import warm_up
from copydesk.read.articles import read_with_tree
from copydesk.read.formats import ReadOptions
from copydesk.read.inventory import Input, expect_sources, read_records, read_source
from copydesk.read.limits import ArticleLimits
from copydesk.records import Article, Damaged, PassedOver, Quarantined, Source
from copydesk.repair import repair_article
from copydesk.repair.quotes import Style
from copydesk.store import Place
from copydesk.strip import Observation, StripOptions, Summary, Wrappers, observe, summarise


class Observed(NamedTuple):
    """An article, read and repaired, without its page; what it says by itself; and of that what outlets are learned
    from."""

    article: Article
    observation: Observation
    summary: Summary


_TYPES = Article, Observation, Summary


def observe_inputs(
    inputs: Iterable[Input],
    folder: Place,
    *,
    keys: Iterable[str],
    taken_over: TakenOver,
    batch: str,
    charsets: Mapping[str, Mapping[str, int]],
    read_options: ReadOptions,
    pieces: Place,
    max_seconds: float,
    limits: ArticleLimits,
    style: Style,
    options: StripOptions,
    known: Callable[[], KnownOutlets] | None = None,
) -> Iterator[Rows]:
    """One outcome an input, in order; none takes over `max_seconds`. What `taken_over` has, by its key, is taken over.

    What is larger than `limits` is quarantined, and so is what ends the process that works on it.
    `charsets` says for each outlet in which ones how many of the batch's texts are. Pages of outlets that the
    `known` profiles are of are told by these. Raises BatchError where a file changes under the run.
    """
    all_keys, all_inputs = list(keys), list(inputs)
    left = [n for n, key in enumerate(all_keys) if key not in taken_over]
    n_passed = 0
    if left:
        work = _Observing(
            [Left(all_keys[n], all_inputs[n], n == 0 or (i > 0 and left[i - 1] == n - 1)) for i, n in enumerate(left)],
            folder,
            batch,
            charsets,
            read_options,
            pieces,
            max_seconds,
            limits,
            style,
            options,
            known,
        )
        pack = partial(rows_of, types=_TYPES, stage="observe")
        for first, rows in guarded(work, pack, is_sound=partial(warm_up, pages=True), stays=True):
            n = left[first.item]
            yield from (taken_over.rows(key) for key in all_keys[n_passed:n] if key in taken_over)
            yield rows
            n_passed = n
    yield from (taken_over.rows(key) for key in all_keys[n_passed:] if key in taken_over)


class Left(NamedTuple):
    """An input that is left to be observed."""

    key: str
    found: Input
    follows: bool  # the one before it, with nothing between them that is taken over


@dataclass(frozen=True, slots=True)
class _Observing:
    """Those of the inputs that are left to be observed."""

    inputs: Sequence[Left]
    folder: Place
    batch: str
    charsets: Mapping[str, Mapping[str, int]]
    read_options: ReadOptions
    pieces: Place
    max_seconds: float
    limits: ArticleLimits
    style: Style
    options: StripOptions
    known: Callable[[], KnownOutlets] | None

    def __call__(self, span: Span, watch: Watch) -> Iterator[tuple[At, Row] | HandOver]:
        wrappers = None if self.known is None else Wrappers(self.known().get)
        expect_sources((one.found for one in self.inputs[span.begin.item :]), self.folder)
        for item in range(span.begin.item, len(self.inputs)):
            key, found, follows = self.inputs[item]
            if not follows:
                yield HandOver()
            is_next = partial(self._goes_to, span, watch, item)
            for n_row, row in enumerate(_rows(found, self.folder, self.batch, self.read_options, self.pieces, is_next)):
                at = At(item, n_row)
                if at < span.begin:
                    continue
                if isinstance(row, Source):
                    yield at, Row(key, self._observed(row, at, watch, wrappers))
                else:
                    yield at, Row(key, row if isinstance(row, Quarantined) else _not_read(row, self.batch, found))
            if span.ends_before(At(item + 1)):
                return

    def _goes_to(self, span: Span, watch: Watch, item: int, row: int) -> bool:
        """Whether the row is the span's; then it is read."""
        at, found = At(item, row), self.inputs[item].found
        if span.ends_before(at):
            return False
        # What lies far away may take long by no fault of its own.
        is_near = self.folder.can_lock and self.pieces.can_lock
        watch.reads(at, found.path, seconds=self.max_seconds if found.segment is not None and is_near else None)
        return True

    def _observed(self, source: Source, at: At, watch: Watch, wrappers: Wrappers | None) -> Observed | Quarantined:
        stage = "read"
        try:
            watch.works(at, source.path, seconds=self.max_seconds)
            with time_limit(self.max_seconds):
                outlet = source.outlet or outlet_of(source.url)
                article, tree = read_with_tree(source, prior=self.charsets.get(outlet), limits=self.limits)
                stage = "repair"
                article = repair_article(article, style=self.style)
                stage = "observe"
                observation = observe(article, tree=tree, options=self.options, wrappers=wrappers)
            return _identified(replace(article, html=None), observation)
        except Exception as error:  # whatever is wrong with one input must not cost the batch
            sha256 = hashlib.sha256(source.data).hexdigest()
            whose = source.outlet or outlet_of(source.url)
            return quarantined(source.source_id, source.path, sha256, error, stage, outlet=whose)


def _rows(
    found: Input, folder: Place, batch: str, options: ReadOptions, pieces: Place, is_next: Callable[[int], bool]
) -> Iterator[Source | Damaged | PassedOver | Quarantined]:
    """What an input holds, each source by the id of its place; and what of it could not be read.

    Before each row is read `is_next` is asked, by its number, whether it is to be.
    """
    try:
        if found.segment is None:
            if is_next(0):
                yield _whole_file(found, folder, batch, options.max_source_bytes)
            return
        records = read_records(found, folder, options=options, pieces=pieces)
        for n_row in count():
            row = next(records, None) if is_next(n_row) else None
            if row is None:
                return
            yield replace(row, source_id=id_of_place(batch, row.path)) if isinstance(row, Source) else row
    except BatchError:
        raise
    except Exception as error:
        yield quarantined(
            id_of_place(batch, found.path), found.path, found.sha256, error, "read", outlet=found.known_outlet or None
        )


def _whole_file(found: Input, folder: Place, batch: str, max_source_bytes: int) -> Source:
    if found.sha256 is None:
        raise ArticleError(found.reason, f"{found.path}: {found.why_unreadable}")
    if found.n_bytes > max_source_bytes:
        raise ArticleError("too_large", f"{found.n_bytes} bytes; read.max_source_bytes allows {max_source_bytes}")
    source = read_source(found, folder)
    if hashlib.sha256(source.data).hexdigest() != found.sha256:
        raise BatchError(f"{found.path} changed while the batch was running; run it again")
    return replace(source, source_id=id_of_place(batch, found.path), sha256=found.sha256)


def _not_read(row: Damaged | PassedOver, batch: str, found: Input) -> Quarantined:
    """A row of the quarantine for what is broken in a container, or is no article's."""
    if isinstance(row, PassedOver):
        segment_id = id_of_place(batch, f"{row.path}\n{found.sha256}\n{row.kind}")
        return Quarantined(
            source_id=segment_id,
            source_path=row.path,
            source_sha256=None,
            reason=PASSED_OVER,
            error=row.kind,
            n=row.n,
        )
    place = f"byte {row.offset} of the container: {row.error}"
    suspect = f"; the {row.n_suspect} records before it may be wrong" if row.n_suspect else ""
    log.warning("read: %s: %s, %s%s", row.path, row.reason, place, suspect)
    return Quarantined(
        source_id=id_of_place(batch, f"{row.path}\n{row.offset}"),
        source_path=row.path,
        source_sha256=None,
        reason=row.reason,
        error=place + suspect,
    )


def _identified(article: Article, observation: Observation) -> Observed:
    """All of it with the article's own id: of its outlet and address, once these are known."""
    url = article.url or observation.fields.url
    if url and not observation.outlet.endswith(article.article_id):
        own = id_of_address(observation.outlet, url)
        article, observation = replace(article, article_id=own), replace(observation, article_id=own)
    return Observed(article, observation, summarise(observation))


def write_observed(part: Part, rows: Iterable[Rows]) -> None:
    """The rows stand in the part's files, in their order."""
    refused: list[Refused] = []
    keys: list[str] = []
    with ExitStack() as stack:
        writers = [
            stack.enter_context(TableWriter(place, schema_of(type_)))
            for place, type_ in zip(part.tables(observed=True), _TYPES, strict=True)
        ]
        for own, batches in batches_of(rows, len(_TYPES), refused):
            keys += own
            for writer, batch in zip(writers, batches, strict=True):
                writer.add(batch)
    write_records(part.quarantine, (one.row for one in refused), Quarantined)
    write_keys(part, keys, refused)
