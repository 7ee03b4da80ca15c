"""The sample township: invented, marked, and whole in itself."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from documents.sheets import Sheet, read_file, read_sheet, write_xlsx
from domain.people import POSTS
from domain.places import PlaceKind
from domain.roster import apply_plan, error_table, plan_import
from domain.roster_columns import guess_mapping
from domain.roster_rows import read_rows
from domain.territory import Territory, territory_of_rows

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample"


def table(name: str) -> list[dict[str, str]]:
    read = read_file(SAMPLE / name)
    assert isinstance(read, Sheet), read
    assert read.notes == ()
    return [dict(zip(read.header, row, strict=True)) for row in read.rows]


def toml(name: str) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = tomllib.loads((SAMPLE / name).read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def territory() -> Territory:
    tree, problems = territory_of_rows(table("territory.csv"))
    assert problems == ()
    return tree


@pytest.mark.parametrize("name", ["territory.csv", "roster.csv", "appeals.csv", "duties.csv"])
def test_every_row_says_that_it_is_a_sample(name: str) -> None:
    assert all("样例" in row.values() for row in table(name))


@pytest.mark.parametrize("name", ["people.toml", "units.toml"])
def test_other_files_say_so_at_the_top(name: str) -> None:
    assert (SAMPLE / name).read_text(encoding="utf-8").startswith("# 样例")
    assert toml(name)["sample"] is True


def test_telephone_numbers_are_of_the_invented_range() -> None:
    text = "\n".join(path.read_text(encoding="utf-8-sig") for path in SAMPLE.iterdir())
    numbers = re.findall(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])", text)
    assert len(numbers) > 1_000
    assert all(number.startswith("1990000") for number in numbers)


def test_people_hold_known_posts_at_known_places(territory: Territory) -> None:
    people = toml("people.toml")["person"]
    units = {unit["id"] for unit in toml("units.toml")["unit"]}
    assert {p["post"] for p in people} == set(POSTS) - {"CITIZEN", "ENTERPRISE", "SYSTEM"}
    assert all(territory.find(p["place"]) for p in people)
    assert all(p["unit"] in units for p in people if "unit" in p)
    for name in ("id", "login", "phone"):
        assert len({p[name] for p in people}) == len(people)


def test_every_village_has_its_first_handlers_and_every_unit_its_liaison(territory: Territory) -> None:
    people = toml("people.toml")["person"]
    held = {(p["post"], p["place"]) for p in people}
    for village in territory.of_kind(PlaceKind.VILLAGE):
        for post in ("VILLAGE_SECRETARY", "POLICE", "VILLAGE_CADRE", "GRID_HEAD", "AREA_HEAD"):
            assert (post, village.code) in held
    for group in territory.of_kind(PlaceKind.GROUP):
        assert ("GRID", group.code) in held
    liaisons = {p["unit"] for p in people if p["post"] == "UNIT_LIAISON"}
    assert liaisons == {unit["id"] for unit in toml("units.toml")["unit"]}


def test_sixty_appeals_are_at_home_in_the_territory(territory: Territory) -> None:
    appeals = table("appeals.csv")
    assert len(appeals) == len({a["id"] for a in appeals}) == len({a["text"] for a in appeals}) == 60
    for appeal in appeals:
        place = territory.find(appeal["place_code"])
        assert place is not None
        assert territory.path_text(place.code) == appeal["place_name"]
        assert re.fullmatch(
            r"M(0[1-9]|[12][0-9]|3[01])|E(0[1-9]|1[0-2])|D0[1-8]|P(0[1-9]|1[0-3])0[1-6]", appeal["category"]
        )
        assert appeal["nature"] in {"ZX", "QZ", "TS", "JB", "JY", "BY", "XF", "YH"}
        assert appeal["grade"] in {"一般", "较大", "疑难"}
        assert int(appeal["minutes_ago"]) > 0
    assert {a["category"] for a in appeals} >= {f"M{n:02d}" for n in range(1, 32)}


def test_rows_in_error_go_out_and_come_back_corrected(territory: Territory) -> None:
    roster = read_file(SAMPLE / "roster.csv")
    assert isinstance(roster, Sheet)
    spoilt = [list(row) for row in roster.rows]
    phone = roster.header.index("联系电话")
    group = roster.header.index("村民小组")
    spoilt[3][phone] = "=HYPERLINK(1)"
    spoilt[9][group] = "99组"
    first = read_sheet(write_xlsx(roster.header, spoilt), "住户.xlsx")
    assert isinstance(first, Sheet)
    mapping = guess_mapping(first.header)
    rows, errors = read_rows(first.rows, mapping, territory, first_line=first.first_line)
    assert [e.line for e in errors] == [5, 11]
    kept = apply_plan((), plan_import((), rows, errors))

    header, lines = error_table(first.header, first.rows, errors, first_line=first.first_line)
    back = read_sheet(write_xlsx(header, lines), "错误行.xlsx")
    assert isinstance(back, Sheet)
    assert back.header[: len(roster.header)] == roster.header
    assert [row[-3] for row in back.rows] == ["5", "11"]
    mended = [list(row) for row in back.rows]
    mended[0][phone] = roster.rows[3][phone]
    mended[1][group] = roster.rows[9][group]
    rows, errors = read_rows(mended, guess_mapping(back.header), territory, first_line=back.first_line)
    assert errors == ()
    plan = plan_import(kept, rows, errors)
    assert (len(plan.new), plan.changed) == (2, ())
    whole = apply_plan(kept, plan)
    assert len(whole) == len(roster.rows)
    rows, errors = read_rows(roster.rows, guess_mapping(roster.header), territory)
    again = plan_import(whole, rows, errors)
    assert (len(again.same), again.new, again.changed, again.gone) == (len(whole), (), (), ())


def test_duties_name_units_that_exist() -> None:
    units = {unit["id"] for unit in toml("units.toml")["unit"]}
    assert {row["单位"] for row in table("duties.csv")} <= units
