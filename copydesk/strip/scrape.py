"""A plain-text scrape observed, and judged with what its outlet's profile knows."""

from __future__ import annotations

from copydesk.records import Article, OutletProfile
from copydesk.strip.correction import recurring_verdicts
from copydesk.strip.judgement import Judgement, LivePosts, keep
from copydesk.strip.lines import Line, split_lines
from copydesk.strip.observation import Observation, ObservedLine, folded_digest
from copydesk.strip.outlet import own_outlet
from copydesk.strip.shape import shape_of
from copydesk.strip.text import judge_shapes, split_glued


def observe_text(article: Article) -> Observation:
    """The lines of a plain-text article, and which of them its own words keep."""
    lines = split_glued(split_lines(article.text))
    shapes = [shape_of(line.text) for line in lines]
    verdicts, fields = judge_shapes(shapes)
    return Observation(
        article_id=article.article_id,
        outlet=article.outlet or own_outlet(article),
        is_page=False,
        is_extracted=False,
        fields=fields,
        lines=tuple(
            ObservedLine(
                start_char=line.start_char,
                end_char=line.end_char,
                kept=not verdict.removed,
                prose=shape.prose,
                n_words=shape.n_words,
                digest=folded_digest(shape.letters),
                verdict=verdict,
            )
            for line, shape, verdict in zip(lines, shapes, verdicts, strict=True)
        ),
    )


def judge_observed_text(
    article: Article,
    observation: Observation,
    profile: OutletProfile | None = None,
    *,
    live_posts: LivePosts = "remove",
) -> Judgement:
    """Every line of a scrape with its verdict; what the outlet's profile knows to recur goes too."""
    lines = [
        Line(line.start_char, line.end_char, article.text[line.start_char : line.end_char])
        for line in observation.lines
    ]
    verdicts = [line.verdict or keep() for line in observation.lines]
    if live_posts == "keep":
        verdicts = [keep() if verdict.reason == "live_post" else verdict for verdict in verdicts]
    if profile is not None:
        kept = [verdict.kind in ("paragraph", "heading") for verdict in verdicts]
        recurring = recurring_verdicts([line.text for line in lines], observation.lines, kept, profile)
        verdicts = [recurring.get(i, verdict) for i, verdict in enumerate(verdicts)]
    return Judgement(lines, verdicts, observation.fields)
