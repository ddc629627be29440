"""Which field of a record says what: presets for what scrapers write, or a table of the user's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal, get_args

from copydesk.errors import ArticleError
from copydesk.outlet import outlet_of

Field = Literal["id", "outlet", "url", "published", "title", "language", "html", "text"]
FIELDS: tuple[Field, ...] = get_args(Field)
# How programs write that they do not know.
_UNKNOWN = frozenset({"", "none", "null", "nan", "nat"})


@dataclass(frozen=True, slots=True)
class Preset:
    """The fields that a program writes. A dot leads into a record's own record: "metadata.url"."""

    name: str
    told_by: tuple[str, ...]  # it is this program's record where it has all of these
    names: Mapping[Field, tuple[str, ...]]  # the first that is filled counts; what is not here has its own name
    host: tuple[str, ...] = ()  # a host name, for where neither outlet nor URL is known

    def names_of(self, key: Field) -> tuple[str, ...]:
        """How the program calls it."""
        return self.names.get(key, (key,))


OWN = Preset("copydesk", (), {})
PRESETS: tuple[Preset, ...] = (
    # Its "hostname" and "sitename" say what the URL says, or what the page calls itself.
    Preset("trafilatura", ("source-hostname",), {"url": ("source",), "published": ("date",)}, ("hostname",)),
    Preset("trafilatura", ("sitename", "hostname"), {"published": ("date",)}, ("hostname",)),
    Preset("fundus", ("publishing_date",), {"text": ("plaintext", "body"), "published": ("publishing_date",)}),
    Preset("fundus", ("plaintext",), {"text": ("plaintext",), "language": ("lang", "language")}),
    Preset("fundus", ("body", "authors"), {"text": ("body",)}),
    Preset(
        "news-please",
        ("maintext",),
        {"text": ("maintext",), "published": ("date_publish",), "title": ("title", "title_page", "title_rss")},
        ("source_domain",),
    ),
    # Its "date" is when the page was fetched.
    Preset(
        "datatrove",
        ("text", "metadata"),
        {
            "url": ("metadata.url", "url"),
            "language": ("metadata.language", "language"),
            "title": ("metadata.title", "title"),
            "outlet": ("metadata.outlet", "outlet"),
            "published": ("metadata.published", "published"),
        },
    ),
    OWN,
)


@dataclass(frozen=True, slots=True)
class FieldMap:
    """How records are read: as the settings' `read.fields` say."""

    presets: tuple[Preset, ...] = PRESETS

    @classmethod
    def of(cls, setting: str | Mapping[str, str | list[str]]) -> FieldMap:
        """The map for "auto", a preset's name, or a table of names by field."""
        if setting == "auto":
            return cls()
        if isinstance(setting, str):
            named = [preset for preset in PRESETS if preset.name == setting]
            # Records that have only some of a program's fields are of any of its shapes.
            names = {key: tuple(dict.fromkeys(n for p in named for n in p.names_of(key))) for key in FIELDS}
            return cls((*named, Preset(setting, (), names, named[0].host)))
        table = {key: (name,) if isinstance(name, str) else tuple(name) for key, name in setting.items()}
        return cls((Preset("settings", (), {key: table[key] for key in FIELDS if key in table}),))

    def preset_of(self, record: Mapping[str, Any]) -> Preset:
        """The first preset whose fields the record has."""
        return next((p for p in self.presets if all(name in record for name in p.told_by)), self.presets[-1])

    def columns(self) -> frozenset[str]:
        """Every top-level field that is asked for in any record."""
        named = {name for p in self.presets for key in FIELDS for name in p.names_of(key)}
        return frozenset(
            name.partition(".")[0] for name in (*named, *(n for p in self.presets for n in (*p.told_by, *p.host)))
        )


@dataclass(frozen=True, slots=True)
class Fields:
    """What a record says, each field as text."""

    text: str | bytes
    is_html: bool
    known: Mapping[Field, str] = field(default_factory=dict)


def read_fields(record: Mapping[str, Any], field_map: FieldMap, *, outlet: str | None = None) -> Fields:
    """The record's fields; `outlet` is what its container says. Raises ArticleError `bad_record`."""
    preset = field_map.preset_of(record)
    found = {key: _first(record, preset.names_of(key)) for key in FIELDS}
    html, text = found.pop("html"), found.pop("text")
    what = "html" if html else "text"
    body = _flowing(html or text)
    if body is None and (html or text) is not None:
        raise ArticleError("bad_record", f"{what} is a {type(html or text).__name__}; expected a string")
    if body is None:
        raise ArticleError("bad_record", f"neither html nor text among its fields: {', '.join(record) or 'none'}")
    known = {key: said for key, value in found.items() if (said := _said(value)) is not None}
    if "published" in known:
        known["published"] = _iso_time(known["published"]) or ""
    if "outlet" not in known:
        host = None if "url" in known else _said(_first(record, preset.host))
        known["outlet"] = outlet or (outlet_of(f"https://{host}") if host else "")
    return Fields(body, what == "html", {key: said for key, said in known.items() if said})


def _first(record: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    for name in names:
        value: Any = record
        for step in [name] if name in record else name.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
        if value is not None and value != "":
            return value
    return None


def _flowing(value: Any) -> str | bytes | None:
    """The text of a body, also of one that is written as a record of lists of paragraphs."""
    if isinstance(value, str | bytes) or value is None:
        return value
    if isinstance(value, Mapping) and "sections" in value:
        return "\n\n".join(_paragraphs(value))
    return None


# As deep as a body's lists and records stand in one another, and then some.
_MAX_DEPTH = 20


def _paragraphs(value: Any, depth: int = 0) -> list[str]:
    if depth > _MAX_DEPTH:
        raise ArticleError("bad_record", f"its text stands more than {_MAX_DEPTH} levels deep")
    if isinstance(value, str):
        return [value] if value.strip() else []
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return [paragraph for part in parts for paragraph in _paragraphs(part, depth + 1)]


def _said(value: Any) -> str | None:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        value = value.decode("utf-8", "backslashreplace")
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    said = str(value).strip()
    # A half character in a field could not be written.
    said = said.encode("utf-8", "backslashreplace").decode("utf-8")
    return None if said.lower() in _UNKNOWN else said


def _iso_time(value: str) -> str | None:
    """The time as ISO 8601, or None where it is in no form that is known."""
    try:
        datetime.fromisoformat(value)
        return value
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(value).isoformat()
    except (ValueError, TypeError, OverflowError):
        return None
