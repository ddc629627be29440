"""The pages of a report as HTML: everything escaped, nothing loaded but what stands beside them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from copydesk.report.body import spoken
from copydesk.report.lists import article_rows
from copydesk.report.places import Places, anchor

# Why a copy is the one to keep, as a sentence's end.
_WHY = {
    "already_published": "an earlier batch has published it",
    "story": "it stands in the copy of the story that is kept",
    "earliest": "of the copies it was published first",
    "only_dated": "it is the only one with a date",
    "most_complete": "it is the most complete",
    "preferred_outlet": "its outlet is a preferred one",
    "id": "nothing else decided, and its id is the smallest",
    "only": "it is the only one",
}
# What to do about an input that gave no article, by the reason of its quarantine.
_ADVICE = {
    "empty": "Nothing, if the file is empty at its source; else fetch it again.",
    "no_article": "Nothing, if it is a front page, a list or a form. If articles are among them, please report one.",
    "binary": "Look at what was fetched: a picture or an archive under a text's name?",
    "unsupported": "Convert it to HTML, text, JSONL, CSV, Parquet or WARC.",
    "too_large": "Cut it, or raise the limit of [read] that it names.",
    "too_slow": "Raise max_article_seconds of [read], if the page matters.",
    "duplicate": "Nothing: the other input with this outlet and address is kept.",
    "passed_over": "Nothing: records of a container that are no article's.",
    "unreadable": "See that the file is there and may be read, then run again.",
    "truncated": "Fetch the container again: its end is missing.",
    "corrupt": "Fetch the container again: it is damaged.",
    "checksum": "Fetch the container again: what is in it is not what was written.",
    "bad_record": "Look at the record: it is not what its container's format allows.",
    "bad_manifest": "Mend the manifest beside the inputs; the error says where.",
}
_OTHER_ADVICE = ("See its error.", "Please report it: copydesk did not expect this.")
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
        "why": lambda reason: _WHY.get(reason, spoken(reason)),
        "advice": lambda reason: _ADVICE.get(reason, _OTHER_ADVICE[str(reason).endswith("_failed")]),
        "in_batch": lambda name, listed: listed.get(name),
        "number": lambda n: f"{n:,}",
        "counted": lambda n, one, some: f"{n:,} {one if n == 1 else some}",
    }
    environment.globals |= {"anchor": anchor, "article_rows": article_rows}
    return environment
