"""The papers as a page of the window: what is missing leads to its form, a tab of the matter leads here."""

from __future__ import annotations

from typing import Protocol

from desktop.forms import FORMS
from desktop.models.desk import Desk
from desktop.papers.values import PaperKind
from desktop.views.documents import DocumentsView
from domain.profile import Profile


class Window(Protocol):
    """What the page asks of the window."""

    desk: Desk

    def show_case(self, case_id: str) -> None:
        """Show a matter with its work."""
        ...

    def give(self, kind: str) -> None:
        """Open the form of a command for the matter shown."""
        ...


def usual_papers(profile: Profile) -> tuple[tuple[str, str], ...]:
    """(kind, title) of the papers that most matters of this county need."""
    kinds = [PaperKind.SHEET, PaperKind.ORDER]
    gates = {gate for each in profile.gates.values() for gate in each}
    if "callback" in gates:
        kinds.append(PaperKind.CALLBACK)
    if "acceptance" in gates:
        kinds.append(PaperKind.ACCEPTANCE)
    kinds.append(PaperKind.SUPERVISE)
    if profile.whistle.on:
        kinds.append(PaperKind.WHISTLE)
    if profile.mediation:
        kinds.append(PaperKind.AGREEMENT)
    kinds.append(PaperKind.DOSSIER if profile.penalty_power else PaperKind.JOINT)
    return tuple((kind.value, kind.heading) for kind in kinds)


def documents_page(window: Window) -> DocumentsView:
    """The view, joined to the window."""
    view = DocumentsView(window.desk)

    def lead(field: str) -> None:
        command = field.partition(".")[0]
        window.show_case(view.case_id)
        if command in FORMS:
            window.give(command)

    view.field_wanted.connect(lead)
    return view
