"""Names on posters: those of the very village, no telephone, and the sheet still reads back."""

from __future__ import annotations

import io

import pypdfium2 as pdfium
import pytest

from desktop.campaigns.campaign import Wording
from desktop.campaigns.posters import PosterJob, items_of, preview_pdf
from desktop.campaigns.responsible import responsible_lines, responsible_of
from documents.poster import PosterSize
from domain.campaign import CodeKind
from domain.code_ledger import CodeRecord
from domain.ids import code_id
from domain.people import Directory, Person

from . import store_samples as s

GROUP = "990101101201001"


@pytest.mark.parametrize(
    ("place", "names"),
    [
        (GROUP, ("书记 许志义", "民警 高红生", "包村干部 侯丽兰")),
        ("99010110120100001", ("书记 许志义", "民警 高红生", "包村干部 侯丽兰")),
        ("99010110100001", ()),
        ("", ()),
    ],
)
def test_only_people_of_the_very_village_are_named(place, names):
    assert responsible_lines(Directory(s.people()), place) == names


def test_people_of_a_whole_township_and_without_places_are_left_out():
    people = (Person("a", "甲", "POLICE", ("990101101",)), Person("b", "乙", "POLICE"))
    assert responsible_lines(Directory(people), GROUP) == ()


@pytest.mark.parametrize("size", list(PosterSize))
def test_names_are_printed_and_telephones_are_not(size):
    record = CodeRecord(code_id(7), "20261121-01", 1, CodeKind.GROUP, GROUP, "金山村1组", "第1—30户", 30)
    wording = Wording(office="样例镇综治中心", hotline="0943-1234567", host="mq.example.gov.cn")
    people = Directory(s.people())
    job = PosterJob((record,), wording, "20261121-01", size, responsible=responsible_of(people, [GROUP]))
    assert items_of(job)[0].responsible_lines[0] == "书记 许志义"
    text = pdfium.PdfDocument(io.BytesIO(preview_pdf(job, 1)))[0].get_textpage().get_text_range()
    assert all(person.phone not in text for person in people.people if person.phone)
    if size is PosterSize.A4:
        assert "许志义" in text
        assert "侯丽兰" in text
