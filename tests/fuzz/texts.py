"""A text scrape through all of its stages: an article or a refusal, and nothing of it is lost."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.errors import ArticleError
from copydesk.read.articles import read_article
from copydesk.records import Source
from tests.fuzz.promises import LIMITS, check_reason, check_stages
from tests.fuzz.target import Target
from tests.hostile_inputs import TEXTS

SCRAPE = """Bridge to close for three weeks
By Jane Doe
7 Dec 2021 10:42 GMT
Photograph: Jane Doe/Getty ImagesThe bridge will close on Tuesday for repairs.
“We waited, “the captain said, and nobody on the quay had seen such a storm before.
Read more
Storm hits the coast
Share on Facebook
It didnâ€™t rain, the minister told reporters, who had come without umbrellas.
Sign up to our newsletter
© 2022 The Post
"""
LINES = tuple(SCRAPE.splitlines())


def seeds() -> Iterator[bytes]:
    """A scrape with its furniture, with line ends of each kind, and hostile texts."""
    for line_end in ("\n", "\r\n", "\r", "\n\n", "\u2028"):
        yield SCRAPE.replace("\n", line_end).encode()
    for make in TEXTS.values():
        yield make(400)


def check(data: bytes) -> None:
    """Whatever was kept, removed and edited gives the decoded source back."""
    try:
        article = read_article(Source(source_id="a", path="a.txt", media_type="text/plain", data=data), limits=LIMITS)
    except ArticleError as refused:
        check_reason(refused, "empty", "binary", "too_large")
        return
    check_stages(article)


TARGET = Target(
    seeds, (*(line.encode() for line in LINES), b"\n", b"\r\n", b"\xe2\x80\xa8", b"\n\n", b"\t", b" - "), check
)
