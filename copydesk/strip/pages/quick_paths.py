"""XPath expressions that ask elements what they are called, as the same questions in Python.

trafilatura finds the article, and what is none of it, by such expressions: `.//*[self::div or self::p][@id='a' or
re:test(@class, 'b')]`. libxml2 asks each element anew, and for `re:test` calls Python each time. Here each name is
asked once: a page has few different ones, and an outlet's pages have the same. It takes a third of the time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from lxml.etree import XPath, _Element

Path = Callable[[_Element], Sequence[_Element]]

_STRING = r"'[^']*'"
_NAMES = r"@[\w-]+(?:\|@[\w-]+)*"
_CONDITION = (
    rf"(?:(?:re:test|contains|starts-with)\((?:translate\({_NAMES}, ?{_STRING}, ?{_STRING}\)|{_NAMES})"
    rf", ?{_STRING}(?:, ?'i')?\)|{_NAMES}(?: ?= ?{_STRING})?)"
)
_WRITTEN = re.compile(
    r"\(?\.//\*(?:\[(?P<tags>self::\w+(?: or self::\w+)*)\])?"
    rf"\[ ?(?P<conditions>{_CONDITION}(?: or {_CONDITION})*) ?\]"
    r"(?P<more>\[ ?not\(.*\])?(?P<place>\)?\[1\])?"
)
# One of several that are put together: elements of a name, or of any, and what else is asked of them.
_ALTERNATIVE = rf"\.//(?P<tag>\w+|\*)(?P<asked>\[(?:{_STRING}|[^'\]])*\])?"
# Different values of one attribute that are kept, none of more characters: the pages of 200 outlets have some 10,000.
_MAX_VALUES, _MAX_VALUE = 16384, 500


def quick_path(path: XPath) -> Path:
    """Finds what the expression finds, in the same order; where it asks for a place (`[1]`), the first alone.

    It is the expression itself where that is written otherwise than most.
    """
    written = _written(path)
    if written is None:
        return path  # type: ignore[no-any-return]
    search = _search_for([written])
    if more := written["more"]:
        # Few elements have the names, so what else is asked may be asked of each; not where a place is asked for.
        if written["place"] or re.sub(_STRING, "", more).count("[") > 1:
            return path  # type: ignore[no-any-return]
        is_met = XPath(f"boolean(self::*{more})", namespaces={"re": "http://exslt.org/regular-expressions"})
        return lambda tree: list(filter(is_met, search(tree)))
    n = 1 if written["place"] else None
    return lambda tree: list(islice(search(tree), n))


def quick_union(path: XPath) -> Path:
    """The same for several in one, as `.//aside|.//div[@id='footer']|.//*[re:test(@class, 'consent')]`."""
    alternatives = list(re.finditer(_ALTERNATIVE, path.path))
    tags = {found["tag"] for found in alternatives if not found["asked"]} - {"*"}
    asked = [_WRITTEN.fullmatch(_as_asked(found)) for found in alternatives if found["asked"]]
    searches = [_search_for([written]) for written in asked if written and not written["more"] and not written["place"]]
    n_known = len(tags) + len(searches)
    if n_known < len(alternatives) or "|".join(found[0] for found in alternatives) != path.path:
        return path  # type: ignore[no-any-return]

    def find(tree: _Element) -> Sequence[_Element]:
        met = {element for search in searches for element in search(tree)}
        return [element for element in tree.iterdescendants("*") if element.tag in tags or element in met]

    return find


def _as_asked(alternative: re.Match[str]) -> str:
    """The alternative with its element's name among what is asked."""
    tag = "" if alternative["tag"] == "*" else f"[self::{alternative['tag']}]"
    return f".//*{tag}{alternative['asked']}"


def may_find(paths: Iterable[XPath]) -> Callable[[_Element], bool]:
    """Whether one of the expressions can find anything, for all of them at once.

    What they ask of an element besides its names is passed over.
    """
    all_written = [_written(path) for path in paths]
    known = [written for written in all_written if written is not None]
    search = _search_for(known)
    return lambda tree: len(known) < len(all_written) or next(search(tree), None) is not None


def _written(path: XPath) -> re.Match[str] | None:
    return _WRITTEN.fullmatch(" ".join(path.path.split()))


class _Condition(NamedTuple):
    """Met where the first of these attributes that the element has, in the order of its own, passes the test."""

    names: tuple[str, ...]
    test: Callable[[str], bool]


def _condition(written: str) -> _Condition:
    strings = [string[1:-1] for string in re.findall(_STRING, written)]
    asked = re.sub(_STRING, "", written)
    names = tuple(re.findall(r"@([\w-]+)", asked))
    if "translate(" in asked:
        table = str.maketrans(strings.pop(0), strings.pop(0))
        return _Condition(names, lambda value: strings[0] in value.translate(table))
    if asked.startswith("re:test"):
        pattern = re.compile(strings[0], re.IGNORECASE if len(strings) > 1 else 0)
        return _Condition(names, lambda value: pattern.search(value) is not None)
    if asked.startswith("contains"):
        return _Condition(names, lambda value: strings[0] in value)
    if asked.startswith("starts-with"):
        return _Condition(names, lambda value: value.startswith(strings[0]))
    return _Condition(names, (lambda value: value == strings[0]) if strings else lambda value: True)


_Question = Callable[[str], bool | None]


def _question(name: str, conditions: Sequence[_Condition]) -> tuple[_Question, _Question]:
    """Whether a value of the attribute meets a condition; None where that lies with another attribute, too. The first
    remembers what it was asked."""
    alone = [condition.test for condition in conditions if condition.names == (name,)]
    several = [condition.test for condition in conditions if len(condition.names) > 1 and name in condition.names]

    def ask(value: str) -> bool | None:
        for test in alone:
            if test(value):
                return True
        for test in several:
            if test(value):
                return None
        return False

    return lru_cache(maxsize=_MAX_VALUES)(ask), ask


def _search_for(written: Sequence[re.Match[str]]) -> Callable[[_Element], Iterator[_Element]]:
    """Finds the elements below one that have one of the tags, and meet one of the conditions."""
    tags = {tag for one in written for tag in re.findall(r"self::(\w+)", one["tags"] or "") or ["*"]}
    conditions = [_condition(found[0]) for one in written for found in re.finditer(_CONDITION, one["conditions"])]
    names = dict.fromkeys(name for condition in conditions for name in condition.names)
    questions = [(name, *_question(name, conditions)) for name in names]
    several = [condition for condition in conditions if len(condition.names) > 1]

    def search(tree: _Element) -> Iterator[_Element]:
        for element in tree.iterdescendants(*(["*"] if "*" in tags else tags)):
            is_open = False
            for name, ask, ask_anew in questions:
                value = element.get(name)
                if value is None:
                    continue
                met = ask(value) if len(value) <= _MAX_VALUE else ask_anew(value)
                if met is not False:
                    if met:
                        yield element
                        break
                    is_open = True
            else:
                if is_open and any(_is_met(condition, element) for condition in several):
                    yield element

    return search


def _is_met(condition: _Condition, element: _Element) -> bool:
    first = next((value for name, value in element.items() if name in condition.names), None)
    return first is not None and condition.test(first)
