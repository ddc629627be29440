"""What stands in more than one outlet: near-duplicate passages, found by MinHash, verified and aligned."""

from copydesk.reuse.articles import Reuse, ReuseInput, find_near_duplicates
from copydesk.reuse.corpus.signatures import lean_minhash
from copydesk.reuse.passages import Pair, PassageRow, pair_passages, sign_passages
from copydesk.reuse.search import Search

__all__ = [
    "Pair",
    "PassageRow",
    "Reuse",
    "ReuseInput",
    "Search",
    "find_near_duplicates",
    "lean_minhash",
    "pair_passages",
    "sign_passages",
]
