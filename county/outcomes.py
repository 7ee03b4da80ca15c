"""Outcomes of pushed commands, and reading what was pushed."""

from __future__ import annotations

import hashlib

from county.problems import RequestProblem
from county.store.ledger import Taken
from domain.case import Case
from domain.commands import Command
from wire.codec import CodecProblem, decode_command, from_json
from wire.messages import Outcome


def wordless(error: Exception) -> Exception:
    """The error without its words: they may quote what a person wrote."""
    bare = RuntimeError(type(error).__name__)
    return bare.with_traceback(error.__traceback__)


def decode(raw: bytes) -> tuple[str, Command | None, bytes]:
    """(command id, command or None when it cannot be understood, hash of the body)."""
    digest = hashlib.blake2b(raw, digest_size=16).digest()
    try:
        command = decode_command(raw)
    except CodecProblem:
        try:
            frame = from_json(raw, dict)
        except CodecProblem:
            frame = {}
        command_id = frame.get("id")
        if not isinstance(command_id, str) or not command_id:
            raise RequestProblem(422, "malformed") from None
        return command_id, None, digest
    return command.id, command, digest


def again(old: Taken) -> Outcome:
    stored = from_json(old.outcome, Outcome)
    if stored.kind != "applied":
        return stored
    return Outcome(stored.cmd_id, "duplicate", "", "", stored.case_id, stored.rev, stored.state, stored.owner)


def rejected(
    command_id: str, code: str, message: str, case: Case | None, command: Command | None = None
) -> Outcome:
    case_id = command.case_id if command is not None else ""
    if case is None:
        return Outcome(command_id, "rejected", code, message, case_id)
    return Outcome(command_id, "rejected", code, message, case.id, case.rev, case.state, owner(case))


def owner(case: Case) -> str:
    """The unit that has the matter in hand, or empty when it lies with the township's centre."""
    task = case.lead_task
    return task.unit if task is not None and case.open else ""
