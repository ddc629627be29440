"""What `spark-submit` runs: a batch's stages on Spark. A script by itself: copydesk comes with it, as a wheel.

    spark-submit ... --files WHEEL spark_app.py ARGUMENTS

ARGUMENTS is a JSON object: `wheel`, the name of the file, and what `copydesk.engines.batch.work_on` takes. What stops
the batch is one line on standard error that begins with "copydesk: ", and an exit status of 1.
"""

import functools
import json
import os
import re
import sys
import tempfile
import zipfile


def put_on_path(wheel: str) -> None:
    """The wheel's copydesk is the one that this process imports: unpacked once a machine, for its data are files."""
    from pyspark import SparkFiles

    path = SparkFiles.get(wheel)
    folder = f"{path}.unpacked"
    if folder in sys.path:
        return
    if not os.path.isdir(folder):
        beside = tempfile.mkdtemp(dir=os.path.dirname(path))
        with zipfile.ZipFile(path) as archive:
            archive.extractall(beside)
        try:
            os.rename(beside, folder)
        except OSError:  # another process of this machine was first
            if not os.path.isdir(folder):
                raise
    sys.path.insert(0, folder)


def main() -> int:
    """The exit status."""
    # Where this script lies are modules that are not to be found by their bare names.
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [path for path in sys.path if os.path.abspath(path) != here]
    from pyspark.sql import SparkSession

    arguments = json.loads(sys.argv[1])
    # Two tries of one task at a time would write one folder.
    session = SparkSession.builder.appName("copydesk").config("spark.speculation", "false").getOrCreate()
    prepare = functools.partial(put_on_path, arguments.pop("wheel"))
    try:
        prepare()
        from copydesk.engines.batch import work_on
        from copydesk.engines.spark import Spark
        from copydesk.errors import CopydeskError

        try:
            work_on(Spark(session, prepare), **arguments)
        except CopydeskError as error:
            print(f"copydesk: {error}", file=sys.stderr)
            return 1
        except Exception as error:
            # What an executor raised is a line somewhere in what Spark says of it.
            ours = re.search(r"^copydesk\.errors\.\w+: (.+)$", str(error), re.MULTILINE)
            if ours is None:
                raise
            print(f"copydesk: {ours[1]}", file=sys.stderr)
            return 1
    finally:
        session.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
