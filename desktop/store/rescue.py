"""What can still be read of a store that no longer opens: outbox, drafts, settings and unsent files, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from storage.carving import Row, Value, rows
from storage.pages import Image, Page, PageReader
from wire.codec import CodecProblem, decode_command
from wire.sealed_file import KeptFile

V = TypeVar("V")

OUTBOX = (
    "seq", "cmd_id", "case_id", "kind", "actor_id", "actor", "body", "made_at", "hold_until", "n", "state", "needs",
    "conflict", "tries", "next_try", "replay", "outcome", "done_at", "settled", "reason", "origin",
)  # fmt: skip
"""Columns in the order of the table; a file of an older version has fewer."""

_OLDEST = 20
_STATES = ("pending", "sent", "applied", "rejected", "withdrawn")
META = ("device", "device_code", "temporary")
"""Facts of the old store that the new one keeps; everything else is asked from the county again."""

_OTHER_META = (
    "clean", "db_id", "epoch", "scope_ver", "synced_at", "next_n", "layout", "profile", "checked",
)  # fmt: skip


@dataclass(slots=True)
class Rescued:
    """Found rows. `commands`: column -> value; `doubtful`: taken from damaged pages after their text was checked."""

    commands: list[dict[str, Value]] = field(default_factory=list)
    drafts: list[tuple[Value, ...]] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    meta: dict[str, str] = field(default_factory=dict)
    doubtful: int = 0


def rescue_store(path: Path, key: bytes, salt: bytes) -> Rescued:
    """Everything of the operator's own that is readable in store.db and its log. Nothing is changed."""
    widths = frozenset({2, 6, *range(_OLDEST, len(OUTBOX) + 6)})
    commands: dict[str, tuple[bool, int, dict[str, Value]]] = {}
    drafts: dict[str, tuple[bool, int, tuple[Value, ...]]] = {}
    found = Rescued()
    for page, row in _all_rows(path, key, salt, widths):
        values = row.values
        if len(values) >= _OLDEST:
            command = _command(row, page.whole)
            if command is not None:
                _newer(commands, str(command["cmd_id"]), page, command)
        elif len(values) == 6 and page.whole and _is_draft(values):
            _newer(drafts, str(values[0]), page, values)
        elif len(values) == 2 and page.whole and all(isinstance(v, str) for v in values):
            name, text = str(values[0]), str(values[1])
            if name in META:
                found.meta[name] = text
            elif name not in _OTHER_META:
                found.settings[name] = text
    ordered = sorted(commands.values(), key=lambda kept: int(str(kept[2]["seq"])))
    found.commands = [command for _, _, command in ordered]
    found.doubtful = sum(not whole for whole, _, _ in ordered)
    found.drafts = [draft for _, _, draft in drafts.values()]
    return found


def rescue_files(path: Path, key: bytes, salt: bytes) -> Iterator[KeptFile]:
    """Attachments that the county lacks and whose bytes still hash to their address, kept whole or in pieces."""
    waiting: dict[str, tuple[str, int]] = {}
    for _, row in _all_rows(path, key, salt, frozenset({7})):
        digest, media, _, state, _, added, data = row.values
        if not (isinstance(digest, str) and isinstance(data, bytes) and isinstance(added, int)):
            continue
        if state == "waiting" and digest not in waiting:
            waiting[digest] = (str(media), added)
            if sha256(data).hexdigest() == digest:
                yield KeptFile(digest, str(media), added, data)
                waiting[digest] = ("", 0)
    lacking = {digest: facts for digest, facts in waiting.items() if facts[1]}
    pieces: dict[str, dict[int, bytes]] = {}
    for _, row in _all_rows(path, key, salt, frozenset({3})) if lacking else ():
        digest, at, data = row.values
        if digest in lacking and isinstance(at, int) and isinstance(data, bytes):
            pieces.setdefault(str(digest), {})[at] = data
    for digest, parts in pieces.items():
        data = b"".join(parts[at] for at in sorted(parts))
        if sha256(data).hexdigest() == digest:
            yield KeptFile(digest, *lacking[digest], data)


def _all_rows(path: Path, key: bytes, salt: bytes, widths: frozenset[int]) -> Iterator[tuple[Page, Row]]:
    with closing(Image(path, path.with_name(path.name + "-wal"), PageReader(key, salt))) as image:
        for page in image.before.values():
            for row in rows(page.text, page.number, image.text_before, widths):
                yield page, row
        for page in image:
            for row in rows(page.text, page.number, image.text, widths):
                yield page, row
        for page in image.torn:
            for row in rows(page.text, page.number, image.text, widths):
                yield page, row


def _newer(kept: dict[str, tuple[bool, int, V]], name: str, page: Page, value: V) -> None:
    """Whole pages win over damaged ones, later ones over earlier ones."""
    before = kept.get(name)
    if before is None or (page.whole, page.rank) >= before[:2]:
        kept[name] = (page.whole, page.rank, value)


def _command(row: Row, whole: bool) -> dict[str, Value] | None:
    values = dict(zip(OUTBOX, row.values, strict=False)) | {"seq": row.rowid}
    texts = ("cmd_id", "case_id", "kind", "actor_id", "state", "needs", "conflict", "settled", "reason")
    numbers = ("made_at", "hold_until", "tries", "next_try", "replay", "done_at")
    shaped = (
        row.rowid > 0
        and row.values[0] is None
        and all(isinstance(values[name], str) for name in texts)
        and all(isinstance(values[name], int) for name in numbers)
        and isinstance(values["actor"], bytes)
        and isinstance(values["body"], bytes)
        and values["state"] in _STATES
    )
    if not shaped:
        return None
    if not whole:
        try:
            command = decode_command(bytes(values["body"]))  # type: ignore[arg-type]
        except CodecProblem:
            return None
        if (command.id, command.case_id, command.body.kind) != (
            values["cmd_id"], values["case_id"], values["kind"],
        ):  # fmt: skip
            return None
    return values


def _is_draft(values: tuple[Value, ...]) -> bool:
    return (
        all(isinstance(v, str) for v in values[:5])
        and isinstance(values[5], int)
        and values[5] > 1_000_000_000
    )
