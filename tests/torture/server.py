"""A process that has everything imported, and forks a run for whoever asks: a request a line in, an answer a line out.

It is started with the shim preloaded, so that a call of the run can fail, or end or stop it.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import signal
import sys
from typing import Any


def main(shim: str) -> None:
    """Serves until its standard input ends."""
    faults = ctypes.CDLL(shim)
    faults.faults_path.restype = faults.faults_call.restype = ctypes.c_char_p
    faults.faults_prepare.restype = ctypes.c_void_p
    faults.faults_prepare()
    _import_all()
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        wanted = json.loads(line)
        child = wanted.get("go_on") or _start(faults, wanted)
        if "go_on" in wanted:
            os.killpg(child, signal.SIGCONT)
        _, status = os.waitpid(child, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            with contextlib.suppress(ProcessLookupError):  # what a killed run had started
                os.killpg(child, signal.SIGKILL)
        answer = {
            "child": child,
            "is_stopped": os.WIFSTOPPED(status),
            "status": None if os.WIFSTOPPED(status) else os.waitstatus_to_exitcode(status),
            "n_calls": faults.faults_counted(),
            "has_fired": bool(faults.faults_fired()),
            "call": faults.faults_call().decode(),
            "path": os.fsdecode(faults.faults_path()),
        }
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _import_all() -> None:
    """What a run loads, so that none loads it again; and luigi takes no two runs for one."""
    import luigi.configuration
    import pandas  # noqa: F401 - pyarrow does, with the first column
    import pyarrow.parquet  # noqa: F401

    from copydesk.pipeline.warm_up import warm_up
    from copydesk.stages import all_versions

    warm_up(pages=False)
    all_versions()
    luigi.configuration.get_config().set("core", "no_lock", "true")
    gc.collect()
    gc.freeze()


def _start(faults: Any, wanted: dict[str, Any]) -> int:
    child = os.fork()
    if child:
        return child
    os.setsid()
    told = os.open(wanted["told"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    os.dup2(told, 1)
    os.dup2(told, 2)
    os.chdir(wanted["folder"])
    fault = wanted.get("fault")
    status = 1
    if fault:
        numbers = fault["kinds"], fault["at"], int(fault["stays"]), fault["errno"], fault["signal"]
        faults.faults_arm(os.fsencode(fault["below"]), *numbers)
    try:
        status = _run(wanted["arguments"])
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        faults.faults_disarm()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    return 0


def _run(words: list[str]) -> int:
    """`copydesk run ...`, or `luigi ...` of one of its tasks."""
    sys.argv = words if words[0] == "luigi" else ["copydesk", *words]
    if words[0] == "luigi":
        from luigi.retcodes import run_with_retcodes

        run_with_retcodes(words[1:])
    from copydesk.__main__ import main as run

    return run(words)


if __name__ == "__main__":
    main(sys.argv[1])
