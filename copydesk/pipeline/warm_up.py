"""What is slow to load and the same for every part: loaded before a process makes others, which then have it."""

from __future__ import annotations

from copydesk.language import detect_language
from copydesk.strip import observe, strip_text

# Long enough for every model to be asked.
_SENTENCE = "The ferry left the harbour at noon on Friday with forty people and a dog on board, the company said. "


def warm_up(*, pages: bool) -> None:
    """Word lists and models are in memory; those for HTML pages, too, where there are `pages`."""
    detect_language(_SENTENCE)
    strip_text(_SENTENCE * 2)
    if pages:
        from copydesk.read.json_records import article_from_record

        html = f"<html><body><article><p>{_SENTENCE * 3}</p></article></body></html>"
        observe(article_from_record({"html": html}, default_id="1"))
