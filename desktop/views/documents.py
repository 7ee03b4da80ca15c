"""Papers of one case: the list of papers at the left, a live page preview at the right.

Used as the page 文书与卷宗 and as the 文书 tab of a case. What a paper lacks is listed and can be clicked
(`field_wanted`); printing and saving are recorded on the case before a byte leaves.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class DocumentsView(QWidget):
    """`field_wanted(field id)` when a missing field is clicked."""

    field_wanted = Signal(str)
