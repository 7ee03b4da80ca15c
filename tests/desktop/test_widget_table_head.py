"""Heads stand above the words of their cells and never spill into their neighbours."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHeaderView, QTableView

from desktop.widgets import tokens
from desktop.widgets.table_head import INSET, TableHead

from .screen_samples import dressed

WIDTH = 120


@pytest.fixture
def table(qapp, qtbot):
    dressed(qapp)
    table = QTableView()
    qtbot.addWidget(table)
    table.setHorizontalHeader(TableHead())
    table.verticalHeader().hide()
    model = QStandardItemModel(1, 3, table)
    model.setHorizontalHeaderLabels(["甲", "很长的一个列名" * 6, "丙"])
    model.setItem(0, 0, QStandardItem("甲"))
    table.setModel(model)
    for column in range(3):
        table.setColumnWidth(column, WIDTH)
    table.resize(4 * WIDTH, 200)
    table.show()
    return table


def _ink(image: QImage, left: int, right: int) -> list[int]:
    """Columns of pixels between `left` and `right` that hold dark ink, above the line beneath the head."""
    rows = range(2, image.height() - 3)
    return [x for x in range(left, right) if any(image.pixelColor(x, y).lightness() < 128 for y in rows)]


def _picture(widget) -> QImage:
    return widget.grab().toImage()


def test_words_begin_where_those_of_cells_begin(table):
    head = _ink(_picture(table.horizontalHeader().viewport()), 0, WIDTH)
    assert tokens.px(INSET) <= head[0] <= tokens.px(INSET) + 3


def test_a_long_head_is_elided_inside_its_own_column(table):
    inside = _ink(_picture(table.horizontalHeader().viewport()), WIDTH, 2 * WIDTH)
    assert inside[-1] < 2 * WIDTH - tokens.px(INSET)


def test_the_model_may_place_the_head_of_a_column(table):
    before = _ink(_picture(table.horizontalHeader().viewport()), 2 * WIDTH, 3 * WIDTH)
    table.model().setHeaderData(
        2, Qt.Orientation.Horizontal, Qt.AlignmentFlag.AlignCenter, Qt.ItemDataRole.TextAlignmentRole
    )
    after = _ink(_picture(table.horizontalHeader().viewport()), 2 * WIDTH, 3 * WIDTH)
    assert abs((after[0] + after[-1]) / 2 - 2.5 * WIDTH) <= 2
    assert before[0] < after[0]


def test_a_line_is_drawn_only_where_a_head_can_be_moved(table):
    def edges() -> int:
        image = _picture(table.horizontalHeader().viewport())
        return sum(image.pixelColor(column * WIDTH - 1, 3) == tokens.DIVIDER for column in (1, 2, 3))

    assert edges() == 3
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    assert edges() == 0
