"""What giving a command needs beside the rules: may this person write now, and what a new matter is called meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from domain.commands import Command, Register

if TYPE_CHECKING:
    from desktop.store.store import Store

T = TypeVar("T")


class NotNow(Exception):
    """Nothing may be written now; the words say why, what is safe and what to do."""


def permitted(barred: Callable[[], str], work: Callable[[Store], T]) -> Callable[[Store], T]:
    """The work, unless `barred` has a reason against it; it is asked on the lane that writes. Raises NotNow there."""

    def asked(store: Store) -> T:
        why = barred()
        if why:
            raise NotNow(why)
        return work(store)

    return asked


def numbered(store: Store, command: Command) -> Command:
    """A registration with a temporary number of this desk; any other command as it is."""
    body = command.body
    if not isinstance(body, Register) or body.temp_number:
        return command
    return replace(command, body=replace(body, temp_number=store.next_temporary_number()))
