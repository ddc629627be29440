"""A plain-text scrape observed, and judged with what its outlet's profile knows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from copydesk.errors import ArticleError
from copydesk.records import BODY_KINDS, Article, OutletProfile
from copydesk.strip.judgement import Fields, Judgement, Verdict, keep
from copydesk.strip.lines.consent import is_consent_wall
from copydesk.strip.lines.shape import Shape, shape_of
from copydesk.strip.lines.splitting import Line, split_lines
from copydesk.strip.outlets.observation import Observation, ObservedLine, folded_digest
from copydesk.strip.outlets.own_outlet import own_outlet
from copydesk.strip.outlets.rules import recurring_verdicts
from copydesk.strip.texts.broken_lines import broken_paragraphs, in_one_row, join_paragraphs
from copydesk.strip.texts.draft import is_whole_page
from copydesk.strip.texts.judging import judge_shapes, split_glued
from copydesk.strip.texts.wrapped_lines import wrapped_paragraphs


def observe_text(article: Article, off: Collection[str] = ()) -> Observation:
    """The lines of a plain-text article, and which of them its own words keep; a paragraph in several is one line.

    Rules named in `off` do not run.
    """
    lines, shapes = _paragraphs(split_glued(split_lines(article.text)), article.text)
    verdicts, fields = judge_shapes(shapes, off=off)
    return Observation(
        article_id=article.article_id,
        outlet=own_outlet(article, Fields()),
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


def _paragraphs(lines: list[Line], text: str) -> tuple[list[Line], list[Shape]]:
    """Lines of `text` and their shapes, broken and wrapped paragraphs joined.

    A page dump's are not joined where it breaks them at links: its model knows lines as they come.
    """
    shapes = [shape_of(line.text) for line in lines]
    runs = broken_paragraphs(shapes)
    if not runs or is_whole_page(shapes):
        runs = wrapped_paragraphs(lines, shapes, text)
    return join_paragraphs(lines, shapes, runs) if runs else (lines, shapes)


def judge_observed_text(
    article: Article, observation: Observation, profile: OutletProfile | None = None, off: Collection[str] = ()
) -> Judgement:
    """Every line of a scrape with its verdict; what the outlet's profile knows to recur goes too.

    Raises ArticleError("no_article") where what is left asks for consent, and nothing else.
    """
    lines = [
        Line(line.start_char, line.end_char, article.text[line.start_char : line.end_char])
        for line in observation.lines
    ]
    verdicts = [line.verdict or keep() for line in observation.lines]
    fields = observation.fields
    if profile is not None:
        kept = [verdict.kind in ("paragraph", "heading") for verdict in verdicts]
        recurring = recurring_verdicts([line.text for line in lines], observation.lines, kept, profile, off)
        if _hid_the_head(recurring, verdicts):
            recurring = _with_copies(recurring, observation.lines)
            shapes = [shape_of(in_one_row(line.text)) for line in lines]
            verdicts, fields = judge_shapes(shapes, recurring=recurring, off=off)
        verdicts = [recurring.get(i, verdict) for i, verdict in enumerate(verdicts)]
    judgement = _with_something(Judgement(lines, verdicts, fields))
    if is_consent_wall(_texts_left(judgement)):
        raise ArticleError("no_article", f"{article.source_path}: no article, a consent wall")
    return judgement


def _texts_left(judgement: Judgement) -> list[str]:
    return [
        line.text
        for line, verdict in zip(judgement.lines, judgement.verdicts, strict=True)
        if verdict.kind in BODY_KINDS or verdict.kind == "standfirst"
    ]


# Removals that are opinions of the whole. Where they are nearly all, and leave nothing, they give way: a list of names
# looks like a menu. A front page has words of menus, too.
_OPINIONS = ("dump.model", "profile.")
_MIN_SHARE_OF_OPINIONS = 0.8
_BESIDE = ("caption", "credit", "byline", "repeated")


def _with_something(judgement: Judgement) -> Judgement:
    """The judgement, or where it leaves nothing, one that keeps what no words of its own speak against, and a doubt.

    Where there is no such thing, sentences stay that went for standing beside a picture or an author: a report of one
    paragraph that ends in its photographer.
    """
    lines, verdicts = judgement.lines, judgement.verdicts
    if any(verdict.kind in BODY_KINDS for verdict in verdicts):
        return judgement
    pairs = list(zip(lines, verdicts, strict=True))
    spared = [verdict.rule.startswith(_OPINIONS) and any(map(str.isalpha, line.text)) for line, verdict in pairs]
    doubt = f"menu: all of its {len(verdicts)} lines look like one"
    if sum(spared) < _MIN_SHARE_OF_OPINIONS * len(verdicts):
        spared = [verdict.reason in _BESIDE and _has_sentence(line.text) for line, verdict in pairs]
        doubt = "caption: its only sentences look like captions or notes on their author"
    if not any(spared):
        return judgement
    kept = [keep() if spares else verdict for spares, verdict in zip(spared, verdicts, strict=True)]
    return replace(judgement, verdicts=kept, doubt=doubt)


def _has_sentence(text: str) -> bool:
    shape = shape_of(text)
    return shape.prose or shape.n_sentences > 1


def _hid_the_head(recurring: Mapping[int, Verdict], verdicts: Sequence[Verdict]) -> bool:
    """Whether a line that recurs stood where the title should: then the head was not seen."""
    first = next((i for i, verdict in enumerate(verdicts) if not verdict.removed), None)
    return first is not None and first in recurring


def _with_copies(recurring: Mapping[int, Verdict], lines: Sequence[ObservedLine]) -> dict[int, Verdict]:
    """The verdicts, on second copies of the lines, too, which were removed as such."""
    by_digest = {lines[i].digest: verdict for i, verdict in recurring.items()}
    return {
        i: by_digest[line.digest]
        for i, line in enumerate(lines)
        if line.digest in by_digest and (i in recurring or (line.verdict is not None and line.verdict.removed))
    }
