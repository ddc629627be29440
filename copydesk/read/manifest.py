"""What `manifest.csv` beside the inputs says of them."""

from __future__ import annotations

import csv
import io
import posixpath
import unicodedata
from collections.abc import Iterable
from datetime import datetime

from copydesk.errors import BatchError

MANIFEST_NAME = "manifest.csv"
MANIFEST_COLUMNS = ("file", "outlet", "url", "published")
# What office programs write between cells, the first where the line of names has none of them.
_DELIMITERS = ",;\t"

# So many columns of another kind of table are shown.
_MOST_SHOWN = 10


def parse_manifest(data: bytes, *, where: str) -> dict[str, dict[str, str]]:
    """The rows of a manifest that lies at `where`, by file. Raises BatchError with the line that is wrong."""
    try:
        text = data.decode("utf-8-sig")
        delimiter = max(_DELIMITERS, key=text.partition("\n")[0].count)
        rows = csv.DictReader(io.StringIO(text), restkey="", strict=True, delimiter=delimiter)
        fields = rows.fieldnames or []
        if "file" not in fields or set(fields) - set(MANIFEST_COLUMNS) or len(set(fields)) < len(fields):
            allowed = ", ".join(MANIFEST_COLUMNS)
            shown = ", ".join(fields[:_MOST_SHOWN]) + (", ..." if len(fields) > _MOST_SHOWN else "")
            raise BatchError(f"{where}: columns {shown}; allowed are {allowed}, each once, and file is a must")
        entries: dict[str, dict[str, str]] = {}
        for row in rows:
            line = f"{where} line {rows.line_num}"
            surplus = row.pop("", None)
            entry = {key: (value or "").strip() for key, value in row.items()}
            name = entry.pop("file")
            name = posixpath.normpath(name) if name and "\0" not in name else ""
            if name.startswith(("/", "../")):
                raise BatchError(f"{line}: {name}: lies outside its folder; name files below it")
            if surplus or not name:
                raise BatchError(f"{line}: {row}: a row has a file and at most {len(fields)} cells")
            if name in entries:
                raise BatchError(f"{line}: {name} is listed twice; keep one row a file")
            _check_published(entry.get("published", ""), line)
            entries[name] = entry
    except (csv.Error, UnicodeDecodeError) as error:
        raise BatchError(f"{where}: not a CSV file in UTF-8 ({error}); save it as one") from error
    return entries


def check_spelling(files: Iterable[str], there: Iterable[str], *, where: str) -> None:
    """Raises BatchError where one of the files that a manifest names is there under nearly the same name: such a row
    would say nothing of the file that is meant."""
    there = set(there)
    unknown = sorted(set(files) - there)
    alike = {_folded(path): path for path in sorted(there)} if unknown else {}
    for file in unknown:
        if meant := alike.get(_folded(file)):
            raise BatchError(f"{where}: {file!r} is not there, {meant!r} is; write it as the file is called")


def _folded(path: str) -> str:
    """What paths have in common that differ in case, slashes or in how accents are written."""
    return unicodedata.normalize("NFC", path.replace("\\", "/")).casefold()


def _check_published(value: str, where: str) -> None:
    try:
        if value:
            datetime.fromisoformat(value)
    except ValueError as error:
        raise BatchError(f"{where}: published {value!r}: write an ISO 8601 date or time, such as 2021-12-07") from error
