"""The stages as data: what each runs, with which settings, on the results of which others.

What a result is made of follows from here: a stage is done again when its own settings, the code it runs or the
libraries that this code imports are others; a comment in the report's template makes the report again and nothing else.
"""

from __future__ import annotations

import functools
import hashlib
import os
import platform
import re
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions, version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from copydesk import __version__
from copydesk.pipeline.ids import digest_of
from copydesk.settings import Settings


class Stage(NamedTuple):
    """One step of the pipeline."""

    name: str
    modules: tuple[str, ...]  # whose code it runs; with all that they import
    settings: tuple[str, ...] = ()  # its sections of the settings
    needs: tuple[str, ...] = ()  # stages whose results it takes
    by_part: bool = False  # done for each part of the batch by itself


STAGES = (
    Stage("stock", ("copydesk.read.inventory", "copydesk.read.outlet_charsets"), ("read",)),
    # How memories are opened has no bearing on what is taken out of them: else pages would be read again for it.
    Stage("recall", ("copydesk.newest",)),
    Stage(
        "observe",
        ("copydesk.pipeline.observe",),
        ("read", "repair", "strip"),
        needs=("stock", "recall"),
        by_part=True,
    ),
    Stage("learn", ("copydesk.pipeline.learn",), needs=("observe", "recall")),
    Stage("strip", ("copydesk.pipeline.strip",), ("read", "strip"), needs=("observe", "learn"), by_part=True),
    Stage(
        "reuse",
        ("copydesk.pipeline.find", "copydesk.pipeline.told", "copydesk.pipeline.words_read"),
        ("reuse",),
        needs=("strip",),
    ),
    Stage("canonical", ("copydesk.pipeline.choose",), ("canonical",), needs=("strip", "reuse")),
    Stage(
        "remember",
        ("copydesk.pipeline.remember",),
        ("reuse",),
        needs=("observe", "learn", "strip", "reuse", "canonical"),
    ),
    Stage("outlets", ("copydesk.pipeline.outlets",), needs=("strip", "reuse")),
    Stage(
        "report",
        ("copydesk.pipeline.report_shares", "copydesk.pipeline.drift"),
        ("report", "drift"),
        needs=("learn", "strip", "reuse", "canonical", "outlets"),
    ),
    Stage(
        "emit",
        ("copydesk.pipeline.emit", "copydesk.emit.batch"),
        ("canonical", "emit", "dates", "drift"),
        needs=("learn", "strip", "reuse", "canonical", "outlets", "remember", "report"),
    ),
)
BY_NAME = {stage.name: stage for stage in STAGES}
# Where a stage's code is looked for.
_PACKAGES = ("copydesk",)
# What a module's folder holds besides code, and makes results with.
_DATA = ("*.txt", "*.json", "*.jinja", "*.css", "*.js")
# An import as it is laid out here.
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<module>\w[\w.]*)[ \t]+import[ \t]+(?P<names>\([^)]*\)|[^\n#]*)"
    r"|import[ \t]+(?P<modules>[\w., \t]+))",
    re.MULTILINE,
)
_COMMENT = re.compile(r"#[^\n]*")


def made_by(stage: Stage, settings: Settings) -> str:
    """SHA-256 of what the stage makes its results with, besides its inputs: settings, code, libraries."""
    own = {name: getattr(settings, name).model_dump(mode="json") for name in stage.settings}
    return digest_of([stage.name, own, code_digest(stage.modules), versions(stage.modules)])


@functools.cache
def code_digest(modules: tuple[str, ...]) -> str:
    """SHA-256 of the files of the modules and of all that they import of copydesk, with the data beside them.

    A checkout changes what it does without changing its version.
    """
    digest = hashlib.sha256()
    for name, path in sorted(_own_modules(modules).items()):
        digest.update(f"{name}\n{_file_digest(path)}\n".encode())
    for folder in sorted({path.parent for path in _own_modules(modules).values()}):
        for path in _data_of(folder):
            digest.update(f"{path.parent.name}/{path.name}\n{_file_digest(path)}\n".encode())
    return digest.hexdigest()


@functools.cache
def _file_digest(path: Path) -> str:
    """SHA-256 of the file: stages share most of theirs."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@functools.cache
def _data_of(folder: Path) -> list[Path]:
    """The data in a module's folder, and in folders below it that hold no code; sorted."""
    found = [path for pattern in _DATA for path in folder.glob(pattern)]
    for below in folder.iterdir():
        if below.is_dir() and not (below / "__init__.py").exists():
            found += [path for pattern in _DATA for path in below.rglob(pattern)]
    return sorted(found)


@functools.cache
def versions(modules: tuple[str, ...]) -> dict[str, str]:
    """The versions of what the modules stand on: copydesk, Python, and each library that they or theirs import."""
    imported = {".".join(name.split(".")[:2]) for path in _own_modules(modules).values() for name in _imported(path)}
    libraries = {library for name in imported for library in _libraries_of(name)}
    return {
        "copydesk": __version__,
        "python": ".".join(platform.python_version_tuple()[:2]),
        **dict(sorted(libraries)),
    }


@functools.cache
def _libraries_of(name: str) -> Sequence[tuple[str, str]]:
    """What is installed that has the module `name`, of a library, and its version.

    Mostly it is called like its package, or like the part of a namespace that it is (backports.zstd): to look at every
    installed file instead took a fifth of all that a run does where nothing has changed.
    """
    package = name.partition(".")[0]
    if package in sys.stdlib_module_names or package in _PACKAGES:
        return ()
    if name != package and (libraries := _libraries_of(package)):
        return libraries
    with suppress(PackageNotFoundError):
        said = distribution(name).metadata
        return ((said["Name"], said["Version"]),)
    spec = find_spec(package)
    # A namespace by itself has no code.
    names = _all_distributions().get(package, ()) if spec is not None and spec.origin else ()
    return [(library, version(library)) for library in names]


@functools.cache
def _all_distributions() -> Mapping[str, list[str]]:
    """By package, what is installed that has it."""
    return packages_distributions()


def all_versions() -> dict[str, str]:
    """The versions of what all stages stand on."""
    return {name: found for stage in STAGES for name, found in versions(stage.modules).items()}


def all_code() -> str:
    """The digest of the code of all stages: before a release the version alone does not tell it."""
    return code_digest(tuple(sorted({module for stage in STAGES for module in stage.modules})))


@functools.cache
def _own_modules(modules: tuple[str, ...]) -> dict[str, Path]:
    """The files of the modules, and of all of copydesk that they import, by module."""
    found: dict[str, Path] = {}
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        path = _files().get(name)
        if path is None or name in found:
            continue
        found[name] = path
        waiting += [name.rpartition(".")[0], *_imported(path)]
    return found


@functools.cache
def _files() -> dict[str, Path]:
    """The files of copydesk's code, by module: to ask for each name that may be a module took ten times as long."""
    root = Path(__file__).parent.parent
    files = {}
    for package in _PACKAGES:
        for folder, _, names in os.walk(root / package):
            for name in names:
                if name.endswith(".py"):
                    path = Path(folder, name)
                    module = path.parent if name == "__init__.py" else path.with_suffix("")
                    files[".".join(module.relative_to(root).parts)] = path
    return files


@functools.cache
def _imported(path: Path) -> tuple[str, ...]:
    """What the file imports, wherever in it: modules, and names that may be modules.

    Statements are told by how a line begins: to parse all files took longer than everything else that a run does where
    nothing has changed.
    """
    names: list[str] = []
    for statement in _IMPORT.finditer(path.read_text("utf-8")):
        if statement["modules"]:
            names += map(_first_word, statement["modules"].split(","))
            continue
        listed = _COMMENT.sub("", statement["names"]).strip("()").split(",")
        names += [statement["module"], *(f"{statement['module']}.{_first_word(one)}" for one in listed if one.strip())]
    return tuple(names)


def _first_word(text: str) -> str:
    return text.split()[0]
