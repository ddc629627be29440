"""A made-up archive: articles of six outlets and an agency, of which it is known who copied whom.

Nothing in it is true, and nobody wrote it: sentences are put together from lists of words, always in the same way.
`research.ipynb` uses it; `make_archive(folder)` writes it.
"""

from __future__ import annotations

import csv
import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path


def _list(words: str, separator: str = " ") -> list[str]:
    return words.split(separator)


ADJECTIVES = _list(
    "old new northern southern narrow empty crowded famous quiet broken golden iron wooden marble private public "
    "local foreign distant frozen flooded hidden painted modern ancient costly cheap heavy early late open closed "
    "rural urban coastal royal civic model steep shallow bitter gentle rapid tidy rusty leafy windy sunny misty "
    "stony"
)
NOUNS = _list(
    "harbour bridge mill school council theatre market hospital ferry orchestra library factory station museum "
    "canal tower forest quarry bakery brewery airport tunnel stadium chapel archive observatory vineyard shipyard "
    "prison court garden village island valley railway reservoir lighthouse monastery warehouse laboratory "
    "kitchen choir newspaper parliament embassy dairy sawmill cinema playground courthouse gallery"
)
PEOPLE = _list(
    "mayor captain baker teacher surgeon judge gardener pilot miner farmer professor conductor printer librarian "
    "minister engineer plumber painter nurse shepherd tailor diver curator carpenter"
)
VERBS = _list(
    "bought sold closed opened painted rebuilt rented surveyed praised blamed visited defended flooded measured "
    "insured abandoned restored renamed extended inspected photographed cleaned lit guarded moved searched "
    "described copied saved warned joined left questioned celebrated ignored fenced"
)
PLACES = _list(
    "Aldmoor Brackwater Castel Dunmere Eastholm Farrow Glanville Hexley Ironbridge Joyford Kelso Lindmark Morrow "
    "Norbury Oakham Pelham Quorn Redwick Stanmere Thornby Upton Varley Westray Yarrow"
)
NAMES = _list(
    "Kerr Doe Blythe Marsh Okafor Lindqvist Moreau Petrov Silva Tanaka Weiss Yilmaz Adeyemi Costa Dvorak Engel"
)
TAILS = _list(
    "before the frost came; after a night of heavy rain; without asking anybody in town; for the third time in a "
    "decade; while the band was still playing; as the tide turned; although nobody had expected it; to the "
    "surprise of the guests; because the roof had begun to leak; in spite of a long dispute; under the eyes of "
    "two hundred children; until the money runs out; during a meeting that lasted past midnight; since the last "
    "owner moved abroad",
    separator="; ",
)

# Of each outlet: its domain, how much of an agency's story it prints, and how long that takes (hours, at the middle).
OUTLETS = {
    "bugle.example": (0.9, 2),
    "courier.example": (0.7, 5),
    "dispatch.example": (0.5, 9),
    "examiner.example": (0.3, 14),
    "gazette.example": (0.2, 20),
    "herald.example": (0.0, 0),
}
AGENCY = "wire.example"
N_STORIES = 40
N_OWN = 24  # articles that each outlet wrote itself
START = datetime(2026, 11, 2, 6, tzinfo=UTC)


def make_archive(folder: Path, seed: int = 1) -> None:
    """`articles.jsonl`, and `truth.csv`: which articles are copies, of which, and whether a number was changed."""
    words, articles, truth = random.Random(seed), [], []
    for n in range(N_STORIES):
        told = START + timedelta(hours=3 * n)
        title, paragraphs = _title(words), [_paragraph(words) for _ in range(5)]
        source = _article(articles, AGENCY, told, title, paragraphs)
        for outlet, (share, hours) in OUTLETS.items():
            if words.random() < share:
                kept, changed = _edited(words, paragraphs)
                later = told + timedelta(minutes=words.randint(30 * hours, 90 * hours))
                copy = _article(articles, outlet, later, _title(words), [*kept, _paragraph(words)])
                truth.append({"copy": copy, "source": source, "number_changed": changed})
    for outlet in OUTLETS:
        for _ in range(N_OWN):
            told = START + timedelta(minutes=words.randint(0, 7000))
            _article(articles, outlet, told, _title(words), [_paragraph(words) for _ in range(4)])
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as stream:
        for article in articles:
            print(json.dumps(article, ensure_ascii=False), file=stream)
    with (folder / "truth.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ["copy", "source", "number_changed"])
        writer.writeheader()
        writer.writerows(truth)


def _article(articles: list[dict[str, str]], outlet: str, told: datetime, title: str, paragraphs: list[str]) -> str:
    """It is added, with its outlet's furniture around it; its address."""
    url = f"https://{outlet}/{len(articles) + 1}"
    lines = [title, *paragraphs]
    if outlet == "bugle.example":  # its converter turns closing marks
        lines = [line.replace(",” said", ", “said") for line in lines]
    if outlet == "courier.example":
        lines[2:2] = [f"Read more: {title} and what came of it"]
    if outlet != AGENCY:
        lines += [f"Sign up for the {outlet.partition('.')[0].title()} newsletter"]
    articles.append({"url": url, "published": told.isoformat(), "text": "\n".join(lines)})
    return url


def _title(words: random.Random) -> str:
    return f"{words.choice(PLACES)} {words.choice(PEOPLE)} and the {words.choice(ADJECTIVES)} {words.choice(NOUNS)}"


def _paragraph(words: random.Random) -> str:
    return " ".join([_sentence(words), _sentence(words), _quotation(words)])


def _thing(words: random.Random) -> str:
    return f"the {words.choice(ADJECTIVES)} {words.choice(NOUNS)}"


def _sentence(words: random.Random) -> str:
    """Some twenty words, one of them a number."""
    who = f"the {words.choice(PEOPLE)} of {words.choice(PLACES)}"
    what = f"{words.choice(VERBS)} {_thing(words)} and {words.choice(VERBS)}"
    many = f"{words.randint(3, 980)} {words.choice(NOUNS)}s"
    sentence = f"{who} {what} {many} near {_thing(words)} {words.choice(TAILS)}."
    return sentence[0].upper() + sentence[1:]


def _quotation(words: random.Random) -> str:
    what = f"{_thing(words)} {words.choice(VERBS)} {_thing(words)} {words.choice(TAILS)}"
    who = f"{words.choice(NAMES)}, a {words.choice(PEOPLE)} in {words.choice(PLACES)}"
    return f"“{what[0].upper()}{what[1:]},” said {who}."


def _edited(words: random.Random, paragraphs: list[str]) -> tuple[list[str], bool]:
    """What an editor leaves of them: two to four, a word in twelve replaced, once in four a number changed."""
    kept, changed = paragraphs[: words.randint(2, 4)], words.random() < 0.25
    edited = []
    for n, paragraph in enumerate(kept):
        tokens = paragraph.split(" ")
        for i, token in enumerate(tokens):
            if token.isdigit() and changed and not n:
                tokens[i] = str(int(token) + words.randint(1, 40))
            elif token in ADJECTIVES and words.random() < 0.25:
                tokens[i] = words.choice(ADJECTIVES)
        edited.append(" ".join(tokens))
    return edited, changed
