"""What the `copydesk` command may be told: commands, options, help with examples. Whatever is wrong is one line."""

from __future__ import annotations

import argparse
import datetime
import difflib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, get_args

from copydesk import __version__
from copydesk.engines import EngineName

# As `copydesk.repair.quotes.Style` has them: to load that takes longer than most filters do.
STYLES = ("document", "curly", "straight")
FORMATS = ("text", "jsonl", "csv")
LOG_FORMATS = ("text", "json")
STANDARD_INPUT = "-"
DESCRIPTION = """\
The copy desk of a news archive: run a whole batch, verify or search one, or use its parts as filters.

  copydesk run crawl/monday                  a folder of pages: everything, into output/monday
  copydesk clean page.html                   one article, clean, on standard output
  copydesk explain page.html                 what would be done to it, and why"""
# What a record is, where records are read or written.
RECORDS = """\
With --jsonl records come in on standard input, or from the files, one JSON object a line, and one comes out for each:
{"id", "outlet", "url", "html" | "text"} gives {"id", "text", ...} with edits and removals. A record that cannot be used
comes out with its reason in "error"; the others go on."""
BATCH = """\
clean, strip and explain take all inputs for one batch, and correct each article by what its outlet's others show;
--stream (with --jsonl) judges each alone, as it comes."""
Commands = Any  # argparse's own type for them is private


class Parser(argparse.ArgumentParser):
    """One whose mistakes are a line each, without the usage."""

    def error(self, message: str) -> NoReturn:
        """Ends the process with status 2, and says what is wrong."""
        self.exit(2, f"{self.prog}: {message.removeprefix('argument ')}; see {self.prog} --help\n")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options; ends the process with status 2 and a line where they are wrong."""
    parser, commands = _parsers()
    first = next((word for word in arguments if not word.startswith("-")), None)
    if first is not None and first not in commands.choices and not {"--completion", "--version"} & set(arguments):
        known = ", ".join(commands.choices)
        near = difflib.get_close_matches(first, commands.choices, n=1)
        meant = f"did you mean {near[0]}?" if near else f"commands are {known}"
        parser.error(f"there is no command {first!r}: {meant}")
    options, unknown = parser.parse_known_args(arguments)
    if options.completion:
        sys.stdout.write(_completion(parser, commands))
        parser.exit()
    if options.command is None:
        parser.error(f"give a command: {', '.join(commands.choices)}")
    own: Parser = commands.choices[options.command]
    if unknown:
        names = [name for action in own._actions for name in action.option_strings if name.startswith("--")]
        name = unknown[0].partition("=")[0]
        near = difflib.get_close_matches(name, names, n=1)
        meant = f"did you mean {near[0]}?" if near else f"options are {', '.join(names)}"
        own.error(f"{unknown[0]!r} is not known here: {meant}")
    _refuse_idle_options(own, options)
    return options


def _refuse_idle_options(parser: Parser, options: argparse.Namespace) -> None:
    """An option that would be read and ignored is a mistake of whoever gave it."""
    given = {name for name, value in vars(options).items() if value not in (None, False, "", [])}
    if "jsonl" in given:
        for name in ("explain", "html", "outlet", "output", "format"):
            if name in given:
                parser.error(f"--{name} says nothing with --jsonl, which takes and writes records: leave one out")
    elif "stream" in given:
        parser.error("--stream is for records: give --jsonl, too")
    if "output" in given and (options.format or "text") != "text":
        parser.error(f"--output is a folder for texts; --format {options.format} goes to standard output, as > FILE")
    if "explain" in given and {"format", "output"} & given:
        parser.error("--explain is for people to read: leave --format and --output out")
    if options.command == "reuse" and bool(options.jsonl) == bool(options.inputs):
        parser.error("give either --jsonl with passages on standard input, or the files to compare")


def not_empty(text: str) -> str:
    """The text, where there is any: an empty one is a variable that a script did not fill."""
    if not text.strip():
        raise argparse.ArgumentTypeError("is empty; give a name or leave it out")
    return text


def one_of(*names: str) -> Callable[[str], str]:
    """What makes sure that a value is one of these."""

    def checked(text: str) -> str:
        if text not in names:
            raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(names)}")
        return text

    return checked


def from_one_on(text: str) -> int:
    """The number of something of which there is at least one."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes; give a whole one from 1 on")
    return int(text)


def told_by(format_: str) -> Callable[[str], str]:
    """What makes sure that a date is written so."""

    def checked(text: str) -> str:
        try:
            datetime.datetime.strptime(text, format_)
        except ValueError:
            wanted = datetime.datetime(2026, 11, 28, 7).strftime(format_)
            raise argparse.ArgumentTypeError(f"{text!r} is no date; write one as {wanted}") from None
        return text

    return checked


def _parsers() -> tuple[Parser, Commands]:
    program = "python -m copydesk" if Path(sys.argv[0]).name == "__main__.py" else "copydesk"
    parser = Parser(prog=program, description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument(
        "--completion", type=one_of("bash"), metavar="SHELL", help="print what has bash complete commands and options"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_run(commands)
    _add_filters(commands)
    _add_reuse_and_find(commands)
    command = _add(
        commands, "verify", "whether each file of a batch is as its manifest says", "copydesk verify output/monday"
    )
    command.add_argument("batch", help="the batch's folder, as output/seeds")
    return parser, commands


def _add(commands: Commands, name: str, help_text: str, examples: str, *more: str) -> argparse.ArgumentParser:
    shown = "\n".join(["examples:", *(f"  {line}" for line in examples.splitlines())])
    command: argparse.ArgumentParser = commands.add_parser(
        name,
        help=help_text,
        description=f"{help_text[0].upper()}{help_text[1:]}.",
        epilog="\n\n".join([shown, *more]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return command


def _add_run(commands: Commands) -> None:
    command = _add(
        commands,
        "run",
        "a batch: read, repaired, stripped, compared, written to its folder",
        "copydesk run crawl/monday --workers 2\n"
        "copydesk run 'crawl/*.warc.gz' --batch-name november --output-dir archive\n"
        "copydesk run 'crawl/%Y/%m/%d' --date 2026-11-28 --profiles output/crawl-2026-11-27",
        "Run again it does what is left to do: what is finished, and made of the same files and settings, stays.",
    )
    command.add_argument("source", type=not_empty, help="folder, glob or single file to read")
    command.add_argument("--output-dir", type=not_empty, metavar="FOLDER", help="receives the batch's folder [output]")
    command.add_argument("--batch-name", type=not_empty, metavar="NAME", help="[the source folder's name]")
    command.add_argument(
        "--date",
        type=told_by("%Y-%m-%d"),
        help="the day, as 2026-11-28, that %%Y, %%m and %%d of the source stand for",
    )
    command.add_argument("--hour", type=told_by("%Y-%m-%dT%H"), help="likewise the hour, as 2026-11-28T07, for %%H too")
    command.add_argument("--config", type=not_empty, metavar="FILE", help="TOML file of settings that differ")
    command.add_argument("--profiles", type=not_empty, metavar="BATCH", help="an earlier batch: what it learned")
    command.add_argument("--workers", type=from_one_on, metavar="N", help="processes [1]")
    engines = get_args(EngineName)
    command.add_argument(
        "--engine", type=one_of(*engines), metavar="|".join(engines), help="where the stages are done [local]"
    )
    command.add_argument(
        "--check-inputs", action="store_true", help="a finished batch whose source is gone counts as not finished"
    )
    levels = ("DEBUG", "INFO", "WARNING", "ERROR")
    command.add_argument("--log-level", type=one_of(*levels), metavar="LEVEL", help=f"at least: {', '.join(levels)}")
    command.add_argument(
        "--log-format",
        type=one_of(*LOG_FORMATS),
        metavar="text|json",
        help="the log's lines: text, or JSON objects [text]",
    )


def _add_filters(commands: Commands) -> None:
    for name, help_text, examples in (
        (
            "clean",
            "repair, then strip: the article, clean",
            "copydesk clean page.html\n"
            "copydesk clean crawl/monday --format csv > monday.csv\n"
            "copydesk clean a.html dump.jsonl.gz crawl.warc.gz --output texts\n"
            "curl -s URL | copydesk clean --html",
        ),
        (
            "repair",
            "broken characters and quotation marks mended, line by line as it was",
            "copydesk repair article.txt > mended.txt\ncopydesk repair --explain article.txt",
        ),
        (
            "strip",
            "page furniture out, the article's body left",
            "copydesk strip article.txt\ncopydesk strip --explain --without text.ruler article.txt",
        ),
        (
            "explain",
            "what clean would do to each article, and why",
            "copydesk explain page.html\ncopydesk explain crawl/monday | less -R",
        ),
    ):
        command = _add(commands, name, help_text, examples, *((RECORDS, BATCH) if name != "explain" else (BATCH,)))
        command.set_defaults(
            style="document", live_posts="keep", without=[], explain=False, jsonl=False, format=None, output=None
        )
        _add_inputs(command)
        if name != "explain":
            _add_formats(command)
        if name != "repair":
            _add_strip_options(command)
        if name in ("clean", "strip"):
            command.add_argument(
                "--stream",
                action="store_true",
                help="with --jsonl: each record alone, as it comes",
            )
        if name != "strip":
            command.add_argument(
                "--style",
                type=one_of(*STYLES),
                metavar="STYLE",
                help=f"how quotation marks are rendered: {', '.join(STYLES)} [document]",
            )
        if name in ("repair", "strip"):
            command.add_argument("--explain", action="store_true", help="show what would be done, and why")


def _add_inputs(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "inputs",
        nargs="*",
        metavar="INPUT",
        help="file, folder or glob, of texts, pages or containers of them (JSONL, CSV, Parquet, WARC, zip, packed or "
        "not); standard input where none is given, or for -",
    )


def _add_formats(command: argparse.ArgumentParser) -> None:
    command.add_argument("--jsonl", action="store_true", help="records in and out, one JSON object a line")
    command.add_argument(
        "--format",
        type=one_of(*FORMATS),
        metavar="FORMAT",
        help=f"what comes out: {', '.join(FORMATS)}; several texts have a line ==> INPUT <== above each [text]",
    )
    command.add_argument("--output", type=not_empty, metavar="FOLDER", help="a text file an article, into this folder")


def _add_strip_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--html", action="store_true", help="the input is an HTML page, whatever it looks like")
    command.add_argument("--profiles", type=not_empty, metavar="FILE", help="what an earlier batch learned")
    command.add_argument("--outlet", default="", help="whose article it is, to find its profile")
    command.add_argument(
        "--live-posts",
        type=one_of("remove", "keep"),
        metavar="remove|keep",
        help="a live blog's, where its opening is an article [keep]",
    )
    command.add_argument(
        "--without",
        metavar="RULE",
        action="append",
        help="a rule that is not to run: docs/reference/strip-rules.md lists them; may be given again",
    )


def _add_reuse_and_find(commands: Commands) -> None:
    command = _add(
        commands,
        "reuse",
        "pairs of near-duplicate passages of different outlets",
        "copydesk reuse ours.html theirs.txt\ncopydesk reuse --jsonl < passages.jsonl",
        'With --jsonl passages {"id", "outlet", "article", "text"} come in, and pairs {"a", "b", "score"} out.',
    )
    command.add_argument("--jsonl", action="store_true", help="passages as JSON lines on standard input, pairs out")
    command.add_argument(
        "inputs",
        nargs="*",
        metavar="INPUT",
        help="articles to compare, as files, folders or containers: each of an outlet of its own unless it says "
        "whose it is; what is compared is their body",
    )
    command = _add(
        commands,
        "find",
        "the passages of a batch that are like a text",
        "copydesk find --batch output/monday statement.txt\necho 'a sentence' | copydesk find --batch output/monday",
        'With --jsonl texts {"id", "text"} come in, and passages out, each with the id of the text asked about.',
    )
    command.add_argument("--batch", required=True, metavar="FOLDER", help="where the batch is, as output/seeds")
    command.add_argument("--jsonl", action="store_true", help="texts as JSON lines in, passages as JSON lines out")
    command.add_argument("inputs", nargs="*", metavar="FILE", help="read this instead of standard input")


def _completion(parser: Parser, commands: Commands) -> str:
    """A script for bash: commands first, then the command's options, else files."""
    cases = "\n".join(
        f"    {name}) words='{' '.join(option for action in own._actions for option in action.option_strings)}' ;;"
        for name, own in commands.choices.items()
    )
    general = " ".join(option for action in parser._actions for option in action.option_strings)
    return f"""\
# For ~/.bashrc:  eval "$(copydesk --completion bash)"
_copydesk() {{
  local words='{general} {" ".join(commands.choices)}'
  case "${{COMP_WORDS[1]}}" in
{cases}
    *) [ "$COMP_CWORD" -eq 1 ] || words='' ;;
  esac
  [ "$COMP_CWORD" -eq 1 ] && words='{general} {" ".join(commands.choices)}'
  COMPREPLY=($(compgen -W "$words" -- "${{COMP_WORDS[COMP_CWORD]}}"))
}}
complete -o default -F _copydesk copydesk
"""
