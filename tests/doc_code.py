"""The code on the pages of docs/, run as it stands there.

A page's blocks are run in their order, in one folder, with `seeds/`, `output/seeds/` and `.venv`. What a block of `sh`
does must succeed. A block of `console` shows what its commands print; a block of `text` straight below one of `python`
what that prints. In what is shown `...` stands for anything. `python -m tests.doc_code --write PAGE...` writes what is
printed into the pages.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from tests import containers
from tests.conftest import ROOT, emit

DOCS = ROOT / "docs"
FENCE = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.M | re.S)
TWO_TEXTS = (
    "one = 'The mill has stood idle for years, and nobody but the pigeons has set foot in it since the great fire.'\n"
    "two = 'Nobody knew until yesterday. ' + one\n"
    "keys, texts, index = ['one', 'two'], [one, two], __import__('datasketch').MinHashLSH(num_perm=128)\n"
)
# Blocks that need more than a folder and a batch: a scheduler, a store, a cluster, a clock. By words of theirs the test
# that runs them; "" is the whole page.
ELSEWHERE = {
    "guides/install.md": {"": "test_installing.py"},
    "guides/running.md": {"RangeDaily": "test_tasks_dates.py", "class CountArticles": "test_tasks_luigi.py"},
    "guides/operations.md": {"": "test_operations.py"},
    "guides/consuming.md": {"": "test_consuming.py"},
    "guides/storage.md": {"s3://": "test_tasks_store.py"},
    "guides/spark.md": {"--engine spark": "test_spark.py"},
}
# What the reader of a page has at hand: files, or names of Python.
FILES: dict[str, Callable[[], dict[str, bytes]]] = {
    "guides/running.md": lambda: {"crawl.warc": b"".join(containers.warc_records(containers.records_of(3)))},
    "guides/command-line.md": lambda: {
        "article.txt": (ROOT / "seeds" / "002_cea50f6370969d2e.txt").read_bytes(),
        "dump.jsonl.gz": containers.gz_members([containers.jsonl(containers.records_of(3))]),
        **{name: containers.records_of(1)[0]["html"].encode() for name in ("page.html", "a.html")},
    },
    "guides/warc.md": lambda: {
        "crawl.warc.gz": containers.gz_members(containers.warc_records(containers.records_of(3)))
    },
    "explanations/dump-model.md": lambda: {"records.jsonl": containers.jsonl(_records_to_train_with())},
    "contributing/adding.md": lambda: {"article.txt": (ROOT / "seeds" / "002_cea50f6370969d2e.txt").read_bytes()},
}
# ... or what a shell has done before.
DONE = {
    "explanations/memory.md": (
        "mkdir -p crawl/2026-11-27; cp seeds/*.txt crawl/2026-11-27\n"
        "printf '[reuse]\\nlook_back = \"1d\"\\n' > own.toml\n"
        "copydesk run 'crawl/%Y-%m-%d' --date 2026-11-27 --config own.toml\n"
    ),
    "guides/command-line.md": "mkdir -p crawl/monday; cp seeds/*.txt crawl/monday",
    "guides/on-call.md": (
        "mkdir -p crawl/2026/11/28; cp seeds/*.txt crawl/2026/11/28\n"
        "printf '[run]\\ncheck_finished = \"bytes\"\\n' > copydesk.toml\n"
        "printf '[EmitCanonical]\\nsource = crawl/%%%%Y/%%%%m/%%%%d\\nconfig = copydesk.toml\\n' > luigi.cfg\n"
        "copydesk run 'crawl/%Y/%m/%d' --date 2026-11-28 --config copydesk.toml\n"
    ),
    "guides/running.md": (
        "mkdir -p crawl/2026/11/28/07; cp seeds/*.txt crawl/2026/11/28/07\n"
        "gzip -c crawl.warc > crawl/2026/11/28/a.warc.gz\n"
    ),
}
NAMES = {
    "explanations/reuse.md": TWO_TEXTS,
    "contributing/adding.md": (  # what stands at the head of the modules that code is added to
        "import re\nfrom collections.abc import Iterator\n"
        "import pyarrow as pa, pyarrow.compute as pc\n"
        "articles = pa.table({'text': ['ä']})\n"
        "from copydesk.errors import ArticleError\n"
        "from copydesk.read.formats.container import Container, Item, Records\n"
        "from copydesk.repair.quotes.manners import Language, Manner\n"
        "from copydesk.strip.rule import Rule\n"
        "from copydesk.strip.texts import line_rules\n"
        "from copydesk.strip.texts.draft import Draft\n"
    ),
}


def _records_to_train_with() -> list[dict[str, Any]]:
    """A dump and an extractor's text of a few made-up pages."""
    records = []
    for record in containers.records_of(5, n_words=120):
        body = "\n".join(re.findall(r"<p>(.*?)</p>", record["html"]))
        menu = "\n".join(f"Section {n}" for n in range(20))
        page = {"id": record["id"], "outlet": record["id"], "gold": body}
        records += [{**page, "text": f"{menu}\n{body}\n{menu}"}, {**page, "text": body, "light": True}]
    return records


class Block(NamedTuple):
    """Code on a page, and where it stands there."""

    kind: str
    code: str
    start: int  # characters of the page
    end: int


def blocks_of(page: str) -> list[Block]:
    """The page's fenced blocks that name their language."""
    return [
        Block(found[2], re.sub(rf"^{found[1]}", "", found[3], flags=re.M), found.start(3), found.end(3))
        for found in FENCE.finditer(page)
    ]


def run_here(name: str, page: str) -> list[Block]:
    """The blocks of the page that are not run elsewhere."""
    elsewhere = ELSEWHERE.get(name, {})
    return [block for block in blocks_of(page) if not any(words in block.code for words in elsewhere)]


class Reader:
    """Somebody who has a checkout in which `make run` has run, and follows a page."""

    def __init__(self, page: str, folder: Path, sample: Path) -> None:
        self.folder, self.names = folder, dict[str, Any]()
        self.page = page
        (folder / "seeds").symlink_to(ROOT / "seeds")
        (folder / "CITATION.cff").symlink_to(ROOT / "CITATION.cff")
        (folder / ".venv").symlink_to(sys.prefix)
        shutil.copytree(sample / "seeds", folder / "output" / "seeds")
        for name, data in FILES.get(page, dict)().items():
            (folder / name).write_bytes(data)
        self.sh(DONE.get(page, ":"))
        exec(NAMES.get(page, ""), self.names)

    def sh(self, command: str) -> str:
        """What the command prints; it must succeed."""
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        own = {**os.environ, "PATH": path, "TMPDIR": str(self.folder)}
        done = subprocess.run(
            ["sh", "-e", "-c", command], capture_output=True, text=True, cwd=self.folder, env=own, check=False
        )
        if done.returncode:
            raise AssertionError(f"{command}\nended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def python(self, code: str) -> str:
        """What the code prints; names stay for the page's next block. A row of a table stands for the whole."""
        code = f"{{{code}}}" if re.match(r'"\w+": ', code) else code
        said = io.StringIO()
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(said):
            exec(compile(code, "page", "exec"), self.names)
        return said.getvalue()

    def printed(self, page: str) -> Iterator[tuple[Block, str]]:
        """Every block that shows what is printed, with what it should show; all others are run on the way."""
        blocks = run_here(self.page, page)
        for block, following in zip_longest(blocks, blocks[1:]):
            if block.kind == "sh":
                self.sh(block.code)
            elif block.kind == "console":
                commands = [line.removeprefix("$ ") for line in block.code.splitlines() if line.startswith("$ ")]
                yield block, "".join(f"$ {command}\n{self.sh(command)}" for command in commands)
            elif block.kind == "python":
                said = self.python(block.code)
                if following and following.kind == "text" and following.start - block.end < 14:
                    yield following, said


def agrees(shown: str, printed: str) -> bool:
    """Whether the page shows what is printed."""
    pattern = ".*?".join(map(re.escape, shown.strip().split("...")))
    return re.fullmatch(pattern, printed.strip(), re.S) is not None


def write(path: Path) -> None:
    """The page shows what its code prints."""
    page, name = path.read_text("utf-8"), path.relative_to(DOCS).as_posix()
    with tempfile.TemporaryDirectory() as folder:
        done = emit(ROOT / "seeds", Path(folder) / "sample")
        if done.returncode:
            sys.exit(done.stderr)
        (Path(folder) / "reader").mkdir()
        reader = Reader(name, Path(folder) / "reader", Path(folder) / "sample")
        for block, printed in reversed(list(reader.printed(page))):
            if not agrees(block.code, printed):
                page = page[: block.start] + printed.rstrip() + "\n" + page[block.end :]
    path.write_text(page, "utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] != ["--write"]:
        sys.exit("give --write and the pages, as docs/tutorial.md")
    for argument in sys.argv[2:]:
        write(Path(argument).resolve())
