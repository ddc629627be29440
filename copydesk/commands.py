"""The filters as commands: files and standard input in, standard output out."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from copydesk import filters
from copydesk.errors import ArticleError, CopydeskError
from copydesk.json_lines import parse_record, text_record, write_record
from copydesk.read.articles import read_article
from copydesk.read.decode import decode, looks_like_html
from copydesk.read.media_types import MEDIA_TYPES
from copydesk.records import Article, OutletProfile, Source
from copydesk.strip import StripOptions, Stripper, strip_article
from copydesk.strip import explain as explain_strip


def run(options: argparse.Namespace) -> int:
    """The exit status of the command that `options` name."""
    if options.filter == "reuse":
        return _reuse_files(options.files)
    if options.filter == "find":
        return _find(options)
    if options.jsonl:
        return _filter_jsonl(options)
    return {"repair": _repair, "strip": _strip, "clean": _clean}[options.filter](options)


def _repair(options: argparse.Namespace) -> int:
    text = decode(_read_bytes(options.file))[0]
    if options.explain:
        from copydesk.repair import explain as explain_repair

        print(explain_repair(text, style=options.style, colour=sys.stdout.isatty()))
    else:
        sys.stdout.write(filters.repair(text, style=options.style).text)
    return 0


def _strip(options: argparse.Namespace) -> int:
    article = _read_article(options.file, html=options.html, outlet=options.outlet)
    article = _stripper(options).strip(article)
    print(explain_strip(article, colour=sys.stdout.isatty()) if options.explain else article.text)
    return 0


def _clean(options: argparse.Namespace) -> int:
    from copydesk.repair import repair_article

    article = repair_article(_read_article(options.file, html=options.html, outlet=options.outlet), style=options.style)
    print(_stripper(options).strip(article).text)
    return 0


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


def _filter_jsonl(options: argparse.Namespace) -> int:
    with (
        open(options.file, "rb") if options.file else nullcontext(sys.stdin.buffer) as stream,
        _rare_collections(),
    ):
        one_by_one = options.filter == "repair" or options.stream
        records = filters.filter_lines(
            options.filter,
            stream,
            style=options.style,
            profiles=_profiles(options),
            options=_strip_options(options),
            stream=one_by_one,
        )
        for record in records:
            if "error" in record:
                print(f"copydesk {options.filter}: record {record['id']}: {record['error']}", file=sys.stderr)
            write_record(record)
            sys.stdout.buffer.flush()  # a program at the other end of the pipe waits for this record
    return 0


def _stripper(options: argparse.Namespace) -> Stripper:
    return Stripper(_profiles(options), _strip_options(options))


def _strip_options(options: argparse.Namespace) -> StripOptions:
    return StripOptions(live_posts=options.live_posts, rules_off=frozenset(options.without))


def _profiles(options: argparse.Namespace) -> tuple[OutletProfile, ...]:
    path = getattr(options, "profiles", None)
    if not path:
        return ()
    from copydesk.read.profiles import read_profiles  # and with it pyarrow

    return read_profiles(path)


def _read_article(path: str | None, *, html: bool = False, outlet: str = "") -> Article:
    """The file's article, or standard input's; HTML where it is said to be, is named so, or begins so."""
    data = _read_bytes(path)
    name = path or "standard input"
    is_html = html or MEDIA_TYPES.get(Path(name).suffix.lower()) == "text/html" or looks_like_html(data)
    media_type = "text/html" if is_html else "text/plain"
    return read_article(Source(source_id=name, path=name, media_type=media_type, data=data, outlet=outlet or None))


def _read_bytes(path: str | None) -> bytes:
    try:
        return Path(path).read_bytes() if path else sys.stdin.buffer.read()
    except OSError as error:
        raise CopydeskError(f"{path}: {error.strerror}; give a file, or the text on standard input") from error


def _find(options: argparse.Namespace) -> int:
    from copydesk.find_filter import as_line, as_record, find  # and with it pyarrow

    data = _read_bytes(options.file)
    if not options.jsonl:
        for found in find([decode(data)[0]], options.batch):
            print(as_line(found))
        return 0
    records = []
    for n, line in enumerate(data.split(b"\n"), 1):
        try:
            if line.strip():
                records.append(text_record(parse_record(line, n), n))
        except ArticleError as error:
            print(f"copydesk find: {error}", file=sys.stderr)
    for found in find([record["text"] for record in records], options.batch):
        write_record(as_record(found, records[found.query]["id"]))
    return 0


def _reuse_files(paths: list[str]) -> int:
    from copydesk.reuse import ReuseInput, find_near_duplicates

    texts = {path: strip_article(_read_article(path)).text for path in paths}
    found = find_near_duplicates([ReuseInput(article_id=p, outlet=p, text=text) for p, text in texts.items()])
    for match in found.matches:
        print(f"{match.kind} {match.similarity:.2f}")
        for path, start, end in (
            (match.a_article_id, match.a_start, match.a_end),
            (match.b_article_id, match.b_start, match.b_end),
        ):
            print(f"  {path}:{start}-{end}  {' '.join(texts[path][start:end].split())}")
    return 0
