"""What is slow to load and the same for every part: loaded before a process makes others, which then have it."""

from __future__ import annotations

from copydesk.language import detect_language
from copydesk.strip import observe, strip_text

# No language that is told by its words: the model for all others is asked.
_LATIN = "Gallia est omnis divisa in partes tres, quarum unam incolunt Belgae, aliam Aquitani. "
_SENTENCE = "The ferry left the harbour at noon on Friday with forty people and a dog on board, the company said. "


def warm_up(*, pages: bool) -> None:
    """Word lists and models are in memory; those for HTML pages, too, where there are `pages`."""
    detect_language(_LATIN * 4)
    strip_text(_SENTENCE * 2)
    if pages:
        from trafilatura.external import jt_stoplist_init

        from copydesk.read.json_records import article_from_record

        jt_stoplist_init()

        html = f"<html><body><article><p>{_SENTENCE * 3}</p></article></body></html>"
        observe(article_from_record({"html": html}, default_id="1"))
