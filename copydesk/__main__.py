"""The library as a Unix filter: `python -m copydesk clean|repair|strip|reuse`, text or JSON lines in and out."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any, get_args

from copydesk import __version__, filters
from copydesk.errors import ArticleError, CopydeskError
from copydesk.read.articles import read_article
from copydesk.read.decode import decode, looks_like_html
from copydesk.read.profiles import read_profiles
from copydesk.records import Article, OutletProfile, Source
from copydesk.repair import explain as explain_repair
from copydesk.repair import repair_article
from copydesk.repair.style import Style
from copydesk.reuse import ReuseInput, find_near_duplicates
from copydesk.strip import explain as explain_strip
from copydesk.strip import strip_article

EPILOG = """\
records: clean, repair and strip read {"id", "outlet", "url", "html" | "text"} and write {"id", "text", ...} with
the edits and removals; reuse reads passages {"id", "outlet", "article", "text"} and writes pairs {"a", "b", "score"}.
clean and strip take all records for one batch, and correct each article by what its outlet's others show: --stream
judges each alone. A record that cannot be used comes out with its reason in "error"; the others go on."""


def main(arguments: list[str] | None = None) -> int:
    """The exit status of the filter that the arguments ask for."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `... | head` ends the filter without a traceback
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except (CopydeskError, OSError) as error:
        print(f"copydesk {options.filter}: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m copydesk",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="filter", required=True)
    for name, help_text, run in (
        ("clean", "repair, then strip: the article, clean", _clean),
        ("repair", "broken characters and quotation marks mended, line by line as it was", _repair),
        ("strip", "page furniture out, the article's body left", _strip),
    ):
        command = commands.add_parser(name, help=help_text, epilog=EPILOG)
        command.add_argument("--jsonl", action="store_true", help="records in and out, one JSON object a line")
        command.set_defaults(run=run, style="document")
        command.add_argument("file", nargs="?", help="read this file instead of standard input")
        if name != "repair":
            command.add_argument("--html", action="store_true", help="the input is an HTML page, not plain text")
            command.add_argument(
                "--profiles", metavar="FILE", help="what an earlier batch learned: its profiles.parquet"
            )
            command.add_argument("--outlet", default="", help="whose article it is, to find its profile")
            command.add_argument(
                "--stream",
                action="store_true",
                help="with --jsonl: each record alone, as it comes, not all as one batch",
            )
        if name != "strip":
            command.add_argument("--style", choices=get_args(Style), help="how quotation marks are rendered [document]")
        if name != "clean":
            command.add_argument("--explain", action="store_true", help="show what would be done, and why")
    command = commands.add_parser("reuse", help="pairs of near-duplicate passages of different outlets", epilog=EPILOG)
    command.add_argument("--jsonl", action="store_true", help="passages as JSON lines on standard input, pairs out")
    command.add_argument(
        "files", nargs="*", help="articles to compare, each of an outlet of its own; what is compared is their body"
    )
    command.set_defaults(run=_reuse)
    return parser


def _repair(options: argparse.Namespace) -> int:
    if options.jsonl:
        return _filter_jsonl(options)
    text = decode(_read_bytes(options.file))[0]
    if options.explain:
        print(explain_repair(text, style=options.style, colour=sys.stdout.isatty()))
    else:
        sys.stdout.write(filters.repair(text, style=options.style).text)
    return 0


def _strip(options: argparse.Namespace) -> int:
    if options.jsonl:
        return _filter_jsonl(options)
    article = filters.strip_known(
        _read_article(options.file, html=options.html, outlet=options.outlet), _profiles(options)
    )
    print(explain_strip(article, colour=sys.stdout.isatty()) if options.explain else article.text)
    return 0


def _clean(options: argparse.Namespace) -> int:
    if options.jsonl:
        return _filter_jsonl(options)
    article = repair_article(_read_article(options.file, html=options.html, outlet=options.outlet), style=options.style)
    print(filters.strip_known(article, _profiles(options)).text)
    return 0


def _reuse(options: argparse.Namespace) -> int:
    if options.files and not options.jsonl:
        return _reuse_files(options.files)
    if options.files or not options.jsonl:
        raise CopydeskError("give either --jsonl with passages on standard input, or the files to compare")

    def records() -> Iterator[dict[str, Any]]:
        for n, line in enumerate(sys.stdin.buffer, 1):
            try:
                if line.strip():
                    yield filters.parse_record(line, n)
            except ArticleError as error:
                print(f"copydesk reuse: {error}", file=sys.stderr)

    for pair in filters.reuse(records()):
        _write_record({"a": pair.a, "b": pair.b, "score": pair.score})
    return 0


def _filter_jsonl(options: argparse.Namespace) -> int:
    with open(options.file, "rb") if options.file else nullcontext(sys.stdin.buffer) as stream:
        one_by_one = options.filter == "repair" or options.stream
        profiles = _profiles(options)
        records = filters.filter_lines(
            options.filter, stream, style=options.style, profiles=profiles, stream=one_by_one
        )
        for record in records:
            if "error" in record:
                print(f"copydesk {options.filter}: record {record['id']}: {record['error']}", file=sys.stderr)
            _write_record(record)
            sys.stdout.buffer.flush()  # a program at the other end of the pipe waits for this record
    return 0


def _profiles(options: argparse.Namespace) -> tuple[OutletProfile, ...]:
    path = getattr(options, "profiles", None)
    return read_profiles(path) if path else ()


def _write_record(record: dict[str, Any]) -> None:
    # Escaped: readers that split lines as Unicode does would end a record at a text's own U+2028.
    sys.stdout.buffer.write(json.dumps(record).encode("ascii") + b"\n")


def _read_article(path: str | None, *, html: bool = False, outlet: str = "") -> Article:
    """The file's article, or standard input's; HTML where it is said to be, is named so, or begins so."""
    data = _read_bytes(path)
    name = path or "standard input"
    is_html = html or name.lower().endswith((".html", ".htm", ".xhtml")) or looks_like_html(data)
    media_type = "text/html" if is_html else "text/plain"
    return read_article(Source(source_id=name, path=name, media_type=media_type, data=data, outlet=outlet or None))


def _read_bytes(path: str | None) -> bytes:
    try:
        return Path(path).read_bytes() if path else sys.stdin.buffer.read()
    except OSError as error:
        raise CopydeskError(f"{path}: {error.strerror}; give a file, or the text on standard input") from error


def _reuse_files(paths: list[str]) -> int:
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


if __name__ == "__main__":
    sys.exit(main())
