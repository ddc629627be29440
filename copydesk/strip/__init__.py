"""Page furniture out of articles, every removal with its reason."""

from copydesk.strip.article import observe, strip_article, strip_text
from copydesk.strip.batch import Stripper, strip_articles, strip_batch
from copydesk.strip.explain import explain
from copydesk.strip.options import StripOptions
from copydesk.strip.outlets.observation import Observation, Seen
from copydesk.strip.outlets.profile import each_profile, learn_profiles
from copydesk.strip.outlets.said import digest_of_said
from copydesk.strip.pages.wrapper import Wrappers

__all__ = [
    "Observation",
    "Seen",
    "StripOptions",
    "Stripper",
    "Wrappers",
    "digest_of_said",
    "each_profile",
    "explain",
    "learn_profiles",
    "observe",
    "strip_article",
    "strip_articles",
    "strip_batch",
    "strip_text",
]
