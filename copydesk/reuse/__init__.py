"""What stands in more than one outlet: near-duplicate passages, found by MinHash, verified and aligned."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from copydesk.reuse.articles import Reuse, find_near_duplicates
    from copydesk.reuse.corpus.signatures import lean_minhash
    from copydesk.reuse.inputs import ReuseInput
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

# Loaded when asked for: who pairs passages needs nothing of articles, which is a third of what there is to load.
_HOMES = {
    "articles": ("Reuse", "find_near_duplicates"),
    "corpus.signatures": ("lean_minhash",),
    "inputs": ("ReuseInput",),
    "passages": ("Pair", "PassageRow", "pair_passages", "sign_passages"),
    "search": ("Search",),
}


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"copydesk.reuse.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
