"""One plain value of every type that travels, built from its fields, the same in every run."""

from __future__ import annotations

import dataclasses
import types
import typing

import msgspec


def sample(kind: typing.Any, name: str = "", *, later: bool = False) -> typing.Any:
    """A value of the type: texts say the name of their field, numbers count its letters, tuples hold one item.

    `later`: with the members that came after the first shape and may be left out.
    """
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if msgspec.UnsetType in arguments:
        return sample(arguments[0], name) if later else msgspec.UNSET
    if origin in (typing.Union, types.UnionType):
        return sample(next(a for a in arguments if a is not type(None)), name)
    if origin is typing.Literal:
        return arguments[0]
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return (sample(arguments[0], name),)
        return tuple(sample(a, f"{name}{n}") for n, a in enumerate(arguments))
    if origin is list:
        return [sample(arguments[0], name)]
    if origin is dict:
        return {sample(arguments[0], f"{name}key"): sample(arguments[1], name)}
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{f.name: sample(hints[f.name], f.name) for f in dataclasses.fields(kind) if f.init})
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        hints = typing.get_type_hints(kind)
        return kind(**{n: sample(hints[n], n, later=later) for n in kind.__struct_fields__})
    plain = {
        str: f'{name} 样例𠮷"\\/', int: 1_795_233_600 + len(name), float: 1_795_233_600.5, bool: True,
        bytes: name.encode(), msgspec.Raw: msgspec.Raw(b'{"kept":"as it came","n":1.0}'),
    }  # fmt: skip
    return plain[kind]
