"""导出未上传的操作 and 导入: carrying unsent work to another desk and back, with what opens it asked in place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.models.carrying import Way, export_unsent, import_unsent
from desktop.models.exchange import Exchange
from desktop.strings import safety as words
from desktop.widgets import tokens
from desktop.widgets.button import Button
from desktop.widgets.text import Text


class CarryBar(QWidget):
    """`told(tone, sentence)` hears what became of it. The file is chosen first, then it is asked who opens it."""

    def __init__(
        self, exchange: Exchange, told: Callable[[str, str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._exchange, self._told = exchange, told
        self._path = Path()
        self._out = True
        self.export, self.bring = Button(words.EXPORT, "quiet"), Button(words.IMPORT, "quiet")
        self.export.clicked.connect(lambda: self._choose(True))
        self.bring.clicked.connect(lambda: self._choose(False))
        row = QHBoxLayout()
        row.addWidget(Text(words.EXPORT_HINT, "hint", tokens.TEXT_3, wrap=True), 1)
        row.addWidget(self.export)
        row.addWidget(self.bring)
        self.lines = {name: QLineEdit() for name in ("login", "password", "code")}
        self.lines["password"].setEchoMode(QLineEdit.EchoMode.Password)
        self._chosen = Text("", "body", tokens.TEXT_2, wrap=True)
        self.go = Button(words.GO_ON, "primary")
        self.go.clicked.connect(self._carry)
        cancel = Button(words.CANCEL)
        cancel.clicked.connect(self._close)
        self._form = QFrame()
        self._form.setFrameShape(QFrame.Shape.StyledPanel)
        inner = QVBoxLayout(self._form)
        inner.addWidget(self._chosen)
        asked = QHBoxLayout()
        for line in self.lines.values():
            line.setMinimumHeight(tokens.px(34))
            line.returnPressed.connect(self._carry)
            asked.addWidget(line, 1)
        asked.addWidget(self.go)
        asked.addWidget(cancel)
        inner.addLayout(asked)
        self._form.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self._form)

    def _choose(self, out: bool) -> None:
        name = words.FILE_NAME.format(self._exchange.device_name)
        dialog = QFileDialog(self.window(), words.EXPORT if out else words.IMPORT)
        if out:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setNameFilter(words.FILE_KIND)
            dialog.selectFile(name)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.setNameFilter(words.IMPORT_KIND)
        dialog.fileSelected.connect(lambda path: self.ask(Path(path), out))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask(self, path: Path, out: bool) -> None:
        """A file was chosen: ask what opens it."""
        self._path, self._out = path, out
        labels = {
            "login": words.THEIR_LOGIN,
            "password": words.YOUR_PASSWORD if out else words.THEIR_PASSWORD,
            "code": words.UNLOCK_CODE_HINT,
        }
        for kind, line in self.lines.items():
            line.clear()
            line.setPlaceholderText(labels[kind])
            line.setAccessibleName(labels[kind])
            line.setVisible(not out or kind == "password")
        self._chosen.setText(words.CHOSEN.format(path.name))
        self._form.show()
        self.lines["password" if out else "login"].setFocus()

    def _carry(self) -> None:
        path, out = self._path, self._out
        way = Way(*(self.lines[name].text() for name in ("login", "password", "code")))
        self.go.setEnabled(False)
        self._exchange.carry(
            lambda opened: (
                export_unsent(opened, path, way.password) if out else import_unsent(opened, path, way)
            ),
            self._done,
            self._failed,
            self,
        )

    def _done(self, sentence: str) -> None:
        self._close()
        self._told("green", sentence)

    def _failed(self, problem: Exception) -> None:
        self.go.setEnabled(True)
        self.lines["password"].clear()
        self._told("red", str(getattr(problem, "message", "")) or type(problem).__name__)

    def _close(self) -> None:
        for line in self.lines.values():
            line.clear()
        self.go.setEnabled(True)
        self._form.hide()
