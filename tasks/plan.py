"""What a run is about: its inputs, its settings, and where each stage's result lies, by fingerprint."""

from __future__ import annotations

import fcntl
import functools
import hashlib
import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

import copydesk
from copydesk import __version__
from copydesk.emit.files import atomic_write
from copydesk.emit.text_files import safe_name
from copydesk.errors import BatchError
from copydesk.read.inventory import MANIFEST_NAME, Inventory, find_inputs, take_inventory
from copydesk.read.profiles import profiles_file
from copydesk.read.stock import stock_file
from copydesk.settings import Settings, load_settings

# In the order of the data. A stage's fingerprint covers the inputs, and its own settings and those of all before it.
STAGES = (
    "survey",
    "charsets",
    "read",
    "repair",
    "observe",
    "profiles",
    "strip",
    "reuse",
    "canonical",
    "report",
    "emit",
)
SETTINGS_OF = {"survey": "read", "observe": "strip"}  # where they are not the stage's own
ORIGIN = "origin.txt"
RUN_LOCK = "run.lock"
# Libraries whose release may change what comes out.
DEPENDENCIES = (
    "courlan",
    "datasketch",
    "dateparser",
    "ftfy",
    "jinja2",
    "lxml",
    "numpy",
    "py3langid",
    "pyarrow",
    "rapidfuzz",
    "resiliparse",
    "trafilatura",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One run over one batch, fixed before anything is scheduled."""

    batch: str
    origin: str  # where the source lies, seen from the work folder: never part of a result
    inventory: Inventory
    settings: Settings
    profiles_sha256: str | None  # of the earlier profiles, if any were given
    output: Path
    fingerprints: dict[str, str]  # by stage

    @property
    def place(self) -> Path:
        """Where the finished batch stands."""
        return self.output / self.batch

    @property
    def work(self) -> Path:
        """Where the stages' results lie between runs."""
        return self.output / ".work" / self.batch

    def result(self, stage: str) -> Path:
        """The folder of the stage's results: another one whenever they could be others."""
        return self.work / stage / self.fingerprints[stage][:16]

    def shard_file(self, stage: str, shard: int, n_shards: int) -> Path:
        """One shard's result of the stage."""
        return self.result(stage) / f"{shard:05d}-of-{n_shards:05d}.jsonl.gz"


def make_plan(
    *, source: str, batch_name: str | None, output_dir: str, config: str | None, profiles: str | None = None
) -> Plan:
    """The plan of a run. Raises BatchError for what would stop it: source, settings, an output not to be written."""
    settings = load_settings(config)
    inventory = _inventory(source)
    name = safe_name(batch_name or inventory.folder.resolve().name)
    if batch_name and name != batch_name:
        raise BatchError(f"batch_name {batch_name!r} is no safe folder name; use {name!r}")
    folder = Path(output_dir)
    inside = Path(source).is_dir() and folder.resolve().is_relative_to(inventory.folder.resolve())
    if inside or _reads_results(inventory, folder.resolve()):
        raise BatchError(
            f"output_dir {output_dir!r} lies inside source {source!r}, which would then read its own results"
        )
    work = folder / ".work" / name
    try:
        work.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BatchError(f"output_dir {output_dir!r}: {error.strerror}; give a folder that can be written") from error
    if not os.access(work, os.W_OK):
        raise BatchError(f"output_dir {output_dir!r}: not writable; give a folder that is")
    hold(work)
    origin = os.path.relpath(source, work)  # relative: a checkout that moves takes source and output along
    if batch_name is None and (made_from := _recorded_origin(work)) not in (None, origin):
        before = os.path.normpath(work.resolve() / str(made_from))
        raise BatchError(
            f"{folder / name} was made from {before}, and {os.path.abspath(source)} would replace it; "
            f"give a --batch-name of its own, or --batch-name {name} to replace it"
        )
    profiles_sha256 = _profiles_sha256(profiles, folder / name)
    return Plan(
        batch=name,
        origin=origin,
        inventory=inventory,
        settings=settings,
        profiles_sha256=profiles_sha256,
        output=folder,
        fingerprints=fingerprint_stages(inventory, settings, profiles_sha256, _stock_sha256(profiles)),
    )


def _reads_results(inventory: Inventory, results: Path) -> bool:
    """Whether some input lies in a batch's folder. Each folder is resolved once: a source has many files a folder."""
    resolved = functools.cache(Path.resolve)
    for file in inventory.files:
        path = inventory.folder / file.os_path
        real = path.resolve() if path.is_symlink() else resolved(path.parent) / path.name
        if _is_result(real, results):
            return True
    return False


def _is_result(path: Path, results: Path) -> bool:
    """Whether the file belongs to a batch, or to what lies between runs."""
    if not path.is_relative_to(results):
        return False
    first = path.relative_to(results).parts[0]
    return first == ".work" or (results / first / "manifest.json").is_file()


def fingerprint_stages(
    inventory: Inventory, settings: Settings, profiles_sha256: str | None = None, stock_sha256: str | None = None
) -> dict[str, str]:
    """SHA-256 by stage over inputs, settings so far, copydesk's version and code, and the libraries' versions."""
    earlier = {"profiles": profiles_sha256, "reuse": stock_sha256}
    digest = hashlib.sha256(json.dumps([inventory.fingerprint(), versions(), code_digest()], sort_keys=True).encode())
    fingerprints = {}
    for stage in STAGES:
        section = getattr(settings, SETTINGS_OF.get(stage, stage), None)
        digest.update(f"{stage} {section.model_dump_json() if section else ''}\n".encode())
        if stage in earlier:
            digest.update(f"{earlier[stage]}\n".encode())
        fingerprints[stage] = digest.hexdigest()
    return fingerprints


@functools.cache
def versions() -> dict[str, str]:
    """Versions of what makes the results: copydesk, Python, and the libraries it stands on."""
    found = {name: version(name) for name in DEPENDENCIES}
    return {"copydesk": __version__, "python": ".".join(platform.python_version_tuple()[:2]), **found}


@functools.cache
def code_digest() -> str:
    """SHA-256 of copydesk's and the tasks' own files: a checkout changes what it does without changing its version."""
    digest = hashlib.sha256()
    for root in (Path(copydesk.__file__).parent, Path(__file__).parent):
        for path in (path for kind in ("py", "jinja", "json", "txt") for path in sorted(root.rglob(f"*.{kind}"))):
            digest.update(f"{root.name}/{path.relative_to(root).as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _profiles_sha256(profiles: str | None, place: Path) -> str | None:
    """SHA-256 of the earlier profiles' table. Raises BatchError where it is not there, or is what this run replaces."""
    if profiles is None:
        return None
    table = profiles_file(profiles)
    if table.resolve().is_relative_to(place.resolve()):
        raise BatchError(f"profiles {profiles!r} is of the batch that this run replaces; give an earlier batch's")
    return _file_sha256(table)


def _stock_sha256(profiles: str | None) -> str | None:
    """SHA-256 of the earlier batch's stock, if there is any beside its profiles."""
    table = stock_file(profiles) if profiles is not None else None
    return _file_sha256(table) if table else None


def _file_sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


# The lock files that this process holds open, by path: shared for as long as it lives, and by its forked workers.
_held: dict[Path, BinaryIO] = {}


def hold(work: Path) -> None:
    """This run is known to be at work on the batch until its process ends."""
    path = work / RUN_LOCK
    if path not in _held:
        _held[path] = path.open("ab")
        fcntl.flock(_held[path], fcntl.LOCK_SH)


@contextmanager
def alone(work: Path) -> Iterator[bool]:
    """Whether no other run is at work on the batch; while the block runs none begins."""
    lock = _held[work / RUN_LOCK]
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        fcntl.flock(lock, fcntl.LOCK_SH)


def record_origin(plan: Plan) -> None:
    """Beside the batch's intermediate results stands which source it was made from."""
    with atomic_write(plan.work / ORIGIN) as stream:
        stream.write(plan.origin.encode("utf-8", "surrogateescape"))


def _recorded_origin(work: Path) -> str | None:
    try:
        return (work / ORIGIN).read_bytes().decode("utf-8", "surrogateescape")
    except OSError:
        return None


def _inventory(source: str) -> Inventory:
    """The inventory of `source`, hashed anew only where a file's size or time has changed since this process looked."""
    folder, paths = find_inputs(source)
    seen = [(str(folder.resolve()), 0, 0)]
    for path in [*paths, MANIFEST_NAME]:
        try:
            stat = (folder / path).stat()
            seen.append((path, stat.st_size, stat.st_mtime_ns))
        except OSError:
            seen.append((path, -1, -1))
    return _hashed(source, tuple(seen))


@functools.lru_cache(maxsize=16)
def _hashed(source: str, seen: tuple[tuple[str, int, int], ...]) -> Inventory:
    return take_inventory(source)
