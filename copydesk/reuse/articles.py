"""Near-duplicate passages of whole articles, with their spans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from copydesk.records import Cluster, Match, Passage, StockSentence
from copydesk.reuse.arrays import Int64
from copydesk.reuse.corpus.build import Corpus, build_corpus, id_keys, read_texts
from copydesk.reuse.corpus.words import STARTS_SENTENCE, Words
from copydesk.reuse.pairs.matching import match_units
from copydesk.reuse.pairs.stock import SetApart
from copydesk.reuse.search import MAX_BAND_BYTES, THRESHOLD_JACCARD, Search
from copydesk.reuse.shared.chains import Stretch
from copydesk.reuse.shared.clusters import Span, build_clusters, cluster_order, passage_order, settle_spans
from copydesk.reuse.shared.differences import differences
from copydesk.reuse.shared.formulas import Formulas, known_runs
from copydesk.reuse.shared.shared_stock import SharedStock
from copydesk.reuse.shared.spans import describe, shared_stretches

# Marks that belong to the words which they touch.
OPENING_MARKS = frozenset("“„«「『\"‘‚‹'([{¿¡")
CLOSING_MARKS = frozenset(".!?…,;:。！？”»」』\"’›')]}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReuseInput:
    """One article as reuse sees it."""

    article_id: str
    outlet: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reuse:
    """What the articles of different outlets share, in canonical order."""

    matches: tuple[Match, ...]
    passages: tuple[Passage, ...]
    clusters: tuple[Cluster, ...]
    stock: tuple[StockSentence, ...] = ()


def find_near_duplicates(
    articles: Sequence[ReuseInput],
    *,
    threshold_jaccard: float = THRESHOLD_JACCARD,
    n_perm: int = 128,
    seed: int = 1,
    max_band_bytes: int = MAX_BAND_BYTES,
    same_outlet: bool = False,
    scratch: Path | None = None,
    known: Iterable[StockSentence] = (),
) -> Reuse:
    """Every passage that stands in articles of two outlets or more: matches with spans on both sides, the passages
    of each article, and clusters of them.

    `threshold_jaccard` is the similarity (of word-pair shingles) from which two sentences of articles otherwise
    unrelated are one passage; a stretch of a dozen words inside them must be as dense. Inside articles that share a
    passage less is asked for. Band keys and signatures beyond `max_band_bytes` stand in the folder `scratch`, if one is
    given, while they are used. With `same_outlet` passages that one outlet prints twice are found as well, and their
    matches say so. What many outlets shared in an earlier batch without copying it is `known`, as that batch's stock.
    Nothing depends on the order of `articles`. Where an article_id stands twice the first in order of outlet and text
    is taken.
    """
    unique: dict[str, ReuseInput] = {}
    for article in sorted(articles, key=lambda article: (article.article_id, article.outlet, article.text)):
        unique.setdefault(article.article_id, article)
    ordered = list(unique.values())
    # To the steps below what may match is of different outlets: where one outlet may match itself, each article is one.
    apart_by = [article.article_id if same_outlet else article.outlet for article in ordered]
    outlets = {key: i for i, key in enumerate(sorted(set(apart_by)))}
    words = read_texts(article.text for article in ordered)
    keys = id_keys(article.article_id for article in ordered)
    corpus = build_corpus(words, range(len(ordered)), [outlets[key] for key in apart_by], keys)
    search = Search(
        threshold_jaccard=threshold_jaccard, n_perm=n_perm, seed=seed, scratch=scratch, max_band_bytes=max_band_bytes
    )
    pairs, apart = match_units(corpus, search)
    return settle_articles(ordered, corpus, pairs.a, pairs.b, apart, known=known)


def settle_articles(
    articles: Sequence[ReuseInput],
    corpus: Corpus,
    a: Int64,
    b: Int64,
    apart: SetApart,
    *,
    known: Iterable[StockSentence] = (),
) -> Reuse:
    """What the articles share, from the pairs of units a[i] and b[i] of their corpus; and what was set apart."""
    formulas = Formulas(corpus.words, [article.text for article in articles], known_runs(known))
    copied: dict[tuple[int, int], list[Stretch]] = {}
    shared = SharedStock()
    shared.add_families(corpus, apart)
    for two, found in shared_stretches(corpus, a, b).items():
        kinds = formulas.kinds(*two, found)
        copied[two] = [stretch for stretch, kind in zip(found, kinds, strict=True) if kind is None]
        for stretch, kind in zip(found, kinds, strict=True):
            if kind is not None:
                shared.add(two, stretch, kind)
    return _reuse(articles, corpus, copied, _stock_sentences(articles, corpus.words, shared))


def join_reuse(parts: Iterable[Reuse]) -> Reuse:
    """What several groups of articles share, in canonical order, where no passage is of two groups."""
    found = list(parts)
    return Reuse(
        matches=tuple(sorted((match for part in found for match in part.matches), key=_match_order)),
        passages=tuple(sorted((passage for part in found for passage in part.passages), key=passage_order)),
        clusters=tuple(sorted((cluster for part in found for cluster in part.clusters), key=cluster_order)),
        stock=tuple(sorted((stock for part in found for stock in part.stock), key=_stock_order)),
    )


def _match_order(match: Match) -> tuple[str, int, int, str, int, int]:
    return match.a_article_id, match.a_start, match.a_end, match.b_article_id, match.b_start, match.b_end


def _stock_order(stock: StockSentence) -> tuple[int, str, str, int]:
    return -stock.n_articles, stock.text, stock.kind, stock.n_outlets


def _reuse(
    articles: Sequence[ReuseInput],
    corpus: Corpus,
    stretches: dict[tuple[int, int], list[Stretch]],
    stock: tuple[StockSentence, ...],
) -> Reuse:
    flat = [(a, b, stretch) for (a, b), found in stretches.items() for stretch in found]
    described = describe(corpus, [stretch for _, _, stretch in flat])
    matches: list[Match] = []
    word_runs: dict[Span, tuple[int, int]] = {}
    for (a, b, stretch), (kind, similarity) in zip(flat, described, strict=True):
        span_a = span_of_words(corpus.words, a, articles[a].text, stretch.a_start, stretch.a_end)
        span_b = span_of_words(corpus.words, b, articles[b].text, stretch.b_start, stretch.b_end)
        word_runs[span_a] = stretch.a_start, stretch.a_end
        word_runs[span_b] = stretch.b_start, stretch.b_end
        only_a, only_b = differences(corpus.words, stretch, articles[a].text, articles[b].text)
        matches.append(
            Match(
                a_article_id=articles[a].article_id,
                a_start=span_a[1],
                a_end=span_a[2],
                b_article_id=articles[b].article_id,
                b_start=span_b[1],
                b_end=span_b[2],
                kind=kind,
                similarity=similarity,
                only_a=only_a,
                only_b=only_b,
                same_outlet=articles[a].outlet == articles[b].outlet,
            )
        )
    settled = settle_spans(list(word_runs))
    words_of: dict[Span, frozenset[int]] = {}
    for span, passage in settled.items():
        found = frozenset(corpus.words.hashes[slice(*word_runs[span])].tolist())
        words_of[passage] = words_of.get(passage, frozenset()) | found
    passages, clusters = build_clusters(
        matches,
        [article.article_id for article in articles],
        [article.outlet for article in articles],
        [article.text for article in articles],
        words_of,
        settled,
    )
    matches.sort(key=_match_order)
    return Reuse(matches=tuple(matches), passages=passages, clusters=clusters, stock=stock)


def _stock_sentences(articles: Sequence[ReuseInput], words: Words, shared: SharedStock) -> tuple[StockSentence, ...]:
    """What was set apart, a row a family: its most frequent wording, and in how many articles and outlets it stands."""
    found = []
    for kind, spans in shared.families():
        outlets = {articles[number].outlet for number, _, _ in spans}
        if len(outlets) > 1:
            wordings = []
            for number, start_word, end_word in spans:
                text = articles[number].text
                _, start, end = span_of_words(words, number, text, start_word, end_word)
                wordings.append(text[start:end])
            found.append(
                StockSentence(
                    text=_most_frequent(wordings),
                    kind=kind,
                    n_articles=len({number for number, _, _ in spans}),
                    n_outlets=len(outlets),
                )
            )
    return tuple(sorted(found, key=_stock_order))


def _most_frequent(texts: list[str]) -> str:
    counts = Counter(texts)
    return min(counts, key=lambda text: (-counts[text], text))


def span_of_words(words: Words, number: int, text: str, start_word: int, end_word: int) -> Span:
    """The characters of a run of words, with the marks that open it, and those behind it where its sentence ends."""
    start, end = int(words.start_chars[start_word]), int(words.end_chars[end_word - 1])
    while start and text[start - 1] in OPENING_MARKS:
        start -= 1
    if end_word == words.text_starts[number + 1] or words.flags[end_word] & STARTS_SENTENCE:
        while end < len(text) and text[end] in CLOSING_MARKS:
            end += 1
    return number, start, end
