"""The first pages of a campaign: the range as a tree with counts, and the plan of its codes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.campaigns import strings as campaign_words
from desktop.campaigns.campaign import Campaign, in_use
from desktop.campaigns.desk import Ground
from desktop.campaigns.scope import ScopeNode, leaves, plan_range
from desktop.strings import campaign as words
from desktop.views.imports_frame import PlainTable
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.choice_row import ChoiceRow
from desktop.widgets.text import Text
from domain.campaign import KIND_TITLES, CodeKind, Split, divide

_CODE = Qt.ItemDataRole.UserRole
_EXAMPLE = 61
_SHOWN = 1000


class RangePage(QWidget):
    """`changed` after every tick; `chosen` gives the codes of offices, buildings and groups."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ground: Ground | None = None
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels(list(words.TREE_HEADS))
        self.tree.setAccessibleName(words.TREE_HEADS[0])
        self.tree.setUniformRowHeights(True)
        self.tree.setFrameShape(QFrame.Shape.NoFrame)
        self.tree.setAlternatingRowColors(True)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.itemChanged.connect(self._ticked)
        self.standard = Text("", "hint", tokens.TEXT_2, wrap=True)
        self.sums = Text("", "strong", wrap=True)
        self.codes = Text("", "section", tokens.PRIMARY, wrap=True)
        every, none = Button(words.ALL), Button(words.NONE)
        every.clicked.connect(lambda: self._tick_all(Qt.CheckState.Checked))
        none.clicked.connect(lambda: self._tick_all(Qt.CheckState.Unchecked))
        row = QHBoxLayout()
        row.addWidget(self.standard, 1)
        row.addWidget(every)
        row.addWidget(none)
        foot = QHBoxLayout()
        foot.addWidget(self.sums, 1)
        foot.addWidget(self.codes)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.tree, 1)
        column.addLayout(foot)
        self._fit()

    def _fit(self) -> None:
        for column in range(1, len(words.TREE_HEADS)):
            self.tree.setColumnWidth(column, tokens.px(84))

    def event(self, event: QEvent) -> bool:
        """Follow a change of the font scale."""
        if event.type() == QEvent.Type.ApplicationFontChange:
            self._fit()
        return super().event(event)

    def show_ground(self, ground: Ground, chosen: Sequence[str]) -> None:
        """Build the tree with what was chosen before."""
        self._ground = ground
        standard = ground.standard
        self.standard.setText(words.STANDARD.format(standard.office, standard.building, standard.households))
        self.tree.blockSignals(True)
        self.tree.clear()
        if ground.tree is not None:
            item = self._item(ground.tree, frozenset(chosen))
            self.tree.addTopLevelItem(item)
            item.setExpanded(True)
            for at in range(item.childCount()):
                item.child(at).setExpanded(item.child(at).checkState(0) is Qt.CheckState.PartiallyChecked)
        self.tree.blockSignals(False)
        self._count()

    def _item(self, node: ScopeNode, chosen: frozenset[str]) -> QTreeWidgetItem:
        count = node.count
        figures = (count.offices, count.buildings, count.groups, count.households)
        item = QTreeWidgetItem([node.name, *(str(n) if n else "" for n in figures)])
        item.setData(0, _CODE, node.code)
        for column in range(1, 5):
            item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        if node.children:
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsAutoTristate)
            for child in node.children:
                item.addChild(self._item(child, chosen))
        else:
            item.setCheckState(0, Qt.CheckState.Checked if node.code in chosen else Qt.CheckState.Unchecked)
        return item

    def _tick_all(self, state: Qt.CheckState) -> None:
        top = self.tree.topLevelItem(0)
        if top is not None:
            self.tree.blockSignals(True)
            top.setCheckState(0, state)
            self.tree.blockSignals(False)
            self.tree.viewport().update()
            self._ticked()

    def _ticked(self, *_: object) -> None:
        self._count()
        self.changed.emit()

    def chosen(self) -> tuple[str, ...]:
        """Codes of the ticked offices, buildings and groups."""
        found: list[str] = []
        waiting = [self.tree.topLevelItem(at) for at in range(self.tree.topLevelItemCount())]
        while waiting:
            item = waiting.pop(0)
            if item is None:
                continue
            if item.childCount() == 0 and item.checkState(0) is Qt.CheckState.Checked:
                found.append(str(item.data(0, _CODE)))
            waiting.extend(item.child(at) for at in range(item.childCount()))
        return tuple(found)

    def _count(self) -> None:
        ground = self._ground
        if ground is None or ground.tree is None:
            return
        chosen = frozenset(self.chosen())
        picked = [leaf.count for leaf in leaves(ground.tree) if leaf.code in chosen]
        self.sums.setText(
            words.CHOSEN.format(
                sum(c.offices for c in picked), sum(c.buildings for c in picked), sum(c.groups for c in picked),
                sum(c.households for c in picked),
            )
        )  # fmt: skip
        plan = plan_range(
            ground.territory, chosen, ground.households, ground.standard, ground.split, ground.today
        )
        self.codes.setText(words.CHOSEN_CODES.format(len(plan.codes)))


class PlanPage(QWidget):
    """`split_wanted(Split)`, `again` to send once more."""

    split_wanted = Signal(object)
    again = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        example = {split: "+".join(str(n) for n in divide(_EXAMPLE, split)) for split in Split}
        self.split = ChoiceRow(tuple((s.value, words.SPLITS[s].format(example[s])) for s in Split))
        self.split.setAccessibleName(words.SPLIT)
        self.split.changed.connect(lambda: self.split_wanted.emit(Split(self.split.values()[0])))
        self.sums = [
            Text("0", "display", tokens.PRIMARY if not at else None) for at in range(len(words.PLAN_SUMS))
        ]
        self.remarks = Text("", "body", tokens.AMBER, wrap=True)
        self.table = PlainTable(words.PLAN_HEADS, (64, 90, 320, 160))
        self.state = Text("", "section", wrap=True)
        self.send = Button(words.SEND_AGAIN, "primary", "refresh")
        self.send.clicked.connect(self.again)
        tiles = QHBoxLayout()
        tiles.setSpacing(tokens.px(28))
        for tile, name in zip(self.sums, words.PLAN_SUMS, strict=True):
            cell = QVBoxLayout()
            cell.setSpacing(0)
            cell.addWidget(tile)
            cell.addWidget(Text(name, "hint", tokens.TEXT_2))
            tiles.addLayout(cell)
        tiles.addStretch(1)
        choice = QHBoxLayout()
        choice.addWidget(Text(words.SPLIT, "body", tokens.TEXT_2))
        choice.addWidget(self.split, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.px(6))
        column.addLayout(tiles)
        column.addLayout(choice)
        column.addWidget(self.remarks)
        column.addWidget(self.state)
        column.addWidget(self.send, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.table, 1)

    def show_campaign(self, campaign: Campaign, ground: Ground, *, sending: bool) -> None:
        """The plan, and while the county has not answered, how it stands."""
        plan = campaign.plan
        waiting = bool(campaign.body)
        self.split.choose((campaign.split.value,))
        self.split.setEnabled(not waiting)
        self.state.setText(words.SENDING if sending else words.WAITING if waiting else "")
        self.state.setVisible(waiting)
        self.send.setVisible(waiting and not sending)
        if plan is None:
            self.table.show_rows(
                [(str(r.seq), KIND_TITLES[r.kind], r.place_name, r.range_text, str(r.households or "")) for r in campaign.records[:_SHOWN]]
            )  # fmt: skip
            return
        counts = (plan.count(), *(plan.count(kind) for kind in CodeKind), plan.households)
        for tile, count in zip(self.sums, counts, strict=True):
            tile.setText(f"{count:,}")
        remarks = []
        if plan.empty:
            names = "、".join(ground.territory.path_text(code) for code in plan.empty[:6])
            more = len(plan.empty) > 6
            pattern = campaign_words.EMPTY_GROUPS_MORE if more else campaign_words.EMPTY_GROUPS
            remarks.append(pattern.format(len(plan.empty), names))
        used = in_use(ground.records.values(), frozenset(campaign.chosen)) if not waiting else 0
        if used:
            remarks.append(campaign_words.ALREADY.format(used))
        self.remarks.setText("\n".join(remarks))
        self.remarks.setVisible(bool(remarks))
        self.table.show_rows(
            [(str(c.seq), KIND_TITLES[c.kind], c.place_name, c.range_text, str(c.households or "")) for c in plan.codes[:_SHOWN]]
        )  # fmt: skip
