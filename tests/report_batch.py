"""A batch for the report's tests: two tell one story, two share a paragraph, one says what no page must obey."""

import json
from pathlib import Path

from tests.conftest import emit

# What somebody who means harm may write as a title, an outlet or a text. No page of ours knows `alarm`.
NASTY = "\"><script>alarm(1)</script><img src=x onerror=alarm(1)>'&lt;"
OPENING = (
    "The committee voted eleven to four on Tuesday to close the bridge over the river for repairs until spring. "
    "Ferries will carry passengers and bicycles from the old quay every twenty minutes, the harbour office said."
)
MORE = (
    "Engineers had warned in March that two of the piers were cracked below the waterline and could not bear lorries. "
    "The town will pay a third of the cost, and the province the rest, according to the minutes of the meeting."
)
OWN = (
    "Shopkeepers on the northern bank expect to lose half of their customers while the works go on, and ask for relief."
)
LATER = "Whoever lives in Kraków or writes to Orbán may look for these names without their accents, and will find both."
FERRY = (
    "The ferry of the year is the Marguerite, which has crossed the lake a thousand times without fault, and was "
    "built by the yard of Otto Brandt in the winter of the great frost."
)
RECORDS = [
    {
        "id": "one",
        "outlet": "courier.example",
        "url": "https://courier.example/bridge",
        "published": "2026-11-02T08:00:00Z",
        "title": "Bridge to close until spring",
        "text": f"{OPENING}\n\n{MORE}\n\n{OWN}",
    },
    {
        "id": "two",
        "outlet": "globe.example",
        "url": "https://globe.example/bridge",
        "published": "2026-11-03T09:30:00Z",
        "title": "Bridge over the river shut",
        "text": f"{OPENING.replace('eleven', 'twelve')}\n\n{MORE}",
    },
    {
        "id": "three",
        "outlet": f"x{NASTY}.example",
        "url": "javascript:alarm(1)",
        "title": f"Named by {NASTY}",
        "text": f"It says {NASTY} and means no good by it, the harbour office found out on Wednesday evening.\n\n"
        f"{LATER}\n\n“It was, ”he said. Nobody had been told of it before, and nobody was asked to leave the quay.\n\n"
        f"Read more: {NASTY}",
    },
    {
        "id": "four",
        "outlet": "courier.example",
        "url": "https://courier.example/ferry",
        "published": "1931-05-06",
        "title": "Ferry of the year",
        "text": f"{FERRY}\n\nHer captain thanked the stokers, and the mayor thanked the captain, in that order, at a "
        "supper for which the whole town had been asked to bring chairs, for there were none in the hall.",
    },
    {
        "id": "six",
        "outlet": "mail.example",
        "url": "https://mail.example/lake",
        "title": "A lake and \u202eits ships",
        "text": "Nobody remembers who built the first pier, but the oldest planks are of larch. \x00\x0b\n\n"
        f"{FERRY}\n\nThe newest ship is smaller than any before it, and will be named in June by a girl of nine years.",
    },
    {"id": "five", "outlet": "globe.example", "url": "https://globe.example/none", "text": ""},
]


def make_batch(folder: Path, *settings: str) -> Path:
    """The batch, below the folder."""
    source = folder / "crawl"
    source.mkdir()
    lines = [json.dumps(record, ensure_ascii=False) for record in RECORDS]
    (source / "records.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "own.toml").write_text("\n".join(settings))
    done = emit(source, folder / "output", "--config", folder / "own.toml")
    assert done.returncode == 0, done.stderr
    return folder / "output" / "crawl"
