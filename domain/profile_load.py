"""Load a county profile from TOML text, or refuse it with everything that is wrong, line by line.

A profile that is loaded has no gap: every outcome of a callback, an acceptance or a sampled callback meets exactly
one first rule, every rule can have its turn, every limit starts and stops, and every name is known. A breach that no
rule mentions is not a gap: then the reminders of the limit are all that happens. The same holds for returned orders.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from domain.profile import Profile
from domain.profile_clocks import check_clocks
from domain.profile_finding import Finding, Path, ProfileProblem, finding
from domain.profile_frame import (
    check_entry,
    check_gates,
    check_grades,
    check_head,
    check_posts,
    check_stages,
)
from domain.profile_lines import line_map
from domain.profile_paper import (
    check_callback,
    check_codes,
    check_evidence,
    check_figures,
    check_limits,
    check_ratings,
    check_red,
)
from domain.profile_read import Reading, read_profile
from domain.profile_rules import Note, check_rules

__all__ = ["Finding", "ProfileProblem", "check_data", "load_profile"]

Check = Callable[[Profile], Iterator[Note]]

_CHECKS: tuple[tuple[Check, frozenset[str]], ...] = (
    (check_head, frozenset({"id", "title", "promise", "version", "effective_from"})),
    (check_stages, frozenset({"stages"})),
    (check_entry, frozenset({"domains", "entry", "sources", "inbound", "self_service", "posts", "fanout"})),
    (check_posts, frozenset({"posts", "proxy", "separate", "gates", "whistle", "mediation"})),
    (check_gates, frozenset({"gates", "domains", "posts", "rectify_back_to", "join", "rules"})),
    (check_grades, frozenset({"grades", "chain", "modes", "escalation", "entry"})),
    (check_clocks, frozenset({"clocks", "gates", "chain", "whistle", "fanout", "rules", "posts", "grades"})),
    (
        check_rules,
        frozenset(
            {"rules", "ratings", "gates", "posts", "clocks", "domains", "grades", "sources", "callback"}
        ),
    ),
    (check_evidence, frozenset({"evidence", "whistle", "domains"})),
    (check_red, frozenset({"red", "domains", "sources", "grades"})),
    (check_ratings, frozenset({"ratings"})),
    (check_callback, frozenset({"callback", "domains", "sources", "grades", "gates", "posts"})),
    (check_limits, frozenset({"limits", "wording"})),
    (check_figures, frozenset({"indicators", "lists", "rhythm", "domains", "sources", "grades"})),
    (check_codes, frozenset({"codes", "whistle", "dossier_order"})),
)
"""Each check with the tables it judges; it is passed over while one of them cannot be read at all."""

_TOML_LINE = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)")


def load_profile(text: str, name: str) -> Profile:
    """The profile in `text`. `name` is said in the error. Raises :class:`ProfileProblem` with all findings."""
    return check_data(_parse(text, name), line_map(text), name)


def check_data(data: Mapping[str, Any], lines: dict[Path, int], name: str) -> Profile:
    """The profile in parsed TOML; `lines` tells where each value stands. Raises :class:`ProfileProblem`."""
    reading = Reading(lines)
    profile = read_profile(data, reading)
    for check, tables in _CHECKS:
        if not reading.broken & tables:
            for path, code, words in check(profile):
                reading.report(path, code, *words, breaks=False)
    if reading.found:
        raise ProfileProblem(name, tuple(sorted(set(reading.found))))
    return profile


def _parse(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        place = _TOML_LINE.search(str(error))
        line = int(place[1]) if place and place[1] else text.count("\n") + 1
        raise ProfileProblem(name, (finding(line, "toml", str(error)),)) from error
