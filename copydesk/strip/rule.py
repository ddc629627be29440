"""What a rule of strip is, and how a list of rules runs over lines.

The lists are `texts.rules.TEXT_RULES`, `pages.rules.PAGE_RULES` and `outlets.rules.OUTLET_RULES`, each in the order in
which its rules run. The table in docs/reference/strip-rules.md is made of them, and every one can be turned off by its
name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Generic, Literal, NamedTuple, Protocol, TypeVar, cast

from copydesk.records import BlockKind
from copydesk.strip.judgement import Verdict, keep, remove

# Where a rule applies. A scrape that is plain text already is light, or the dump of a whole page, menus and all; what
# the extractor took from an HTML page goes through the rules for text, too.
Scope = Literal["all", "plain text", "light scrapes", "dumps", "all but dumps", "HTML"]


class Found(NamedTuple):
    """A line that a rule has found, where there is more to say of it than which one it is."""

    line: int
    what: str = ""  # its own reason, or its kind if the rule keeps lines
    detail: str = ""  # what explains this one case: it stands in the verdict, behind the rule's name


class Lines(Protocol):
    """Lines that are being judged, with the verdicts so far."""

    verdicts: list[Verdict | None]

    def in_scope(self, scope: Scope) -> bool:
        """Whether rules of that scope apply here."""
        ...


L_contra = TypeVar("L_contra", bound=Lines, contravariant=True)
P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Rule(Generic[L_contra]):
    """One rule: what it decides, and how it finds the lines to decide about."""

    name: str
    reason: str  # of what it removes; "" where each line has its own, or the rule keeps lines
    scope: Scope
    find: Callable[[L_contra], Iterable[int | Found]]
    takes: str  # what it is for; this and the next stand in the docs
    spares: str = ""  # what looks like it and stays
    keeps: BlockKind | None = None  # the kind as which it keeps lines, where it does not remove them
    frees: bool = False  # it leaves undecided again what a rule before it decided


@dataclass(frozen=True, slots=True)
class Restorer(Generic[P]):
    """A step that keeps what the extractor lost: from a page's pieces to its pieces."""

    name: str
    restore: Callable[[P], P]
    brings: str  # what it is for; this and the next stand in the docs
    spares: str = ""


def rule_name(said: str) -> str:
    """The name of the rule in what a verdict or removal says of it, without what explains the one case."""
    return said.replace(":", " ").split()[0]


def apply_rules(rules: Iterable[Rule[L_contra]], lines: L_contra, off: Collection[str] = ()) -> None:
    """What the rules find has their verdicts, unless it had one already; rules named in `off` do not run.

    A rule sees all that those before it decided, and of its own what it has named so far. What was kept as a paragraph,
    and no more, still goes if a rule names it.
    """
    verdicts = lines.verdicts
    for rule in rules:
        if rule.name in off or not lines.in_scope(rule.scope):
            continue
        for found in rule.find(lines):
            i, what, detail = (found, "", "") if isinstance(found, int) else found
            if rule.frees:
                verdicts[i] = None
            elif verdicts[i] is None or (verdicts[i] == keep() and not rule.keeps):
                verdicts[i] = _verdict(rule, what, detail)


def _verdict(rule: Rule[L_contra], what: str, detail: str) -> Verdict:
    if rule.keeps:
        return keep(cast(BlockKind, what) if what else rule.keeps)
    return remove(what or rule.reason, rule.name + detail)


def restore_all(restorers: Iterable[Restorer[P]], pieces: P, off: Collection[str] = ()) -> P:
    """The pieces as the restorers leave them, one after the other; those named in `off` do not run."""
    for restorer in restorers:
        if restorer.name not in off:
            pieces = restorer.restore(pieces)
    return pieces
