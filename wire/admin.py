"""Messages of the administrative routes `POST /admin/v1/<kind>`: one command, decided and carried out at the county.

A command is known by its `cmd_id`: sent again it brings the stored answer, with another body it is refused (422
key_reuse). All of a command is done, or nothing. The rows that it changes come back to every desktop through the
feed: household, code, duty, place, and cases for messages of other platforms.
"""

from __future__ import annotations

import msgspec

from domain.code_ledger import CodeEvent, CodeRecord
from domain.duties import DutyItem
from domain.inbox import ExternalMessage
from domain.places import Place
from domain.roster import Household
from wire.version import PROTO

ADMIN_MAX_BYTES = 24 * 1024 * 1024
"""Largest body: a roster of 100,000 households."""


class ImportRoster(msgspec.Struct, frozen=True):
    """/roster (a clerk of the township): the new and the changed households; nobody else's are touched.

    The county compares with what it knows now (`plan_import`), so two desktops with one file do no harm.
    Counts: new, changed, same.
    """

    cmd_id: str
    township: str
    households: list[Household]


class ImportTerritory(msgspec.Struct, frozen=True):
    """/territory (county centre): new and changed places; none is removed. Counts: new, changed, same."""

    cmd_id: str
    places: list[Place]


class ImportDuties(msgspec.Struct, frozen=True):
    """/duties (county centre): new and changed items; none is removed. Counts: new, changed, same."""

    cmd_id: str
    items: list[DutyItem]


class ImportInbox(msgspec.Struct, frozen=True):
    """/inbox (a clerk of the township): messages of another platform, each registered as a case.

    `source`: a source of the profile; the key of a message is (its own source, external number). A known number
    registers nothing; when its text changed, the case gets a note. Counts: new, known, changed.
    """

    cmd_id: str
    township: str
    source: str
    messages: list[ExternalMessage]


class PlanCampaign(msgspec.Struct, frozen=True):
    """/campaign (a clerk of the township): the planned codes of one campaign, ids made by the desktop.

    An id that is known already, or is no printed code, refuses the whole (409 code_taken). Counts: new.
    """

    cmd_id: str
    township: str
    campaign: str
    codes: list[CodeRecord]


class MarkCodes(msgspec.Struct, frozen=True):
    """/codes (a clerk of the township): what happened to codes, decided again by the rules of the ledger.

    `kind` of an event: printed, reprinted, posted, damaged, replaced (`other`: id of the successor), retired. The
    county puts its own time and the person in. Counts: applied, refused; an event that is refused stands in `refused`.
    """

    cmd_id: str
    township: str
    events: list[CodeEvent]


class RefusedItem(msgspec.Struct, frozen=True):
    """One item of a command that was left out; `message`: a sentence for the operator."""

    id: str
    code: str
    message: str


class AdminAnswer(msgspec.Struct, frozen=True):
    """What was done."""

    cmd_id: str
    counts: dict[str, int]
    server_time: float = 0.0
    refused: list[RefusedItem] = []
    proto: int = PROTO
    end: int = 1
