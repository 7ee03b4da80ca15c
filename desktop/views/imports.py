"""The import wizard: territory, household roster, duty lists, messages of other platforms."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


class ImportWizard(QWidget):
    """Pages of one import, from choosing a file to the county's counts."""
