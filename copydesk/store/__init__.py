"""Files and folders, on this machine or in an object store: found, read, written whole or not at all, published.

No other module opens a file of a batch. `place` says what can be done anywhere, `local` and `objects` how; `publishing`
puts a batch in its place; `finding` reads a source's name.
"""

from copydesk.store.entry import Entry
from copydesk.store.finding import find_files, name_from, seen_from, whole_name
from copydesk.store.local import hold_no_locks
from copydesk.store.place import Place
from copydesk.store.publishing import (
    EDITION,
    EDITION_DIGITS,
    MANIFEST,
    OvertakenError,
    Publication,
    files_of,
    hold,
    publish,
    restore,
    sweep,
    withdraw,
)
from copydesk.store.refusing import OF_THE_MACHINE, refused, refusing

__all__ = [
    "EDITION",
    "EDITION_DIGITS",
    "MANIFEST",
    "OF_THE_MACHINE",
    "Entry",
    "OvertakenError",
    "Place",
    "Publication",
    "files_of",
    "find_files",
    "hold",
    "hold_no_locks",
    "name_from",
    "publish",
    "refused",
    "refusing",
    "restore",
    "seen_from",
    "sweep",
    "whole_name",
    "withdraw",
]
