"""Runs of the whole pipeline, as a scheduler starts them."""

import json
import os
import random
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from copydesk.emit.batch import verify_batch
from copydesk.read.profiles import read_profiles
from copydesk.read.stock_sentences import read_stock
from copydesk.store import Place
from tests.conftest import ROOT, emit, files_of, luigi
from tests.test_reuse_stock import COMPANIES


def counts(batch: Path) -> dict[str, int]:
    return dict(json.loads((batch / "manifest.json").read_text())["counts"])


def test_a_finished_batch_is_what_its_manifest_says(sample: Path) -> None:
    """Every file with its hash, and counts that add up."""
    assert verify_batch(Place(sample / "seeds")) == []
    n = counts(sample / "seeds")
    assert n["inputs"] == n["emitted"] + n["quarantined"] + n["empty"] == 5


def test_a_second_run_does_nothing(sample: Path) -> None:
    """No file is written again."""
    before = {path: path.stat().st_mtime_ns for path in sample.rglob("*")}
    done = emit(ROOT / "seeds", sample)
    assert done.returncode == 0
    assert "up to date, nothing to do" in done.stderr
    assert {path: path.stat().st_mtime_ns for path in sample.rglob("*")} == before


@pytest.mark.parametrize("workers, part_bytes", [(2, 64_000_000), (1, 8_000), (2, 1)])
def test_workers_and_parts_do_not_show(sample: Path, tmp_path: Path, workers: int, part_bytes: int) -> None:
    """The same bytes, however the work was divided."""
    own = tmp_path / "own.toml"
    own.write_text(f"[run]\npart_bytes = {part_bytes}\n")
    done = emit(ROOT / "seeds", tmp_path / "out", "--workers", workers, "--config", own)
    assert done.returncode == 0, done.stderr
    assert files_of(tmp_path / "out" / "seeds") == files_of(sample / "seeds")


def test_a_changed_seed_runs_again_and_a_moved_one_does_not(seeds: Path, tmp_path: Path) -> None:
    """The fingerprint follows what the inputs are, not where or when."""
    out = tmp_path / "out"
    assert emit(seeds, out).returncode == 0
    before = files_of(out / "seeds")
    moved = seeds.rename(tmp_path / "moved")
    stamp = (out / "seeds" / "manifest.json").stat().st_mtime_ns
    assert emit(moved, out, "--batch-name", "seeds").returncode == 0
    assert (out / "seeds" / "manifest.json").stat().st_mtime_ns == stamp
    with (moved / "000_ca21a101e8127bc6.txt").open("a") as stream:
        stream.write("\nOne more sentence stands at the end of this article now.")
    assert emit(moved, out, "--batch-name", "seeds").returncode == 0
    assert files_of(out / "seeds")["articles.parquet"] != before["articles.parquet"]


def test_another_source_of_the_same_name_does_not_replace_the_batch(seeds: Path, tmp_path: Path) -> None:
    """Unless it is asked to."""
    out, other = tmp_path / "out", tmp_path / "elsewhere" / "seeds"
    assert emit(seeds, out).returncode == 0
    other.parent.mkdir()
    other.mkdir()
    (other / "a.txt").write_bytes((seeds / "001_f3bd15aaf6013ad9.txt").read_bytes())
    refused = emit(other, out)
    assert refused.returncode == 30
    assert f"was made from {seeds}, and {other} would replace it; give a --batch-name" in refused.stderr
    assert counts(out / "seeds")["inputs"] == 5
    assert emit(other, out, "--batch-name", "seeds").returncode == 0
    assert counts(out / "seeds")["inputs"] == 1


def results_of(out: Path) -> dict[str, dict[str, int]]:
    """When each result between stages was written, by stage and file."""
    work = out / ".work" / "seeds"
    return {
        stage.name: {str(p.relative_to(stage)): p.stat().st_mtime_ns for p in stage.rglob("*") if p.is_file()}
        for stage in work.iterdir()
        if stage.is_dir()
    }


@pytest.mark.parametrize(
    "setting, again",
    [
        (
            "[read]\nmax_article_chars = 3_000_000",
            {"stock", "observe", "learn", "strip", "reuse", "outlets", "canonical", "report", "emit"},
        ),
        (
            "[repair]\nstyle = 'straight'",
            {"observe", "learn", "strip", "reuse", "outlets", "canonical", "report", "emit"},
        ),
        (
            "[strip]\nrules_off = ['text.credit']",
            {"observe", "learn", "strip", "reuse", "outlets", "canonical", "report", "emit"},
        ),
        ("[reuse]\nthreshold_jaccard = 0.4", {"reuse", "outlets", "canonical", "report", "emit"}),
        ("[canonical]\nwhole_sentences = false", {"canonical", "report", "emit"}),
        ("[report]\nown_pages = 3", {"report"}),
        ("[emit]\ntext_files = 'no'", {"emit"}),
    ],
)
def test_a_changed_setting_runs_its_stage_and_those_after_it(
    seeds: Path, tmp_path: Path, setting: str, again: set[str]
) -> None:
    """Reading is not done again because another copy is to be kept."""
    out, own = tmp_path / "out", tmp_path / "own.toml"
    assert emit(seeds, out).returncode == 0
    before = results_of(out)
    own.write_text(f"{setting}\n")
    assert emit(seeds, out, "--config", own).returncode == 0
    after = results_of(out)
    assert {stage for stage, files in after.items() if files != before[stage]} == again
    assert verify_batch(Place(out / "seeds")) == []


def test_an_article_more_changes_its_part_and_the_ends_of_the_way(seeds: Path, tmp_path: Path) -> None:
    """The other parts stand as they were observed and stripped."""
    out, own = tmp_path / "out", tmp_path / "own.toml"
    own.write_text("[run]\npart_bytes = 1\n")
    assert emit(seeds, out, "--config", own).returncode == 0
    before = results_of(out)
    (seeds / "zzz.txt").write_text(
        "The ferry left the harbour at noon on Friday with forty people, the company said.\n"
    )
    assert emit(seeds, out, "--config", own).returncode == 0
    after = results_of(out)
    for stage in ("observe", "strip"):
        assert before[stage].items() <= after[stage].items()
        assert len(after[stage]) > len(before[stage])


@pytest.mark.parametrize("stage", ["stock", "observe", "learn", "strip", "reuse", "canonical", "report"])
@pytest.mark.parametrize("damage", ["short", "changed", "foreign", "empty"])
def test_a_damaged_result_is_made_again(tmp_path: Path, sample: Path, stage: str, damage: str) -> None:
    """With a line that says so, and the batch is what it would have been."""
    out = tmp_path / "out"
    shutil.copytree(sample, out)
    shutil.rmtree(out / "seeds")
    for path in (out / ".work/seeds" / stage).rglob("*.arrow"):
        data = path.read_bytes()
        at = len(data) // 2
        damaged = {
            "short": data[: at + 1],
            "changed": data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :],
            "foreign": b"ARROW1\0\0 but not ours",
            "empty": b"",
        }
        path.write_bytes(damaged[damage])
    done = emit(ROOT / "seeds", out, "--batch-name", "seeds")
    assert done.returncode == 0, done.stderr
    # What a part said by itself is asked no more once it has been learned from, and the part stripped.
    assert ("it is made again" in done.stderr) == (stage != "observe")
    assert files_of(out / "seeds") == files_of(sample / "seeds")


def test_what_an_earlier_batch_learned_is_an_input(seeds: Path, tmp_path: Path) -> None:
    """A line that one batch saw under an outlet's articles goes from the next batch's; its table says so; the
    articles that it was learned from are counted once."""
    appeal = "The Post is read in every village of the valley, and printed by the eleven of us."
    sentence = "The ferry number {n} left the harbour at noon with {n} people on board, the company said on day {n}."
    for day in ("monday", "tuesday"):
        for n in range(3 if day == "monday" else 1):
            path = tmp_path / day / "post" / f"{day}{n}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            lines = [sentence.format(n=100 * n + k + 17 * len(day)) for k in range(6)]
            path.write_text("\n".join([*lines, appeal]))
    out = tmp_path / "out"
    assert emit(tmp_path / "monday", out).returncode == 0
    assert emit(tmp_path / "tuesday", out).returncode == 0
    assert appeal in (out / "tuesday/text/post/tuesday0.txt").read_text()
    done = emit(tmp_path / "tuesday", out, "--profiles", out / "monday")
    assert done.returncode == 0, done.stderr
    assert appeal not in (out / "tuesday/text/post/tuesday0.txt").read_text()
    (profile,) = read_profiles(str(out / "tuesday"))
    assert len(profile.articles) == 4
    assert emit(tmp_path / "monday", out, "--profiles", out / "tuesday").returncode == 0
    assert read_profiles(str(out / "monday")) == (profile,)


def test_pages_of_an_outlet_that_an_earlier_batch_knows_are_told_by_its_profile(tmp_path: Path) -> None:
    """Whatever the workers and parts; some are extracted to compare, and the next profile says how many. A setting
    turns it off."""
    for day, n_pages in ("monday", 6), ("tuesday", 40):
        for n in range(n_pages):
            path = tmp_path / day / "post" / f"{day}{n}.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            said = [f"The {day} ferry {n} left at {k} with {n + k} people, said its {day} captain." for k in range(6)]
            body = "".join(f"<p>{line}</p>" for line in said)
            path.write_text(
                f"<html><body><main><h1>The {day} ferry {n} is late</h1><div class='story'>{body}</div></main>"
                f"<footer><p>Printed {n} times</p></footer></body></html>"
            )
    out, one = tmp_path / "out", tmp_path / "one"
    assert emit(tmp_path / "monday", out).returncode == 0
    earlier = ("--profiles", out / "monday")
    assert emit(tmp_path / "tuesday", out, *earlier).returncode == 0
    removals = pq.read_table(out / "tuesday/removals.parquet").to_pylist()
    told = {row["article_id"] for row in removals if row["rule"] == "profile.article"}
    extracted = {row["article_id"] for row in removals if row["rule"] == "page.trafilatura"}
    (profile,) = read_profiles(str(out / "tuesday"))
    assert (len(told), len(extracted)) == (40 - profile.n_checked, profile.n_checked)
    assert profile.n_checked > 0 == profile.n_differing
    own = tmp_path / "own.toml"
    own.write_text("[run]\npart_bytes = 1000\n")
    assert emit(tmp_path / "tuesday", one, *earlier, "--workers", 2, "--config", own).returncode == 0
    assert files_of(one / "tuesday") == files_of(out / "tuesday")
    own.write_text("[strip]\nfast_path = false\n")
    assert emit(tmp_path / "tuesday", one, *earlier, "--config", own).returncode == 0
    rules = pq.read_table(one / "tuesday/removals.parquet").column("rule").to_pylist()
    assert "profile.article" not in rules
    assert (one / "tuesday/text/post/tuesday0.txt").read_text() == (out / "tuesday/text/post/tuesday0.txt").read_text()


def test_what_an_earlier_batch_knows_as_stock_is_an_input(tmp_path: Path) -> None:
    """Two outlets share a sentence: a match, unless many outlets shared it the day before."""
    wish = "Brannock harbour wishes all sailors fair winds, calm seas and a cup of fennel tea on the quay."
    for n, own in enumerate(COMPANIES):
        for day in ("monday", "tuesday") if n < 2 else ("monday",):
            path = tmp_path / day / f"outlet{n}" / f"{day}.txt"
            path.parent.mkdir(parents=True)
            path.write_text(f"{own}\n\n{wish}\n\n{own.upper() if day == 'tuesday' else own[::-1]}.")
    out = tmp_path / "out"
    assert emit(tmp_path / "monday", out).returncode == 0
    assert emit(tmp_path / "tuesday", out).returncode == 0
    assert read_stock(str(out / "tuesday")) == ()
    assert pq.read_table(out / "tuesday" / "matches.parquet").num_rows == 1
    done = emit(tmp_path / "tuesday", out, "--profiles", out / "monday")
    assert done.returncode == 0, done.stderr
    assert pq.read_table(out / "tuesday" / "matches.parquet").num_rows == 0
    assert [(stock.text, stock.kind, stock.n_outlets) for stock in read_stock(str(out / "tuesday"))] == [
        (wish, "phrase", 2)
    ]


def test_bad_inputs_cost_themselves_only(seeds: Path, tmp_path: Path, sample: Path) -> None:
    """Random bytes, an empty file and a PDF named .txt are quarantined with reasons; the five are as before."""
    (seeds / "noise.txt").write_bytes(random.Random(0).randbytes(5000))
    (seeds / "nothing.txt").write_bytes(b"")
    (seeds / "paper.txt").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n")
    done = emit(seeds, tmp_path / "out")
    assert done.returncode == 0, done.stderr
    batch = tmp_path / "out" / "seeds"
    quarantine = [json.loads(line) for line in (batch / "quarantine.jsonl").read_text().splitlines()]
    reasons = {entry["source_path"]: entry["reason"] for entry in quarantine}
    assert reasons == {"noise.txt": "binary", "nothing.txt": "empty", "paper.txt": "binary"}
    assert counts(batch) == {**counts(sample / "seeds"), "inputs": 8, "quarantined": 2, "empty": 1}
    before = files_of(sample / "seeds")
    for path, data in files_of(batch).items():
        if path.startswith("text/") or (
            path.endswith(".parquet") and path not in ("inputs.parquet", "outlets.parquet")
        ):
            assert data == before[path], path


def test_a_stage_that_stumbles_over_one_article_goes_on(seeds: Path, tmp_path: Path) -> None:
    """An error that nobody expected is that article's quarantine, with the error's name."""
    stumble = (
        "import copydesk.pipeline.observe as t; real = t.repair_article\n"
        "def repair(article, **options):\n"
        "    if article.source_path.startswith('002'): raise ZeroDivisionError('by design')\n"
        "    return real(article, **options)\n"
        "t.repair_article = repair"
    )
    assert emit(seeds, tmp_path / "out", before=stumble).returncode == 0
    (line,) = (tmp_path / "out/seeds/quarantine.jsonl").read_text().splitlines()
    assert json.loads(line)["reason"] == "repair_failed"
    assert "ZeroDivisionError: by design" in json.loads(line)["error"]


def test_a_batch_without_any_article_fails_aloud(tmp_path: Path) -> None:
    """A run that did nothing is no success."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(b"%PDF-1.4")
    done = emit(tmp_path / "in", tmp_path / "out")
    assert done.returncode == 30
    assert "no article in 1 input" in done.stderr
    assert not (tmp_path / "out" / "in").exists()


def test_odd_files_cost_themselves_only(seeds: Path, tmp_path: Path) -> None:
    """A pipe, a name that is not UTF-8, a link to the folder itself, and metadata with half a character in it."""
    os.mkfifo(seeds / "pipe.txt")
    (seeds / "loop").symlink_to(seeds)
    Path(os.fsdecode(os.fsencode(seeds) + b"/caf\xe9.txt")).write_text(
        "A sentence that is long enough to be an article."
    )
    sentence = "The ferry left the harbour at noon on Friday with forty people and a dog on board, the company said. "
    data = '{"@type": "NewsArticle", "headline": "Ferry \\ud83d leaves harbour"}'
    head = f'<head><script type="application/ld+json">{data}</script></head>'
    (seeds / "half.html").write_text(f"<html>{head}<body><article><p>{sentence * 6}</p></article></body></html>")
    done = emit(seeds, tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert counts(tmp_path / "out/seeds")["emitted"] == 7
    (line,) = (tmp_path / "out/seeds/quarantine.jsonl").read_text().splitlines()
    assert json.loads(line)["reason"] == "unreadable"
    assert "not a regular file" in json.loads(line)["error"]


def test_a_glob_does_not_read_the_results_of_the_last_run(seeds: Path, tmp_path: Path) -> None:
    """It is refused, and says why."""
    (tmp_path / "out").mkdir()
    pattern = tmp_path / "**" / "*.txt"
    assert emit(pattern, tmp_path / "out", "--batch-name", "all").returncode == 0
    again = emit(pattern, tmp_path / "out", "--batch-name", "all")
    assert again.returncode == 30
    assert "would then read its own results" in again.stderr


def test_two_runs_of_a_batch_at_once_both_end_well(seeds: Path, tmp_path: Path) -> None:
    """With other settings too: neither deletes what the other is reading."""
    own = tmp_path / "own.toml"
    own.write_text("[repair]\nstyle = 'straight'\n")
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(emit, seeds, tmp_path / "out", *more) for more in ((), ("--config", own))]
    assert [run.result().returncode for run in runs] == [0, 0], [run.result().stderr for run in runs]
    assert verify_batch(Place(tmp_path / "out" / "seeds")) == []


def test_a_failed_task_exits_non_zero(seeds: Path, tmp_path: Path) -> None:
    """Luigi's own default is 0."""
    fail = "import copydesk.pipeline.work as t\ndef fail(*a, **k): raise MemoryError\nt.find_near_duplicates = fail"
    assert emit(seeds, tmp_path, before=fail).returncode == 30


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["--source", "no/such/folder"], "copydesk: source 'no/such/folder': no such folder, file or glob"),
        (["--source", "seeds", "--output-dir", "setup.cfg/x"], "copydesk: output_dir 'setup.cfg/x': Not a directory"),
        (["--source", "seeds", "--output-dir", "/proc/x"], "copydesk: output_dir '/proc/x': "),
        (["--source", "seeds", "--output-dir", "seeds/out"], "lies inside source"),
        (["--source", "seeds", "--config", "no.toml"], "copydesk: settings file no.toml: No such file"),
        (
            ["--source", "seeds", "--profiles", "setup.cfg/x"],
            "copydesk: profiles 'setup.cfg/x': no profiles.parquet there",
        ),
        (
            ["--source", "seeds", "--batch-name", "../up"],
            "copydesk: batch_name '../up' is no safe folder name; use 'up'",
        ),
    ],
)
def test_a_wrong_argument_is_one_line_and_a_non_zero_exit(arguments: list[str], message: str) -> None:
    """No traceback; luigi's summary stands below it."""
    done = luigi("EmitCanonical", *arguments)
    assert done.returncode != 0
    assert message in done.stderr
    told, summary, _ = done.stderr.partition("INFO: \n===== Luigi Execution Summary =====")
    assert len(told.strip().splitlines()) == 1, done.stderr
    assert summary
    assert not (ROOT / "seeds" / "out").exists()


def test_a_setting_of_the_report_makes_no_other_file_anew(seeds: Path, tmp_path: Path) -> None:
    """All others are the very files that stood there before."""
    out, own = tmp_path / "out", tmp_path / "own.toml"
    assert emit(seeds, out).returncode == 0
    before = {path: (out / "seeds" / path).stat().st_ino for path in files_of(out / "seeds")}
    own.write_text("[report]\nown_pages = 3\n")
    assert emit(seeds, out, "--config", own).returncode == 0
    after = {path: (out / "seeds" / path).stat().st_ino for path in files_of(out / "seeds")}
    changed = {path for path in after if after[path] != before.get(path)}
    assert {path for path in changed if not path.startswith("report")} == {"manifest.json"}
    assert "report/index.html" in changed
