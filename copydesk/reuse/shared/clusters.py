"""Passages, and clusters of passages that are near-duplicates of one another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from copydesk.records import Cluster, Match, Passage
from copydesk.reuse.arrays import UInt32, is_among
from copydesk.reuse.store import Store

# Two spans of one article are one passage where they overlap by at least half of what they cover together: the
# sentence of a paragraph that a third outlet quotes stays a passage of its own.
ONE_PASSAGE = 0.5
# Groups are joined only where their centres resemble each other this much too (share of the shorter's words): half, so
# that two members have a centre in common with which each shares half.
CENTRES_ALIKE = 0.5

Span = tuple[int, int, int]  # article (its number), start_char, end_char


def settle_spans(spans: Sequence[Span]) -> dict[Span, Span]:
    """The passage that each span belongs to: spans of one article that mostly overlap are one passage."""
    settled: dict[Span, Span] = {}
    group: list[Span] = []
    article, start, end = -1, 0, 0

    def close() -> None:
        for span in group:
            settled[span] = (article, start, end)

    for span in sorted(set(spans)):
        overlap = min(end, span[2]) - max(start, span[1])
        union = max(end, span[2]) - min(start, span[1])
        if group and span[0] == article and overlap >= ONE_PASSAGE * union:
            end = max(end, span[2])
        else:
            close()
            group, (article, start, end) = [], span
        group.append(span)
    close()
    return settled


class Groups:
    """Passages put together as matches join them, each group with a centre that all that join must resemble."""

    def __init__(self, words_of: Callable[[Span], UInt32]) -> None:
        self._words_of = words_of
        self._group: dict[Span, list[Span]] = {}

    def join(self, a: Span, b: Span) -> bool:
        """Puts the groups of a and b together if their centres are alike; says whether a and b are in one group."""
        group_a, group_b = self._group.setdefault(a, [a]), self._group.setdefault(b, [b])
        if group_a is group_b:
            return True
        if max(len(group_a), len(group_b)) > 1 and not self._alike(group_a[0], group_b[0]):
            return False
        # The centre of the larger group stays the centre.
        if (-len(group_b), group_b[0]) < (-len(group_a), group_a[0]):
            group_a, group_b = group_b, group_a
        group_a.extend(group_b)
        self._group.update(dict.fromkeys(group_b, group_a))
        return True

    def _alike(self, a: Span, b: Span) -> bool:
        words_a, words_b = self._words_of(a), self._words_of(b)
        n_shared = int(is_among(words_a, words_b).sum())
        return n_shared >= CENTRES_ALIKE * min(len(words_a), len(words_b))

    def members(self) -> list[list[Span]]:
        """Every group of two or more, sorted within and among themselves."""
        distinct = {id(group): group for group in self._group.values() if len(group) > 1}
        return sorted(sorted(group) for group in distinct.values())


def merge_overlapping(members: list[Span], taken: set[Span]) -> list[Span]:
    """A cluster's spans, sorted, with those of one article that overlap as one passage.

    A span that is `taken`, as the passage of another cluster, is not made a second time.
    """
    merged: list[Span] = []
    for span in members:
        before = merged[-1] if merged else None
        if before and before[0] == span[0] and span[1] < before[2]:
            union = (span[0], before[1], max(before[2], span[2]))
            if union in (before, span) or union not in taken:
                taken.add(union)
                merged[-1] = union
                continue
        merged.append(span)
    return merged


def build_clusters(
    matches: Sequence[Match],
    article_ids: Sequence[str],
    outlets: Sequence[str],
    texts: Sequence[str],
    words_of: Callable[[Span], UInt32],
    settled: Mapping[Span, Span],
    store: Store,
) -> tuple[tuple[Passage, ...], tuple[Cluster, ...]]:
    """Passages and clusters of the matches, the most similar joined first.

    `words_of` gives the hashes, sorted, of a passage's different words, which stand in `store` as the texts do.
    """
    number = {article_id: i for i, article_id in enumerate(article_ids)}
    groups = Groups(words_of)
    order = sorted(matches, key=lambda m: (-m.similarity, m.a_article_id, m.a_start, m.b_article_id, m.b_start))
    for match in store.resting(order):
        a = settled[number[match.a_article_id], match.a_start, match.a_end]
        b = settled[number[match.b_article_id], match.b_start, match.b_end]
        groups.join(a, b)
    passages, clusters = [], []
    found = groups.members()
    taken = {span for members in found for span in members}
    for members in store.resting(found):
        members = merge_overlapping(members, taken)
        ids = tuple(f"{article_ids[article]}:{start}-{end}" for article, start, end in members)
        cluster_id = f"cluster:{ids[0]}"
        for passage_id, (article, start, end) in zip(ids, members, strict=True):
            passages.append(
                Passage(
                    passage_id=passage_id,
                    article_id=article_ids[article],
                    outlet=outlets[article],
                    start_char=start,
                    end_char=end,
                    text=texts[article][start:end],
                    cluster_id=cluster_id,
                )
            )
        n_outlets = len({outlets[article] for article, _, _ in members})
        clusters.append(Cluster(cluster_id=cluster_id, passage_ids=ids, n_outlets=n_outlets))
    return tuple(sorted(passages, key=passage_order)), tuple(sorted(clusters, key=cluster_order))


def passage_order(passage: Passage) -> tuple[str, int, int]:
    """What passages are sorted by."""
    return passage.article_id, passage.start_char, passage.end_char


def cluster_order(cluster: Cluster) -> str:
    """What clusters are sorted by."""
    return cluster.cluster_id
