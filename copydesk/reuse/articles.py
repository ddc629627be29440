"""Near-duplicate passages of whole articles, with their spans."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from copydesk.records import Cluster, EarlierArticle, EarlierPassage, Match, Passage, StockKind, StockSentence
from copydesk.reuse.arrays import Bool, Int64, UInt32, sorted_unique
from copydesk.reuse.corpus.build import Corpus, build_corpus, id_keys, read_texts
from copydesk.reuse.corpus.words import STARTS_SENTENCE, Words, join_words, reorder_texts
from copydesk.reuse.inputs import Articles, ReuseInput, WordsRead, read_articles
from copydesk.reuse.memory.layout import Memory
from copydesk.reuse.memory.look import EarlierText, alike_articles, known_stock
from copydesk.reuse.pairs.matching import match_units
from copydesk.reuse.pairs.stock import SetApart
from copydesk.reuse.search import THRESHOLD_JACCARD, Search
from copydesk.reuse.shared.chains import Stretch
from copydesk.reuse.shared.clusters import Span, build_clusters, cluster_order, passage_order, settle_spans
from copydesk.reuse.shared.differences import differences
from copydesk.reuse.shared.formulas import Formulas, known_runs
from copydesk.reuse.shared.further import add_further
from copydesk.reuse.shared.shared_stock import SharedStock
from copydesk.reuse.shared.spans import aligned_stretches, describe
from copydesk.reuse.shared.told import PairsTold, Telling
from copydesk.reuse.store import MAX_MEMORY_BYTES, Chosen, Store

# Marks that belong to the words which they touch.
OPENING_MARKS = frozenset("“„«「『\"‘‚‹'([{¿¡")
CLOSING_MARKS = frozenset(".!?…,;:。！？”»」』\"’›')]}")
# Passages of which the words are kept while clusters are made: centres of clusters are asked for again and again.
_PASSAGES_KEPT = 1 << 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Reuse:
    """What the articles of different outlets share, in canonical order."""

    matches: tuple[Match, ...]
    passages: tuple[Passage, ...]
    clusters: tuple[Cluster, ...]
    stock: tuple[StockSentence, ...] = ()
    earlier: tuple[EarlierArticle, ...] = ()  # articles of earlier batches that matches name, by id


def find_near_duplicates(
    articles: Iterable[ReuseInput],
    *,
    threshold_jaccard: float = THRESHOLD_JACCARD,
    n_perm: int = 128,
    seed: int = 1,
    max_memory_bytes: int = MAX_MEMORY_BYTES,
    same_outlet: bool = False,
    scratch: Path | None = None,
    workers: int = 1,
    known: Iterable[StockSentence] = (),
    memory: Memory | None = None,
    told: PairsTold | None = None,
    words_read: WordsRead | None = None,
) -> Reuse:
    """Every passage that stands in articles of two outlets or more: matches with spans on both sides, the passages
    of each article, and clusters of them.

    `threshold_jaccard` is the similarity (of word-pair shingles) from which two sentences of articles otherwise
    unrelated are one passage; a stretch of a dozen words inside them must be as dense. Inside articles that share a
    passage less is asked for. Articles are read once, as they come, and not kept: what is known of them stands in
    memory up to `max_memory_bytes`, and beyond that in files of the folder `scratch`, if one is given. Of `workers`
    (processes) so many read and sign. With `same_outlet` passages that one outlet prints twice are found as well, and
    their matches say so. What many outlets shared in an earlier batch without copying it is `known`, as that batch's
    stock. Nothing depends on the order of `articles`. Where an article_id stands twice the first in order of outlet and
    text is taken.

    With a `memory` articles of earlier batches are searched as well, as if all were one batch: what one of them shares
    with one of `articles` is a match like any other, and what two of them share is none. Those that matches name are
    `earlier`.

    What two texts share is taken over from what an earlier search has `told`, where the two and what was aligned of
    them are the same, and told to it; and the words of texts from what it has of `words_read`.
    """
    search = Search(
        threshold_jaccard=threshold_jaccard,
        n_perm=n_perm,
        seed=seed,
        scratch=scratch,
        max_memory_bytes=max_memory_bytes,
        workers=workers,
    )
    store = Store(scratch, max_memory_bytes)
    read, words = read_articles(articles, store, workers, words_read)
    corpus = _corpus_of(read, words, store, same_outlet=same_outlet, workers=workers, memory=memory)
    if memory is None or not memory.runs:
        pairs, apart = match_units(corpus, search)
        return settle_articles(read, corpus, pairs.a, pairs.b, apart, known=known, told=told)
    found = alike_articles(memory, corpus, read.outlets, read.ids, search, same_outlet=same_outlet)
    both, words, is_earlier = _with_earlier(read, words, found, store, workers)
    corpus = _corpus_of(both, words, store, same_outlet=same_outlet, workers=workers, like=corpus)
    pairs, apart = match_units(corpus, search)
    new = ~(is_earlier[corpus.units.texts[pairs.a]] & is_earlier[corpus.units.texts[pairs.b]])
    apart = apart.of_families_with(~is_earlier[corpus.units.texts])
    known = [*known, *known_stock(memory)]
    settled = settle_articles(both, corpus, pairs.a[new], pairs.b[new], apart, known=known, told=told)
    return replace(settled, earlier=earlier_named(memory, found, settled.matches))


def _corpus_of(
    articles: Articles,
    words: Words,
    store: Store,
    *,
    same_outlet: bool,
    workers: int,
    memory: Memory | None = None,
    like: Corpus | None = None,
) -> Corpus:
    """The corpus of articles: what words weigh, those of the memory tell, too, or it is as in the corpus `like`."""
    # To the steps below what may match is of different outlets: where one outlet may match itself, each article is
    # one.
    apart_by = articles.ids if same_outlet else articles.outlets
    number = {key: i for i, key in enumerate(sorted(set(apart_by)))}
    return build_corpus(
        words,
        range(len(articles.ids)),
        [number[key] for key in apart_by],
        id_keys(articles.ids),
        store=store,
        workers=workers,
        earlier=[run.counted() for run in memory.runs] if memory else (),
        like=like,
    )


def _with_earlier(
    articles: Articles, words: Words, earlier: Sequence[EarlierText], store: Store, workers: int
) -> tuple[Articles, Words, Bool]:
    """The articles with those of earlier batches, in order of their ids, and which are these."""
    ids = [*articles.ids, *(text.article_id for text in earlier)]
    order = sorted(range(len(ids)), key=ids.__getitem__)
    outlets = [*articles.outlets, *(text.outlet for text in earlier)]
    read = read_texts((text.text for text in earlier), store=store, workers=workers)
    both = Articles(
        [ids[i] for i in order],
        [outlets[i] for i in order],
        Chosen(articles.texts, [text.text for text in earlier], order),
    )
    places = np.array(order, dtype=np.int64)
    return both, reorder_texts(join_words([words, read], store), places, store), places >= len(articles.ids)


def earlier_named(memory: Memory, found: Sequence[EarlierText], matches: Iterable[Match]) -> tuple[EarlierArticle, ...]:
    """Those of the earlier articles that matches name, sorted by id, with what their batches published of them."""
    named = {name for match in matches for name in (match.a_article_id, match.b_article_id)}
    return tuple(
        EarlierArticle(
            article_id=text.article_id,
            outlet=text.outlet,
            published=text.published,
            batch=text.batch,
            n_chars=len(text.text),
            title=text.title,
            passages=tuple(EarlierPassage(**row) for row in memory.runs[text.run].passages_of(text.number)),
        )
        for text in sorted(found, key=lambda text: text.article_id)
        if text.article_id in named
    )


def settle_articles(
    articles: Articles,
    corpus: Corpus,
    a: Int64,
    b: Int64,
    apart: SetApart,
    *,
    known: Iterable[StockSentence] = (),
    told: PairsTold | None = None,
) -> Reuse:
    """What the articles share, from the pairs of units a[i] and b[i] of their corpus; and what was set apart."""
    formulas = Formulas(corpus.words, articles.texts, known_runs(known))
    copied: dict[tuple[int, int], list[Stretch]] = {}
    shared = SharedStock()
    shared.add_families(corpus, apart)
    telling = Telling(corpus.words, articles.texts, formulas, told)
    for two, aligned in corpus.store.resting(aligned_stretches(corpus, a, b)):
        found = telling.tell(*two, aligned)
        copied[two] = [stretch for stretch, kind in found if kind is None]
        for stretch, kind in found:
            if kind is not None:
                shared.add(two, stretch, kind)
    return _reuse(articles, corpus, copied, _stock_sentences(articles, corpus.words, shared, corpus.store))


def join_reuse(parts: Iterable[Reuse]) -> Reuse:
    """What several groups of articles share, in canonical order, where no passage is of two groups."""
    found = list(parts)
    return Reuse(
        matches=tuple(sorted((match for part in found for match in part.matches), key=_match_order)),
        passages=tuple(sorted((passage for part in found for passage in part.passages), key=passage_order)),
        clusters=tuple(sorted((cluster for part in found for cluster in part.clusters), key=cluster_order)),
        stock=join_stock(stock for part in found for stock in part.stock),
        earlier=tuple(sorted((article for part in found for article in part.earlier), key=_earlier_order)),
    )


def _match_order(match: Match) -> tuple[str, int, int, str, int, int]:
    return match.a_article_id, match.a_start, match.a_end, match.b_article_id, match.b_start, match.b_end


def join_stock(stock: Iterable[StockSentence]) -> tuple[StockSentence, ...]:
    """What several groups of articles have set apart, in canonical order: the same sentence may be in each of them."""
    joined: dict[tuple[str, StockKind], StockSentence] = {}
    for one in stock:
        known = joined.get((one.text, one.kind))
        if known is not None:
            outlets = tuple(sorted({*known.outlets, *one.outlets}))
            n_articles = known.n_articles + one.n_articles
            one = replace(one, n_articles=n_articles, n_outlets=len(outlets), outlets=outlets)
        joined[one.text, one.kind] = one
    return tuple(sorted(joined.values(), key=_stock_order))


def _stock_order(stock: StockSentence) -> tuple[int, str, str]:
    return -stock.n_articles, stock.text, stock.kind


def _earlier_order(article: EarlierArticle) -> str:
    return article.article_id


def _reuse(
    articles: Articles,
    corpus: Corpus,
    stretches: dict[tuple[int, int], list[Stretch]],
    stock: tuple[StockSentence, ...],
) -> Reuse:
    ids, outlets, texts = articles.ids, articles.outlets, articles.texts
    flat = [(a, b, stretch) for (a, b), found in stretches.items() for stretch in found]
    described = describe(corpus, [stretch for _, _, stretch in flat])
    matches: list[Match] = []
    word_runs: dict[Span, tuple[int, int]] = {}
    for (a, b, stretch), (kind, similarity) in corpus.store.resting(zip(flat, described, strict=True)):
        span_a = span_of_words(corpus.words, a, texts[a], stretch.a_start, stretch.a_end)
        span_b = span_of_words(corpus.words, b, texts[b], stretch.b_start, stretch.b_end)
        word_runs[span_a] = stretch.a_start, stretch.a_end
        word_runs[span_b] = stretch.b_start, stretch.b_end
        # Most are exact: nothing differs.
        only_a, only_b = ((), ()) if kind == "exact" else differences(corpus.words, stretch, texts[a], texts[b])
        matches.append(
            Match(
                a_article_id=ids[a],
                a_start=span_a[1],
                a_end=span_a[2],
                b_article_id=ids[b],
                b_start=span_b[1],
                b_end=span_b[2],
                kind=kind,
                similarity=similarity,
                only_a=only_a,
                only_b=only_b,
                same_outlet=outlets[a] == outlets[b],
            )
        )
    settled = settle_spans(list(word_runs))
    runs_of: dict[Span, list[tuple[int, int]]] = {}
    for span, passage in settled.items():
        runs_of.setdefault(passage, []).append(word_runs[span])

    @lru_cache(maxsize=_PASSAGES_KEPT)
    def words_of(passage: Span) -> UInt32:
        return sorted_unique(np.concatenate([corpus.words.hashes[slice(*run)] for run in runs_of[passage]]))

    passages, clusters = build_clusters(matches, ids, outlets, texts, words_of, settled, corpus.store)
    clusters = add_further(clusters, passages, corpus.words, ids, corpus.store)
    matches.sort(key=_match_order)
    return Reuse(matches=tuple(matches), passages=passages, clusters=clusters, stock=stock)


def _stock_sentences(articles: Articles, words: Words, shared: SharedStock, store: Store) -> tuple[StockSentence, ...]:
    """What was set apart, by its most frequent wording and kind, and in how many articles and outlets it stands. Of
    several families with one wording it is a row: a sentence may be in two of them, each time with others."""
    numbers_of: defaultdict[tuple[str, StockKind], set[int]] = defaultdict(set)
    for kind, spans in store.resting(shared.families()):
        if len({articles.outlets[number] for number, _, _ in spans}) > 1:
            wordings = []
            for number, start_word, end_word in spans:
                text = articles.texts[number]
                _, start, end = span_of_words(words, number, text, start_word, end_word)
                wordings.append(text[start:end])
            numbers_of[_most_frequent(wordings), kind].update(number for number, _, _ in spans)
    found = []
    for (text, kind), numbers in numbers_of.items():
        outlets = tuple(sorted({articles.outlets[number] for number in numbers}))
        found.append(
            StockSentence(text=text, kind=kind, n_articles=len(numbers), n_outlets=len(outlets), outlets=outlets)
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
