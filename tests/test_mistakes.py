"""What people get wrong: each mistake ends with a documented status and one line, which names the thing, what was
allowed and what to do. The lists grow: a mistake that somebody made is a row here."""

import gzip
import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.running import copydesk_here, luigi_here

FERRY = "The ferry left the harbour at noon on Friday with forty people on board, the company said.\n"
ARTICLE = FERRY * 4
RECORD = json.dumps({"id": 1, "text": ARTICLE}) + "\n"

# Command line, exit status, what the line says. `news` is a folder of one text, `done/seeds` a finished batch.
RUN = [
    ("run missing", 20, "source 'missing': no such folder, file or glob"),
    ("run empty", 20, "source 'empty': no files there"),
    ("run hidden", 20, "source 'hidden': no files there"),
    ("run 'news/*.html'", 20, "source 'news/*.html': no files there"),
    ("run broken-link", 20, "source 'broken-link': no such folder"),
    ("run '~/no such folder'", 20, f"source '{Path.home()}/no such folder': no such folder"),
    ("run -", 20, "source '-': no such folder"),
    ("run ''", 2, "source: is empty; give a name or leave it out"),
    ("run news --batch-name ''", 2, "--batch-name: is empty"),
    ("run https://post.example/a.html", 20, "https://post.example/a.html: neither a path of this machine nor a URL"),
    ("run 'C:\\news'", 20, "neither a path of this machine"),
    ("run pdfs", 30, "no article in 1 input; nothing was published. The first: a.pdf: unsupported"),
    ("run blank", 30, "no article in 1 input; nothing was published. The first: a.txt: empty"),
    ("run other.csv", 30, "nothing was published. The first: other.csv#1: bad_record: "),
    ("run other.parquet", 30, "nothing was published. The first: other.parquet: bad_record: "),
    ("run damaged.gz", 30, "nothing was published. The first: damaged.gz"),
    ("run news --output-dir news/out", 30, "output_dir 'news/out' lies inside source 'news'"),
    (
        "run done/seeds",
        30,
        "source 'done/seeds': done/seeds is a batch that copydesk wrote; give what it was made from",
    ),
    ("run done", 30, "source 'done': done/seeds is a batch that copydesk wrote"),
    ("run done/seeds/text", 30, "source 'done/seeds/text': done/seeds is a batch that copydesk wrote"),
    ("run 'done/seeds/*.parquet'", 30, "is a batch that copydesk wrote"),
    ("run news --output-dir taken-by-file", 30, "taken-by-file/news: is there, but is no batch of copydesk"),
    ("run news --output-dir taken-by-folder", 30, "taken-by-folder/news: is there, but is no batch of copydesk"),
    (
        "run news --output-dir other.csv",
        30,
        "output_dir 'other.csv': Not a directory; give a folder that can be written",
    ),
    ("run news --batch-name ../up", 30, "batch_name '../up' is no safe folder name; use 'up'"),
    ("run news --batch-name a/b", 30, "batch_name 'a/b' is no safe folder name; use 'a-b'"),
    ("run news --batch-name ..", 30, "batch_name '..' is no safe folder name"),
    ("run news --date 2026-13-01", 2, "--date: '2026-13-01' is no date; write one as 2026-11-28"),
    ("run news --date yesterday", 2, "--date: 'yesterday' is no date"),
    ("run news --hour 2026-11-28", 2, "--hour: '2026-11-28' is no date; write one as 2026-11-28T07"),
    ("run news --date 2026-11-28", 30, "source 'news': every day would read the same files; give a pattern"),
    ("run 'news/%Y-%m-%d'", 30, "source 'news/%Y-%m-%d' has a place for a date; give --date or --hour"),
    ("run 'news/%Q' --date 2026-11-28", 30, "%Q is none of %Y, %y, %m, %d, %j, %H"),
    ("run 'news/%Y-%m-%d' --hour 2026-11-28T07", 30, "every hour would read the same files; add %H"),
    ("run 'news/%Y-%m-%d' --date 2026-11-28", 20, "nothing is there of 2026-11-28"),
    ("run 'n/%Y-%m-%d' --date 2026-11-28 --hour 2026-11-29T01", 30, "are two; give one"),
    ("run news --workers 0", 2, "--workers: '0' is no number of processes; give a whole one from 1 on"),
    ("run news --workers -1", 2, "--workers: '-1' is no number of processes"),
    ("run news --workers two", 2, "--workers: 'two' is no number of processes"),
    ("run news --workers 1.5", 2, "--workers: '1.5' is no number of processes"),
    ("run news --shards two", 2, "'--shards' is not known here: options are --help, --output-dir"),
    ("run news --wokers 2", 2, "'--wokers' is not known here: did you mean --workers?"),
    ("run news more", 2, "'more' is not known here"),
    ("run", 2, "the following arguments are required: source"),
    ("run news --workers", 2, "--workers: expected one argument"),
    ("run news --log-level LOUD", 2, "--log-level: 'LOUD' is none of DEBUG, INFO, WARNING, ERROR"),
    ("run news --engine flink", 2, "--engine: 'flink' is none of local, spark"),
    ("run news --engine spark", 30, "not found; "),
    ("run news --config no.toml", 30, "settings file no.toml: No such file or directory; give --config a TOML file"),
    ("run news --config news", 30, "settings file news: Is a directory"),
    ("run news --config news/ferry.txt", 30, "settings file news/ferry.txt: not TOML in UTF-8"),
    ("run news --profiles none", 30, "profiles 'none': no profiles.parquet there; give that file of an earlier batch"),
    ("run news --profiles empty", 30, "profiles 'empty': no profiles.parquet there"),
    ("run news --profiles news/ferry.txt", 30, "news/ferry.txt is no table of profiles"),
    ("run news --profiles done/seeds/articles.parquet", 30, "articles.parquet is no table of profiles"),
]
SETTINGS = [
    ("[reapir]\nstyle = 'curly'", "unknown key reapir; did you mean repair?"),
    ("[repair]\nstyle = 'wavy'", "repair.style = 'wavy': Input should be 'document', 'curly' or 'straight'"),
    ("[run]\npart_bytes = 0", "run.part_bytes = 0: Input should be greater than or equal to 1"),
    ("[run]\npart_bytes = '64 MB'", "run.part_bytes = '64 MB': Input should be a valid integer"),
    ("[run]\nwatch = 'two weeks'", 'run.watch = \'two weeks\': write days or hours, as "14d" or "36h"'),
    ("[dates]\nfirst = '1.11.2026'", "dates.first = '1.11.2026': write a day, as \"2026-11-01\""),
    ("[dates]\ngaps = '2026-11-04'", "dates.gaps = '2026-11-04': Input should be a valid list"),
    ("[strip]\nrules_off = ['text.wordings']", "there is no rule 'text.wordings'; did you mean text.wording?"),
    ("[reuse", "not TOML in UTF-8"),
    ("a = " + "[" * 10_000, "not TOML in UTF-8"),
    ("[read]\nmax_article_chars = " + "9" * 5000, "not TOML in UTF-8"),
    ("#" * 1_000_001, "more than 1000000 bytes; give --config a TOML file"),
    ("[run]\nmetrics_file = 'empty'", "run.metrics_file = 'empty': what is there is no file, and would be replaced"),
    ("style = 'straight'", "unknown key style; did you mean repair.style?"),
    ("[read]\nfields = 'scrapy'", "read.fields = 'scrapy': Input should be 'auto', 'copydesk'"),
    ("[reuse]\nlook_back = '30d'", "batch 'news' has no date, and so none before it; give --date or --hour"),
]
MANIFESTS = [
    (
        b"name,url\na,b\n",
        "manifest.csv: columns name, url; allowed are file, outlet, url, published, each once, and file is a must",
    ),
    (b"file,outlet,author\nferry.txt,Post,Ann\n", "manifest.csv: columns file, outlet, author; allowed are"),
    (b"file\nferry.txt\nferry.txt\n", "manifest.csv line 3: ferry.txt is listed twice; keep one row a file"),
    (b"file\n../ferry.txt\n", "manifest.csv line 2: ../ferry.txt: lies outside its folder"),
    (
        b"file,outlet\nFerry.TXT,Post\n",
        "manifest.csv: 'Ferry.TXT' is not there, 'ferry.txt' is; write it as the file is",
    ),
    (b"file,outlet\npost\\boat.txt,Post\n", "manifest.csv: 'post\\\\boat.txt' is not there, 'post/boat.txt' is"),
    (b"file,published\nferry.txt,28.11.2026\n", "line 2: published '28.11.2026': write an ISO 8601 date or time"),
    ("file,outlet\nferry.txt,Post\n".encode("utf-16"), "manifest.csv: not a CSV file in UTF-8"),
    ("file,outlet\nferry.txt,El País\n".encode("latin-1"), "manifest.csv: not a CSV file in UTF-8"),
    (b"file,outlet\nferry.txt,Post,today\n", "manifest.csv line 2"),
    (b"", "manifest.csv: columns ; allowed are file"),
    (b"file,outlet,outlet\nferry.txt,Post,Mail\n", "manifest.csv: columns file, outlet, outlet; allowed are"),
    (b"file" + b",c" * 100_000 + b"\n", "columns file, c, c, c, c, c, c, c, c, c, ...; allowed are"),
]
LUIGI = [
    ("EmitCanonical --source missing", 20, "source 'missing': no such folder"),
    ("EmitCanonical --source news --date 2026-13-01", 40, "'2026-13-01' is no date; write one as 2026-11-28"),
    ("EmitCanonical --source news --engine flink", 40, "flink is not a valid choice"),
    ("EmitCanonical --source news --config no.toml", 30, "settings file no.toml: No such file"),
    ("VerifyBatch --source missing", 30, "output/missing: there is no such batch; make it first"),
    ("CleanStages --output-dir '~/no such folder'", 0, ""),
]
# With what comes on standard input.
FILTERS = [
    ("clean missing.txt", "", 1, "missing.txt: No such file or directory; give a file, a folder, or the text"),
    ("clean empty", "", 1, "empty: no files there; give a file, a folder"),
    ("clean https://post.example/a.html", "", 1, "neither a path of this machine nor a URL"),
    ("clean", "", 1, "copydesk clean: no text in 0 bytes"),
    ("clean", "%PDF-1.4", 1, "copydesk clean: looks like a PDF document, not like text"),
    ("clean pdfs", "", 1, "pdfs/a.pdf: "),
    ("clean damaged.gz", "", 1, "damaged.gz"),
    ("clean other.parquet", "", 1, "other.parquet: bad_record: no field among its columns: a, b"),
    ("clean other.csv", "", 1, "other.csv#1: bad_record: neither html nor text"),
    ("clean --style wavy", "", 2, "--style: 'wavy' is none of document, curly, straight"),
    ("clean --format xml", "", 2, "--format: 'xml' is none of text, jsonl, csv"),
    ("clean --without text.wordings", "", 1, "there is no rule 'text.wordings'; did you mean text.wording?"),
    ("clean --live-posts maybe", "", 2, "--live-posts: 'maybe' is none of remove, keep"),
    ("clean --jsonl --html", "", 2, "--html says nothing with --jsonl"),
    ("clean --jsonl --format csv", "", 2, "--format says nothing with --jsonl"),
    ("clean --stream", "", 2, "--stream is for records: give --jsonl, too"),
    ("clean --jsonl", ARTICLE, 1, "--jsonl takes a JSON object a line, and the first is 'The ferry left"),
    ("clean --jsonl missing.jsonl", "", 1, "missing.jsonl: No such file or directory"),
    ("clean --jsonl news", "", 1, "news: Is a directory"),
    ("clean --jsonl", "[1, 2]\n", 0, "line 1 is a JSON list; expected an object"),
    ("clean --jsonl", '{"id": 7}\n', 0, "record 7: bad_record: neither html nor text"),
    ("find --batch damaged", "The ferry left.", 1, "damaged/articles.parquet: damaged, or no table of articles"),
    ("clean news --output not-ours", "", 1, "--output not-ours: a batch lies there, with its manifest.json"),
    ("clean news --output news", "", 1, "--output news: the inputs lie there, and might be overwritten"),
    ("clean news/ferry.txt --output news", "", 1, "--output news: the inputs lie there"),
    (
        "clean news --output x --format csv",
        "",
        2,
        "--output is a folder for texts; --format csv goes to standard output",
    ),
    ("clean news --output news/ferry.txt", "", 1, "news/ferry.txt"),
    ("clean news --profiles none", "", 1, "profiles 'none': no profiles.parquet there"),
    ("strip --explain --jsonl", "", 2, "--explain says nothing with --jsonl"),
    ("strip --explain --format csv", "", 2, "--explain is for people to read"),
    ("repair --html", "", 2, "'--html' is not known here"),
    ("explain --jsonl", "", 2, "'--jsonl' is not known here"),
    ("clen news", "", 2, "there is no command 'clen': did you mean clean?"),
    ("news", "", 2, "there is no command 'news': commands are run, clean, repair"),
    ("", "", 2, "give a command: run, clean, repair"),
    ("--completion fish", "", 2, "--completion: 'fish' is none of bash"),
    ("reuse", "", 2, "give either --jsonl with passages on standard input, or the files to compare"),
    ("reuse --jsonl news/ferry.txt", RECORD, 2, "give either --jsonl with passages on standard input, or the files"),
    ("reuse missing.txt news/ferry.txt", "", 1, "missing.txt: No such file or directory"),
    ("reuse --jsonl", ARTICLE, 1, "--jsonl takes a JSON object a line"),
    ("find", ARTICLE, 2, "the following arguments are required: --batch"),
    ("find --batch none", ARTICLE, 1, "none: no articles.parquet there; give a batch's folder, as output/seeds"),
    ("find --batch news/ferry.txt", ARTICLE, 1, "news/ferry.txt: no articles.parquet there"),
    ("find --batch done/seeds missing.txt", "", 1, "missing.txt: No such file or directory"),
    ("find --batch done/seeds --jsonl", ARTICLE, 1, "--jsonl takes a JSON object a line"),
]
VERIFY = [
    ("none", "none/manifest.json: No such file or directory; give a batch's folder, as output/seeds"),
    ("news", "news/manifest.json: No such file or directory; give a batch's folder"),
    ("news/ferry.txt", "news/ferry.txt/manifest.json: Not a directory; give a batch's folder"),
    ("taken-by-folder/news", "taken-by-folder/news/manifest.json: No such file or directory"),
    ("not-ours", "not-ours/manifest.json: no manifest of copydesk"),
]


@pytest.fixture(scope="module")
def folder(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where somebody makes mistakes."""
    folder = tmp_path_factory.mktemp("somebody")
    texts = {
        "news/ferry.txt": ARTICLE,
        "hidden/.ferry.txt": ARTICLE,
        "pdfs/a.pdf": "%PDF-1.4",
        "blank/a.txt": "",
        "taken-by-file/news": "mine",
        "taken-by-folder/news/notes.txt": "mine",
        "not-ours/manifest.json": "[]",
        "damaged/articles.parquet": "PAR1, and no more",
        "other.csv": "a,b\n1,2\n",
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / "empty").mkdir()
    (folder / "broken-link").symlink_to("nowhere")
    (folder / "done").symlink_to(sample)
    (folder / "damaged.gz").write_bytes(gzip.compress(os.urandom(2000))[:1000])
    pq.write_table(pa.table({"a": [1], "b": [2]}), folder / "other.parquet")
    return folder


def assert_one_line(err: str, line: str) -> None:
    assert "Traceback" not in err
    assert line in err
    assert err.count("\n") == 1


def test_many_mistakes_are_listed() -> None:
    """As many as were thought of at first; more are welcome."""
    assert sum(map(len, (RUN, SETTINGS, MANIFESTS, LUIGI, FILTERS, VERIFY))) >= 120


@pytest.mark.parametrize("command, status, line", RUN, ids=lambda value: str(value)[:50])
def test_run(folder: Path, command: str, status: int, line: str) -> None:
    """Of the log, errors only."""
    level = [] if "--log-level" in command else ["--log-level", "ERROR"]
    done = copydesk_here(*shlex.split(command), *level, cwd=folder, environment={"JAVA_HOME": "/nowhere"})
    assert_one_line(done.err, line)
    assert (done.status, done.out) == (status, "")


@pytest.mark.parametrize("toml, line", SETTINGS, ids=lambda value: value[:40])
def test_settings(folder: Path, tmp_path: Path, toml: str, line: str) -> None:
    """The file, the key, its value, what was allowed."""
    (tmp_path / "own.toml").write_text(toml)
    done = copydesk_here("run", "news", "--config", tmp_path / "own.toml", "--log-level", "ERROR", cwd=folder)
    assert_one_line(done.err, line)
    assert done.status == 30


@pytest.mark.parametrize(
    "drift, line",
    [
        (("3d", 7), "min_batches = 7 is more than the 3 batches of drift.look_back = '3d', so no outlet would ever be"),
        (("3d", 4), 'set look_back = "4d" or more, or min_batches = 3, or look_back = "" to compare with none'),
        (
            ("36h", 3),
            "the 2 batches of drift.look_back = '36h', so no outlet would ever be judged; set look_back = \"3d",
        ),
        (
            ("1d", 3),
            "the 1 batch of drift.look_back = '1d', so no outlet would ever be judged; set look_back = \"3d\" or",
        ),
    ],
)
def test_a_look_back_that_no_outlet_could_be_judged_by(
    folder: Path, tmp_path: Path, drift: tuple[str, int], line: str
) -> None:
    """Before anything is read."""
    (tmp_path / "own.toml").write_text("[drift]\nlook_back = '{}'\nmin_batches = {}\n".format(*drift))
    command = "run", "news/%Y-%m-%d", "--date", "2026-11-28", "--config", tmp_path / "own.toml"
    done = copydesk_here(*command, "--log-level", "ERROR", cwd=folder)
    assert_one_line(done.err, line)
    assert f"{tmp_path / 'own.toml'}: drift.min_batches = " in done.err
    assert done.status == 30


@pytest.mark.parametrize("manifest, line", MANIFESTS, ids=lambda value: str(value)[:40])
def test_manifests(tmp_path: Path, manifest: bytes, line: str) -> None:
    """The line where there is one; for a batch and for a filter."""
    (tmp_path / "news/post").mkdir(parents=True)
    for name in ("ferry.txt", "post/boat.txt"):
        (tmp_path / "news" / name).write_text(ARTICLE)
    (tmp_path / "news/manifest.csv").write_bytes(manifest)
    done = copydesk_here("run", "news", "--log-level", "ERROR", cwd=tmp_path)
    assert_one_line(done.err, line)
    assert done.status == 30
    done = copydesk_here("clean", "news", cwd=tmp_path)
    assert_one_line(done.err, line)
    assert done.status == 1


@pytest.mark.parametrize("command, status, line", LUIGI, ids=lambda value: str(value)[:50])
def test_luigi(folder: Path, command: str, status: int, line: str) -> None:
    """The same by luigi's own command."""
    done = luigi_here(*shlex.split(command), "--log-level", "ERROR", cwd=folder)
    assert "Traceback" not in done.err
    assert line in done.err
    assert (done.status, done.err.count("\n")) == (status, 1 if line else 0)


@pytest.mark.parametrize("command, given, status, line", FILTERS, ids=lambda value: str(value)[:50])
def test_filters(folder: Path, command: str, given: str, status: int, line: str) -> None:
    """Also where the others of several inputs are done."""
    done = copydesk_here(*shlex.split(command), cwd=folder, stdin=given.encode())
    assert_one_line(done.err, line)
    assert done.status == status


@pytest.mark.parametrize("batch, line", VERIFY)
def test_verify(folder: Path, batch: str, line: str) -> None:
    """What it finds is what it prints."""
    done = copydesk_here("verify", batch, cwd=folder)
    assert (done.out.count("\n"), done.err, done.status) == (1, "", 1)
    assert line in done.out


def test_one_file_then_its_folder(tmp_path: Path) -> None:
    """The folder's batch would have the name that the file's has."""
    (tmp_path / "news").mkdir()
    (tmp_path / "news/ferry.txt").write_text(ARTICLE)
    assert copydesk_here("run", "news/ferry.txt", cwd=tmp_path).status == 0
    done = copydesk_here("run", "news", "--log-level", "ERROR", cwd=tmp_path)
    assert_one_line(done.err, "output/news was made from")
    assert "give a --batch-name of its own, or --batch-name news to replace it" in done.err
    assert done.status == 30
    done = copydesk_here("run", "news/ferry.txt", "--profiles", "output/news", "--log-level", "ERROR", cwd=tmp_path)
    assert_one_line(done.err, "profiles 'output/news' is of the batch that this run replaces; give an earlier batch's")
    assert done.status == 30


@pytest.mark.parametrize("delimiter", ",;\t")
def test_a_manifest_of_an_office_program_counts(tmp_path: Path, delimiter: str) -> None:
    """With its BOM and its line ends, whatever it writes between cells."""
    (tmp_path / "news").mkdir()
    (tmp_path / "news/ferry.txt").write_text(ARTICLE)
    rows = f"file{delimiter}outlet\r\nferry.txt{delimiter}The Post\r\n"
    (tmp_path / "news/manifest.csv").write_text("\ufeff" + rows)
    done = copydesk_here("clean", "news", "--format", "jsonl", cwd=tmp_path)
    assert json.loads(done.out)["outlet"] == "The Post"


def test_home_is_home_where_no_shell_sees_to_it(tmp_path: Path) -> None:
    """As in `--output-dir=~/out`."""
    (tmp_path / "news").mkdir()
    (tmp_path / "news/ferry.txt").write_text(ARTICLE)
    arguments = ["run", "~/news", "--output-dir=~/out"]
    done = copydesk_here(*arguments, cwd=tmp_path, environment={"HOME": str(tmp_path)})
    assert done.status == 0, done.err
    assert (tmp_path / "out/news/manifest.json").is_file()
    assert not (tmp_path / "~").exists()
    done = copydesk_here("clean", "~/news", cwd=tmp_path, environment={"HOME": str(tmp_path)})
    assert done.out.startswith("The ferry")


# The first task that reads stops all processes of the group, as a terminal does.
STOP = """
import os, signal, sys
import copydesk.tasks.observe as observe
def stop(*_):
    os.killpg(0, {signum})
    signal.pause()
observe.observe_part = stop
"""
BY_COMMAND = "from copydesk.__main__ import main\nsys.exit(main())"
BY_LUIGI = "from luigi.cmdline import luigi_run\nluigi_run(sys.argv[1:])"


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("by", [BY_COMMAND, BY_LUIGI], ids=["copydesk", "luigi"])
def test_a_run_that_is_stopped_says_so_and_goes_on_later(
    tmp_path: Path, by: str, signum: signal.Signals, workers: int
) -> None:
    """As Ctrl-C stops it, with all its processes: a line, a status that names the signal, nothing half done."""
    (tmp_path / "news").mkdir()
    (tmp_path / "news/ferry.txt").write_text(ARTICLE)
    of_luigi = ["--module", "copydesk.tasks", "EmitCanonical", "--source", "news"]
    command = ["run", "news"] if by == BY_COMMAND else of_luigi
    command += ["--workers", str(workers), "--log-level", "WARNING"]
    done = subprocess.run(
        [sys.executable, "-c", STOP.format(signum=int(signum)) + by, *command],
        capture_output=True, text=True, cwd=tmp_path, start_new_session=True, check=False, timeout=60,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert_one_line(done.stderr, f": stopped by {signum.name}; what is finished is kept")
    assert (done.returncode, done.stdout) == (128 + signum if by == BY_COMMAND else -signum, "")
    again = copydesk_here("run", "news", cwd=tmp_path)
    assert again.status == 0, again.err


@pytest.mark.parametrize("workers", [1, 2])
def test_a_task_that_leaves_nothing_is_told(tmp_path: Path, workers: int) -> None:
    """As where a disk loses what was written to it: whoever needs it had it made again without an end."""
    (tmp_path / "news").mkdir()
    (tmp_path / "news/ferry.txt").write_text(ARTICLE)
    lose = "import sys\nimport copydesk.tasks.emit as emit\nemit.write_evidence = lambda *_: None\n"
    command = [sys.executable, "-c", lose + BY_COMMAND, "run", "news", "--workers", str(workers)]
    done = subprocess.run(
        [*command, "--log-level", "ERROR"],
        capture_output=True, text=True, cwd=tmp_path, check=False, timeout=300,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert_one_line(done.stderr, "copydesk: EmitEvidence: output/.work/news/emit/")
    assert "is not there as it was written: look at the disk, and run again" in done.stderr
    assert done.returncode == 30


@pytest.mark.parametrize("blocks", [1, 4, 8])
def test_a_disk_that_is_full(folder: Path, tmp_path: Path, blocks: int) -> None:
    """At whichever file: it is named, and once there is room the run goes on."""
    run = f"copydesk run {folder}/news --log-level WARNING"
    done = installed(f"ulimit -f {blocks}; {run}", tmp_path, TMPDIR=str(tmp_path))
    assert_one_line(done.stderr, "File too large; make room and run again: what is finished is kept")
    assert "news: copydesk: output/.work/news/" in done.stderr
    assert done.returncode == 30
    assert copydesk_here("run", folder / "news", cwd=tmp_path).status == 0


def test_the_same_command_twice(tmp_path: Path) -> None:
    """The second says that it is the second."""
    (tmp_path / "news").mkdir()
    (tmp_path / "news/ferry.txt").write_text(ARTICLE)
    waiting = STOP.replace("os.killpg(0, {signum})", "print('at work', flush=True, file=sys.__stdout__)")
    command = [sys.executable, "-c", waiting + BY_COMMAND, "run", "news", "--log-level", "ERROR"]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path, env=environment) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "at work\n"
        second = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False)
        first.kill()
    assert_one_line(second.stderr, "copydesk run: the same command is at work already; wait until it has ended")
    assert second.returncode == 10


def test_a_filter_that_is_stopped_says_so(tmp_path: Path) -> None:
    """By Ctrl-C while it waits for its input."""
    code = (
        "import os, signal, sys\nfrom copydesk import commands\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell's background ignores it
        "commands.run = lambda _: os.kill(os.getpid(), signal.SIGINT) or signal.pause()\n"
        "from copydesk.__main__ import main\nsys.exit(main(['clean']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (done.stderr, done.returncode) == ("copydesk clean: interrupted\n", 130)


@pytest.mark.parametrize(
    "command, line",
    [
        ("EmitCanonical --source news --workers two", "--workers: 'two' is no number of processes; give a whole one"),
        ("EmitCanonical --source news --workers=0", "--workers: '0' is no number of processes; give a whole one"),
        ("EmitCanonicl --source news", "No task EmitCanonicl. Did you mean"),
    ],
)
def test_what_luigi_itself_would_not_say_in_a_line(folder: Path, command: str, line: str) -> None:
    """By the installed command: it is told where the tasks are loaded."""
    done = installed(f"luigi --module copydesk.tasks {command}", folder)
    assert_one_line(done.stderr, line)
    assert done.returncode == 1


@pytest.mark.parametrize("command", ["copydesk run news", "luigi --module copydesk.tasks EmitCanonical --source news"])
@pytest.mark.parametrize(
    ("config", "line"),
    [
        ("[core]\nworkers = 0", "[core] workers: '0' is no number of processes; give a whole one from 1 on"),
        ("[core]\nlog_level = LOUD", "Error when parsing the default value of 'log_level': LOUD is not a valid choice"),
        ("[copydesk]\nlog_format = xml", "[copydesk] log_format: 'xml' is no format; write text or json"),
        ("[EmitCanonical]\nprofiles = %Y", "'%' must be followed by '%' or '(', found: '%Y'"),
    ],
)
def test_a_mistake_in_luigi_cfg(tmp_path: Path, command: str, config: str, line: str) -> None:
    """It is named, with the value."""
    (tmp_path / "luigi.cfg").write_text(config)
    done = installed(command, tmp_path)
    assert "Traceback" not in done.stderr
    assert "luigi.cfg: " in done.stderr
    assert line in done.stderr
    assert done.returncode not in (0, 25)


def test_a_luigi_cfg_that_cannot_be_read(tmp_path: Path) -> None:
    """What luigi's own command says of it is luigi's."""
    (tmp_path / "luigi.cfg").write_bytes(b"\xff")
    done = installed("copydesk run news", tmp_path)
    assert done.stderr.splitlines()[1:] == [
        "copydesk run: luigi.cfg cannot be read: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"
    ]
    assert done.returncode == 1


def test_a_working_folder_that_is_gone(tmp_path: Path) -> None:
    """As where a script has deleted it."""
    done = installed("mkdir gone; cd gone; rmdir ../gone; copydesk run news --log-level ERROR", tmp_path)
    assert_one_line(done.stderr, "copydesk: source 'news': no such folder, file or glob; give one that exists")
    assert done.returncode == 20


def installed(command: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The installed command, in a shell."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-c", command],
        capture_output=True, text=True, cwd=cwd, env={**os.environ, "PATH": path, **environment}, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "command, status, line",
    [
        ("copydesk clean news/ferry.txt >&-", 1, "standard output is closed; give it a file or a pipe"),
        ("copydesk clean news/ferry.txt > /dev/full", 1, "No space left on device"),
        ("copydesk clean news --format jsonl > /dev/full", 1, "No space left on device"),
    ],
)
def test_what_becomes_of_the_output(folder: Path, command: str, status: int, line: str) -> None:
    """It cannot be written."""
    done = installed(command, folder)
    assert_one_line(done.stderr, line)
    assert done.returncode == status


def test_an_ascii_locale_is_no_matter(tmp_path: Path) -> None:
    """Texts are UTF-8 wherever they go."""
    (tmp_path / "a.txt").write_text("“Né à Łódź,” he said of the ferry that left the harbour at noon on Friday.\n")
    done = installed("copydesk repair a.txt", tmp_path, LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (done.stdout, done.stderr) == ((tmp_path / "a.txt").read_text(), "")


def test_whoever_reads_only_the_first_line_gets_it(folder: Path) -> None:
    """`| head`: no traceback."""
    done = installed(f"yes '{RECORD.strip()}' | head -2000 | copydesk repair --jsonl | head -1", folder)
    assert (done.stdout.count("\n"), done.stderr, done.returncode) == (1, "", 0)
