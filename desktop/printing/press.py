"""The way of a paper: read the matter, compose in memory, leave a trace, and only then let the bytes go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from desktop.models.desk import Desk, new_id
from desktop.papers.compose import compose
from desktop.papers.offer import papers_for
from desktop.papers.values import Composed, Folder, Paper, PaperProblem, Slip
from desktop.printing.sources import folder_of, surroundings_of
from desktop.strings import papers as words
from desktop.tasks import RENDER
from domain.commands import Audit, Command
from domain.refusals import Refusal, sentence

Told = Callable[[str], None]


class Press(QObject):
    """Makes papers for one desk. Callbacks come home on the thread of the screen."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk

    @property
    def operator(self) -> str:
        """Who prints, as shown on the paper."""
        office = self._desk.office
        return " ".join(part for part in (self._desk.actor.name, office.role if office else "") if part)

    def offer(
        self,
        case_id: str,
        done: Callable[[Folder | None, tuple[Paper, ...]], None],
        failed: Told,
        owner: QObject,
    ) -> None:
        """The papers of a matter."""
        office = self._desk.office
        if office is None:
            return
        profile = office.profile

        def read(store: Any) -> tuple[Folder | None, tuple[Paper, ...]]:
            folder = folder_of(store, case_id)
            return folder, papers_for(folder, profile) if folder is not None else ()

        self._desk.read(read, lambda found: done(*found), owner, lambda problem: failed(_told(problem)))

    def make(
        self,
        case_id: str,
        paper_id: str,
        slip: Slip,
        done: Callable[[Composed], None],
        failed: Told,
        owner: QObject,
    ) -> None:
        """Compose a paper for looking at it. Nothing leaves, nothing is recorded."""
        office, now, operator = self._desk.office, self._desk.now(), self.operator
        if office is None:
            return
        around = surroundings_of(office)

        def home(folder: Folder | None) -> None:
            if folder is None:
                failed(words.GONE.format(title=words.PAPERS))
                return
            self._desk.lanes.run(
                RENDER,
                lambda: compose(paper_id, folder, around, now, operator, slip),
                done,
                lambda problem: failed(_told(problem)),
                owner,
            )

        self._desk.read(lambda store: folder_of(store, case_id), home, owner, lambda p: failed(_told(p)))

    def give(
        self,
        case_id: str,
        paper_id: str,
        slip: Slip,
        audit: Audit,
        ready: Callable[[Composed], None],
        failed: Told,
        owner: QObject,
    ) -> None:
        """Compose afresh, record who takes it, then hand it over.

        `audit` says what, how many and why; its detail is filled here. `ready` gets the bytes only after the trace
        is on disk; a refusal or a failure to write goes to `failed`, and nothing leaves.
        """

        def record(composed: Composed) -> None:
            body = Audit(audit.what, composed.trace, audit.copies, audit.purpose)
            command = Command(new_id(), case_id, body, self._desk.now())
            actor = self._desk.actor

            def recorded(answer: Any) -> None:
                if isinstance(answer, Refusal):
                    failed(sentence(answer))
                else:
                    self._desk.sent.emit()
                    ready(composed)

            self._desk.write(
                lambda store: store.submit(command, actor, 0), recorded, owner, lambda p: failed(_told(p))
            )

        self.make(case_id, paper_id, slip, record, failed, owner)


def _told(problem: Exception) -> str:
    known = isinstance(problem, PaperProblem) or hasattr(problem, "code")
    return str(problem) if known else words.WRONG_PAPER.format(reason=type(problem).__name__)
