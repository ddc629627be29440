"""The stages of a batch on Spark: one application, submitted as luigi's users know it, by `[spark]` of luigi.cfg."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import luigi.configuration
from luigi.contrib.external_program import ExternalProgramRunError
from luigi.contrib.spark import SparkSubmitTask

import copydesk.engines
from copydesk.engines.batch import is_worked_on, parameters_as_json, progress_of
from copydesk.engines.wheel import NAME, make_wheel
from copydesk.errors import BatchError
from copydesk.pipeline.run import Run
from copydesk.stages import all_versions
from copydesk.tasks.base import BatchTask, Result
from copydesk.tasks.recall import what_to_read

MIN_JAVA = 17
# What Spark's Python is called by, here and where it runs, unless the user's `conf` says so.
_PYTHON = "spark.pyspark.python"
_OUR_LINE = re.compile(r"^copydesk: (.+)$", re.MULTILINE)
# As Java and Python tell of an error.
_ERROR_LINE = re.compile(r"^(?:Caused by: )?[\w.$]*(?:Error|Exception)\b.*", re.MULTILINE)
LOG = "spark.log"


class RunOnSpark(BatchTask, SparkSubmitTask):
    """Does all that a batch needs on Spark, but for its publication: results stand where the local engine has them."""

    stage = "spark"
    app: str = str(Path(copydesk.engines.__file__).with_name("spark_app.py"))  # type: ignore[assignment]

    def requires(self) -> list[BatchTask]:
        """What there is to read, and what is known of the outlets."""
        return what_to_read(self)

    def result(self, run: Run) -> Result:
        """Whatever the stages leave."""
        return Result(run.work, lambda: is_worked_on(run))

    @property
    def name(self) -> str:  # type: ignore[override]
        """What the application is called on Spark's pages."""
        return f"copydesk {self.run_now().batch}"

    @property
    def spark_submit(self) -> str:
        """As `[spark] spark-submit` says, or the one that was installed with this Python."""
        given = luigi.configuration.get_config().get("spark", "spark-submit", None)
        if given:
            return str(given)
        installed = find_spec("pyspark")
        folders = installed.submodule_search_locations if installed else None
        return str(Path(folders[0]) / "bin" / "spark-submit") if folders else "spark-submit"

    @property
    def conf(self) -> Mapping[str, str]:
        """As `[spark] conf` says; Python is this one."""
        given: Mapping[str, str] = super().conf or {}
        return {_PYTHON: sys.executable, **given}

    @property
    def files(self) -> list[str]:
        """Those of `[spark] files`, and copydesk."""
        return [*(super().files or ()), str(Path(self._folder) / NAME)]

    def app_options(self) -> list[str]:
        """What the application is about, in absolute paths: it may run elsewhere."""
        parameters = parameters_as_json(self.parameters)
        for name in ("source", "output_dir", "config", "profiles"):
            if parameters[name] is not None and "://" not in parameters[name]:
                parameters[name] = os.path.abspath(parameters[name])
        return [json.dumps({"wheel": NAME, "parameters": parameters, "versions": all_versions()})]

    def run(self) -> None:
        """The application, from its submission to its end."""
        run = self.begin()
        check_spark(self.spark_submit, os.environ)
        with tempfile.TemporaryDirectory() as folder, self.watching(lambda: progress_of(run)):
            self._folder = folder
            make_wheel(Path(folder))
            try:
                super().run()  # type: ignore[no-untyped-call]
            except ExternalProgramRunError as error:
                raise BatchError(_why_it_failed(run, error)) from None
        if not is_worked_on(run):
            raise BatchError(
                f"Spark ended well, but not all of {run.work} is there: the source changed meanwhile; run again"
            )


def check_spark(spark_submit: str, environment: Mapping[str, str]) -> None:
    """Raises BatchError where Spark cannot be started here, saying what is missing."""
    if shutil.which(spark_submit) is None:
        raise BatchError(
            f"spark-submit {spark_submit!r}: not found; install copydesk[spark], or name it in [spark] of luigi.cfg"
        )
    home = environment.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else "java"
    if shutil.which(java) is None:
        raise BatchError(f"java {java!r}: not found; Spark needs Java {MIN_JAVA} or newer: install it or set JAVA_HOME")
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(?:1\.)?(\d+)', said)
    if version is None or int(version[1]) < MIN_JAVA:
        raise BatchError(
            f"java {java!r} is {version[1] if version else 'of no known version'}; "
            f"Spark needs Java {MIN_JAVA} or newer: install it or set JAVA_HOME"
        )


def _why_it_failed(run: Run, error: Any) -> str:
    """In one line; all that Spark said stands in a file. Its environment, with its secrets, is not told."""
    said = str(error.err or "")
    with (run.work / LOG).write() as stream:
        stream.write(said.encode("utf-8", "replace"))
    lines = _OUR_LINE.findall(said) or _ERROR_LINE.findall(said) or said.split("\n")
    why = next((line for line in reversed(lines) if line.strip()), "it said nothing")
    return f"Spark: {why.strip()}; all that it said is in {run.work / LOG}"
