import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from domain.taxonomy import SAMPLE_COUNTS, TaxonomyProblem, parse_taxonomy

FOLDER = Path(__file__).parents[2] / "resources" / "taxonomy"


def sample() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "categories.toml").read_text("utf-8"))


def test_the_sample_holds_what_the_counties_published() -> None:
    taxonomy = parse_taxonomy(sample())
    assert taxonomy.counts() == SAMPLE_COUNTS
    assert (taxonomy.title, taxonomy.sample) == ("示例目录", True)
    assert list(taxonomy.categories)[:31] == [f"M{n:02d}" for n in range(1, 32)]
    assert [len(entry.items) for entry in taxonomy.patrol.values()] == [4, 5, 5, 4, 5, 5, 5, 5, 4, 6, 5, 3, 2]
    assert {c.livelihood for c in taxonomy.of_domain("MS")} == set(taxonomy.livelihood)
    assert len(taxonomy.of_domain("ZF")) == 12
    assert taxonomy.categories["M01"].is_dispute
    assert not taxonomy.categories["M14"].is_dispute
    assert taxonomy.categories["M07"].flags == ("unpaid_wages",)
    assert taxonomy.items["P1301"] == "项目阻工"
    assert taxonomy.grade_tiers == {"1": "V", "2": "T", "3": "C", "4": "S"}


def test_a_county_catalogue_may_count_differently_and_add_its_own_codes() -> None:
    data = sample() | {"sample": False}
    data["category"].append({"code": "X01", "name": "文物保护", "domain": "MS", "units": ["文旅办"]})
    taxonomy = parse_taxonomy(data)
    assert taxonomy.categories["X01"].livelihood == ""
    assert taxonomy.counts()["X"] == 1


def change(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def apply(data: dict[str, Any]) -> None:
        *front, last = path.split("/")
        node: Any = data
        for key in front:
            node = node[int(key)] if key.isdigit() and isinstance(node, list) else node[key]
        node[int(last) if isinstance(node, list) else last] = value

    return apply


@pytest.mark.parametrize(
    ("breakage", "words"),
    [
        (change("version", ""), "version is missing"),
        (change("title", 3), "title is missing"),
        (change("category", {}), r"\[\[category\]\] must be a list"),
        (change("category", ["M01"]), r"\[\[category\]\] must be a list"),
        (change("category/1/code", "M01"), "category M01 is there twice"),
        (change("category/1/code", "Z99"), "category Z99: a code is"),
        (change("category/1/code", None), "code is missing"),
        (change("category/1/name", ""), "M02: name is missing"),
        (change("category/1/domain", "QQ"), "unknown domain QQ"),
        (change("category/1/livelihood", "G99"), "unknown livelihood class G99"),
        (change("category/1/livelihood", 7), "unknown livelihood class"),
        (change("category/1/flags", ["nope"]), "unknown flag nope"),
        (change("category/1/flags", "mass"), "flags must be a list"),
        (change("category/1/disputes", [1]), "disputes must be a list"),
        (change("category/1/units", []), "M02: no unit"),
        (change("livelihood/G14", "多余"), "G14 is used by no category"),
        (change("domains/XX", "多余"), r"\[domains\] must hold exactly"),
        (change("natures", {"ZX": "咨询"}), r"\[natures\] must hold exactly"),
        (change("flags", {}), r"\[flags\] must be a table"),
        (change("tiers", {"V": 1}), r"\[tiers\] must be a table"),
        (change("grade_tiers", {"1": "V"}), "a tier for each grade"),
        (change("grade_tiers/4", "Q"), "grade 4: unknown tier Q"),
        (change("patrol/1/code", "P01"), "P01 is there twice"),
        (change("patrol/1/items", {"P0101": "错位"}), "item P0101 does not belong"),
        (change("patrol/1/items", {"P0201": "治安隐患部位"}), "the sample must count"),
    ],
)
def test_a_broken_catalogue_is_refused(breakage: Callable[[dict[str, Any]], None], words: str) -> None:
    data = sample()
    breakage(data)
    with pytest.raises(TaxonomyProblem, match=words):
        parse_taxonomy(data)


def test_all_findings_come_at_once() -> None:
    data = sample()
    data["category"][1]["flags"] = ["one", "two"]
    data["category"][2]["units"] = []
    with pytest.raises(TaxonomyProblem) as caught:
        parse_taxonomy(data)
    assert len(caught.value.problems) == 3


def test_pinyin_overrides_have_a_syllable_for_each_character() -> None:
    overrides = tomllib.loads((FOLDER / "pinyin_overrides.toml").read_text("utf-8"))
    assert set(overrides) == {"surnames", "places"}
    for table in overrides.values():
        for word, reading in table.items():
            assert len(reading.split()) == len(word), word
            assert reading.replace(" ", "").isascii()
            assert reading.replace(" ", "").islower()
    for surname, reading in {
        "单": "shan",
        "仇": "qiu",
        "解": "xie",
        "曾": "zeng",
        "查": "zha",
        "区": "ou",
        "翟": "zhai",
    }.items():
        assert overrides["surnames"][surname] == reading
