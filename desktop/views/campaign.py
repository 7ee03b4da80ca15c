"""The code campaign: range, plan, posters, printing and the posting ledger."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


class CampaignView(QWidget):
    """Pages of one campaign, from its range to the posting ledger."""
