"""The files of a memory: what each is called and holds, and whether they are what they were written as.

docs/explanations/memory.md has the layout in words.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache, cached_property
from pathlib import Path
from tokenize import TokenError
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from copydesk.errors import BatchError
from copydesk.reuse.arrays import Int64, UInt8, UInt32
from copydesk.reuse.corpus.build import BIN_MASK, Counted, read_texts
from copydesk.reuse.corpus.signatures import sign
from copydesk.reuse.corpus.units import Units, split_units, unit_hashes
from copydesk.reuse.corpus.words import Words
from copydesk.reuse.memory.index import KINDS, SKETCH_WORDS, index_keys, sketch_words
from copydesk.reuse.pairs.candidates import shingles

SCHEMA_VERSION = 3
MANIFEST = "memory.json"
# Characters of texts compressed together: one article is had by decompressing so many.
TEXT_BLOCK = 1 << 15
# Bytes summed at a time.
_SUMMED_AT_ONCE = 1 << 20
# Units signed at a time.
_SIGNED_AT_ONCE = 1 << 14

_STRING = pa.string()
# A row an article, in order of batches and ids.
ARTICLES = pa.schema([(name, _STRING) for name in ("article_id", "outlet", "published", "batch", "title")])
# A row a passage that stands in a cluster of its batch, in order of articles and places.
PASSAGES = pa.schema(
    [
        ("start_char", pa.int64()),
        ("end_char", pa.int64()),
        ("is_canonical", pa.bool_()),
        ("first_batch", _STRING),  # where the passage was seen first, as far back as its batch could look
        ("first_article_id", _STRING),
        ("first_outlet", _STRING),
        ("first_published", _STRING),
    ]
)
# A row a sentence that was set apart.
STOCK = pa.schema([("kind", _STRING), ("text", _STRING), ("n_articles", pa.int64()), ("outlets", pa.list_(_STRING))])

# A row an article that outlets are learned from, in order of outlets, the newest first. Places and lines are as `strip`
# has them.
SUMMARIES = pa.schema(
    [
        ("outlet", pa.large_string()),
        ("batch", _STRING),
        ("article_id", pa.large_string()),
        ("by_profile", pa.bool_()),
        ("agrees", pa.bool_()),
        ("places", pa.large_list(pa.large_string())),
        ("lines", pa.large_binary()),
    ]
)


class Column(NamedTuple):
    """A column of numbers: a file in NumPy's format."""

    dtype: type[np.generic]
    width: int = 1


COLUMNS = {
    # an article
    "outlets": Column(np.uint64),  # a hash of its outlet
    "article_units": Column(np.int64),  # its first unit; one entry more
    "text_starts": Column(np.int64),  # where its text begins, in bytes of all texts; one entry more
    # a block of texts
    # where it begins in texts.zst, and in bytes of all texts, and the CRC-32 of its bytes in the file; one entry more
    "text_blocks": Column(np.int64, 3),
    # a unit
    "unit_words": Column(np.uint32),  # its first word; one entry more
    # a word
    "hashes": Column(np.uint32),
    "flags": Column(np.uint8),
    # a unit, in order of wordings
    "wordings": Column(np.uint64),  # the hash of what it says, sorted
    "wording_units": Column(np.uint32),  # which unit it is
    "sketches": Column(np.uint64, SKETCH_WORDS),
    # a key of a wording, sorted: the key, and the higher half of the wording's hash
    **{kind: Column(np.uint64) for kind in KINDS},
    # a word that stands in the texts, by bin, sorted
    "bins": Column(np.uint32),
    "bin_counts": Column(np.uint32),
    "short_words": Column(np.uint32),
    # a passage
    "passage_articles": Column(np.int64),  # which article it stands in, sorted
}
TABLES = {"articles": ARTICLES, "passages": PASSAGES, "stock": STOCK, "summaries": SUMMARIES}
# Tables that are read as a whole, and not mapped.
PACKED = ("summaries",)
TEXTS, SUMMARIES_FILE = "texts.zst", "summaries.arrow"
FILES = (*(f"{name}.npy" for name in COLUMNS), *(f"{name}.arrow" for name in TABLES), TEXTS)
# Half of all bytes, of which a night reads few: these are made sure of where they are read, texts by the checksum of
# their block, words by the hash of what they say.
CHECKED_AS_READ = frozenset({TEXTS, "hashes.npy"})


@cache
def numbers_made() -> str:
    """A digest of the numbers that this code makes of a few sentences: a memory with other ones is of no use to it."""
    texts = [
        "The minister said on 12 May that U.S. tolls rose 3.5 percent, “a price nobody’s family can pay,” he said. No",
        "Ministeri sanoi torstaina, että hinnat nousevat ensi vuonna.\n\nWer zahlt’s? https://example.org/a_b",
        "政府は木曜日に新しい計画を発表した。Ещё одно предложение о ценах на хлеб и молоко в области.",
    ]
    words = read_texts(texts, with_places=False)
    units = split_units(words)
    weights = np.full(int(BIN_MASK) + 1, 9, dtype=np.uint8)
    parts: list[npt.NDArray[Any]] = [words.hashes, words.flags, units.starts, unit_hashes(words, units)]
    parts.append(sketch_words(words, units))
    for keys, owners in index_keys(words, units, weights, n_perm=128, seed=1).values():
        parts += [keys, owners]
    digest = hashlib.sha256()
    for part in parts:
        digest.update(np.ascontiguousarray(part).tobytes())
    return digest.hexdigest()


class Sums(NamedTuple):
    """What a file's bytes come to."""

    n_bytes: int
    sha256: str
    checksum: int


def sums_of(path: Path) -> Sums:
    """Both sums of a file."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Sums(path.stat().st_size, digest, checksum_of(path))


def checksum_of(path: Path) -> int:
    """CRC-32 of the sums of a file's 64-bit words, a megabyte at a time: read at the speed of memory, which SHA-256 is
    not (two seconds for a month of nights). It finds what was damaged or mixed up, not what was forged."""
    checksum = 0
    buffer = bytearray(_SUMMED_AT_ONCE)
    with path.open("rb", buffering=0) as stream:
        while n := stream.readinto(buffer):
            buffer[n:] = bytes(len(buffer) - n)
            total = np.frombuffer(buffer, dtype=np.uint64).sum(dtype=np.uint64)
            checksum = zlib.crc32(int(total).to_bytes(8, "little") + n.to_bytes(8, "little"), checksum)
    return checksum


@dataclass(frozen=True)
class Run:
    """The memory of one batch, or of several merged, as it lies in a folder: its files are mapped, not read."""

    folder: Path
    manifest: dict[str, Any]

    def __reduce__(self) -> tuple[type[Run], tuple[Any, ...]]:
        """What is mapped does not travel: it is mapped where it is asked for."""
        return type(self), tuple(getattr(self, field.name) for field in fields(self))

    def file(self, name: str) -> Path:
        """Where one of its files lies on this machine."""
        return self.folder / name

    def shown(self, name: str) -> str:
        """What the file is called where it is told of."""
        return str(self.folder / name)

    @property
    def batches(self) -> list[str]:
        """The names of its batches, in order."""
        return [batch["name"] for batch in self.manifest["batches"]]

    def column(self, name: str) -> npt.NDArray[Any]:
        """A column of numbers, mapped. Raises BatchError where its first bytes, which say what numbers, are damaged."""
        held = self._columns.get(name)
        if held is None:
            path = self.file(f"{name}.npy")
            try:
                held = np.load(path, mmap_mode="r").view(np.ndarray)
            except (OSError, EOFError, ValueError, SyntaxError, TokenError) as error:
                raise damaged(self.shown(path.name)) from error
            if held.dtype != COLUMNS[name].dtype:
                raise damaged(self.shown(path.name))
            self._columns[name] = held
        return held

    @cached_property
    def _columns(self) -> dict[str, npt.NDArray[Any]]:
        return {}

    def table(self, name: str) -> pa.Table:
        """A table, mapped."""
        held = self._tables.get(name)
        if held is None:
            held = pa.ipc.open_file(pa.memory_map(str(self.file(f"{name}.arrow")))).read_all()
            self._tables[name] = held
        return held

    @cached_property
    def _tables(self) -> dict[str, pa.Table]:
        return {}

    @property
    def n_articles(self) -> int:
        """How many articles it has."""
        return len(self.column("outlets"))

    def counted(self) -> Counted:
        """How often words stand in it."""
        return Counted(
            self.column("bins"),
            self.column("bin_counts").astype(np.int64),
            sum(batch["n_words"] for batch in self.manifest["batches"]),
            sum(batch["n_wordings"] for batch in self.manifest["batches"]),
            self.column("short_words"),
        )

    def words_of(self, units: Int64) -> tuple[Words, Units]:
        """The words of the units, one after another, as texts of their own."""
        bounds = self.column("unit_words")
        starts, ends = bounds[units].astype(np.int64), bounds[units + 1].astype(np.int64)
        return gather_words(self.column("hashes"), self.column("flags"), starts, ends)

    def articles_of(self, units: Int64) -> Int64:
        """int64[n]: which article each unit stands in."""
        return np.searchsorted(self.column("article_units"), units, side="right") - 1

    def passages_of(self, article: int) -> list[dict[str, Any]]:
        """The rows of an article's passages."""
        column = self.column("passage_articles")
        first, last = np.searchsorted(column, article), np.searchsorted(column, article, side="right")
        rows: list[dict[str, Any]] = self.table("passages").slice(int(first), int(last - first)).to_pylist()
        return rows

    def texts(self, articles: Sequence[int]) -> Iterator[str]:
        """The texts of the articles, whose numbers are sorted."""
        starts, blocks = self.column("text_starts"), self.column("text_blocks")
        codec, held, data, offset = pa.Codec("zstd"), -1, b"", 0
        with self.file(TEXTS).open("rb") as stream:
            for article in articles:
                first, end = int(starts[article]), int(starts[article + 1])
                block = int(np.searchsorted(blocks[:, 1], first, side="right")) - 1
                if first == end:
                    yield ""
                    continue
                if block != held:
                    (at, offset, checksum), (until, limit, _) = blocks[block].tolist(), blocks[block + 1].tolist()
                    stream.seek(at)
                    data = stream.read(until - at)
                    if zlib.crc32(data) != checksum:
                        raise damaged(self.shown(TEXTS))
                    data = codec.decompress(data, limit - offset, asbytes=True)
                    held = block
                yield data[first - offset : end - offset].decode("utf-8", "surrogatepass")

    def signatures(self, *, n_perm: int = 128, seed: int = 1) -> Iterator[UInt32]:
        """uint32[n, n_perm], some units at a time in order: their MinHash signatures, made of their words."""
        check_file(self.file("hashes.npy").parent, "hashes.npy", self.manifest)
        n_units = len(self.column("unit_words")) - 1
        for first in range(0, n_units, _SIGNED_AT_ONCE):
            words, units = self.words_of(np.arange(first, min(first + _SIGNED_AT_ONCE, n_units)))
            hashes, unit = shingles(words, units)
            yield sign(hashes, np.searchsorted(unit, np.arange(len(units) + 1)), n_perm=n_perm, seed=seed)


def gather_words(hashes: UInt32, flags: UInt8, starts: Int64, ends: Int64) -> tuple[Words, Units]:
    """The words of half-open ranges, each range a text and a unit of its own."""
    lengths = ends - starts
    bounds = np.concatenate(([0], np.cumsum(lengths)))
    place = np.arange(int(bounds[-1])) + np.repeat(starts - bounds[:-1], lengths)
    nothing = np.zeros(0, dtype=np.uint32)
    words = Words(hashes[place], flags[place], nothing, nothing, bounds)
    return words, Units(bounds[:-1], bounds[1:], np.arange(len(starts)))


def open_run(folder: Path, *, n_perm: int, seed: int, whole: bool = False) -> Run:
    """The memory in the folder, made sure of, what is `CHECKED_AS_READ` only if the `whole` will be read. Raises
    BatchError with one line that says what is wrong with it."""
    manifest = _manifest_of(folder)
    made_with = {"n_perm": n_perm, "seed": seed}
    if manifest["search"] != made_with:
        raise BatchError(
            f"{folder}: made with {manifest['search']} and not with {made_with}: earlier batches are looked back on "
            "with the settings of [reuse] they were made with"
        )
    if manifest["numbers"] != numbers_made():
        raise BatchError(f"{folder}: made by another version of copydesk that read words otherwise: make it again")
    for name in manifest["files"]:
        check_file(folder, name, manifest, size_only=name in CHECKED_AS_READ and not whole)
    run = Run(folder, manifest)
    _check_counts(run)
    return run


def read_summaries(folder: Path, made_by: str) -> pa.Table:
    """What outlets are learned from of the memory in the folder, made sure of; nothing else of it is looked at.

    Raises BatchError, also where anything but `made_by` made it.
    """
    manifest = _manifest_of(folder)
    path = folder / SUMMARIES_FILE
    check_file(folder, path.name, manifest)
    if any(batch["summaries_by"] != made_by for batch in manifest["batches"]):
        raise BatchError(f"{path}: made by another version of copydesk that read pages otherwise: make it again")
    return Run(folder, manifest).table("summaries")


def check_file(folder: Path, name: str, manifest: dict[str, Any], *, size_only: bool = False) -> None:
    """Raises BatchError where the file is not the one that was written."""
    path, entry = folder / name, manifest["files"][name]
    try:
        n_bytes = path.stat().st_size
    except OSError as error:
        raise BatchError(f"{path}: {error.strerror}") from error
    if n_bytes != entry["n_bytes"] or not (size_only or checksum_of(path) == entry["checksum"]):
        raise damaged(path)


def damaged(path: Path | str) -> BatchError:
    """What is said of a file that is not as it was written."""
    return BatchError(f"{path}: damaged: its bytes are not those that were written")


def _manifest_of(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        manifest: dict[str, Any] = json.loads(path.read_bytes())
        version, digest = manifest["schema_version"], manifest.pop("digest")
    except OSError as error:
        raise BatchError(f"{path}: {error.strerror}: no memory is there") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BatchError(f"{path}: no memory of copydesk ({error!r})") from error
    if version != SCHEMA_VERSION:
        raise BatchError(f"{path}: of schema version {version}, and not {SCHEMA_VERSION}: make it again")
    if digest != digest_of_manifest(manifest) or set(manifest["files"]) != set(FILES):
        raise BatchError(f"{path}: damaged: it is not as it was written")
    return {**manifest, "digest": digest}


def digest_of_run(folder: Path) -> str:
    """Which memory is in the folder, by its manifest. Raises BatchError where there is none."""
    digest: str = _manifest_of(folder)["digest"]
    return digest


def digest_of_manifest(manifest: dict[str, Any]) -> str:
    """SHA-256 of a manifest without its own digest: which memory it is, since it has the digest of every file."""
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()


def write_manifest(folder: Path, batches: Sequence[dict[str, Any]], *, n_perm: int, seed: int) -> dict[str, Any]:
    """The manifest of the files in the folder, written last."""
    manifest: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "numbers": numbers_made(),
        "search": {"n_perm": n_perm, "seed": seed},
        "batches": list(batches),
        "files": {name: sums_of(folder / name)._asdict() for name in FILES},
    }
    manifest["digest"] = digest_of_manifest(manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", "utf-8")
    return manifest


def _check_counts(run: Run) -> None:
    """Raises BatchError where columns of one length are not, or are not what the manifest counts."""
    total = {
        name: sum(batch[name] for batch in run.manifest["batches"])
        for name in ("n_articles", "n_units", "n_text_words", "n_passages")
    }
    expected = {
        "outlets": total["n_articles"],
        "article_units": total["n_articles"] + 1,
        "text_starts": total["n_articles"] + 1,
        "unit_words": total["n_units"] + 1,
        "wordings": total["n_units"],
        "wording_units": total["n_units"],
        "sketches": total["n_units"],
        "hashes": total["n_text_words"],
        "flags": total["n_text_words"],
        "passage_articles": total["n_passages"],
    }
    found = {name: len(run.column(name)) for name in expected}
    rows = {"articles": total["n_articles"], "passages": total["n_passages"]}
    wrong = [name for name, n in expected.items() if found[name] != n]
    wrong += [name for name, n in rows.items() if len(run.table(name)) != n]
    wrong += [
        name
        for name, column in COLUMNS.items()
        if (held := run.column(name)).dtype != column.dtype or held.ndim != 1 + (column.width > 1)
    ]
    if wrong:
        raise BatchError(f"{run.folder}: damaged: {wrong[0]} has not the rows that {MANIFEST} counts")


@dataclass(frozen=True)
class Memory:
    """What is known of earlier batches: runs, in order of the batches."""

    runs: tuple[Run, ...]

    @property
    def batches(self) -> list[str]:
        """The names of all batches, in order."""
        return [name for run in self.runs for name in run.batches]

    @property
    def digests(self) -> list[str]:
        """What the runs are, to name by it what is made with them."""
        return [run.manifest["digest"] for run in self.runs]


def open_memory(folders: Sequence[Path], *, n_perm: int = 128, seed: int = 1) -> Memory:
    """The memories in the folders, in the order of their batches, each made sure of.

    Raises BatchError with one line that says which is missing, damaged, of another make, or names a batch twice.
    """
    return memory_of([open_run(folder, n_perm=n_perm, seed=seed) for folder in folders])


def memory_of(runs: Sequence[Run]) -> Memory:
    """The runs together. Raises BatchError where two of them have one batch."""
    memory = Memory(tuple(runs))
    names = memory.batches
    repeated = [name for i, name in enumerate(names) if name in names[:i]]
    if repeated:
        raise BatchError(f"batch {repeated[0]!r} is in two of the memories that are looked back on")
    return memory
