"""Page furniture out of articles, every removal with its reason."""

from copydesk.strip.article import observe, strip_article, strip_text
from copydesk.strip.batch import Stripper, strip_articles, strip_batch
from copydesk.strip.explain import explain
from copydesk.strip.options import StripOptions
from copydesk.strip.outlets.observation import Observation
from copydesk.strip.outlets.profile import (
    MAX_PAGES,
    MAX_RECALLED,
    CountedOutlets,
    LineOutlets,
    OutletSamples,
    count_outlets,
    learn_profiles,
)
from copydesk.strip.outlets.said import digests_of_said
from copydesk.strip.outlets.summary import Summary, article_digest, summaries_made_by, summarise
from copydesk.strip.pages.wrapper import Wrappers

__all__ = [
    "MAX_PAGES",
    "MAX_RECALLED",
    "CountedOutlets",
    "LineOutlets",
    "Observation",
    "OutletSamples",
    "StripOptions",
    "Stripper",
    "Summary",
    "Wrappers",
    "article_digest",
    "count_outlets",
    "digests_of_said",
    "explain",
    "learn_profiles",
    "observe",
    "strip_article",
    "strip_articles",
    "strip_batch",
    "strip_text",
    "summaries_made_by",
    "summarise",
]
