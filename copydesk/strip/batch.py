"""A batch stripped: each article observed, the outlets learned from all of them, then each article stripped."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import IO, Any

from lxml.html import HtmlElement

from copydesk.errors import ArticleError, article_error
from copydesk.records import Article, OutletProfile, PageBlock
from copydesk.strip.article import observe, strip_article
from copydesk.strip.options import DEFAULTS, StripOptions
from copydesk.strip.outlets.observation import Observation
from copydesk.strip.outlets.profile import MIN_PAGES, learn_profiles
from copydesk.strip.pages.wrapper import Wrappers

Parsed = tuple[Article, HtmlElement | None]  # an article, and its page's tree as `read` made it, if it is still there
Outcome = Article | ArticleError


class Stripper:
    """Strips articles by what is known of their outlets."""

    def __init__(self, profiles: Iterable[OutletProfile], options: StripOptions = DEFAULTS) -> None:
        self._profiles = {profile.outlet: profile for profile in profiles}
        self._options = options
        self._wrappers = Wrappers(self._profiles.get)

    def strip(
        self, article: Article, *, observation: Observation | None = None, tree: HtmlElement | None = None
    ) -> Article:
        """The article stripped, by its outlet's profile if there is one; ArticleError as from `strip_article`.

        An observation that is not given is made by what the profiles tell, too.
        """
        observation = observation or observe(article, tree=tree, options=self._options, wrappers=self._wrappers)
        profile = self._profiles.get(observation.outlet)
        return strip_article(article, observation=observation, profile=profile, options=self._options)


def strip_batch(
    articles: Iterable[Parsed | ArticleError],
    *,
    earlier: Iterable[OutletProfile] = (),
    options: StripOptions = DEFAULTS,
) -> Iterator[Outcome]:
    """For each article, in order, the stripped one, or the ArticleError that says why there is none; errors pass.

    Profiles of the outlets are learned from the batch itself, on top of those of `earlier` batches: nothing comes out
    before the last article is in. Meanwhile they wait on disk.
    """
    earlier = tuple(earlier)
    wrappers = Wrappers({profile.outlet: profile for profile in earlier}.get)
    with tempfile.TemporaryFile() as spool:
        observations = _observe_into(spool, articles, options, wrappers)
        stripper = Stripper(learn_profiles(observations, earlier=earlier, min_articles=MIN_PAGES), options)
        end = spool.tell()
        spool.seek(0)
        while spool.tell() < end:
            # Our own file, which has no name that anybody else could open.
            waiting = pickle.load(spool)
            yield waiting if isinstance(waiting, ArticleError) else _stripped(stripper, *waiting)


def strip_articles(
    articles: Iterable[Article], *, earlier: Iterable[OutletProfile] = (), options: StripOptions = DEFAULTS
) -> list[Outcome]:
    """`strip_batch` for articles that are in memory anyway."""
    return list(strip_batch(((article, None) for article in articles), earlier=earlier, options=options))


def _observe_into(
    spool: IO[bytes], articles: Iterable[Parsed | ArticleError], options: StripOptions, wrappers: Wrappers
) -> Iterator[Observation]:
    for parsed in articles:
        waiting: Any = parsed
        if not isinstance(parsed, ArticleError):
            article, tree = parsed
            try:
                observation = observe(article, tree=tree, options=options, wrappers=wrappers)
            except Exception as error:  # whatever is wrong with one article must not cost the others
                waiting = article_error(error, "strip")
            else:
                # The page itself is of no use any more once it has been observed, and its lines go to disk and back as
                # plain tuples in half the time.
                blocks = tuple(map(tuple, article.page_blocks))
                waiting = replace(article, html=None, page_blocks=()), blocks, observation
                yield observation
        pickle.dump(waiting, spool, protocol=pickle.HIGHEST_PROTOCOL)


def _stripped(
    stripper: Stripper, article: Article, blocks: Iterable[tuple[Any, ...]], observation: Observation
) -> Outcome:
    try:
        article = replace(article, page_blocks=tuple(map(PageBlock._make, blocks)))
        return stripper.strip(article, observation=observation)
    except Exception as error:
        return article_error(error, "strip")
