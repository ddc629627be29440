"""What is promised of every article that comes out, whichever target made it."""

from __future__ import annotations

from lxml.html import HtmlElement

from copydesk.arrow import from_batch, to_batch
from copydesk.errors import ArticleError
from copydesk.read.limits import ArticleLimits
from copydesk.reasons import REASONS
from copydesk.rebuild import apply_edits, rebuild_article
from copydesk.records import BODY_KINDS, Article
from copydesk.repair import repair_article
from copydesk.strip import observe, strip_article

LIMITS = ArticleLimits(max_chars=2_000_000, max_lines=100_000, max_elements=500_000)


def check_reason(refused: ArticleError, *allowed: str) -> None:
    """It is one of the reasons that the documentation has for it."""
    assert refused.reason in allowed, f"{refused.reason}: {refused}"


def check_stages(article: Article, tree: HtmlElement | None = None) -> None:
    """As it was read, the article goes through repair and strip: nothing of it is lost, or it is refused as none."""
    repaired = repair_article(article)
    assert apply_edits(article.source_text, repaired.edits) == repaired.text
    observation = observe(repaired, tree=tree)
    try:
        stripped = strip_article(repaired, observation=observation)
    except ArticleError as refused:
        check_reason(refused, "no_article")
        return
    _check_stripped(stripped, article.source_text)


def _check_stripped(article: Article, source_text: str) -> None:
    """The source comes back from the evidence, every removal has its reason, and a table can hold it all."""
    assert rebuild_article(article) == source_text
    assert article.text == "\n\n".join(block.text for block in article.blocks if block.kind in BODY_KINDS)
    assert any(map(str.isalnum, article.text))
    for removal in article.removals:
        assert removal.reason in REASONS, removal
        assert removal.rule, removal
        assert source_text[removal.start_char : removal.end_char] == removal.text
    assert from_batch(to_batch([article], Article), Article) == [article]
