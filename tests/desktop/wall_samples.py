"""An invented evening on the wall, and small stand-ins for lanes and clocks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from desktop.wall.ledger import Scene
from desktop.wall.period import Period
from desktop.wall.snapshot import (
    CategoryBar,
    MapTile,
    RateTile,
    RedTile,
    TierShare,
    TrendDay,
    UrgentRow,
    WallSnapshot,
)
from domain.case import Case
from domain.territory import Territory
from tests.desktop.store_samples import CALENDAR, NOW, PROFILE, RESOURCES

VILLAGES = [
    "金山村",
    "柳沟村",
    "石桥村",
    "北湾村",
    "杨树坪村",
    "红土岭村",
    "清泉街社区",
    "南关社区",
    "力宝村",
    "马坊村",
    "谭台村",
    "祁各庄村",
    "邵府村",
    "王必屯村",
    "南寺头村",
    "小务村",
    "芮屯村",
    "霍各庄村",
    "宋各庄村",
    "太平村",
    "冯兰庄村",
    "褚家村",
    "双臼村",
    "上岭村",
    "下岭村",
]
_WORST: dict[int, Any] = {0: "red", 1: "amber", 3: "red", 12: "amber"}


def urgent(number: int, colour: Any, due: int, **extra: str) -> UrgentRow:
    """An invented row; `due`: seconds from now, 0 for none."""
    words = {
        "clock": "首次回复", "title": "暖气不热，老人在家", "where": "金山村3组", "who": "张*", "unit": "金山村村委会",
    } | extra  # fmt: skip
    return UrgentRow(f"c{number}", colour, NOW + due if due else 0, **words)


def full_snapshot(**changes: Any) -> WallSnapshot:
    """A normal moment."""
    snapshot = WallSnapshot(
        title="清泉镇综治中心 指挥调度",
        period=Period.DAY,
        at=NOW,
        data_at=NOW - 5,
        rates=(
            RateTile("受理率", "100%", 42, 42, "100%", 0, 1.0, False, False),
            RateTile("及时率", "97.6%", 41, 42, "98.2%", 99, 0.976, False, True),
            RateTile("办结率", "81.4%", 70, 86, "80.1%", 90, 0.814, False, True),
            RateTile("调处率", "66.7%", 4, 6, "—", 0, 0.667, True, False),
            RateTile("满意率", "95.0%", 38, 40, "93.8%", 95, 0.95, False, False),
        ),
        tiers=(
            TierShare("V", "村（社区）", 210, 51),
            TierShare("T", "镇（街道）", 132, 32),
            TierShare("C", "县（区）", 54, 13),
            TierShare("S", "市级", 16, 4),
        ),
        tiles=tuple(
            MapTile(f"{n:02d}", name, n * 7 % 10, _WORST.get(n, "none")) for n, name in enumerate(VILLAGES)
        ),
        places="25 个村（社区） · 112 个网格",
        registered=47,
        elsewhere=2,
        urgent=(
            urgent(0, "red", -2 * 86400 - 50, unit="综合执法办"),
            urgent(1, "red", -250),
            urgent(2, "red", 0, clock="整改"),
            urgent(3, "amber", 470, who="欧阳*"),
            urgent(4, "amber", 3 * 3600 + 9, title="已隐去", where="", who="", unit="派出所"),
            urgent(5, "amber", 5 * 3600),
            urgent(6, "amber", 6 * 3600, title="自来水压力太小需要加一级泵"),
        ),
        urgent_total=7,
        reds=(
            RedTile("overdue", "超期", 3),
            RedTile("dissatisfied", "不满意", 2),
            RedTile("repeat", "重复反映", 4),
            RedTile("extended", "延期", 0),
        ),
        red_total=7,
        categories=tuple(
            CategoryBar(label, 12 - n)
            for n, label in enumerate(
                ["供暖", "邻里纠纷", "环境卫生", "道路路灯", "欠薪", "物业服务", "其他"]
            )
        ),
        trend=tuple(TrendDay(f"11-{15 + n}", 30 + n * 3 % 7, 28 + n * 5 % 9) for n in range(7)),
    )
    return replace(snapshot, **changes)


def empty_day() -> WallSnapshot:
    """Nothing was registered today and nothing is open."""
    full = full_snapshot()
    return replace(
        full,
        rates=tuple(
            replace(r, text="—", before="—", n=0, d=0, share=None, small=False, below=False)
            for r in full.rates
        ),
        tiers=(),
        tiles=tuple(replace(t, count=0, worst="none") for t in full.tiles),
        registered=0,
        elsewhere=0,
        urgent=(),
        urgent_total=0,
        reds=tuple(replace(r, count=0) for r in full.reds),
        red_total=0,
        categories=(),
        trend=tuple(replace(t, received=0, done=0) for t in full.trend),
    )


def crowded() -> WallSnapshot:
    """Large numbers and long names everywhere."""
    full = full_snapshot()
    return replace(
        full,
        title="样例自治县阿不都热依木卡德尔民族乡综治中心 指挥调度",
        rates=tuple(
            replace(r, label="群众反映事项及时签收率", text="100.0%", n=123456, d=123457) for r in full.rates
        ),
        tiles=tuple(
            MapTile(f"{n:03d}", f"新建第{n}农牧民定居点社区", 1000 + n, "red") for n in range(90)
        ),
        registered=123456,
        elsewhere=4321,
        urgent=tuple(
            urgent(
                n, "red", -86400 * (1000 + n), clock="重大事项阶段性书面答复时限", title="甲" * 24,
                where="新建第三农牧民定居点社区12组", unit="自然资源和规划综合行政执法大队",
            )
            for n in range(40)
        ),
        urgent_total=4000,
        reds=tuple(replace(r, label="重复反映且超期未答复件", count=123456) for r in full.reds),
        red_total=99999,
        categories=tuple(replace(c, label="城乡居民基本养老保险待遇", count=98765) for c in full.categories),
        trend=tuple(replace(t, received=54321, done=54320) for t in full.trend),
    )  # fmt: skip


def territory() -> Territory:
    """The sample township."""
    import csv

    from domain.territory import territory_of_rows

    with (RESOURCES / "sample" / "territory.csv").open(encoding="utf-8", newline="") as stream:
        return territory_of_rows(list(csv.DictReader(stream)))[0]


def scene(**changes: Any) -> Scene:
    """The sample township under 白银's profile."""
    values: dict[str, Any] = {
        "profile": PROFILE, "calendar": CALENDAR, "territory": territory(), "title": "清泉镇综治中心",
        "units": {"t-police": "派出所"}, "categories": {"M24": "路灯照明", "M23": "供暖"},
    } | changes  # fmt: skip
    return Scene(**values)


class HeldCases:
    """A reader over given cases that counts what it is asked for."""

    def __init__(self, *cases: Case) -> None:
        self.cases = {case.id: case for case in cases}
        self.asked: list[str] = []

    def now(self) -> int:
        return NOW

    def wall_marks(self, since: int) -> Mapping[str, tuple[int, int]]:
        return {case.id: (case.rev, 0) for case in self.cases.values()}

    def wall_cases(self, ids: Collection[str]) -> Iterable[Case]:
        self.asked.extend(ids)
        return [self.cases[case_id] for case_id in ids]


class DirectLanes:
    """Runs work when `turn` is called, so that a test decides when an answer arrives."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Callable[[], Any], Any, Any]] = []

    def run(self, lane: str, work: Callable[[], Any], done: Any = None, failed: Any = None) -> None:
        self.waiting.append((work, done, failed))

    def turn(self) -> bool:
        if not self.waiting:
            return False
        work, done, failed = self.waiting.pop(0)
        try:
            value = work()
        except RuntimeError as problem:
            failed(problem)
        else:
            done(value)
        return True
