"""Page furniture out of articles, every removal with its reason."""

from copydesk.strip.article import observe, strip_article, strip_articles, strip_text
from copydesk.strip.explain import explain
from copydesk.strip.outlets.observation import Observation
from copydesk.strip.outlets.profile import learn_profiles

__all__ = [
    "Observation",
    "explain",
    "learn_profiles",
    "observe",
    "strip_article",
    "strip_articles",
    "strip_text",
]
