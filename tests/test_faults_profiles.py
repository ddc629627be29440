"""A profile that takes an article for its outlet's furniture, whoever learned it: the article is judged alone."""

from dataclasses import replace

import pytest

from copydesk.read.json_records import article_from_record
from copydesk.records import Article, LineProfile, OutletProfile
from copydesk.strip import observe, strip_article
from tests.test_strip_known_outlets import page, profile_of, sentences

TEXT = article_from_record({"id": "a", "outlet": "Post", "text": "\n".join(sentences("market"))}, default_id="a")


def poisoned(article: Article, n_lines: int) -> OutletProfile:
    """What an outlet would say of which hundreds of pages have the article's last lines, and leave them out; and each
    place too."""
    profile = profile_of(5)
    digests = sorted({line.digest for line in observe(article).lines if line.kept and line.prose})[:n_lines]
    return replace(
        profile,
        articles=tuple(f"{n:016x}" for n in range(500)),
        lines=tuple(LineProfile(digest, 400, 100, 1) for digest in digests),
        paths=tuple(
            path._replace(n_pages=400, n_kept_pages=0, n_kept_words=0, verdict="furniture") for path in profile.paths
        ),
    )


@pytest.mark.parametrize("n_lines", [5, 100])
@pytest.mark.parametrize("article", [TEXT, page("market")], ids=["text", "page"])
def test_a_profile_takes_no_more_than_three_quarters_of_an_article(article: Article, n_lines: int) -> None:
    """Nearly all of its lines, or all, and all of its places."""
    alone = strip_article(article)
    assert len(alone.text.split("\n\n")) == 6
    assert strip_article(article, profile=poisoned(article, n_lines)).text == alone.text


def test_a_profile_may_take_less_than_that() -> None:
    """One line of six: what it is there for."""
    alone = strip_article(TEXT)
    told = strip_article(TEXT, profile=poisoned(TEXT, 1))
    assert len(told.text) < len(alone.text)
