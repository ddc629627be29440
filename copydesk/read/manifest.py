"""What `manifest.csv` beside the inputs says of them."""

from __future__ import annotations

import csv
import io
import posixpath
from datetime import datetime

from copydesk.errors import BatchError

MANIFEST_NAME = "manifest.csv"
MANIFEST_COLUMNS = ("file", "outlet", "url", "published")


def parse_manifest(data: bytes, *, where: str) -> dict[str, dict[str, str]]:
    """The rows of a manifest that lies at `where`, by file. Raises BatchError with the line that is wrong."""
    try:
        rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig")), restkey="", strict=True)
        fields = rows.fieldnames or []
        if "file" not in fields or set(fields) - set(MANIFEST_COLUMNS):
            allowed = ", ".join(MANIFEST_COLUMNS)
            raise BatchError(f"{where}: columns {', '.join(fields)}; allowed are {allowed}, and file is a must")
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
        raise BatchError(f"{where}: not a CSV file in UTF-8 ({error})") from error
    return entries


def _check_published(value: str, where: str) -> None:
    try:
        if value:
            datetime.fromisoformat(value)
    except ValueError as error:
        raise BatchError(f"{where}: published {value!r}: write an ISO 8601 date or time, such as 2021-12-07") from error
