"""The last pages of an import: the check before anything is written, and what the county did."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.imports import strings as import_words
from desktop.imports.columns import ImportKind
from desktop.imports.dry_run import DryRun
from desktop.imports.wizard import Wizard
from desktop.strings import imports as words
from desktop.views.imports_frame import PlainTable
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.choice_row import ChoiceRow
from desktop.widgets.tab_strip import TabStrip
from desktop.widgets.text import Text

FAULTS_SHOWN = 500


class CheckPage(QWidget):
    """The dry run: six counts, what would change, what is wrong. `export_wanted`, `agreed(bool)`."""

    export_wanted = Signal()
    agreed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles = {name: Text("0", "display") for name in import_words.COUNTS}
        tiles = QHBoxLayout()
        tiles.setSpacing(tokens.px(28))
        inks = {
            "errors": tokens.RED,
            "repeated": tokens.AMBER,
            "new": tokens.PRIMARY,
            "changed": tokens.PRIMARY,
        }
        for name, title in import_words.COUNTS.items():
            cell = QVBoxLayout()
            cell.setSpacing(0)
            self.tiles[name].tint(inks.get(name, tokens.TEXT))
            cell.addWidget(self.tiles[name])
            cell.addWidget(Text(title, "hint", tokens.TEXT_2))
            tiles.addLayout(cell)
        tiles.addStretch(1)
        self.remarks = Text("", "body", tokens.TEXT_2, wrap=True)
        self.ask = Text("", "strong", tokens.AMBER, wrap=True)
        self.tick = ChoiceRow((("yes", words.ASK_CONFIRM),), many=True)
        self.tick.changed.connect(lambda: self.agreed.emit(bool(self.tick.values())))
        self.tabs = TabStrip()
        for text in words.TABS:
            self.tabs.addTab(text.format(0))
        self.changes = PlainTable(words.CHANGE_HEADS, (64, 72, 300))
        self.faults = PlainTable(words.FAULT_HEADS, (64, 160))
        self.more = Text("", "hint", tokens.TEXT_3, wrap=True)
        self.export = Button(words.EXPORT, icon_name="export")
        self.export.clicked.connect(self.export_wanted)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.changes)
        self._stack.addWidget(self.faults)
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        row = QHBoxLayout()
        row.addWidget(self.tabs, 1)
        row.addWidget(self.export)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.px(6))
        column.addLayout(tiles)
        for each in (self.remarks, self.ask, self.tick):
            column.addWidget(each)
        column.addLayout(row)
        column.addWidget(self._stack, 1)
        column.addWidget(self.more)

    def show_run(self, run: DryRun) -> None:
        """Show a dry run."""
        for name, tile in self.tiles.items():
            tile.setText(f"{run.counts[name]:,}")
        self.remarks.setText("\n".join(run.remarks))
        self.remarks.setVisible(bool(run.remarks))
        self.ask.setText(run.asks)
        self.ask.setVisible(bool(run.asks))
        self.tick.choose(())
        self.tick.setVisible(bool(run.asks))
        sums = (run.counts["new"] + run.counts["changed"], run.counts["errors"] + run.counts["repeated"])
        for index, text in enumerate(words.TABS):
            self.tabs.setTabText(index, text.format(sums[index]))
        self.changes.show_rows(
            [(str(c.line or ""), import_words.COUNTS[c.what], c.subject, c.detail) for c in run.changes]
        )
        shown = run.faults[:FAULTS_SHOWN]
        self.faults.show_rows([(str(fault.line), fault.column, fault.message) for fault in shown])
        self.more.setText(words.SHOWN_ONLY.format(FAULTS_SHOWN))
        self.more.setVisible(len(run.faults) > len(shown))
        self.export.setVisible(bool(run.faults))
        self.tabs.setCurrentIndex(1 if run.faults and not run.changes else 0)


class DonePage(QWidget):
    """Waiting for the county, and what it did."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = Text("", "section", wrap=True)
        self.body = Text("", "body", tokens.TEXT_2, wrap=True)
        self.refused = PlainTable(words.FAULT_HEADS[1:], (200,))
        self.again = Button(words.SEND_AGAIN, "primary", "refresh")
        self.give_up = Button(words.GIVE_UP)
        self.export = Button(words.EXPORT, icon_name="export")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.px(24), 0, 0)
        column.setSpacing(tokens.px(10))
        column.addWidget(self.head)
        column.addWidget(self.body)
        row = QHBoxLayout()
        for each in (self.again, self.give_up, self.export):
            row.addWidget(each)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.refused, 1)
        column.addStretch(1)

    def show_wizard(self, wizard: Wizard, *, sending: bool) -> None:
        """Underway, waiting for another try, or done."""
        answer = wizard.answer
        self.again.setVisible(answer is None and not sending)
        self.give_up.setVisible(answer is None and not sending)
        self.refused.setVisible(answer is not None and bool(answer.refused))
        faults = wizard.run.faults if wizard.run is not None else ()
        self.export.setVisible(answer is not None and bool(faults))
        if answer is None:
            self.head.setText(words.SENDING if sending else words.WAITING)
            self.body.setText(import_words.RESENT if sending and wizard.tries else "")
            return
        counts = answer.counts
        keys = ("new", "known", "changed") if wizard.kind is ImportKind.INBOX else ("new", "changed", "same")
        pattern = words.DONE_INBOX if wizard.kind is ImportKind.INBOX else words.DONE_COUNTS
        lines = [pattern.format(*(counts.get(key, 0) for key in keys)), words.DONE_SYNC]
        if wizard.run is not None and faults:
            lines.append(words.DONE_LEFT.format(wizard.run.counts["errors"], wizard.run.counts["repeated"]))
        if answer.refused:
            lines.append(words.DONE_REFUSED.format(len(answer.refused)))
        self.head.setText(words.DONE)
        self.body.setText("\n".join(lines))
        self.refused.show_rows([("", item.message) for item in answer.refused[:FAULTS_SHOWN]])
