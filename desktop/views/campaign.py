"""The page 二维码张贴: range, plan, posters that were read back, and the posting ledger.

The state is `desktop.campaigns.campaign.Campaign`; this view shows it, runs the slow parts on lanes and keeps the
draft. `line` gives the way to the county or None; `address` gives the county's address and whether it is practice.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.campaigns import desk as campaign_desk
from desktop.campaigns import ledger
from desktop.campaigns import strings as campaign_words
from desktop.campaigns.campaign import Campaign, Stage
from desktop.campaigns.desk import Ground
from desktop.campaigns.posters import PosterJob, host_of
from desktop.campaigns.responsible import responsible_of
from desktop.imports import strings as import_words
from desktop.imports.line import LANE, Failure, Line
from desktop.models.desk import Desk, new_id
from desktop.strings import campaign as words
from desktop.tasks import RENDER
from desktop.views.campaign_ledger import LedgerPage
from desktop.views.campaign_photo import PhotoProof
from desktop.views.campaign_posters import Preview, PreviewPage, make_preview
from desktop.views.campaign_print import PrintPage
from desktop.views.campaign_range import PlanPage, RangePage
from desktop.views.campaign_work import Marks, Printing
from desktop.views.imports_frame import Frame
from desktop.widgets.placeholder import Placeholder
from domain.code_ledger import CodeRecord, CodeState

RANGE, PLAN, PREVIEW, PRINT, LEDGER = range(5)
_STAGE_PAGES = {Stage.RANGE: RANGE, Stage.PLAN: PLAN, Stage.SENT: PLAN, Stage.POSTERS: PREVIEW}


class CampaignView(QWidget):
    """`finished` after the county has taken codes or marks: time for an exchange."""

    finished = Signal()

    def __init__(
        self,
        desk: Desk,
        line: Callable[[], Line | None] = lambda: None,
        address: Callable[[], tuple[str, bool]] = lambda: ("", False),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._line, self._address = desk, line, address
        self.campaign: Campaign | None = None
        self.ground: Ground | None = None
        self.at = LEDGER
        self._sending = self._loading = False
        self._files: tuple[Path, ...] = ()
        self._reprint: tuple[CodeRecord, ...] = ()
        self._asked = 0
        self.frame = Frame(words.TITLE, words.STEPS)
        self.range_page, self.plan_page = RangePage(), PlanPage()
        self.preview_page, self.print_page = PreviewPage(), PrintPage()
        self.ledger_page = LedgerPage(self._name, PhotoProof(desk))
        for page in (self.range_page, self.plan_page, self.preview_page, self.print_page, self.ledger_page):
            self.frame.pages.addWidget(page)
        self.printing = Printing(desk, self)
        self.marks = Marks(desk, line, self)
        self.empty = Placeholder()
        self.empty.explain(words.NO_OFFICE, words.NO_OFFICE_REASON)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.frame)
        self._stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._connect()
        self.refresh()

    def _connect(self) -> None:
        frame = self.frame
        frame.forward.clicked.connect(self.forward)
        frame.back.clicked.connect(self.back)
        frame.out.clicked.connect(self.to_ledger)
        self.range_page.changed.connect(self._ranged)
        self.plan_page.split_wanted.connect(self._split)
        self.plan_page.again.connect(self.send)
        self.preview_page.changed.connect(self._reworded)
        self.print_page.make_wanted.connect(lambda: self.printing.ask_folder(self.make))
        self.print_page.stop_wanted.connect(self.printing.stop)
        self.print_page.calibration_wanted.connect(self.printing.save_calibration)
        self.print_page.mark_wanted.connect(self._mark_printed)
        self.printing.progress.connect(self._advanced)
        self.printing.made.connect(self._made)
        self.printing.refused.connect(self._refused)
        self.printing.saved.connect(self._saved)
        self.marks.told.connect(self._marked)
        self.marks.failed.connect(self._not_marked)
        self.ledger_page.mark_wanted.connect(self.mark)
        self.ledger_page.reprint_wanted.connect(self.reprint)
        self.ledger_page.export_wanted.connect(
            lambda records: self.printing.save_ledger(records, practice=self._address()[1])
        )
        self.ledger_page.resend_wanted.connect(self.marks.send)
        self._desk.office_changed.connect(self.refresh)
        for key, act in {
            "Ctrl+Return": self.forward,
            "Ctrl+Enter": self.forward,
            "Alt+Left": self.back,
        }.items():
            shortcut = QShortcut(key, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _name(self, person: str) -> str:
        office = self._desk.office
        return office.names.person(person) if office is not None else person

    # --- what is known, what was underway

    def refresh(self) -> None:
        """Read places, households and codes again; the first time, go on with what was underway."""
        office = self._desk.office
        if office is None or self._loading:
            self._stack.setCurrentIndex(0 if self.ground is not None else 1)
            return
        self._loading = True
        township, first = office.township, self.ground is None

        def work(store: Any) -> tuple[Ground, Campaign | None, int]:
            ground = campaign_desk.ground_of(store, township)
            kept = campaign_desk.resume(store, ground) if first else None
            return ground, kept, len(campaign_desk.waiting_marks(store))

        self._desk.read(work, self._take_ground, self, self._no_ground)

    def _take_ground(self, found: tuple[Ground, Campaign | None, int]) -> None:
        self._loading = False
        first = self.ground is None
        self.ground, kept, waiting = found
        if self.ground.tree is None:
            self.empty.explain(words.NO_PLACES, words.NO_PLACES_REASON)
            self._stack.setCurrentIndex(1)
            return
        self._stack.setCurrentIndex(0)
        if first and kept is not None:
            self.campaign, self.at = kept, _STAGE_PAGES[kept.stage]
        elif first and not self.ground.records:
            self.campaign, self.at = self._new(), RANGE
        if first and self.campaign is not None:
            self.range_page.show_ground(self.ground, self.campaign.chosen)
        self._show_ledger()
        if waiting:
            self.ledger_page.tell(campaign_words.MARKS_WAIT.format(waiting), "amber", resend=True)
        if first or self.at == LEDGER:
            self.show_page(self.at)
        if first and kept is not None and kept.stage is Stage.SENT:
            self.send()

    def _no_ground(self, problem: Exception) -> None:
        self._loading = False
        self.empty.explain(words.NO_OFFICE, str(getattr(problem, "message", "")) or words.NO_OFFICE_REASON)
        self._stack.setCurrentIndex(0 if self.ground is not None else 1)

    def _new(self) -> Campaign:
        assert self.ground is not None
        begun = campaign_desk.begin(self.ground)
        office = self._desk.office
        if office is None:
            return begun
        minutes = office.first_call_minutes
        promise = campaign_words.PROMISE_MINUTES.format(minutes) if minutes else campaign_words.PROMISE
        host = host_of(self._address()[0])
        wording = replace(
            begun.wording,
            office=campaign_words.OFFICE.format(office.township_name),
            promise=promise,
            host=host,
        )
        return replace(begun, wording=wording)

    def begin(self) -> None:
        """A new campaign; an unfinished one goes on instead."""
        if self.ground is None:
            return
        if self.campaign is None:
            self.campaign = self._new()
            self.range_page.show_ground(self.ground, ())
        self._reprint, self._files = (), ()
        self.show_page(_STAGE_PAGES[self.campaign.stage])

    def to_ledger(self) -> None:
        """The ledger; what is underway is kept. From the ledger: on with it, or something new."""
        if self.at == LEDGER:
            self.begin()
            return
        self.printing.stop()
        self._reprint = ()
        self._keep()
        self._show_ledger()
        self.show_page(LEDGER)

    def _keep(self, done: Callable[[Any], None] | None = None) -> None:
        campaign, actor = self.campaign, self._desk.actor.id
        if campaign is not None:
            self._desk.write(lambda store: campaign_desk.keep(store, campaign, actor), done, self)

    # --- steps

    def forward(self) -> None:
        """On from wherever the campaign stands."""
        campaign = self.campaign
        if not self.frame.forward.isEnabled() or not self.frame.forward.isVisible():
            return
        if self.at == RANGE and campaign is not None:
            self._plan(campaign)
        elif self.at == PLAN and campaign is not None and campaign.stage is Stage.PLAN:
            self._confirm(campaign)
        elif self.at == PREVIEW:
            self.show_page(PRINT)
        elif self.at == PRINT:
            self._finish()

    def back(self) -> None:
        """One page back; confirmed codes stay."""
        if self.at == PLAN and self.campaign is not None and self.campaign.stage is Stage.PLAN:
            self.campaign = self.campaign.back()
            self.show_page(RANGE)
        elif self.at == PRINT:
            self.show_page(PREVIEW)

    def _ranged(self) -> None:
        if self.campaign is not None and self.campaign.stage in (Stage.RANGE, Stage.PLAN):
            self.campaign = self.campaign.choosing(self.range_page.chosen())
            self._buttons()

    def _plan(self, campaign: Campaign) -> None:
        ground = self.ground
        assert ground is not None
        self.campaign = campaign.choosing(self.range_page.chosen()).planned(
            ground.territory, ground.households, ground.standard, campaign.split, ground.today
        )
        self._keep()
        self.show_page(_STAGE_PAGES[self.campaign.stage])

    def _split(self, split: Any) -> None:
        if self.campaign is not None and self.campaign.stage is Stage.PLAN:
            self._plan(replace(self.campaign, split=split))

    def _confirm(self, campaign: Campaign) -> None:
        assert self.ground is not None
        self.campaign = campaign.confirm(new_id(), self._desk.now(), secrets.randbits, self.ground.records)
        self._sending = True
        self.show_page(PLAN)
        self._keep(lambda _: self._post())

    def send(self) -> None:
        """Send what was confirmed, again if need be: the same bytes under the same id."""
        if self.campaign is not None and self.campaign.stage is Stage.SENT and not self._sending:
            self._sending = True
            self.show_page(PLAN)
            self._post()

    def _post(self) -> None:
        campaign, line = self.campaign, self._line()
        if campaign is None or line is None:
            self._answered(Failure("later", import_words.OFFLINE))
            return
        body = campaign.body
        self._desk.lanes.run(LANE, lambda: line.give("campaign", body), self._answered, self._lost, self)

    def _lost(self, problem: Exception) -> None:
        self._answered(Failure("later", str(getattr(problem, "message", "")) or import_words.OFFLINE))

    def _answered(self, answer: Any) -> None:
        self._sending = False
        if self.campaign is not None:
            self.campaign = self.campaign.answered(answer)
            self._keep()
            if self.campaign.stage is Stage.POSTERS:
                self.finished.emit()
            self.show_page(_STAGE_PAGES[self.campaign.stage] if self.at != LEDGER else LEDGER)

    def _finish(self) -> None:
        campaign = self.campaign
        if self._reprint or campaign is None:
            self._reprint = ()
        else:
            self.campaign = None
            self._desk.write(campaign_desk.drop)
            self.ledger_page.tell(words.FINISHED.format(campaign.number))
        self._files = ()
        self._show_ledger(campaign.number if campaign is not None else "")
        self.show_page(LEDGER)

    # --- posters

    def job(self) -> PosterJob | None:
        """What would be printed now: the campaign's codes, or those of a reprint."""
        campaign, ground = self.campaign, self.ground
        if ground is None or (campaign is None and not self._reprint):
            return None
        ended = (CodeState.REPLACED, CodeState.RETIRED)
        records = self._reprint or tuple(r for r in campaign.known(ground.records) if r.state not in ended)  # type: ignore[union-attr]
        number = records[0].campaign if records else ""
        page = self.preview_page
        practice = self._address()[1]
        office = self._desk.office
        people = (
            responsible_of(office.directory, (r.place_code for r in records)) if office is not None else {}
        )
        return PosterJob(
            records,
            page.wording(),
            number,
            page.size_chosen(),
            page.offset(),
            practice,
            bool(self._reprint),
            people,
        )

    def reprint(self, records: Sequence[CodeRecord]) -> None:
        """Print posters again: the same codes, the same ids."""
        if records:
            self._reprint, self._files = tuple(records), ()
            if self.campaign is None or not self.campaign.wording.office:
                self.preview_page.show_wording(self._new().wording, practice=self._address()[1])
            self.show_page(PREVIEW)

    def _reworded(self) -> None:
        if self.campaign is not None and not self._reprint:
            self.campaign = replace(self.campaign, wording=self.preview_page.wording())
            self._keep()
        self._files = ()
        self._preview()

    def _preview(self) -> None:
        job = self.job()
        if job is None or not job.records:
            return
        self._asked += 1
        asked = self._asked
        self.preview_page.wait()

        def home(found: Preview) -> None:
            if asked == self._asked:
                self.frame.show_problem("")
                self.preview_page.show_preview(found, job.pages)
                self._buttons()

        def failed(problem: Exception) -> None:
            if asked == self._asked:
                self.preview_page.show_preview(None, 0)
                self.frame.show_problem(str(getattr(problem, "message", problem)), "amber")
                self.frame.forward.setEnabled(False)

        self._desk.lanes.run(RENDER, lambda: make_preview(job), home, failed, self)

    def make(self, folder: Path) -> None:
        """Make, read back and write the poster files."""
        job = self.job()
        if job is not None:
            self.frame.show_problem("")
            self.print_page.working((0, job.pages * 2))
            self.printing.make(job, folder)

    def _advanced(self, done: int, total: int) -> None:
        self.print_page.working((done, total))
        self.frame.work(True, done, total)

    def _made(self, files: tuple[Path, ...]) -> None:
        job = self.job()
        self._printed(files, words.MADE.format(len(files), len(job.records) if job is not None else 0))

    def _refused(self, message: str, files: tuple[Path, ...]) -> None:
        self._printed(files, "")
        self.frame.show_problem(message, "amber")

    def _printed(self, files: tuple[Path, ...], said: str) -> None:
        self._files = files
        self.frame.work(False)
        self.print_page.working(None)
        self.print_page.state.setText(said)
        self._show_print()

    def _unprinted(self) -> tuple[str, ...]:
        job = self.job()
        planned = CodeState.PLANNED
        return (
            tuple(r.id for r in job.records if r.state is planned)
            if job is not None and not job.reprint
            else ()
        )

    def _show_print(self) -> None:
        job = self.job()
        if job is not None:
            self.print_page.show_job(job, len(self._unprinted()), self._files)

    # --- ledger

    def _show_ledger(self, campaign: str = "") -> None:
        if self.ground is not None:
            records = dict(self.ground.records)
            if self.campaign is not None and self.campaign.stage is Stage.POSTERS:
                records |= {r.id: r for r in self.campaign.records if r.id not in records}
            self.ledger_page.show_records(records, campaign)

    def _mark_printed(self) -> None:
        self.mark("printed", self._unprinted(), "", "")

    def mark(self, kind: str, ids: Sequence[str], note: str, spot: str) -> None:
        """Mark codes at the county; without an answer the mark waits here."""
        if self.ground is not None and ids:
            photo = self.ledger_page.proof.take() if kind == "posted" else ""
            self.marks.give(self.ground.township, kind, ids, note, spot, self.ground.records, photo)

    def _marked(self, found: ledger.Marked) -> None:
        tone = "blue" if found.applied and not found.refused and not found.waiting else "amber"
        self.ledger_page.tell(found.sentence, tone, resend=bool(found.waiting))
        if self.at != LEDGER:
            self.frame.show_problem(found.sentence, tone)
        if found.applied:
            self.finished.emit()
        self.refresh()

    def _not_marked(self, message: str) -> None:
        self.ledger_page.tell(message, "red", resend=True)

    def _saved(self, said: str) -> None:
        if self.at == LEDGER:
            self.ledger_page.tell(said)
        else:
            self.frame.show_problem(said, "blue")

    # --- showing

    def show_page(self, at: int) -> None:
        """Show a page with what belongs to it."""
        before, self.at = self.at, at
        campaign, ground = self.campaign, self.ground
        self.frame.pages.setCurrentIndex(at)
        self.frame.steps.show_step(at)
        self.frame.steps.setVisible(at != LEDGER)
        self.frame.title.setText(words.LEDGER if at == LEDGER else words.TITLE)
        number = (
            self._reprint[0].campaign if self._reprint else campaign.number if campaign is not None else ""
        )
        self.frame.remark.setText(words.NUMBER.format(number) if number and at != LEDGER else "")
        problem = campaign.problem if campaign is not None and at in (RANGE, PLAN) else ""
        self.frame.show_problem(problem, "amber")
        self.frame.work(self._sending and at == PLAN)
        if at == PLAN and campaign is not None and ground is not None:
            self.plan_page.show_campaign(campaign, ground, sending=self._sending)
        elif at == PREVIEW:
            if campaign is not None and not self._reprint:
                self.preview_page.show_wording(campaign.wording, practice=self._address()[1])
            if before != PRINT:
                self._preview()
        elif at == PRINT:
            self.print_page.state.setText("")
            self._show_print()
        self._buttons()
        if before != at:
            (self.range_page.tree if at == RANGE else self.frame.forward).setFocus()

    def _buttons(self) -> None:
        frame, campaign, at = self.frame, self.campaign, self.at
        stage = campaign.stage if campaign is not None else None
        frame.back.setVisible((at == PLAN and stage is Stage.PLAN) or at == PRINT)
        frame.forward.setVisible(at in (RANGE, PREVIEW, PRINT) or (at == PLAN and stage is Stage.PLAN))
        frame.out.relabel(
            words.LEDGER if at != LEDGER else words.GO_ON if campaign is not None else words.NEW
        )
        frame.out.setVisible(True)
        enabled, text = True, words.NEXT
        if at == RANGE:
            enabled = campaign is not None and bool(campaign.chosen)
        elif at == PLAN and campaign is not None and campaign.plan is not None:
            text = words.CONFIRM.format(campaign.plan.count())
        elif at == PRINT:
            text = words.TO_LEDGER if self._reprint else words.FINISH
        frame.forward.relabel(text, "Ctrl+Enter")
        frame.forward.setEnabled(enabled)
