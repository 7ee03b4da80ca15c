"""What may hang on a wall that everybody in the room can read.

A title is shown only where an officer wrote it; words of the citizen are replaced by the type of the matter. Known
names, numbers and house numbers are taken out of it. Matters on :data:`SENSITIVE_WORDS` or with one of
:data:`SENSITIVE_FLAGS` show that they exist and who is responsible, nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from domain.case import Case
from domain.masking import mask_name, mask_reporter, mask_text
from domain.places import PlaceKind
from domain.territory import Territory

SENSITIVE_FLAGS = frozenset(
    {
        "敏感", "个人极端风险", "未成年", "举报保护", "保密", "病患", "舆情",
        "sensitive", "extreme_risk", "minor", "reporter_protected", "confidential", "patient", "opinion",
    }
)  # fmt: skip
"""Flags of the catalogue, by label and by code."""

SENSITIVE_WORDS = (
    "家暴", "家庭暴力", "未成年", "精神障碍", "精神病", "信访重点", "性侵", "强奸", "猥亵", "自杀", "轻生", "自残",
    "吸毒", "戒毒", "艾滋", "校园欺凌", "霸凌", "虐待", "拐卖", "社区矫正", "刑满释放",
)  # fmt: skip
REPORTED_ACCUSATION = "JB"
"""检举控告: neither side may be recognised."""

LONGEST = 24
_NUMBER = r"[0-9A-Za-z#一二三四五六七八九十百零〇两\-]+"
_HOUSE = re.compile(_NUMBER + r"\s*(?=号楼|号院|号门|号|栋|幢|座|单元|室|户|楼|层)")
_DIGITS = re.compile(r"[0-9](?:[\s\-]?[0-9]){5,}")
_SPACE = re.compile(r"\s+")
_JOINT = r"[\s·•.\-_]*"


def plain(text: str) -> str:
    """One line without control, direction, private and unassigned characters, in compatibility form."""
    kept = "".join(
        " " if unicodedata.category(char) in ("Zl", "Zp", "Cc") else char
        for char in unicodedata.normalize("NFKC", text)
        if unicodedata.category(char) not in ("Cf", "Co", "Cs", "Cn")
    )
    return _SPACE.sub(" ", kept).strip()


def is_sensitive(case: Case, category: str = "") -> bool:
    """Whether even the title stays off the wall. `category`: name of the type."""
    if case.nature == REPORTED_ACCUSATION or case.reporter.protected or SENSITIVE_FLAGS & set(case.flags):
        return True
    said = plain(f"{category}\n{case.title}\n{case.text}\n{case.topic}").replace(" ", "")
    return any(word in said for word in SENSITIVE_WORDS)


def names_of(case: Case) -> tuple[str, ...]:
    """Every name that the case knows, longest first."""
    found = {case.reporter.name, *case.accused}
    if case.mediation:
        found |= {party.name for party in case.mediation.parties}
    if case.enforcement:
        found |= {party.name for party in case.enforcement.parties}
    return tuple(sorted((name for name in map(plain, found) if len(name) > 1), key=lambda n: (-len(n), n)))


def without_names(text: str, names: Iterable[str]) -> str:
    """`text` with these names masked, also where they are spread out by spaces or dots."""
    for name in names:
        letters = [re.escape(char) for char in name if not char.isspace()]
        text = re.sub(_JOINT.join(letters), mask_name(name).replace("\\", ""), text, flags=re.IGNORECASE)
    return text


def wall_title(case: Case, category: str) -> str:
    """The title as it may be shown to the room; `category` where only the citizen's words are there."""
    title = plain(case.title)
    text = plain(case.text)
    if not title or text.startswith(title) or title.startswith(text[:LONGEST] or "\0"):
        return category
    shown = without_names(title, names_of(case))
    shown = _DIGITS.sub("***", mask_text(shown))
    shown = _HOUSE.sub("某", shown)
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"


def wall_who(case: Case) -> str:
    """Surname and star, or 举报人."""
    return mask_reporter(plain(case.reporter.name), case.reporter.protected or case.reporter.anonymous)


def wall_place(territory: Territory, code: str) -> str:
    """Village and group, never an estate, a building or a house; empty when the place is unknown."""
    line = [p for p in territory.line_up(code) if p.kind in (PlaceKind.VILLAGE, PlaceKind.GROUP)]
    if not line:
        line = [p for p in territory.line_up(code) if p.kind is PlaceKind.TOWNSHIP]
    return plain("".join(place.short_name for place in reversed(line)))
