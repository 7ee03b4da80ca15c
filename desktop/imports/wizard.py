"""One import from file to result, as plain state: no window, no store, no net.

Steps: file → columns → check → sent → done. Nothing leaves this desktop before `confirm`; going back is possible at
every step until then. What was confirmed is kept byte for byte until the county has answered, so that sending it
again after a lost answer or a restart does no harm.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

import msgspec

from desktop.imports import strings as words
from desktop.imports.columns import ImportKind, columns, guess, lacking
from desktop.imports.dry_run import DryRun, Known, Options
from desktop.imports.line import Failure, body_of
from desktop.imports.plan import dry_run
from desktop.imports.table import Table
from wire.admin import AdminAnswer, ImportDuties, ImportInbox, ImportRoster, ImportTerritory


class Step(StrEnum):
    """Where an import stands."""

    FILE = "file"
    COLUMNS = "columns"
    CHECK = "check"
    SENT = "sent"
    DONE = "done"


@dataclass(frozen=True)
class Wizard:
    """State of one import. Every method gives the next state; `problem` is a sentence to show, or empty."""

    kind: ImportKind
    step: Step = Step.FILE
    table: Table | None = None
    mapping: Mapping[str, int] = field(default_factory=dict)
    options: Options = field(default_factory=Options)
    run: DryRun | None = None
    body: bytes = b""
    tries: int = 0
    answer: AdminAnswer | None = None
    problem: str = ""

    def opened(self, table: Table, remembered: Mapping[str, str] | None = None) -> Wizard:
        """A file was read: its columns are guessed."""
        mapping = guess(self.kind, table.header, remembered)
        options = replace(self.options, fill_down=table.merged)
        return replace(
            self, step=Step.COLUMNS, table=table, mapping=mapping, options=options, run=None, problem=""
        )

    def failed(self, message: str) -> Wizard:
        """The file could not be read."""
        return replace(self, step=Step.FILE, table=None, run=None, problem=message)

    def mapped(self, name: str, column: int | None) -> Wizard:
        """A person chose a column for a field (None: it has none). A column serves one field."""
        mapping = {f: c for f, c in self.mapping.items() if f != name and (column is None or c != column)}
        if column is not None:
            mapping[name] = column
        return replace(self, mapping=mapping, run=None, problem="")

    def chose(self, options: Options) -> Wizard:
        """A person changed an option."""
        return replace(self, options=options, run=None, problem="")

    def trouble(self) -> str:
        """Why this cannot be checked yet, or ""."""
        table, options = self.table, self.options
        if table is None:
            return ""
        missing = lacking(self.kind, table.header, self.mapping)
        if missing:
            return missing
        if self.kind is ImportKind.DUTIES and "list_kind" not in self.mapping and not options.list_kind:
            return words.NO_LIST_KIND
        if self.kind is ImportKind.INBOX and not options.source:
            return words.NO_SOURCE
        if self.kind in (ImportKind.ROSTER, ImportKind.INBOX) and not options.township:
            return words.NO_TOWNSHIP
        return ""

    def checked(self, known: Known) -> Wizard:
        """Compare with what is known; nothing is written."""
        trouble = self.trouble()
        if self.table is None or trouble:
            return replace(self, problem=trouble, run=None)
        run = dry_run(self.kind, self.table, self.mapping, known, self.options)
        return replace(self, step=Step.CHECK, run=run, problem="")

    def back(self) -> Wizard:
        """One step back; what was chosen stays. After confirming there is no way back."""
        previous = {Step.COLUMNS: Step.FILE, Step.CHECK: Step.COLUMNS}.get(self.step, self.step)
        return replace(self, step=previous, problem="")

    @property
    def sendable(self) -> bool:
        """True when there is something that the county would do."""
        return self.step is Step.CHECK and self.run is not None and bool(self.run.payload)

    def confirm(self, new_id: Callable[[], str]) -> Wizard:
        """Make the one command. Its bytes are kept from now on."""
        if not self.sendable or self.run is None:
            return replace(self, problem=words.NOTHING_TO_SEND)
        return replace(self, step=Step.SENT, body=self._command(new_id(), self.run), tries=0, problem="")

    def _command(self, cmd_id: str, run: DryRun) -> bytes:
        rows, options = list(run.payload), self.options
        match self.kind:
            case ImportKind.ROSTER:
                return body_of(ImportRoster(cmd_id, options.township, rows))
            case ImportKind.TERRITORY:
                return body_of(ImportTerritory(cmd_id, rows))
            case ImportKind.DUTIES:
                return body_of(ImportDuties(cmd_id, rows))
            case ImportKind.INBOX:
                return body_of(ImportInbox(cmd_id, options.township, options.source, rows))

    def answered(self, answer: AdminAnswer | Failure) -> Wizard:
        """The county has answered, or not. A refusal leads back to the plan; silence keeps the command."""
        if isinstance(answer, AdminAnswer):
            return replace(self, step=Step.DONE, answer=answer, problem="")
        if answer.kind == "refused":
            return replace(self, step=Step.CHECK, body=b"", tries=0, problem=answer.message)
        return replace(self, tries=self.tries + 1, problem=answer.message)

    def withdrawn(self) -> Wizard:
        """A person gives up sending: back to the plan. The county may have done it; the next check will show."""
        return replace(self, step=Step.CHECK if self.run else Step.COLUMNS, body=b"", tries=0, problem="")

    @property
    def needed(self) -> tuple[str, ...]:
        """Titles of the columns that an import of this kind cannot do without."""
        header = self.table.header if self.table is not None else ()
        return tuple(column.title for column in columns(self.kind, header) if column.needed)


class _Kept(msgspec.Struct):
    """What survives a restart."""

    kind: ImportKind
    step: Step
    table: Table
    mapping: dict[str, int]
    options: Options
    body: str
    tries: int


def to_text(wizard: Wizard) -> str:
    """The draft of an import that is underway; "" when there is nothing to keep."""
    if wizard.table is None or wizard.step in (Step.FILE, Step.DONE):
        return ""
    body = base64.b64encode(wizard.body).decode()
    kept = _Kept(
        wizard.kind, wizard.step, wizard.table, dict(wizard.mapping), wizard.options, body, wizard.tries
    )
    return msgspec.json.encode(kept).decode()


def from_text(text: str) -> Wizard | None:
    """The import of a draft, one step before its plan (which is made again); None when it does not read."""
    try:
        kept = msgspec.json.decode(text.encode(), type=_Kept)
        body = base64.b64decode(kept.body, validate=True)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    width = len(kept.table.header)
    if any(not 0 <= column < width for column in kept.mapping.values()):
        return None
    step = Step.SENT if kept.step is Step.SENT and body else Step.COLUMNS
    return Wizard(kept.kind, step, kept.table, kept.mapping, kept.options, None, body, kept.tries)


def draft_name(kind: ImportKind) -> str:
    """Id of the draft of a kind; one import of a kind is underway at a time."""
    return f"import:{kind.value}"
