"""The wall as it is painted: nothing cut, nothing over something else, its age said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage

from desktop.views.wall import WallWindow
from desktop.wall import strings
from desktop.wall.legibility import Legibility, legibility
from desktop.wall.snapshot import PanelFault
from desktop.wall.source import Failure, Progress
from desktop.widgets import wall_ink
from desktop.widgets.wall_ink import Drawn
from desktop.widgets.wall_layout import WIDE, fit, plan
from desktop.widgets.wall_places import chosen, legend_texts, steps
from tests.desktop.store_samples import NOW
from tests.desktop.wall_room import SEATS, SIZES, Room, boxes_of, misplaced, picture, texts
from tests.desktop.wall_samples import crowded, empty_day, full_snapshot


@pytest.fixture
def room(qtbot: Any) -> Iterator[Room]:
    found = Room(qtbot)
    yield found
    for wall in found.windows:
        wall.close()
        wall.deleteLater()


# --- every text has its room


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seat", SEATS, ids=lambda seat: f"{seat.layout}{seat.min_px}")
@pytest.mark.parametrize("moment", ["normal", "empty", "crowded", "stale", "old", "fault", "never"])
def test_no_text_leaves_its_panel_or_lies_over_another(
    room: Room, size: tuple[int, int], seat: Legibility, moment: str
) -> None:
    snapshot = {
        "normal": full_snapshot(practice=True),
        "empty": empty_day(),
        "crowded": crowded(),
        "stale": full_snapshot(data_at=NOW - 720),
        "old": full_snapshot(data_at=NOW - 3 * 86400),
        "fault": full_snapshot(faults=tuple(PanelFault(p, f"{p}:FigureProblem") for p in strings.PANELS)),
        "never": full_snapshot(data_at=0),
    }[moment]
    wall = room.wall(snapshot, size, legibility=seat, practice=seat.layout == "near")
    picture(wall)
    assert misplaced(wall.drawn, boxes_of(*size, seat)) == []
    assert min(drawn.px for drawn in wall.drawn) >= seat.min_px
    assert {drawn.panel for drawn in wall.drawn} == {*plan(size[0] / size[1], seat.layout).panels, "header"}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seat", SEATS[:3], ids=lambda seat: f"{seat.layout}{seat.min_px}")
def test_in_a_normal_moment_no_text_is_shortened(room: Room, size: tuple[int, int], seat: Legibility) -> None:
    wall = room.wall(full_snapshot(), size, legibility=seat)
    picture(wall)
    assert [drawn.text for drawn in wall.drawn if drawn.cut] == []


def test_the_finder_of_misplaced_texts_finds_them() -> None:
    box = {"a": QRectF(0, 0, 100, 50)}
    inside = Drawn("a", "x", QRectF(10, 10, 40, 20), 20, False)
    assert misplaced([inside], box) == []
    assert misplaced([replace(inside, box=QRectF(80, 10, 40, 20))], box)
    assert misplaced([inside, replace(inside, box=QRectF(30, 14, 40, 20))], box)


def test_every_percentage_stands_with_its_counts(room: Room) -> None:
    for seat in SEATS:
        wall = room.wall(full_snapshot(), legibility=seat)
        said = texts(wall, "rates")
        rates = sum(text.endswith("%") and "目标" not in text and "昨" not in text for text in said)
        assert rates == sum("/" in text and "今日" not in text for text in said) > 0


def test_counts_above_999_are_capped(room: Room) -> None:
    said = texts(room.wall(crowded()))
    assert strings.MANY in said
    assert not [text for text in said if text in ("123456", "98765", "54321")]


def test_a_small_sample_is_said_and_has_no_colour(room: Room) -> None:
    rates = full_snapshot().rates
    small = replace(rates[3], below=True)
    for snapshot, colour in ((full_snapshot(rates=(rates[1],)), wall_ink.AMBER),
                             (full_snapshot(rates=(small,)), wall_ink.TEXT_3)):  # fmt: skip
        wall = room.wall(snapshot)
        image = picture(wall)
        bar = [image.pixelColor(60, y) for y in range(120, 640)]
        assert colour in bar
    assert strings.FEW in texts(wall)


# --- layouts


@pytest.mark.parametrize("seat", SEATS, ids=lambda seat: f"{seat.layout}{seat.min_px}")
@pytest.mark.parametrize("ratio", [16 / 9, 5760 / 1080])
def test_panels_stay_on_the_canvas_apart_from_each_other_and_off_the_edges_of_screens(
    ratio: float, seat: Legibility
) -> None:
    found = plan(ratio, seat.layout)
    canvas = QRectF(0, 0, found.width, 1080)
    panels = list(found.panels.values())
    assert all(canvas.contains(box) for box in [*panels, found.title, found.badge, found.clock])
    assert not any(a.intersects(b) for a, b in combinations([*panels, found.header], 2))
    if found.width == WIDE:
        for edge in (1920, 3840):
            for box in [*panels, found.title, found.badge, found.clock]:
                assert not box.left() < edge < box.right()


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 1024), (1080, 1920), (3440, 1440), (5760, 1080)])
def test_the_whole_canvas_shows_on_any_screen(size: tuple[int, int]) -> None:
    canvas = plan(size[0] / size[1], "near").width
    laid = fit(*size, canvas)
    assert laid.left >= -0.01
    assert laid.top >= -0.01
    assert laid.left + canvas * laid.scale <= size[0] + 0.01
    assert laid.top + 1080 * laid.scale <= size[1] + 0.01


def test_4k_is_twice_the_picture_of_full_hd(room: Room) -> None:
    small = room.wall(full_snapshot(), (1920, 1080))
    large = room.wall(full_snapshot(), (3840, 2160))
    picture(small), picture(large)
    assert [d.box for d in small.drawn] == [d.box for d in large.drawn]
    assert picture(large).pixelColor(2 * 30, 2 * 200) == picture(small).pixelColor(30, 200)


def test_the_seat_chooses_panels(room: Room) -> None:
    near = room.wall(full_snapshot(), legibility=legibility(110, 3))
    far = room.wall(full_snapshot(), legibility=legibility(55, 5))
    picture(near), picture(far)
    assert {d.panel for d in near.drawn} == {*strings.PANELS, "header"}
    assert {d.panel for d in far.drawn} == {"rates", "reds", "map", "urgent", "header"}


def test_tiles_that_do_not_fit_are_summed_and_no_red_one_is_lost() -> None:
    tiles = crowded().tiles
    calm = [replace(tile, worst="none") if n % 9 else tile for n, tile in enumerate(tiles)]
    kept = chosen(calm, 20)
    assert len(kept) == 20
    assert sum(tile.count for tile in kept) == sum(tile.count for tile in tiles)
    assert {t.code for t in calm if t.worst == "red"} <= {t.code for t in kept}
    assert kept[-1].name == "其余 71 个"


@pytest.mark.parametrize("most", [0, 1, 8, 9, 10, 37, 999, 5000])
def test_shades_grow_and_the_legend_names_them(most: int) -> None:
    bounds = steps(most)
    assert list(bounds) == sorted(set(bounds))
    assert len(legend_texts(bounds)) == 5


def test_red_and_amber_are_frames_and_symbols_never_fillings(room: Room) -> None:
    calm = tuple(replace(tile, worst="none") for tile in full_snapshot().tiles)
    marked = picture(room.wall(full_snapshot()))
    plain = picture(room.wall(full_snapshot(tiles=calm)))
    box = plan(16 / 9, "near").panels["map"].toRect()
    changed = [
        marked.pixelColor(x, y)
        for x in range(box.left(), box.right(), 3)
        for y in range(box.top(), box.bottom(), 3)
        if marked.pixelColor(x, y) != plain.pixelColor(x, y)
    ]
    area = box.width() * box.height() / 9
    assert 0 < len(changed) < area * 0.08
    assert wall_ink.RED in changed
    assert wall_ink.AMBER in changed


# --- age


def badge_colour(wall: WallWindow) -> QColor:
    place = plan(16 / 9, "near").badge
    image = picture(wall)
    return image.pixelColor(round(place.right() - 3), round(place.center().y()))


def test_the_badge_turns_from_green_over_grey_to_amber(room: Room) -> None:
    wall = room.wall(full_snapshot(data_at=NOW - 60))
    image = picture(wall)
    head = [image.pixelColor(x, 42) for x in range(944, 1508)]
    assert wall_ink.GREEN in head
    wall.deliver(full_snapshot(data_at=NOW - 61))
    image = picture(wall)
    assert wall_ink.GREEN not in [image.pixelColor(x, 42) for x in range(944, 1508)]
    assert badge_colour(wall) != wall_ink.AMBER
    wall.deliver(full_snapshot(data_at=NOW - 720))
    assert badge_colour(wall) == wall_ink.AMBER
    assert strings.DATA_STOPPED.format("11:48", "12 分钟") in texts(wall, "header")


def test_after_half_an_hour_panels_dim_and_each_says_its_time(room: Room) -> None:
    bright = room.wall(full_snapshot())
    dim = room.wall(full_snapshot(data_at=NOW - 1801))
    stopped = [d for d in (picture(dim), dim.drawn)[1] if d.text.startswith("停在")]
    assert {d.panel for d in stopped} == set(strings.PANELS)
    place = next(d for d in (picture(bright), bright.drawn)[1] if d.text == "97.6%").box.toRect()

    def brightest(image: QImage) -> int:
        return max(
            image.pixelColor(x, y).lightness()
            for x in range(place.left(), place.right(), 2)
            for y in range(place.top(), place.bottom(), 2)
        )

    assert brightest(picture(dim)) < brightest(picture(bright)) * 0.75
    assert "97.6%" in texts(dim), "what was known stays on the wall"


def test_counting_that_stopped_ages_too(room: Room) -> None:
    wall = room.wall(full_snapshot())
    room.now = NOW + 400
    wall.deliver(full_snapshot(data_at=NOW + 400))
    assert any(text.startswith("数据停在") for text in texts(wall, "header"))


def test_before_the_first_figures_nothing_is_zero(room: Room) -> None:
    wall = room.wall()
    said = texts(wall)
    assert strings.LOADING_FIRST in said
    assert not [text for text in said if text.startswith("0")]
    wall.deliver(Progress(400, 2000))
    assert strings.LOADING.format(400, 2000) in texts(wall)
    wall.deliver(Failure("StoreProblem"))
    assert any("StoreProblem" in text for text in texts(wall))


def test_an_empty_day_says_so(room: Room) -> None:
    said = texts(room.wall(empty_day()))
    assert strings.EMPTY_URGENT in said
    assert strings.EMPTY_CATEGORIES.format("今日") in said
    assert said.count(strings.NOTHING) == 5
