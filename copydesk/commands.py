"""The filters as commands: files, folders and standard input in, standard output or a folder out."""

from __future__ import annotations

import argparse
import gc
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from copydesk import filters
from copydesk.errors import ArticleError, article_error
from copydesk.json_lines import lines_of_records, parse_record, text_record, write_record
from copydesk.printable import printable
from copydesk.read.articles import read_with_tree
from copydesk.read.json_records import ReadRecord
from copydesk.records import Article, OutletProfile, PassedOver, Source
from copydesk.strip import StripOptions, strip_article, strip_batch
from copydesk.strip import explain as explain_strip
from copydesk.writing import Outcome, texts_into, write_csv, write_json, write_shown, write_texts

# How an input is called by whoever gave it, and what a record calls itself.
Name = tuple[str, str | None]
EVIDENCE = {"repair": ("edits",), "strip": ("removals",), "clean": ("removals", "edits"), "explain": ()}


def run(options: argparse.Namespace) -> int:
    """The exit status of the command that `options` name: 1 where an input gave nothing."""
    if options.command == "reuse":
        return _reuse(options)
    if options.command == "find":
        return _find(options)
    return _filter_records(options) if options.jsonl else _filter_inputs(options)


class _Faults:
    """What is wrong with inputs is told on standard error, a line each."""

    def __init__(self, command: str) -> None:
        self.command = command
        self.n = 0

    def tell(self, name: str, error: ArticleError) -> None:
        """One more input gave nothing."""
        from copydesk.read.named import STANDARD_INPUT

        self.n += 1
        whose = "" if name == STANDARD_INPUT else f"{name}: "
        why = str(error).removeprefix(f"{name.rpartition('/')[2]}: ")
        print(printable(f"copydesk {self.command}: {whose}{why}"), file=sys.stderr)

    def passing(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """The outcomes; what is wrong with any is told."""
        for outcome in outcomes:
            if isinstance(outcome.article, ArticleError):
                self.tell(outcome.name, outcome.article)
            yield outcome


def _filter_inputs(options: argparse.Namespace) -> int:
    evidence = EVIDENCE[options.command]
    faults = _Faults(options.command)
    with _rare_collections():
        outcomes = faults.passing(_outcomes(options))
        if options.command == "explain" or options.explain:
            write_shown(outcomes, _explanation(options))
        elif options.output:
            from copydesk.read.named import place_of
            from copydesk.store import Place

            write = texts_into(Place(options.output), filter(None, map(place_of, options.inputs)))
            write(outcomes, evidence)
        else:
            {None: write_texts, "text": write_texts, "jsonl": write_json, "csv": write_csv}[options.format](
                outcomes, evidence
            )
    return 1 if faults.n else 0


def _outcomes(options: argparse.Namespace) -> Iterator[Outcome]:
    """What becomes of each input, in order."""
    names: deque[Name] = deque()
    records = _read(options, names)
    articles: Iterator[Article | ArticleError]
    if options.command == "repair":
        articles = (read if isinstance(read, ArticleError) else read.article for read in records)
    else:
        articles = strip_batch(records, earlier=_profiles(options), options=_strip_options(options))
    for article in articles:
        yield Outcome(*names.popleft(), article)


def _read(options: argparse.Namespace, names: deque[Name]) -> Iterator[ReadRecord | ArticleError]:
    """Each input's article, repaired where it is to be, or why there is none; how it is called goes to the end of
    `names`."""
    from copydesk.read.named import read_named  # and with it all formats, which records need none of

    is_repaired = options.command in ("repair", "clean", "explain")
    for name, row in read_named(options.inputs):
        if isinstance(row, PassedOver):
            said = f"copydesk {options.command}: {name}: {row.n} records are no articles: {row.kind}"
            print(printable(said), file=sys.stderr)
            continue
        names.append((name, row.record_id if isinstance(row, Source) else None))
        if not isinstance(row, Source):
            yield row if isinstance(row, ArticleError) else ArticleError(row.reason, f"{row.reason}: {row.error}")
            continue
        try:
            article, tree = read_with_tree(_told(row, options))
            if is_repaired:
                from copydesk.repair import repair_article

                article = repair_article(article, style=options.style)
            yield ReadRecord(article, tree)
        except Exception as error:  # whatever is wrong with one article must not cost the others
            yield article_error(error, "read")


def _told(source: Source, options: argparse.Namespace) -> Source:
    """The source as the options have it: `repair` leaves a page that is a file by itself a page."""
    is_file = "#" not in source.path
    if options.command == "repair":
        return replace(source, media_type="text/plain") if is_file and source.media_type == "text/html" else source
    if options.html and is_file:
        source = replace(source, media_type="text/html")
    return replace(source, outlet=options.outlet) if options.outlet else source


def _explanation(options: argparse.Namespace) -> Callable[[Article], str]:
    """What shows of an article what was done, and why: repairs first, then removals."""
    colour = sys.stdout.isatty()

    def repairs(article: Article) -> str:
        from copydesk.repair import explain as explain_repair

        return explain_repair(article.source_text, style=options.style, colour=colour)

    def removals(article: Article) -> str:
        return explain_strip(article, colour=colour) + "\n"

    if options.command == "explain":
        return lambda article: f"{repairs(article)}\n{removals(article)}"
    return repairs if options.command == "repair" else removals


# Records make many objects, which go as they came, and next to no circles. Looking for those every 700 objects, as
# Python does, took 5% of the time of strip on text.
_OBJECTS_BETWEEN_COLLECTIONS = 20_000


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Garbage is looked for rarely meanwhile, and not among what has been loaded."""
    threshold = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    try:
        yield
    finally:
        gc.set_threshold(*threshold)
        gc.unfreeze()


def _filter_records(options: argparse.Namespace) -> int:
    with ExitStack() as opened, _rare_collections():
        one_by_one = options.command == "repair" or options.stream
        records = filters.filter_lines(
            options.command,
            _lines(options.inputs, opened),
            style=options.style,
            profiles=_profiles(options),
            options=_strip_options(options),
            stream=one_by_one,
        )
        for record in records:
            if "error" in record:
                said = f"copydesk {options.command}: record {record['id']}: {record['error']}"
                print(printable(said), file=sys.stderr)
            write_record(record)
            sys.stdout.buffer.flush()  # a program at the other end of the pipe waits for this record
    return 0


def _lines(names: list[str], opened: ExitStack) -> Iterator[bytes]:
    """The lines of the files, one after the other, or of standard input. Raises CopydeskError where they are a text."""
    streams = (
        sys.stdin.buffer if name == "-" else opened.enter_context(open(name, "rb"))  # noqa: SIM115
        for name in names or ["-"]
    )
    return lines_of_records(line for stream in streams for line in stream)


def _strip_options(options: argparse.Namespace) -> StripOptions:
    return StripOptions(live_posts=options.live_posts, rules_off=frozenset(options.without))


def _profiles(options: argparse.Namespace) -> tuple[OutletProfile, ...]:
    path = getattr(options, "profiles", None)
    if not path:
        return ()
    from copydesk.read.profiles import read_profiles  # and with it pyarrow

    return read_profiles(path)


def _find(options: argparse.Namespace) -> int:
    from copydesk.find_filter import as_line, as_record, find  # and with it pyarrow

    faults = _Faults("find")
    queries: list[tuple[object, str]] = []  # how each text is called, and the text
    if options.jsonl:
        with ExitStack() as opened:
            for n, line in enumerate(_lines(options.inputs, opened), 1):
                try:
                    if line.strip():
                        record = text_record(parse_record(line, n), n)
                        queries.append((record["id"], record["text"]))
                except ArticleError as error:
                    print(f"copydesk find: {error}", file=sys.stderr)
    else:
        queries += [(name, article.source_text) for name, article in _articles(options, faults)]
    for found in find([text for _, text in queries], options.batch):
        name = queries[found.query][0]
        if options.jsonl:
            write_record(as_record(found, name))
        else:
            print(as_line(found) if len(queries) == 1 else f"{name}: {as_line(found)}")
    return 1 if faults.n else 0


def _articles(options: argparse.Namespace, faults: _Faults) -> Iterator[tuple[str, Article]]:
    """The articles of the inputs, read and nothing else; what is wrong with any is told."""
    names: deque[Name] = deque()
    options.html, options.outlet = False, ""
    for read in _read(options, names):
        if isinstance(read, ArticleError):
            faults.tell(names.popleft()[0], read)
        else:
            yield names.popleft()[0], read.article


def _reuse(options: argparse.Namespace) -> int:
    from copydesk.reuse import ReuseInput, find_near_duplicates

    faults = _Faults("reuse")
    inputs: dict[str, ReuseInput] = {}
    for name, article in _articles(options, faults):
        try:
            inputs[name] = ReuseInput(article_id=name, outlet=article.outlet or name, text=strip_article(article).text)
        except ArticleError as error:
            faults.tell(name, error)
    found = find_near_duplicates(inputs.values())
    for match in found.matches:
        print(f"{match.kind} {match.similarity:.2f}")
        for path, start, end in (
            (match.a_article_id, match.a_start, match.a_end),
            (match.b_article_id, match.b_start, match.b_end),
        ):
            print(f"  {path}:{start}-{end}  {' '.join(inputs[path].text[start:end].split())}")
    return 1 if faults.n else 0
