"""From parsed TOML to the dataclasses of `domain.profile`, driven by their field types.

Every wrong or missing value becomes a finding and a placeholder, so that one reading reports all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date, datetime
from typing import Any, get_args, get_origin, get_type_hints

from domain.profile import Profile
from domain.profile_finding import Finding, Path, finding
from domain.profile_lines import line_of

_WORDS: dict[Any, str] = {str: "文字", int: "整数", float: "数字", bool: "true 或 false"}
_EMPTY: dict[Any, Any] = {str: "", int: 0, float: 0.0, bool: False}


@dataclass(slots=True)
class Reading:
    """What was found so far. `broken`: top-level keys whose values cannot be judged further."""

    lines: dict[Path, int]
    found: list[Finding] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def report(self, path: Path, code: str, *words: object, breaks: bool = True) -> None:
        """Note a finding at the line of `path`."""
        self.found.append(finding(line_of(self.lines, path), code, *words))
        if breaks and path:
            self.broken.add(str(path[0]))


def read_profile(data: Mapping[str, Any], reading: Reading) -> Profile:
    """The profile as far as it can be read; what could not be read is in `reading`."""
    profile: Profile = _record(Profile, data, (), reading)
    return profile


def _record(cls: Any, data: Mapping[str, Any], path: Path, reading: Reading) -> Any:
    hints = get_type_hints(cls)
    names = {f.name for f in fields(cls)}
    for key in data:
        if key not in names:
            reading.report((*path, key), "unknown_key", key, breaks=False)
    values: dict[str, Any] = {}
    for f in fields(cls):
        if f.name in data:
            values[f.name] = _value(hints[f.name], data[f.name], (*path, f.name), reading)
        elif f.default is MISSING and f.default_factory is MISSING:
            reading.report(path or (f.name,), "missing_key", f.name)
            values[f.name] = _nothing(hints[f.name])
    return cls(**values)


def _value(hint: Any, value: Any, path: Path, reading: Reading) -> Any:
    if hint is Any:
        return tuple(value) if isinstance(value, list) else value
    origin, args = get_origin(hint), get_args(hint)
    if is_dataclass(hint):
        return (
            _record(hint, value, path, reading)
            if isinstance(value, dict)
            else _wrong(hint, "一个表", path, reading)
        )
    if origin is tuple:
        if not isinstance(value, list):
            return _wrong(hint, "列表", path, reading)
        if args[-1] is not Ellipsis:
            if len(value) != len(args):
                return _wrong(hint, f"{len(args)} 项的列表", path, reading)
            return tuple(
                _value(a, v, (*path, i), reading) for i, (a, v) in enumerate(zip(args, value, strict=True))
            )
        return tuple(_value(args[0], v, (*path, i), reading) for i, v in enumerate(value))
    if origin is not None:
        if not isinstance(value, dict):
            return _wrong(hint, "一个表", path, reading)
        return {k: _value(args[1], v, (*path, k), reading) for k, v in value.items()}
    if hint is str and isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if hint is float and type(value) is int:
        return float(value)
    return value if type(value) is hint else _wrong(hint, _WORDS[hint], path, reading)


def _wrong(hint: Any, word: str, path: Path, reading: Reading) -> Any:
    reading.report(path, "wrong_type", ".".join(map(str, path)), word)
    return _nothing(hint)


def _nothing(hint: Any) -> Any:
    """A placeholder of the right shape."""
    if hint in _EMPTY:
        return _EMPTY[hint]
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return hint(**{f.name: _nothing(hints[f.name]) for f in fields(hint)})  # type: ignore[operator]
    args = get_args(hint)
    if get_origin(hint) is tuple:
        return () if args[-1] is Ellipsis else tuple(_nothing(a) for a in args)
    return {}
