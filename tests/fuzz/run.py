"""Runs the fuzzer on one target, in this process, until its time is over: `benchmarks/fuzz.py` starts it.

    python -m tests.fuzz.run TARGET FOLDER [options of libFuzzer]

An input that breaks a promise is kept in FOLDER/findings with the error, the shortest one for each place in the code,
and the fuzzer goes on. What ends the process itself (a crash in a library of C, no end, no memory) libFuzzer keeps.
"""

from __future__ import annotations

import hashlib
import importlib
import logging
import signal
import sys
import time
import traceback
from pathlib import Path
from types import FrameType

import atheris  # type: ignore[import-not-found]

# Of one input of a few kilobytes, in CPU seconds. Uninstrumented, the slowest seed takes .3 s.
MAX_SECONDS = 10.0


class Findings:
    """A folder of inputs that broke a promise, one for each place where it showed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, data: bytes, error: BaseException) -> None:
        """The input, if it is the first or the shortest that shows this."""
        frames = traceback.extract_tb(error.__traceback__)
        ours = [f"{Path(frame.filename).name}:{frame.name}" for frame in frames if "copydesk" in frame.filename]
        place = " ".join([type(error).__name__, *ours[-2:], frames[-1].line or ""])
        path = self._folder / hashlib.sha256(place.encode()).hexdigest()[:12]
        if path.exists() and path.stat().st_size <= len(data):
            return
        path.write_bytes(data)
        said = "".join(traceback.format_exception(error))
        path.with_suffix(".txt").write_text(f"{place}\n{data!r}\n{said}", "utf-8", "backslashreplace")


def main() -> None:
    """Does not return: libFuzzer ends the process."""
    name, folder, *options = sys.argv[1:]
    with atheris.instrument_imports(include=["copydesk"]):
        target = importlib.import_module(f"tests.fuzz.{name}").TARGET
    findings = Findings(Path(folder) / "findings")
    logging.disable()

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"over {MAX_SECONDS:g} s")

    def try_one(data: bytes) -> None:
        began = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, MAX_SECONDS)
        try:
            target.check(data)
            signal.setitimer(signal.ITIMER_PROF, 0)
            if time.process_time() - began > MAX_SECONDS:  # in C, or where everything is caught
                raise TimeoutError(f"{time.process_time() - began:.1f} s for {len(data)} bytes")
        except Exception as error:
            findings.keep(data, error)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)

    signal.signal(signal.SIGPROF, stop)
    atheris.Setup([sys.argv[0], *options], try_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
