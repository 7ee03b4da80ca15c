"""Blocks that all mediation papers share: head of the page, parties, places to sign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from documents.callback_record import TITLE, UNDER_TITLE
from documents.fonts import Face
from documents.layout.flow import Align, Flow, Style
from documents.layout.forms import Form, label, value
from documents.layout.ink import MM
from documents.mediation_facts import Party, party_letter
from documents.strings import mediation as words

BODY: Final = Style(Face.SERIF, 14, 25, Align.JUSTIFY, 2)
HEADING: Final = Style(Face.SANS_BOLD, 14, 27, Align.LEFT)
SIGN: Final = Style(Face.SERIF, 14, 30, Align.LEFT)
_PARTY_COLUMNS: Final = (16, 26, 9, 10, 9, 12, 9, 9)
FORM_COLUMNS: Final = (15, 30, 15, 30)
SEAL_ROOM: Final = 42 * MM


def head(flow: Flow, title: str, committee: str, number: str) -> None:
    """Open a fresh page with title, committee and number."""
    if not flow.fresh:
        flow.new_page()
    flow.paragraph(title, TITLE)
    flow.paragraph(committee, UNDER_TITLE)
    if number:
        flow.paragraph(words.NUMBER.format(number=number), Style(Face.SERIF, 11, 20, Align.RIGHT))
    flow.space(1)


def party_blocks(flow: Flow, parties: Sequence[Party], first: int = 0) -> None:
    """One block of fields for each party, named 当事人甲, 乙, … from the number ``first`` on."""
    for index, party in enumerate(parties, first):
        flow.need(34 * MM)
        form = Form(flow, _PARTY_COLUMNS)
        form.row(
            label(words.PARTY_N.format(letter=party_letter(index))),
            value(party.name),
            label(words.SEX),
            value(party.sex, align=Align.CENTRE),
            label(words.NATION),
            value(party.nation, align=Align.CENTRE),
            label(words.AGE),
            value(party.age, align=Align.CENTRE),
        )
        form.row(
            label(words.OCCUPATION), value(party.occupation), label(words.PHONE, 2), value(party.phone, 4)
        )
        form.row(label(words.ADDRESS), value(party.address, 7))
        if party.agent:
            form.row(label(words.AGENT), value(party.agent, 7))
        form.close()


def sign_parties(flow: Flow, count: int, style: Style = SIGN, gap: float = 2.5) -> None:
    """A line for each party to sign, seal or leave a fingerprint; ``gap`` in millimetres."""
    for index in range(count):
        flow.need(style.leading + gap * MM)
        flow.paragraph(words.PARTY_SIGN.format(letter=party_letter(index)), style)
        flow.space(gap)
