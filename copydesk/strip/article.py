"""The stage's front: an article in, the same article without furniture and with the evidence for it out."""

from __future__ import annotations

from dataclasses import replace

from lxml.html import HtmlElement

from copydesk.errors import ArticleError
from copydesk.language import detect_language, language_code
from copydesk.records import Article, Decoding, OutletProfile
from copydesk.strip.evidence import body_text, cut_pieces, text_of_kind
from copydesk.strip.judgement import Fields, Judgement
from copydesk.strip.options import DEFAULTS, StripOptions
from copydesk.strip.outlets.observation import Observation
from copydesk.strip.outlets.own_outlet import own_outlet
from copydesk.strip.pages.wrapper import Wrappers
from copydesk.strip.repeats import find_repeats
from copydesk.strip.texts.scrape import judge_observed_text, observe_text

# Of what the article has where it is judged alone, so much its outlet's profile leaves it: one that would take more is
# wrong, whoever learned it. A short article may have two thirds of a foot that all of the outlet's have.
_LEAST_SHARE = 0.25


def observe(
    article: Article,
    *,
    tree: HtmlElement | None = None,
    options: StripOptions = DEFAULTS,
    wrappers: Wrappers | None = None,
) -> Observation:
    """The article's lines, and which of them it keeps by itself: what `learn_profiles` learns from.

    Takes an article from `repair` (or straight from `read`): `text` has the lines of `source_text`. `tree` is its page
    as `read` parsed it, if that is still there; it is used up. `options` are those with which it is to be stripped.
    `wrappers` tell pages of outlets that earlier batches' profiles know, without the extractor.
    """
    if article.html is None:
        return observe_text(article, options.off)
    # Imported where it is needed: trafilatura and what it brings take .2 s to load, and texts need none of it.
    from copydesk.strip.pages.judging import observe_page

    return observe_page(article, tree, options.off, wrappers)


def strip_article(
    article: Article,
    *,
    observation: Observation | None = None,
    profile: OutletProfile | None = None,
    options: StripOptions = DEFAULTS,
) -> Article:
    """The article with its body alone in `text`, what stood around it in fields, and every removal explained.

    `observation` is what `observe` said of this article with the same options, if it was asked; `profile` is its
    outlet's, if one was learned. Fields that are filled already stay. Raises ArticleError("no_article") where nothing
    is left, or the page has no article.
    """
    observation = observation or observe(article, options=options)
    n_alone = 0 if profile is None else _n_kept_alone(observation)
    try:
        stripped = _without_furniture(article, _judged(article, observation, profile, options))
    except ArticleError:
        if n_alone == 0:
            raise
    else:
        if len(stripped.text) >= _LEAST_SHARE * n_alone:
            return stripped
    return _without_furniture(article, _judged(article, observation, None, options))


def _judged(
    article: Article, observation: Observation, profile: OutletProfile | None, options: StripOptions
) -> Judgement:
    if observation.is_page:
        from copydesk.strip.pages.judging import judge_page

        return judge_page(article, observation, profile, options.off)
    return judge_observed_text(article, observation, profile, options.off)


def _n_kept_alone(observation: Observation) -> int:
    """How many characters the article has where no other is asked."""
    return sum(line.end_char - line.start_char for line in observation.lines if line.kept)


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
        title=article.title or fields.title or text_of_kind(blocks, "title") or article.given_title,
        standfirst=article.standfirst or text_of_kind(blocks, "standfirst", "lead"),
        byline=article.byline or fields.byline,
        published=_published(article, fields),
        language=article.language or fields.language or detect_language(text) or language_code(article.given_language),
        outlet=own_outlet(article, fields),
        outlet_name=article.outlet_name or fields.outlet,
        url=article.url or fields.url,
        doubt=judgement.doubt or find_repeats(blocks),
        blocks=blocks,
        removals=removals,
        end_gap=end_gap,
        html=None,
    )


def _published(article: Article, fields: Fields) -> str | None:
    """What a page says, or what the record or the manifest says where that is more exact or the page says nothing.

    The lines of a text are guessed from: there the record counts first.
    """
    given, own = article.published, fields.published
    if article.media_type == "text/html" and own and not (given or "").startswith(own):
        return own
    return given or own or fields.published_else


def strip_text(text: str, *, language: str | None = None, options: StripOptions = DEFAULTS) -> Article:
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
        options=options,
    )
