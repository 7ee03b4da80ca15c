"""A form's values as text and back, so that a draft outlives the program."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from domain.case import Attachment

_FILE = "sha256"


def draft_id(kind: str, case_id: str, actor_id: str) -> str:
    """One draft for a form, a matter and a person."""
    return f"{kind}:{case_id}:{actor_id}"


def to_text(values: Mapping[str, Any]) -> str:
    """JSON of the values."""

    def plain(value: Any) -> Any:
        if isinstance(value, Attachment):
            return asdict(value)
        if isinstance(value, tuple):
            return [plain(v) for v in value]
        return value

    return json.dumps({name: plain(value) for name, value in values.items()}, ensure_ascii=False)


def from_text(text: str) -> dict[str, Any]:
    """The values of a draft; an unreadable one is empty."""

    def back(value: Any) -> Any:
        if isinstance(value, dict) and _FILE in value:
            return Attachment(**value)
        if isinstance(value, list):
            return tuple(back(v) for v in value)
        return value

    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(name): back(value) for name, value in found.items()}
