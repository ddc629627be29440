"""Every regular expression of copydesk, and strings that are made to cost it much."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from re import _constants as names  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import copydesk

Pattern = re.Pattern[Any]
# Those that are asked for at one place of a text alone (`match`, `fullmatch`).
ANCHORED = {
    "copydesk.dates._NAME",
    "copydesk.dates._SPAN",
    "copydesk.language._CODE",
    "copydesk.read.decode.HTML_START",
    "copydesk.read.formats.http._CHUNK_SIZE",
    "copydesk.read.formats.table._ARRAY",
    "copydesk.read.markup._REST",
    "copydesk.read.named._MAY_BE_PACKED",
    "copydesk.read.named._MAY_BE_TABLE",
    "copydesk.repair.quotes.candidates._CODE_START",
    "copydesk.repair.quotes.costs.SAID_AFTER",
    "copydesk.store.place._SCHEME",
    "copydesk.strip.pages.metadata._DOMAIN",
    "copydesk.strip.texts.bylines._GLUED_NAME",
    "copydesk.strip.texts.head._QUOTED_TITLE",
}
# Those whose text is cut before, and so long at most (characters).
BOUNDED = {
    "copydesk.repair.quotes.apostrophes._WORD_BEFORE",  # MAX_ELIDED_CHARS
    "copydesk.strip.lines.shape._READING_TIME",  # five words
    "copydesk.strip.pages.places._QUESTION_PLACE",  # a hundred steps of a path, each of 160
    "copydesk.strip.pages.places._ASKING_PLACE",
    "copydesk.strip.texts.desks._DESK_LINE",  # _MAX_CHARS
}
# What patterns run over: of each kind of character one, and pieces that begin what they look for, and never end it.
_UNITS = (
    *" \n\ta1A<>\"'-.,:;|/&#=({[_é“”ا日",
    *(
        "a ",
        "A ",
        "a.",
        "a, ",
        "1/",
        "a\n",
        " \n",
        "\n\n",
        "a-",
        "Aa ",
        "<a",
        "a='",
        '="',
        "<a ",
        "</",
        "&a",
        "http://a",
    ),
)


def patterns() -> dict[Pattern, str]:
    """Each that a module of copydesk keeps, in a table too, by where it was found first."""
    found: dict[Pattern, str] = {}
    for module in pkgutil.walk_packages(copydesk.__path__, "copydesk."):
        if "spark" in module.name or module.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            for pattern in _patterns_in(value, 3):
                found.setdefault(pattern, f"{module.name}.{name}")
    return found


def _patterns_in(value: object, depth: int) -> Iterator[Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, Mapping):
        yield from _patterns_among([*value.keys(), *value.values()], depth)
    elif depth and isinstance(value, list | tuple | set | frozenset):
        yield from _patterns_among(value, depth)


def _patterns_among(values: Iterable[object], depth: int) -> Iterator[Pattern]:
    for value in values:
        yield from _patterns_in(value, depth - 1)


def units(pattern: Pattern) -> set[str]:
    """What is repeated to make a string that may cost the pattern much: of all kinds, and of its own words."""
    written = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    words: list[str] = [""]
    _spell(parser.parse(written, pattern.flags & ~re.DEBUG), words)
    own = {word for word in words if word}
    own = set(sorted(own, key=len)[:6]) | set(sorted(own, key=len)[-6:])
    return {*_UNITS, *own, *(f"{word} " for word in own), *(f"a{word}" for word in own)}


def _spell(parsed: object, words: list[str]) -> None:
    """The runs of letters that the pattern spells out."""
    for op, value in parsed:  # type: ignore[attr-defined]
        if op is names.LITERAL:
            words[-1] += chr(value)
            continue
        words.append("")
        for inner in _inner(value):
            _spell(inner, words)
            words.append("")


def _inner(value: object) -> Iterator[parser.SubPattern]:
    if isinstance(value, parser.SubPattern):
        yield value
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _inner(one)


def cost(pattern: Pattern, unit: str, n_chars: int, *, is_anchored: bool) -> float:
    """The seconds that it takes to look through so many characters of the unit; at their beginning alone, if so."""
    text = unit * (n_chars // len(unit)) + "\x01"
    given: Any = text.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else text
    began = time.thread_time()
    if is_anchored:
        pattern.match(given)
        pattern.fullmatch(given)
    else:
        for _ in pattern.finditer(given):
            pass
    return time.thread_time() - began
