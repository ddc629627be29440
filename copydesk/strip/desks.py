"""Who wrote an article where nobody is named: a newsroom or an agency, alone on its line."""

from __future__ import annotations

import re

_DESKS = """Reuters|AFP|AP|The Associated Press|Associated Press|PA|Press Association|PA Media|EFE|Europa Press|ANSA
|Ansa|Adnkronos|APA|PAP|TT|NTB|Ritzau|STT|Lusa|ČTK|TASR|dpa|AA|DHA|İHA|Anadolu|Agence France-Presse|PTI|ANI|IANS|Xinhua
|TASS|Belga|ANP|Keystone-SDA|Agencies|Agenturen|Agencias|Agências|Agences|Staff|Staff reporter|Staff writer|Newsroom
|Redacción|Redazione|Redação|Por Redação|Da Redação|Redaktion|Redaktionen|Redactie|Redakcja|Redakce|Toimitus|Редакция"""
_DESK = "(?:" + _DESKS.replace("\n", "") + ")"
# "dpa/lsw", "AFP, Reuters", "IN-Redaktion"; Korean and Chinese lines name the reporter or the source by a word.
_DESK_LINE = re.compile(
    rf"{_DESK}(?:\s?[/,;·|-]\s?(?:{_DESK}|[a-z]{{2,4}}))*|[A-Z]{{2,4}}-Redaktion|(?:Redactie|Redaktion) [A-Z]\w+"
    r"|[가-힣]{2,4} ?(?:선임|수습|인턴)?기자(?: [\w.]+@[\w.]+)?|(?:来源|來源|记者|記者)[：:丨].{1,20}"
)
_MAX_CHARS = 60


def is_desk_line(text: str) -> bool:
    """Whether the line names a newsroom or an agency and nothing else.

    >>> is_desk_line("dpa/lsw"), is_desk_line("Reuters reported it first.")
    (True, False)
    """
    return len(text) <= _MAX_CHARS and _DESK_LINE.fullmatch(text) is not None
