"""Strings that are made to collide in a hash table: those of strangers meet tables alone whose hash has a secret."""

from __future__ import annotations

import ast
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from copydesk.arrow import numbered
from copydesk.newest import newest
from copydesk.report.find import RangeIndex
from copydesk.reuse.pairs.candidates import NEIGHBOURS, bucket_pairs
from copydesk.strip.outlets.observation import folded_digest
from copydesk.strip.outlets.summary import LINE
from tests.conftest import ROOT, files_of
from tests.test_invariants import RICH, write

# What Arrow multiplies the halves of a short string with. It has no secret in it.
_FIRST, _LAST = 11400714785074694791, 14029467366897019727


def colliding(n: int) -> list[str]:
    """Different strings of 16 printable letters that have one hash in Arrow: of each half that ends one, the other one
    can be worked out.
    """
    random, found = np.random.default_rng(1), list[str]()
    back = np.uint64(pow(_LAST, -1, 2**64))
    while len(found) < n:
        last = random.integers(97, 123, size=(1_000_000, 8), dtype=np.uint8)
        hash_of_last = (last.view("<u8").ravel() * np.uint64(_FIRST)).byteswap()
        first = ((hash_of_last ^ np.uint64(12345)).byteswap() * back).view(np.uint8).reshape(-1, 8)
        is_printable = ((first > 32) & (first < 127)).all(axis=1)
        pairs = zip(first[is_printable], last[is_printable], strict=True)
        found += [bytes(one).decode() + bytes(other).decode() for one, other in pairs]
    return found[:n]


def seconds(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return time.thread_time() - began


@pytest.mark.torture  # what is timed fails where the machine has other work
def test_strings_that_collide_flood_arrow() -> None:
    """They do collide: else the tests below try nothing."""
    crafted = pa.array(colliding(8000))
    plain = pa.array([f"{n:016}" for n in range(8000)])
    assert seconds(crafted.unique) > 20 * seconds(plain.unique)


def index_of(words: list[str]) -> pa.Table:
    index = RangeIndex()
    index.add(" ".join(words), "", "post", [])
    return index.postings()


WORK: dict[str, Callable[[list[str]], Any]] = {
    "numbers of strings": lambda strings: numbered(pa.array(strings)),
    "words of the report": index_of,
    "outlets that are remembered": lambda strings: newest(
        [
            pa.table(
                {
                    "outlet": strings,
                    "batch": ["a"] * len(strings),
                    "article_id": strings,
                    "by_profile": [False] * len(strings),
                }
            )
        ]
    ),
}


@pytest.mark.torture
@pytest.mark.parametrize("name", WORK)
def test_strings_that_collide_take_linear_time(name: str) -> None:
    """Four times as many take less than ten times as long."""
    crafted = colliding(16_000)
    small = min(seconds(lambda: WORK[name](crafted[:4000])) for _ in range(3))
    large = min(seconds(lambda: WORK[name](crafted)) for _ in range(3))
    assert large < 10 * max(small, 0.002), (small, large)


@pytest.mark.parametrize("name", WORK)
def test_strings_that_collide_are_told_apart(name: str) -> None:
    """Each is one of its own."""
    crafted = colliding(300)
    made = WORK[name](crafted)
    if name == "numbers of strings":
        assert made[0] == crafted
        assert made[1].tolist() == list(range(300))
    else:
        assert made.num_rows >= 300


# Where Arrow hashes strings, and whose they are: none that a stranger could choose.
OURS = {
    ("copydesk/emit/tables.py", "is_in"): "kinds of blocks; ids of passages, of digests",
    ("copydesk/engines/search/settled.py", "is_in"): "ids of articles, which are digests; numbers of families",
    ("copydesk/pipeline/emit.py", "is_in"): "ids of clusters and passages, of digests",
    ("copydesk/pipeline/emit.py", "index_in"): "ids of passages, of digests",
    ("copydesk/pipeline/emit.py", "unique"): "numbers of rows; ids of clusters, of digests",
    ("copydesk/pipeline/report.py", "is_in"): "ids of articles and clusters, of digests",
    ("copydesk/pipeline/report.py", "unique"): "ids of clusters, of digests",
    ("copydesk/report/find.py", "dictionary_encode"): "words in letters that stand for one another by a secret",
}
HASHING = {"dictionary_encode", "unique", "value_counts", "is_in", "index_in", "count_distinct", "group_by"}


def asked() -> set[tuple[str, str]]:
    """Every place in the library that has Arrow hash something: module, and what is called."""
    found = set[tuple[str, str]]()
    for path in sorted((ROOT / "copydesk").rglob("*.py")):
        text = path.read_text("utf-8")
        if "pyarrow" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in HASHING:
                value = node.func.value
                is_ours = isinstance(value, ast.Constant) or (
                    isinstance(value, ast.Name) and value.id in ("np", "path")
                )
                if not is_ours:
                    found.add((path.relative_to(ROOT).as_posix(), node.func.attr))
    return found


def test_arrow_hashes_no_strings_of_strangers() -> None:
    """Who adds such a place says here whose strings they are, or asks `copydesk.arrow.numbered`."""
    assert asked() == set(OURS)


def test_a_bucket_of_signatures_that_agree_is_no_more_than_its_size() -> None:
    """Whoever knows the seed can have any number of texts fall into one bucket: each is paired with a few."""
    for n in (1000, 10_000):
        assert len(bucket_pairs(np.zeros(n, np.uint32))) <= NEIGHBOURS * n


def test_a_lines_digest_is_of_a_cryptographic_hash() -> None:
    """So two lines that pass for one cannot be worked out, only be found: by some 2^32 tries."""
    assert folded_digest("readmore") == hashlib.blake2b(b"readmore", digest_size=LINE["digest"].itemsize).hexdigest()
    assert LINE["digest"].itemsize == 8


def test_the_seed_of_pythons_hashes_changes_no_byte(tmp_path: Path) -> None:
    """It decides the order of sets: nothing may go by that."""
    outputs = []
    for seed in ("0", "1"):
        folder = tmp_path / seed
        folder.mkdir()
        write(RICH, folder / "news")
        command = [sys.executable, "-m", "copydesk", "run", "news", "--output-dir", "out"]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        outputs.append(files_of(folder / "out" / "news"))
        shutil.rmtree(folder)
    assert outputs[0] == outputs[1]
