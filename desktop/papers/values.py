"""What papers are made from, and what they become."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from desktop.story import Names
from desktop.strings import papers as words
from domain.case import Case
from domain.events import Audited, Event
from domain.evolve import evolve
from domain.profile import Profile


class PaperKind(StrEnum):
    """Every paper of a single matter."""

    SHEET = "sheet"
    ORDER = "order"
    CALLBACK = "callback"
    WHISTLE = "whistle"
    INTAKE = "intake"
    RIGHTS = "rights"
    SESSION = "session"
    AGREEMENT = "agreement"
    ORAL = "oral"
    COURT = "court"
    VISIT = "visit"
    JOINT = "joint"
    DOSSIER = "dossier"
    REFUSAL = "refusal"
    DIVERSION = "diversion"
    SUPERVISE = "supervise"
    CHASE = "chase"
    INSTRUCT = "instruct"
    INTERVIEW = "interview"
    LETTER = "letter"
    ACCOUNTABILITY = "accountability"
    PROPOSAL = "accountability_proposal"
    ACCEPTANCE = "acceptance"
    REDO = "redo"

    @property
    def heading(self) -> str:
        """Name of the kind as it heads the paper."""
        return words.TITLES[self.value]


MEASURE_KINDS = frozenset(
    {
        PaperKind.SUPERVISE, PaperKind.CHASE, PaperKind.INSTRUCT, PaperKind.INTERVIEW, PaperKind.LETTER,
        PaperKind.ACCOUNTABILITY, PaperKind.PROPOSAL,
    }
)  # fmt: skip
"""Papers that a measure of the matter becomes; `PaperKind.value` is the kind of the measure."""

LETTER_KINDS = MEASURE_KINDS | {PaperKind.REFUSAL, PaperKind.DIVERSION, PaperKind.ACCEPTANCE, PaperKind.REDO}
"""Papers in the form of a letter: they take a number (文号) and may take another addressee."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Something a paper lacks. `field`: `<command>.<field>`, the form where it is given; `slip.<field>` is given at
    the printer, `hand.<field>` on paper only.

    `blocking`: the paper cannot be made without it; otherwise its place stays blank and is filled by hand.
    """

    field: str
    label: str
    blocking: bool = True


def lacks(field: str, *, blocking: bool = True) -> Missing:
    """A missing field with its words."""
    return Missing(field, words.MISSING[field], blocking)


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a matter. `subject`: which measure, whistle, round … of it; `label`: title that tells it apart.

    `draft`: not approved yet, printed with a watermark. `personal`: it shows personal data in full.
    """

    kind: PaperKind
    subject: str
    label: str
    missing: tuple[Missing, ...] = ()
    draft: bool = False
    personal: bool = True

    @property
    def id(self) -> str:
        """Unique within its matter."""
        return f"{self.kind}:{self.subject}" if self.subject else self.kind.value

    @property
    def ready(self) -> bool:
        """It can be made now."""
        return not any(each.blocking for each in self.missing)


@dataclass(frozen=True, slots=True)
class Folder:
    """One matter with its course. The last `expected` events are not confirmed by the county.

    `file` gives the bytes of an attachment, None where it was not downloaded.
    """

    case: Case
    events: tuple[Event, ...]
    expected: int
    file: Callable[[str], bytes | None]

    @property
    def unsynced(self) -> bool:
        """Facts on paper that the county has not confirmed; traces of printing are no facts."""
        waiting = self.events[len(self.events) - self.expected :]
        return not self.case.number or any(not isinstance(event, Audited) for event in waiting)

    @property
    def number(self) -> str:
        """Case number, or the temporary one while the county has not given it."""
        return self.case.number or self.case.temp_number or words.NO_NUMBER

    @property
    def facts(self) -> tuple[str, int]:
        """Changes whenever a paper could change; traces of printing change none."""
        return self.number, sum(not isinstance(event, Audited) for event in self.events)

    def walk(self) -> Iterator[tuple[Event, Case]]:
        """Each event with the matter as it stood after it."""
        case = Case()
        for event in self.events:
            case = evolve(case, event)
            yield event, case

    def printed(self, label: str) -> bool:
        """A copy of this paper has left before."""
        return any(True for _ in self._left(label))

    def letter_number(self, label: str) -> str:
        """The number (文号) under which this paper left last, as its trace tells; "" without one."""
        mark = words.AUDIT_NUMBER.format(trace="）", number="")
        told = [detail.rpartition(mark)[2] for detail in self._left(label) if mark in detail]
        return told[-1] if told else ""

    def _left(self, label: str) -> Iterator[str]:
        for event in self.events:
            if not isinstance(event, Audited) or event.what not in ("print", "export"):
                continue
            if event.detail.partition("（MQ/")[0] == label:
                yield event.detail


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around the matter: rules, names, the offices on the paper.

    `office` heads the papers, `township` is the government that whistles; `issuer(person)` is the office that the
    person writes for, `unit_of(person)` the unit the person belongs to, `unit(code)` its full name,
    `duty(number)` number and name of a duty-list item. `practice`: not a real matter.
    """

    profile: Profile
    names: Names
    office: str
    township: str
    issuer: Callable[[str], str]
    unit: Callable[[str], str]
    unit_of: Callable[[str], str]
    duty: Callable[[str], str]
    practice: bool = False


@dataclass(frozen=True, slots=True)
class Slip:
    """What the person at the printer adds: number of the letter, another addressee, units to copy."""

    number: str = ""
    addressee: str = ""
    copies_to: str = ""


@dataclass(frozen=True, slots=True)
class Composed:
    """A finished paper. `proof`: text of the verification code; `trace`: what the audit says of it."""

    pdf: bytes
    pages: int
    proof: str
    trace: str


class PaperProblem(Exception):
    """A paper was not made; the message says what happened, what is safe and what to do."""
