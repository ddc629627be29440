"""The settings of a run: the shipped `config/copydesk.toml`, overlaid by the user's file, validated as a whole."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError, model_validator

from copydesk.engines import EngineName
from copydesk.errors import BatchError
from copydesk.read.formats import FieldMap, ReadOptions
from copydesk.read.limits import ArticleLimits
from copydesk.repair.quotes import Style
from copydesk.strip.options import LivePosts, StripOptions


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


_SPAN = r"^\d+[hd]$"
_SPAN_OR_NONE = r"^(\d+[hd])?$"
_KEPT = r"^(\d+[hd]?)?$"
_DAY = r"^(\d{4}-\d{2}-\d{2})?$"
_DAY_OR_HOUR = r"^\d{4}-\d{2}-\d{2}(T\d{2})?$"
# How what has such a pattern is written.
_WRITTEN = {
    _SPAN: 'write days or hours, as "14d" or "36h"',
    _SPAN_OR_NONE: 'write days or hours, as "14d" or "36h", or "" for none',
    _KEPT: 'write days, hours or a number of batches, as "30d", "36h" or "100", or "" for all',
    _DAY: 'write a day, as "2026-11-01", or "" for none',
    _DAY_OR_HOUR: 'write a day or an hour, as "2026-11-04" or "2026-11-05T07"',
}


class RunSettings(_Section):
    """`[run]`"""

    engine: EngineName
    part_bytes: Annotated[int, Field(ge=1)]
    watch: Annotated[str, Field(pattern=_SPAN)]
    keep_stages: Annotated[str, Field(pattern=_KEPT)]
    keep_output: Annotated[str, Field(pattern=_KEPT)]
    check_finished: Literal["sizes", "bytes"]
    metrics_file: str
    report_url: str


class DatesSettings(_Section):
    """`[dates]`"""

    late: Literal["rebuild", "next"]
    first: Annotated[str, Field(pattern=_DAY)]
    # No other batch is another one for it, so it is not among what a batch is made with.
    gaps: Annotated[list[Annotated[str, Field(pattern=_DAY_OR_HOUR)]], Field(exclude=True)]


# Fewer batches say nothing of what is ordinary.
FEWEST_JUDGED_BY = 3


class DriftSettings(_Section):
    """`[drift]`"""

    look_back: Annotated[str, Field(pattern=_SPAN_OR_NONE)]
    min_batches: Annotated[int, Field(ge=FEWEST_JUDGED_BY)]
    # What is published is the same either way: one that was let go stays so.
    on_drift: Annotated[Literal["warn", "fail"], Field(exclude=True)]


Preset = Literal["auto", "copydesk", "trafilatura", "fundus", "news-please", "datatrove"]
# Under which of the two a wrong value of `read.fields` is reported.
_PRESET, _TABLE = "preset", "table"
FieldNames = Annotated[str, Field(min_length=1)] | Annotated[list[str], Field(min_length=1)]


class FieldTable(_Section):
    """`[read.fields]`: how the records call what copydesk asks for; of several names the first filled one counts."""

    id: FieldNames | None = None
    outlet: FieldNames | None = None
    url: FieldNames | None = None
    published: FieldNames | None = None
    title: FieldNames | None = None
    language: FieldNames | None = None
    html: FieldNames | None = None
    text: FieldNames | None = None


class ReadSettings(_Section):
    """`[read]`"""

    max_source_bytes: Annotated[int, Field(gt=0)]
    max_article_seconds: Annotated[float, Field(gt=0)]
    max_article_chars: Annotated[int, Field(gt=0)]
    max_article_lines: Annotated[int, Field(gt=0)]
    max_page_elements: Annotated[int, Field(gt=0)]
    fields: Annotated[
        Annotated[Preset, Tag(_PRESET)] | Annotated[FieldTable, Tag(_TABLE)],
        Discriminator(lambda value: _PRESET if isinstance(value, str) else _TABLE),
    ]

    def limits(self) -> ArticleLimits:
        """How large an article may be."""
        return ArticleLimits(
            max_chars=self.max_article_chars, max_lines=self.max_article_lines, max_elements=self.max_page_elements
        )

    def options(self) -> ReadOptions:
        """These settings as containers are read with them."""
        table = self.fields if isinstance(self.fields, str) else self.fields.model_dump(exclude_none=True)
        return ReadOptions(max_source_bytes=self.max_source_bytes, fields=FieldMap.of(table))


class RepairSettings(_Section):
    """`[repair]`"""

    style: Style


class StripSettings(_Section):
    """`[strip]`"""

    live_posts: LivePosts
    fast_path: bool
    rules_off: list[str]

    @model_validator(mode="after")
    def _names_rules(self) -> Self:
        self.options()
        return self

    def options(self) -> StripOptions:
        """These settings as strip takes them."""
        return StripOptions(live_posts=self.live_posts, fast_path=self.fast_path, rules_off=frozenset(self.rules_off))


class ReuseSettings(_Section):
    """`[reuse]`"""

    threshold_jaccard: Annotated[float, Field(gt=0, le=1)]
    n_perm: Annotated[int, Field(ge=16, le=1024)]
    seed: Annotated[int, Field(ge=0, lt=2**32)]
    max_memory_bytes: Annotated[int, Field(ge=1)]
    same_outlet: bool
    look_back: Annotated[str, Field(pattern=_SPAN_OR_NONE)]
    missing: Literal["error", "gap"]

    def search(self) -> dict[str, Any]:
        """What `find_near_duplicates` is asked for."""
        return self.model_dump(exclude={"look_back", "missing"})


class CanonicalSettings(_Section):
    """`[canonical]`"""

    order: list[Literal["earliest", "most_complete", "preferred_outlet"]]
    preferred_outlets: list[str]
    whole_sentences: bool


class EmitSettings(_Section):
    """`[emit]`"""

    text_files: Literal["auto", "yes", "no"]


class ReportSettings(_Section):
    """`[report]`"""

    own_pages: Annotated[int, Field(ge=0)]


class Settings(_Section):
    """All settings; what each key does stands beside it in `config/copydesk.toml`."""

    run: RunSettings
    dates: DatesSettings
    read: ReadSettings
    repair: RepairSettings
    strip: StripSettings
    reuse: ReuseSettings
    canonical: CanonicalSettings
    emit: EmitSettings
    report: ReportSettings
    drift: DriftSettings


def shipped_config(name: str) -> Path:
    """The path of a file of `config/`: installed inside the package, or beside it in a checkout."""
    package = Path(__file__).parent
    for folder in (package / "config", package.parent / "config"):
        if (folder / name).is_file():
            return folder / name
    raise BatchError(f"{name} is not where copydesk is installed ({package}): reinstall copydesk")


def load_settings(path: str | Path | None = None) -> Settings:
    """The shipped settings, overlaid by those in `path`. Raises BatchError naming file, key, value, what is allowed."""
    shipped = shipped_config("copydesk.toml")
    values = _read_toml(shipped)
    if path is not None:
        for section, own in _read_toml(Path(path)).items():
            base = values.get(section)
            values[section] = {**base, **own} if isinstance(base, dict) and isinstance(own, dict) else own
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        faults = "; ".join(_fault(fault) for fault in error.errors())
        raise BatchError(f"{path or shipped}: {faults}") from error
    except BatchError as error:
        raise BatchError(f"{path or shipped}: strip.{error}") from error


# The shipped settings with all comments are a fiftieth of it. A dump, or a device without an end, is no such file.
_MAX_BYTES = 1_000_000


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            data = stream.read(_MAX_BYTES + 1)
        if len(data) > _MAX_BYTES:
            raise BatchError(f"settings file {path}: more than {_MAX_BYTES} bytes; give --config a TOML file")
        return tomllib.loads(data.decode())
    except OSError as error:
        raise BatchError(
            f"settings file {path}: {error.strerror}; give --config a TOML file, or leave it out"
        ) from error
    except (ValueError, RecursionError) as error:  # as for numbers that Python does not read
        raise BatchError(f"settings file {path}: not TOML in UTF-8: {error}") from error


def _fault(fault: Any) -> str:
    """One validation error as a sentence; an unknown key names its nearest known one."""
    where = [str(step) for step in fault["loc"] if step not in (_PRESET, _TABLE)]
    name = ".".join(where)
    if fault["type"] != "extra_forbidden":
        what = _WRITTEN.get(fault.get("ctx", {}).get("pattern", ""), fault["msg"])
        return f"{name} = {fault['input']!r}: {what}"
    known = _known_keys(where[:-1])
    everywhere = {key: f"{s}.{key}" for s, field in Settings.model_fields.items() for key in _known_keys([s])}
    near = difflib.get_close_matches(where[-1], known, n=1, cutoff=0.5)
    far = difflib.get_close_matches(where[-1], everywhere, n=1, cutoff=0.5)
    hint = near[0] if near else everywhere[far[0]] if far else None
    return f"unknown key {name}; " + (f"did you mean {hint}?" if hint else f"known are {', '.join(known)}")


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The section that a key is, also where it may be something else instead."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)


def _known_keys(section: list[str]) -> list[str]:
    model: type[BaseModel] = Settings
    for step in section:
        inner = _model_in(model.model_fields[step].annotation)
        if inner is None:
            return []
        model = inner
    return list(model.model_fields)
