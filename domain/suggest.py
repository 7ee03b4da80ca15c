"""Suggestions that a person confirms: the category of a text, duplicates of a case, the unit to dispatch to.

Nothing here decides: each suggestion carries a score and the reasons for it, and equal input gives equal order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.words import index_tokens

_DAY = 86_400

SAME_PHONE_DAYS = 7
"""A second message from one telephone within this time is shown as a possible duplicate."""
SIMILAR_DAYS = 180
"""Time within which a similar text about one place and category is a repeat (重复反映率)."""
SIMILAR_SHARE = 0.35
"""Least share of common character pairs (Jaccard) for a similar text."""


class SuggestionProblem(ValueError):
    """A keyword or catalogue file that cannot be used."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposed code or unit with its score (comparable within one answer) and reasons, best first."""

    code: str
    score: float
    reasons: tuple[str, ...]


def keyword_table(data: Mapping[str, object]) -> dict[str, dict[str, int]]:
    """Read ``{category code: {word: weight}}`` from parsed TOML.

    Weights are whole numbers, negative ones speak against a category. Raises :class:`SuggestionProblem`.
    """
    table: dict[str, dict[str, int]] = {}
    for code, words in data.items():
        if not isinstance(words, Mapping):
            raise SuggestionProblem(f"[{code}] must be a table of word = weight")
        for word, weight in words.items():
            if type(weight) is not int or not weight or not word:
                raise SuggestionProblem(f"[{code}] {word!r}: a whole number other than 0 is needed")
        table[str(code)] = {str(word).casefold(): int(weight) for word, weight in words.items()}
    return table


def suggest_category(
    text: str, keywords: Mapping[str, Mapping[str, int]], limit: int = 3
) -> tuple[Suggestion, ...]:
    """The categories whose words occur in the text, best first; an empty tuple when no word occurs.

    Score = sum of weight × occurrences, each word counted at most three times. Reasons are the words found.
    """
    plain = text.casefold()
    found: list[Suggestion] = []
    for code, words in keywords.items():
        hits = {word: min(plain.count(word), 3) * weight for word, weight in words.items() if word in plain}
        score = sum(hits.values())
        if score > 0:
            reasons = sorted((word for word in hits if hits[word] > 0), key=lambda word: (-hits[word], word))
            found.append(Suggestion(code, float(score), tuple(reasons)))
    return tuple(sorted(found, key=lambda entry: (-entry.score, entry.code))[:limit])


@dataclass(frozen=True, slots=True)
class Report:
    """What is compared of a case: ``phone_hash`` is empty when unknown, ``grams`` come from :func:`text_grams`."""

    case_id: str
    registered_at: int
    phone_hash: str
    place: str
    category: str
    grams: frozenset[str]


def text_grams(text: str) -> frozenset[str]:
    """The tokens of at least two characters: pairs of Chinese characters, words and numbers."""
    return frozenset(token for token in index_tokens(text) if len(token) > 1)


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard share of two sets from 0 to 1; 0 when both are empty."""
    union = len(one | other)
    return len(one & other) / union if union else 0.0


def find_duplicates(new: Report, known: Iterable[Report], limit: int = 5) -> tuple[Suggestion, ...]:
    """Earlier or later cases that may be the same matter, best first; ``code`` is the case id.

    Reason ``same_phone``: one telephone within 7 days (0.6). Reason ``similar_text``: same place and category, at
    least 35 % common pairs, within 180 days (the share itself). Both together add up, at most 1.
    """
    found: list[Suggestion] = []
    for other in known:
        apart = abs(new.registered_at - other.registered_at)
        if other.case_id == new.case_id or apart > SIMILAR_DAYS * _DAY:
            continue
        score = 0.0
        reasons: list[str] = []
        if new.phone_hash and new.phone_hash == other.phone_hash and apart <= SAME_PHONE_DAYS * _DAY:
            score += 0.6
            reasons.append("same_phone")
        if new.place and (new.place, new.category) == (other.place, other.category):
            share = similarity(new.grams, other.grams)
            if share >= SIMILAR_SHARE:
                score += share
                reasons.append("similar_text")
        if reasons:
            found.append(Suggestion(other.case_id, min(score, 1.0), tuple(reasons)))
    return tuple(sorted(found, key=lambda entry: (-entry.score, entry.code))[:limit])


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A line of the dispatch catalogue (珙县 派单目录): for a category, in a place and below it, this unit.

    An empty ``place`` stands for everywhere.
    """

    category: str
    place: str
    unit: str
    leader: str = ""
    person: str = ""


def suggest_dispatch(
    category: str,
    place: str,
    catalogue: Sequence[CatalogueEntry],
    confirmed: Mapping[tuple[str, str], int] | None = None,
    usual_units: Sequence[str] = (),
    limit: int = 3,
) -> tuple[Suggestion, ...]:
    """Units to dispatch to, best first, at most ``limit``; ``code`` is the unit.

    The catalogue line with the longest matching place counts most (``catalogue``), then how often people confirmed
    the unit for the category (``confirmed``: ``{(category, unit): times}``), then the usual units of the category
    (``usual``). A person confirms the choice.
    """
    scores: dict[str, float] = {}
    reasons: dict[str, list[str]] = {}

    def add(unit: str, score: float, reason: str) -> None:
        known = reasons.setdefault(unit, [])
        if reason in known:
            scores[unit] = max(scores[unit], score)
        else:
            scores[unit] = scores.get(unit, 0.0) + score
            known.append(reason)

    for entry in catalogue:
        if entry.category == category and place.startswith(entry.place):
            add(entry.unit, 10.0 + len(entry.place), "catalogue")
    history = {
        unit: times for (code, unit), times in (confirmed or {}).items() if code == category and times > 0
    }
    for unit, times in history.items():
        add(unit, 10.0 * times / sum(history.values()), "confirmed")
    for rank, unit in enumerate(usual_units):
        add(unit, 2.0 / (rank + 1), "usual")
    ranked = sorted(scores, key=lambda unit: (-scores[unit], unit))[:limit]
    return tuple(Suggestion(unit, scores[unit], tuple(reasons[unit])) for unit in ranked)
