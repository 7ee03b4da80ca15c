"""Real public messages reach the paper whole: a callback record for each, compared word for word."""

from __future__ import annotations

import csv
from io import BytesIO
from pathlib import Path

import pytest

from documents.callback_record import lay_callback, write_callbacks
from documents.fonts import missing_characters
from documents.layout.clean import clean
from documents.layout.flow import Flow
from documents.layout.ink import Text
from tests.documents import samples
from tests.documents.paper import PRINT, squeezed, text_pages

EVERY = 40


def messages(folder: Path) -> list[str]:
    csv.field_size_limit(10_000_000)
    with (folder / "citizen_messages" / "messages.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    return [max(row, key=len) for row in rows[1::EVERY] if row]


def test_every_message_is_laid_out_whole(shared_data: Path) -> None:
    found = messages(shared_data)
    assert len(found) > 50
    for message in found:
        flow = Flow()
        lay_callback(flow, samples.callback(words=message))
        marks = [mark.text for sheet in flow.sheets for mark in sheet.marks if isinstance(mark, Text)]
        text = squeezed("".join(mark for mark in marks if mark != "群众原话"))
        assert squeezed(clean(message)) in text


def test_a_sample_reads_back_from_the_file(shared_data: Path) -> None:
    for message in messages(shared_data)[::10]:
        out = BytesIO()
        write_callbacks([samples.callback(words=message)], PRINT, out)
        shown = sorted(squeezed("".join(text_pages(out.getvalue()))))
        for character in set(squeezed(clean(message))):
            assert shown.count(character) >= squeezed(clean(message)).count(character)


def test_the_fonts_can_draw_what_citizens_write(shared_data: Path) -> None:
    lost = missing_characters(clean(message) for message in messages(shared_data))
    if lost:
        pytest.fail("no font has " + "、".join(f"{each.code}×{each.count}" for each in lost))
