import csv
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.suggest import (
    CatalogueEntry,
    Report,
    Suggestion,
    SuggestionProblem,
    find_duplicates,
    keyword_table,
    similarity,
    suggest_category,
    suggest_dispatch,
    text_grams,
)

ROOT = Path(__file__).parents[2]
KEYWORDS = keyword_table(
    tomllib.loads((ROOT / "resources" / "taxonomy" / "keywords.toml").read_text("utf-8"))
)
LABELLED = ROOT.parent / "shared" / "data" / "citizen_messages" / "labelled.csv"
DAY = 86_400


def test_category_with_reasons() -> None:
    best, *rest = suggest_category("小区暖气不热，集中供暖以来物业一直没人管", KEYWORDS)
    assert best == Suggestion("M23", 15.0, ("供暖", "暖气", "集中供暖"))
    assert [entry.code for entry in rest] == ["M06"]
    assert suggest_category("您好", KEYWORDS) == ()
    assert suggest_category("", KEYWORDS) == ()


def test_words_against_a_category_and_ties() -> None:
    table = keyword_table({"M02": {"水": 2, "水果": -2}, "M01": {"WiFi": 1, "水": 2}})
    assert [entry.code for entry in suggest_category("水果摊", table)] == ["M01"]
    assert [entry.code for entry in suggest_category("停水", table)] == ["M01", "M02"]
    assert suggest_category("wifi" * 10, table)[0].score == 3.0
    assert len(suggest_category("停水", table, limit=1)) == 1


def test_every_keyword_belongs_to_a_category_of_the_sample() -> None:
    categories = tomllib.loads((ROOT / "resources" / "taxonomy" / "categories.toml").read_text("utf-8"))[
        "category"
    ]
    assert set(KEYWORDS) == {entry["code"] for entry in categories if entry["code"].startswith("M")}


@pytest.mark.parametrize(
    "data", [{"M01": ["水"]}, {"M01": {"水": 0}}, {"M01": {"水": 1.5}}, {"M01": {"": 1}}]
)
def test_keyword_files_that_cannot_be_used(data: dict[str, Any]) -> None:
    with pytest.raises(SuggestionProblem, match="M01"):
        keyword_table(data)


CLASSES = {
    "城乡建设": "M04 M05 M06 M16 M19 M20 M22 M23 M24 M29",
    "劳动和社会保障": "M07 M27 M28",
    "教育文体": "M25",
    "商贸旅游": "M02 M09 M10 M17",
    "环境保护": "M18",
    "卫生计生": "M11 M26",
    "交通运输": "M12 M21",
}


@pytest.mark.skipif(not LABELLED.exists(), reason="the labelled messages are not beside the repository")
def test_suggestions_on_real_messages(record_property: Any) -> None:
    wanted = {code: name for name, codes in CLASSES.items() for code in codes.split()}
    with LABELLED.open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.DictReader(source))
    first = three = 0
    for row in rows:
        title = row["留言主题"]
        answers = suggest_category(f"{title}\n{title}\n{row['留言详情']}", KEYWORDS)
        names = [wanted.get(answer.code) for answer in answers]
        first += names[:1] == [row["一级分类"]]
        three += row["一级分类"] in names
    record_property("top_1", f"{first}/{len(rows)}")
    record_property("top_3", f"{three}/{len(rows)}")
    assert first / len(rows) > 0.5
    assert three / len(rows) > 0.65


def report(case_id: str, day: float = 0, *, phone: str = "", place: str = "p1", text: str = "") -> Report:
    return Report(case_id, int(day * DAY), phone, place, "M23", text_grams(text))


COLD = "三号楼暖气不热，室内只有十二度"


def test_duplicates_by_phone_and_text() -> None:
    new = report("n", 100, phone="h", text=COLD)
    known = [
        report("both", 99, phone="h", text=COLD),
        report("phone", 93, phone="h", place="p2", text="路灯坏了"),
        report("too_late", 92.9, phone="h", place="p2"),
        report("text", 1, text="三号楼暖气不热，室内只有十度"),
        report("elsewhere", 99, place="p2", text=COLD),
        report("other_text", 99, text="物业乱收停车费"),
        report("old", -81, phone="h", text=COLD),
        report("n", 100, phone="h", text=COLD),
        report("nobody", 99, text=""),
    ]
    found = find_duplicates(new, known)
    assert [(entry.code, entry.reasons) for entry in found] == [
        ("both", ("same_phone", "similar_text")),
        ("text", ("similar_text",)),
        ("phone", ("same_phone",)),
    ]
    assert found[0].score == 1.0
    assert find_duplicates(new, known, limit=1) == found[:1]


def test_an_unknown_place_or_phone_matches_nothing() -> None:
    assert find_duplicates(report("a", place="", text=COLD), [report("b", place="", text=COLD)]) == ()


@given(st.text(), st.text())
def test_similarity_is_symmetric_and_bounded(one: str, other: str) -> None:
    left, right = text_grams(one), text_grams(other)
    assert similarity(left, right) == similarity(right, left)
    assert 0.0 <= similarity(left, right) <= 1.0
    assert similarity(left, left) == (1.0 if left else 0.0)


CATALOGUE = [
    CatalogueEntry("M23", "", "县住建局"),
    CatalogueEntry("M23", "620402101", "四龙镇城建办"),
    CatalogueEntry("M23", "620402101001", "供热公司"),
    CatalogueEntry("M22", "620402101", "水务所"),
    CatalogueEntry("M23", "620402101", "县住建局"),
]


def test_dispatch_prefers_the_nearest_line_of_the_catalogue() -> None:
    found = suggest_dispatch("M23", "620402101001003", CATALOGUE)
    assert [entry.code for entry in found] == ["供热公司", "县住建局", "四龙镇城建办"]
    assert found[1].score == found[2].score == 19.0
    assert found[0].reasons == ("catalogue",)


def test_dispatch_learns_from_confirmed_choices_and_falls_back_to_the_usual_units() -> None:
    confirmed = {("M23", "供热站"): 3, ("M23", "社区"): 1, ("M22", "水务所"): 9, ("M23", "无"): 0}
    found = suggest_dispatch("M23", "999", [], confirmed, ["县住建局", "供热站"])
    assert [(entry.code, entry.score, entry.reasons) for entry in found] == [
        ("供热站", 8.5, ("confirmed", "usual")),
        ("社区", 2.5, ("confirmed",)),
        ("县住建局", 2.0, ("usual",)),
    ]
    assert suggest_dispatch("M99", "999", CATALOGUE) == ()
