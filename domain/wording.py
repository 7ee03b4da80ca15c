"""Wording check of replies and feedback (白银: 对平台用语不规范的事项予以驳回，重新填写).

The rules are data of the county. Findings are advice to the writer and to the reviewer; nothing is changed in the
text, and a rejected wording does not stop the clock.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

_SHINGLE = 8
"""Length of the pieces in which a reply is compared with the citizen's own words."""


class WordingProblem(ValueError):
    """Wording rules that cannot be used."""


@dataclass(frozen=True)
class WordingRules:
    """``banned``, ``empty`` and ``leftovers`` map a phrase to the advice that is shown.

    ``min_chars`` counts letters and digits. ``empty`` phrases are accepted in a text that says at least
    ``min_chars`` besides them. ``copied_percent`` is the share of a reply that may be the citizen's own words.
    """

    banned: Mapping[str, str]
    empty: Mapping[str, str]
    leftovers: Mapping[str, str]
    min_chars: int = 10
    copied_percent: int = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """``code``: blank, short, banned, empty, leftover or copied; ``start``/``end`` are positions in the text."""

    code: str
    start: int
    end: int
    advice: str


def wording_rules(data: Mapping[str, object]) -> WordingRules:
    """Read rules from parsed TOML; raises :class:`WordingProblem` naming the key."""
    phrases: dict[str, dict[str, str]] = {}
    for key in ("banned", "empty", "leftovers"):
        table = data.get(key, {})
        if not isinstance(table, Mapping) or not all(
            isinstance(v, str) and _fold(str(k))[0] for k, v in table.items()
        ):
            raise WordingProblem(f"[{key}] must be a table of phrase = advice")
        phrases[key] = {str(phrase): str(advice) for phrase, advice in table.items()}
    numbers: dict[str, int] = {}
    for key, usual, most in (("min_chars", 10, 200), ("copied_percent", 60, 100)):
        value = data.get(key, usual)
        if type(value) is not int or not 1 <= value <= most:
            raise WordingProblem(f"{key}: a whole number from 1 to {most} is needed")
        numbers[key] = value
    return WordingRules(
        phrases["banned"],
        phrases["empty"],
        phrases["leftovers"],
        numbers["min_chars"],
        numbers["copied_percent"],
    )


def county_rules(rules: WordingRules, min_chars: int, banned: Sequence[str]) -> WordingRules:
    """``rules`` with the least length and the further banned phrases of a county profile."""
    further = {
        phrase: "本县规定不得使用的用语，请换一种说法" for phrase in banned if phrase not in rules.banned
    }
    return replace(rules, min_chars=min_chars, banned={**rules.banned, **further})


def _fold(text: str) -> tuple[str, list[int]]:
    """Letters and digits only, half width and lower case, with the position of each in the text."""
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for plain in unicodedata.normalize("NFKC", char).casefold():
            if plain.isalnum():
                folded.append(plain)
                places.append(place)
    return "".join(folded), places


def _occurrences(folded: str, phrase: str) -> Iterator[int]:
    at = folded.find(phrase)
    while at >= 0:
        yield at
        at = folded.find(phrase, at + len(phrase))


def _copied(folded: str, citizen: str) -> list[int]:
    """Positions in ``folded`` that lie in a piece of the citizen's words."""
    pieces = {citizen[at : at + _SHINGLE] for at in range(len(citizen) - _SHINGLE + 1)}
    covered: list[int] = []
    reach = 0
    for at in range(len(folded) - _SHINGLE + 1):
        if folded[at : at + _SHINGLE] in pieces:
            covered.extend(range(max(at, reach), at + _SHINGLE))
            reach = at + _SHINGLE
    return covered


def check_wording(text: str, rules: WordingRules, citizen_text: str = "") -> tuple[Finding, ...]:
    """What is wrong with a reply, by position; an empty tuple when nothing is.

    Phrases are found through spaces, punctuation, full width and capitals.
    """
    folded, places = _fold(text)
    if not folded:
        return (Finding("blank", 0, len(text), "内容为空或只有标点，请写明怎么办的、结果如何"),)
    findings: list[Finding] = []
    hollow: set[int] = set()
    for code, phrases in (("banned", rules.banned), ("leftover", rules.leftovers), ("empty", rules.empty)):
        for phrase, advice in phrases.items():
            wanted = _fold(phrase)[0]
            for at in _occurrences(folded, wanted):
                findings.append(Finding(code, places[at], places[at + len(wanted) - 1] + 1, advice))
                if code == "empty":
                    hollow.update(range(at, at + len(wanted)))
    said = len(folded) - len(hollow)
    if said >= rules.min_chars:
        findings = [finding for finding in findings if finding.code != "empty"]
    elif len(folded) < rules.min_chars:
        advice = f"内容不足{rules.min_chars}个字，请写明办理过程和结果"
        findings.append(Finding("short", 0, len(text), advice))
    copied = _copied(folded, _fold(citizen_text)[0])
    if len(copied) * 100 > len(folded) * rules.copied_percent:
        advice = "大部分是群众原话，请写本单位的办理情况"
        findings.append(Finding("copied", places[copied[0]], places[copied[-1]] + 1, advice))
    return tuple(sorted(findings, key=lambda finding: (finding.start, finding.end, finding.code)))
