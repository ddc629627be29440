"""The pages of a report as HTML: everything escaped, nothing loaded but what stands beside them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from copydesk.reasons import GUESSING_RULES
from copydesk.report.body import spoken
from copydesk.report.lists import article_rows, short
from copydesk.report.places import Places, anchor
from copydesk.report.shared import beginning
from copydesk.report.words import MEASURED, PLACES_WHERE, advice, in_menu, mended_by, why_kept

_FRAME = '{% from "base.jinja" import layout %}\n{% call layout(root, batch, title) %}\n{{ content }}{% endcall %}'
_HOLE = "\0"  # no page has one
STATIC = ("style.css", "script.js", "find.js")


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages of a batch that call its outlets by these names, where they have one."""

    batch: str
    places: Places
    names: Mapping[str, str]

    def called(self, outlet: str) -> str:
        """What the outlet is called."""
        return self.names.get(outlet, outlet)

    def page(self, path: str, template: str, **shown: Any) -> tuple[str, bytes]:
        """The page, with its path in the report's folder."""
        return path, render(template, batch=self.batch, places=self.places, called=self.called, **shown)


def render(template: str, *, batch: str, places: Places, **shown: Any) -> bytes:
    """The page: the same bytes for the same values."""
    text = _environment().get_template(f"{template}.jinja").render(batch=batch, places=places, **shown)
    return text.encode("utf-8", "backslashreplace")


class Frame(NamedTuple):
    """What stands around each page's content, HTML: before its title, between the two, and after the content."""

    begin: str
    between: str
    end: str

    def page(self, title: str, content: str) -> bytes:
        """The page of this title, a text, and content, HTML."""
        text = f"{self.begin}{escape(title)}{self.between}{content}{self.end}"
        return text.encode("utf-8", "backslashreplace")


@functools.lru_cache(maxsize=8)
def frame(root: str, batch: str) -> Frame:
    """Of pages that are put together without a template; `root` leads to the report's folder."""
    page = _environment().from_string(_FRAME).render(root=root, batch=batch, title=Markup(_HOLE), content=Markup(_HOLE))
    return Frame(*page.split(_HOLE))


@functools.cache
def fixed(name: str) -> str:
    """What the templates' macro of this name says to everybody, HTML."""
    return str(_macro(name)())


def _macro(name: str) -> Callable[..., str]:
    """Of those that all templates have."""
    macro: Callable[..., str] = getattr(_environment().get_template("base.jinja").module, name)
    return macro


@functools.lru_cache(maxsize=1024)
def of_batch(root: str, batch: str, places: Places, article_id: str) -> str:
    """That an article is of an earlier batch, with a link to it in that one's report, HTML."""
    return str(_macro("of_batch")(root, batch, places, article_id))


def static_file(name: str) -> bytes:
    """One of STATIC, as it stands beside the pages."""
    return files("copydesk.report").joinpath("static", name).read_bytes()


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("copydesk", "report/pages"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,  # to look at the templates for each page was a tenth of what a small one costs
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "spoken": spoken,
        "beginning": beginning,
        "closed_up": lambda text: text.replace("\n\n", "\n"),
        "why": why_kept,
        "advice": advice,
        "mended_by": mended_by,
        "in_menu": in_menu,
        "place_where": PLACES_WHERE.get,
        "measured": MEASURED.get,
        "short": short,
        "number": lambda n: f"{n:,}",
        "counted": lambda n, one, some: f"{n:,} {one if n == 1 else some}",
    }
    environment.globals |= {"anchor": anchor, "guessing_rules": GUESSING_RULES, "article_rows": article_rows}
    return environment
