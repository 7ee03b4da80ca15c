"""Messages of the administrative routes `POST /admin/v1/<kind>`: one command, decided and carried out at the county.

A command is known by its `cmd_id`: sent again it brings the stored answer, with another body it is refused (422
key_reuse). `trial`: count only, write nothing, leave no trace. The rows that a command changes come back to every
desktop through the feed: household, code, duty, place, and cases for messages of other platforms.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from wire.version import PROTO

ADMIN_MAX_BYTES = 24 * 1024 * 1024
"""Largest body: a roster of 100,000 households."""

CodeAction = Literal["print", "reprint", "post", "damage", "replace", "retire"]


class SheetBody(msgspec.Struct, frozen=True):
    """Cells of a sheet as text; `first_line`: line of the first row as a spreadsheet counts."""

    header: list[str]
    rows: list[list[str]]
    first_line: int = 2


class RosterCommand(msgspec.Struct, frozen=True):
    """/roster (a clerk of the township). `mapping`: field -> column, guessed when empty.

    `confirmed`: a person has agreed to an import that changes unusually many households; without it the county only
    answers `asks`. Counts: existing, read, new, changed, same, gone, errors; nobody is removed.
    """

    cmd_id: str
    township: str
    sheet: SheetBody
    mapping: dict[str, int] = {}
    fill_down: bool = False
    confirmed: bool = False
    trial: bool = False


class TerritoryCommand(msgspec.Struct, frozen=True):
    """/territory (county centre): rows of places (code, kind, name …), added or changed, none removed.

    Counts: read, changed, errors.
    """

    cmd_id: str
    rows: list[dict[str, str]]
    first_line: int = 2


class DutiesCommand(msgspec.Struct, frozen=True):
    """/duties (county centre). `list_kind`: of a sheet that lacks the column; `replace`: items not named go.

    Counts: read, changed, gone, errors.
    """

    cmd_id: str
    sheet: SheetBody
    list_kind: str = ""
    replace: bool = False


class InboxCommand(msgspec.Struct, frozen=True):
    """/inbox (a clerk of the township): messages of another platform become cases, once each.

    `source`: of the profile. Counts: new, known, changed, errors, blank; `ids` of the answer: the new cases.
    """

    cmd_id: str
    township: str
    source: str
    sheet: SheetBody
    trial: bool = False


class CampaignCommand(msgspec.Struct, frozen=True):
    """/campaign (a clerk of the township): codes for the places and everything below them.

    `split`, `per_code`: of the profile when empty. Counts: codes, households, empty; `ids`: the new codes.
    """

    cmd_id: str
    campaign: str
    places: list[str]
    split: str = ""
    per_code: int = 0
    trial: bool = False


class CodesCommand(msgspec.Struct, frozen=True):
    """/codes (a clerk of the township): one mark on several codes. Counts: done, new, errors."""

    cmd_id: str
    codes: list[str]
    action: CodeAction
    note: str = ""
    spot: str = ""
    photo: str = ""


class RowProblem(msgspec.Struct, frozen=True):
    """One row or code that was left out; `message`: a sentence for the operator."""

    line: int
    column: str
    code: str
    message: str


class AdminAnswer(msgspec.Struct, frozen=True):
    """What was done, or with `applied` false what would be. `asks`: send again with `confirmed` to go on."""

    cmd_id: str
    applied: bool
    counts: dict[str, int]
    problems: list[RowProblem] = []
    ids: list[str] = []
    asks: bool = False
    message: str = ""
    proto: int = PROTO
    end: int = 1
