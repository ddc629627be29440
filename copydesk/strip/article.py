"""The stage's front: an article in, the same article without furniture and with the evidence for it out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lxml.html import HtmlElement

from copydesk.errors import ArticleError
from copydesk.language import detect_language
from copydesk.records import Article, Decoding, OutletProfile
from copydesk.strip.evidence import body_text, cut_pieces, text_of_kind
from copydesk.strip.judgement import LIVE_POSTS, Judgement, LivePosts
from copydesk.strip.outlets.observation import Observation
from copydesk.strip.outlets.own_outlet import own_outlet
from copydesk.strip.outlets.profile import MIN_PAGES, learn_profiles
from copydesk.strip.texts.scrape import judge_observed_text, observe_text


def observe(article: Article, *, tree: HtmlElement | None = None) -> Observation:
    """The article's lines, and which of them it keeps by itself: what `learn_profiles` learns from.

    Takes an article from `repair` (or straight from `read`): `text` has the lines of `source_text`. `tree` is its page
    as `read` parsed it, if that is still there; it is used up.
    """
    if article.html is None:
        return observe_text(article)
    # Imported where it is needed: trafilatura and what it brings take .2 s to load, and texts need none of it.
    from copydesk.strip.pages.judging import observe_page

    return observe_page(article, tree)


def strip_article(
    article: Article,
    *,
    observation: Observation | None = None,
    profile: OutletProfile | None = None,
    live_posts: LivePosts = LIVE_POSTS,
) -> Article:
    """The article with its body alone in `text`, what stood around it in fields, and every removal explained.

    `observation` is what `observe` said of this article, if it was asked; `profile` is its outlet's, if one was
    learned. `live_posts` says whether those of a live blog go, where its opening is an article by itself. Fields that
    are filled already stay. Raises ArticleError("no_article") where nothing is left, or the page
    has no article.
    """
    observation = observation or observe(article)
    if observation.is_page:
        from copydesk.strip.pages.judging import judge_page

        judgement = judge_page(article, observation, profile, live_posts=live_posts)
    else:
        judgement = judge_observed_text(article, observation, profile, live_posts=live_posts)
    return _without_furniture(article, judgement)


def _without_furniture(article: Article, judgement: Judgement) -> Article:
    blocks, removals, end_gap = cut_pieces(article.source_text, article.text, article.edits, judgement)
    text = body_text(blocks)
    if not any(map(str.isalnum, text)):
        what = f"all of its {len(removals)} lines are furniture" if removals else "it has no text"
        raise ArticleError("no_article", f"{article.source_path}: no article, {what}")
    fields = judgement.fields
    return replace(
        article,
        text=text,
        title=article.title or fields.title or text_of_kind(blocks, "title"),
        standfirst=article.standfirst or text_of_kind(blocks, "standfirst", "lead"),
        byline=article.byline or fields.byline,
        published=article.published or fields.published,
        language=article.language or fields.language or detect_language(text),
        outlet=own_outlet(article, fields),
        outlet_name=article.outlet_name or fields.outlet,
        url=article.url or fields.url,
        doubt=judgement.doubt,
        blocks=blocks,
        removals=removals,
        end_gap=end_gap,
        html=None,
    )


def strip_articles(
    articles: Iterable[Article], *, earlier: Iterable[OutletProfile] = (), live_posts: LivePosts = LIVE_POSTS
) -> list[Article | ArticleError]:
    """A batch stripped: for each article, in order, the stripped one, or the ArticleError that says why there is none.

    Profiles of the outlets are learned from the batch itself, on top of those of `earlier` batches.
    """
    batch = list(articles)
    observations = [observe(article) for article in batch]
    learned = learn_profiles(observations, earlier=earlier, min_articles=MIN_PAGES)
    profiles = {profile.outlet: profile for profile in learned}
    outcomes: list[Article | ArticleError] = []
    for article, observation in zip(batch, observations, strict=True):
        try:
            profile = profiles.get(observation.outlet)
            outcomes.append(strip_article(article, observation=observation, profile=profile, live_posts=live_posts))
        except ArticleError as error:
            outcomes.append(error)
    return outcomes


def strip_text(text: str, *, language: str | None = None, live_posts: LivePosts = LIVE_POSTS) -> Article:
    """A lone text stripped: `text`, `title`, `standfirst`, `removals` ... of the article that comes out.

    >>> strip_text("Storm hits the coast\\nIt hit at noon on Friday, and it went on.\\nRead more").text
    'It hit at noon on Friday, and it went on.'
    """
    return strip_article(
        Article(
            article_id="text",
            outlet="",
            source_path="text",
            source_sha256="",
            media_type="text/plain",
            decoding=Decoding(encoding="utf-8", method="given"),
            source_text=text,
            text=text,
            language=language,
        ),
        live_posts=live_posts,
    )
