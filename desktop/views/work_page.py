"""The work page: list on the left, the matter or a form on the right; one of them when the window is narrow."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.forms import Form
from desktop.models.desk import Desk
from desktop.views.case_view import CaseView
from desktop.views.form_view import FormView
from desktop.views.queue_list import QueueList
from desktop.views.register_view import RegisterView
from desktop.widgets import tokens

LIST_WIDTH = 520


class WorkPage(QWidget):
    """`form_given(answer, kind)` after a form was accepted; `mode_changed` when list or detail comes to the front."""

    form_given = Signal(object, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.list = QueueList(desk)
        self.case_view = CaseView(desk)
        self.form: FormView | None = None
        self._narrow = False
        self._detail = QStackedWidget()
        self._detail.addWidget(self.case_view)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        self._split.addWidget(self.list)
        self._split.addWidget(self._detail)
        self._split.setStretchFactor(0, 0)
        self._split.setStretchFactor(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._split)
        self.list.chosen.connect(self._chosen)
        self.list.opened.connect(self._opened)
        self.case_view.back_wanted.connect(self.back)
        self.fit()

    def fit(self) -> None:
        """Widths at the present font scale."""
        self.list.setMinimumWidth(tokens.px(380))
        self._detail.setMinimumWidth(tokens.px(420))
        self._split.setSizes(
            [tokens.px(LIST_WIDTH), max(tokens.px(420), self.width() - tokens.px(LIST_WIDTH))]
        )

    def narrow(self, on: bool) -> None:
        """Show list or detail, not both."""
        if on == self._narrow:
            return
        self._narrow = on
        self.case_view.back.setVisible(on)
        self._detail.setVisible(not on or self.form is not None)
        self.list.setVisible(True)

    @property
    def is_narrow(self) -> bool:
        """One pane at a time."""
        return self._narrow

    def _chosen(self, case_id: str) -> None:
        if self.form is None:
            self.case_view.show_case(case_id)

    def _opened(self, case_id: str) -> None:
        self.show_case(case_id)
        self.case_view.setFocus()

    def show_case(self, case_id: str) -> None:
        """Show a matter, closing a form whose draft is kept."""
        if self.form is not None:
            self.form.leave()
        self.case_view.show_case(case_id)
        self._front()

    def _front(self) -> None:
        if self._narrow:
            self.list.hide()
        self._detail.show()

    def back(self) -> None:
        """Back to the list."""
        if self.form is not None:
            self.form.leave()
        elif self.list.filter.isVisible():
            self.list.clear_filter()
        elif self._narrow:
            self._detail.hide()
            self.list.show()
        self.list.table.setFocus()

    def open_form(
        self, form: Form, case_id: str, prepare: Callable[[FormView], None] | None = None
    ) -> FormView:
        """Put a form in the place of the matter."""
        if self.form is not None:
            self.form.leave()
        case = self.case_view.case if self.case_view.case_id == case_id else None
        make = RegisterView if form.kind == "register" else FormView
        view = make(self._desk, form, case, case_id)
        self.form = view
        self._detail.addWidget(view)
        self._detail.setCurrentWidget(view)
        view.given.connect(lambda answer: self._given(view, answer))
        view.left.connect(lambda: self._close(view))
        view.file_wanted.connect(self.case_view.file_wanted)
        self._front()
        if prepare is not None:
            prepare(view)
        view.focus_first()
        return view

    def _given(self, view: FormView, answer: object) -> None:
        self._close(view)
        self.form_given.emit(answer, view.form.kind)

    def _close(self, view: FormView) -> None:
        if self.form is view:
            self.form = None
            self._detail.setCurrentWidget(self.case_view)
            if self._narrow:
                self.back()
            self.list.table.setFocus()
        self._detail.removeWidget(view)
        view.deleteLater()
