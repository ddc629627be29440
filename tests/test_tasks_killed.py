"""kill -9 in the middle of any task: the next run gives the bytes of an undisturbed one, and no debris stays."""

from pathlib import Path

import pytest

from tests.conftest import ROOT, emit, files_of

# Where the process kills itself: the name that a task looks up, and at which call of it.
POINTS = {
    "reading": ("tasks.read", "read_article", 3),
    "repairing": ("tasks.repair", "repair_article", 3),
    "observing": ("tasks.observe", "observe", 3),
    "learning": ("tasks.profiles", "learn_profiles", 1),
    "stripping": ("copydesk.strip.batch", "strip_article", 3),
    "comparing": ("tasks.reuse", "find_near_duplicates", 1),
    "renaming a result": ("copydesk.emit.files.os", "replace", 2),
    "choosing": ("tasks.canonical", "choose_canonical", 1),
    "reporting": ("tasks.report", "render_report", 1),
    "writing tables": ("tasks.emit", "canonical_text", 3),
    "publishing": ("copydesk.emit.batch", "replace_folder", 1),
}
KILL = """
import importlib, os, signal, sys
name, attribute, n_calls = {point!r}
try:
    owner = importlib.import_module(name)
except ModuleNotFoundError:
    owner = getattr(importlib.import_module(name.rsplit(".", 1)[0]), name.rsplit(".", 1)[1])
real, calls = getattr(owner, attribute), []
def killed(*args, **kwargs):
    calls.append(1)
    if len(calls) == n_calls:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args, **kwargs)
setattr(owner, attribute, killed)
"""


@pytest.mark.parametrize("point", POINTS.values(), ids=POINTS)
def test_a_run_after_a_kill_is_as_if_nothing_had_happened(
    sample: Path, tmp_path: Path, point: tuple[str, str, int]
) -> None:
    """The whole output folder, results between stages included, is the undisturbed run's to the byte."""
    killed = emit(ROOT / "seeds", tmp_path, before=KILL.format(point=point))
    assert killed.returncode == -9, killed.stderr
    assert not (tmp_path / "seeds" / "manifest.json").exists()
    again = emit(ROOT / "seeds", tmp_path)
    assert again.returncode == 0, again.stderr
    assert files_of(tmp_path) == files_of(sample)


def test_a_kill_between_taking_the_old_batch_away_and_putting_the_new_one_there(
    sample: Path, seeds: Path, tmp_path: Path
) -> None:
    """The moment without a batch ends with the next run."""
    out = tmp_path / "out"
    with (seeds / "001_f3bd15aaf6013ad9.txt").open("a") as stream:
        stream.write("\nA sentence that will be taken back again before the second run.")
    assert emit(seeds, out).returncode == 0
    (seeds / "001_f3bd15aaf6013ad9.txt").write_bytes((ROOT / "seeds" / "001_f3bd15aaf6013ad9.txt").read_bytes())
    killed = emit(seeds, out, before=KILL.format(point=("copydesk.emit.files.os", "rename", 2)))
    assert killed.returncode == -9
    assert not (out / "seeds").exists()
    assert emit(seeds, out).returncode == 0
    assert files_of(out / "seeds") == files_of(sample / "seeds")
