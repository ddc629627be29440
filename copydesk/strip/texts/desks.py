"""Who wrote an article where nobody is named: a newsroom or an agency, alone on its line."""

from __future__ import annotations

import re

_DESKS = """Reuters|AFP|AP|The Associated Press|Associated Press|PA|Press Association|PA Media|EFE|Europa Press|ANSA
|Ansa|Adnkronos|APA|PAP|TT|NTB|Ritzau|STT|Lusa|ČTK|TASR|dpa|AA|DHA|İHA|Anadolu|Agence France-Presse|PTI|ANI|IANS|Xinhua
|MTI|TASS|Belga|ANP|Keystone-SDA|Agencies|Agenturen|Agencias|Agências|Agences|Staff|Staff reporter|Staff writer|Newsroom
|Redacción|Redazione|Redação|Por Redação|Da Redação|Redaktion|Redaktionen|Redactie|Redakcja|Redakce|Toimitus|Редакция"""
_DESK = "(?:" + _DESKS.replace("\n", "") + ")"
_ROLE = "Reporter|Correspondent|Editor|Writer|Korrespondent(?:in)?|Redakteur(?:in)?|Reporterin"
# "dpa/lsw", "AFP, Reuters", "IN-Redaktion", "Eleanor Voss, Court Reporter"; Korean, Chinese and Arabic lines name the
# reporter or the source by a word.
_DESK_LINE = re.compile(
    rf"{_DESK}(?:\s?[/,;·|-]\s?(?:{_DESK}|[a-z]{{2,4}}))*|[A-Z]{{2,4}}-Redaktion|(?:Redactie|Redaktion) [A-Z]\w+"
    rf"|(?:[^\W\d_a-z][\w.’'-]* )+[^\W\d_a-z][\w.’'-]*, (?:[A-Z][\w&-]* ){{0,3}}(?:{_ROLE})"
    r"|(?:(?:كتب|كتبت|بقلم|إعداد)\s?:|(?:حاورها|حاوره)\s?:?)(?: \S+){2,3}"
    r"|(?:\[[^\]]{2,12}\] ?)?[가-힣]{2,4} ?(?:선임|수습|인턴)?기자(?: [\w.]+@[\w.]+)?"
    r"|(?:来源|來源|记者|記者|作者)[：:丨].{1,20}|[【（(]?[文图圖][/／丨|].{2,20}"
    r"|[\u4e00-\u9fff]{2,8}(?:记者|記者)(?:[ \u3000]+[\u4e00-\u9fff]{2,4}){1,4}"
)
_MAX_CHARS = 60


def is_desk_line(text: str) -> bool:
    """Whether the line names a newsroom or an agency and nothing else.

    >>> is_desk_line("dpa/lsw"), is_desk_line("Reuters reported it first.")
    (True, False)
    """
    return len(text) <= _MAX_CHARS and _DESK_LINE.fullmatch(text) is not None
