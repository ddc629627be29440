"""A plain-text scrape observed, and judged with what its outlet's profile knows."""

from __future__ import annotations

from dataclasses import replace

from copydesk.records import Article, OutletProfile
from copydesk.strip.correction import recurring_verdicts
from copydesk.strip.judgement import Fields, Judgement
from copydesk.strip.lines import split_lines
from copydesk.strip.observation import Observation, ObservedLine, line_digest
from copydesk.strip.outlet import own_outlet
from copydesk.strip.shape import shape_of
from copydesk.strip.text import judge_text


def observe_text(article: Article) -> Observation:
    """The lines of a plain-text article, and which of them its own words keep."""
    judgement = judge_text(split_lines(article.text))
    lines = []
    for line, verdict in zip(judgement.lines, judgement.verdicts, strict=True):
        shape = shape_of(line)
        lines.append(
            ObservedLine(
                start_char=line.start_char,
                end_char=line.end_char,
                kept=not verdict.removed,
                prose=shape.prose,
                n_words=shape.n_words,
                digest=line_digest(line.text),
            )
        )
    return Observation(
        article_id=article.article_id,
        outlet=article.outlet or own_outlet(article),
        is_page=False,
        is_extracted=False,
        fields=Fields(),
        lines=tuple(lines),
    )


def judge_observed_text(article: Article, observation: Observation, profile: OutletProfile | None = None) -> Judgement:
    """Every line of a scrape with its verdict; what the outlet's profile knows to recur goes too."""
    judgement = judge_text(split_lines(article.text))
    if profile is None:
        return judgement
    texts = [line.text for line in judgement.lines]
    kept = [verdict.kind in ("paragraph", "heading") for verdict in judgement.verdicts]
    recurring = recurring_verdicts(texts, observation.lines, kept, profile)
    verdicts = [recurring.get(i, verdict) for i, verdict in enumerate(judgement.verdicts)]
    return replace(judgement, verdicts=verdicts)
