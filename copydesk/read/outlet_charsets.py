"""In which charset a text is, where that is beyond doubt: what an outlet's doubtful texts are weighed with."""

from __future__ import annotations

from copydesk.read.decode import decode, is_utf8
from copydesk.records import Source

# UTF-8 tells nothing of what an outlet's other texts are in: it is known where it is seen.
_TELLING_METHODS = frozenset({"declared", "detected"})


def survey_source(source: Source) -> str | None:
    """The source's charset, if it is declared or beyond doubt and no UTF-8. Raises ArticleError."""
    if is_utf8(source.data):
        return None  # whatever else is found in it: most texts are, and this is a third of the work
    _, decoding = decode(source.data, media_type=source.media_type, charset=source.charset)
    return decoding.encoding if decoding.method in _TELLING_METHODS else None
