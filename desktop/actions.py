"""The one registry of actions: it feeds menu, toolbar, palette and cheat sheet.

Context `global` lives inside inputs too and needs a modifier or a function key; `list` keys are single letters that
work outside inputs only and can be switched off; `dialog` belongs to a form.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.strings import actions as words

CONTEXTS = ("global", "list", "dialog")


@dataclass(frozen=True, slots=True)
class Action:
    """`commands`: command kinds that this key gives, the first that the matter allows; empty: a step of the window."""

    id: str
    key: str = ""
    context: str = "global"
    icon: str = ""
    commands: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What it is called."""
        return words.ACTIONS[self.id]


ACTIONS: tuple[Action, ...] = (
    Action("palette", "Ctrl+K", icon="search"),
    Action("register", "Ctrl+N", icon="register"),
    Action("print", "Ctrl+P", icon="print"),
    Action("save_draft", "Ctrl+S", "dialog", "note"),
    Action("submit", "Ctrl+Return", "dialog", "done"),
    Action("undo", "Ctrl+Z", icon="undo"),
    Action("lock", "Ctrl+L", icon="lock"),
    Action("help", "F1", icon="keyboard"),
    Action("sync_now", "F5", icon="refresh"),
    Action("reveal", "F8", icon="supervision"),
    Action("wall", "F11", icon="wall"),
    Action("next_pane", "F6", icon="more"),
    Action("tray", "Ctrl+U", icon="upload"),
    Action("larger", "Ctrl+=", icon="add"),
    Action("smaller", "Ctrl+-", icon="more"),
    Action("full_keys", icon="keyboard"),
    Action("households", icon="households"),
    Action("codes", icon="codes"),
    Action("statistics", icon="statistics"),
    Action("settings", icon="settings"),
    Action("call_sheet", "Ctrl+R", icon="callback"),
    Action("quit", "Ctrl+Q", icon="dismiss"),
    Action("down", "J", "list"),
    Action("up", "K", "list"),
    Action("open", "Return", "list"),
    Action("back", "Escape", "list"),
    Action("filter", "/", "list", "filter"),
    Action("copy_number", ".", "list", "copy"),
    Action("documents", "P", "list", "documents"),
    Action("accept", "A", "list", "pending_accept", ("accept", "whistle_confirm")),
    Action("call", "C", "list", "first_call", ("callback", "log_call", "mediation_visit")),
    Action("progress", "N", "list", "edit", ("progress",)),
    Action("dispatch", "T", "list", "dispatch", ("dispatch", "whistle_triage")),
    Action("escalate", "U", "list", "review", ("escalate",)),
    Action("return", "B", "list", "back", ("request_return",)),
    Action(
        "review", "V", "list", "acceptance",
        ("review", "verify", "decide_return", "decide_escalation", "decide_extension", "decide_suspension"),
    ),
    Action("sign", "S", "list", "sign", ("sign", "whistle_sign")),
    Action("feedback", "F", "list", "done", ("feedback", "whistle_result")),
    Action("answer", "R", "list", "back", ("reply", "reply_measure")),
    Action("triage", "Y", "list", "tasks", ("triage",)),
    Action("note", "M", "list", "note", ("note",)),
    Action("supervise", "D", "list", "supervision", ("supervise",)),
)  # fmt: skip

BY_ID: dict[str, Action] = {action.id: action for action in ACTIONS}
KEY_OF: dict[str, str] = {kind: action.key for action in ACTIONS for kind in action.commands}
"""Command kind -> the letter that gives it."""

ICON_OF: dict[str, str] = {
    **{kind: action.icon for action in ACTIONS for kind in action.commands},
    "not_accept": "dismiss", "divert": "link", "take_back": "undo", "answer_on_spot": "back", "merge": "merge",
    "unmerge": "merge", "void": "delete", "link_repeat": "link", "release": "dismiss", "request_extension": "clock",
    "request_suspension": "pause", "resume": "resume", "sample": "callback", "attach": "attach", "archive": "archive",
    "close_measure": "done", "list": "tasks", "whistle": "whistle", "whistle_arrive": "people",
    "whistle_absent": "people", "whistle_score": "flag", "mediate": "mediation", "mediation_consent": "mediation",
    "mediation_session": "mediation", "mediation_conclude": "mediation", "enforce": "gavel", "enforce_step": "gavel",
    "enforce_close": "gavel", "register": "register", "rate": "flag", "audit": "history",
}  # fmt: skip
"""Command kind -> icon."""


def shown_key(key: str) -> str:
    """A key as people write it."""
    return {"Return": "Enter", "Escape": "Esc", "Ctrl+Return": "Ctrl+Enter"}.get(key, key)


def resolve(action: Action, available: tuple[str, ...]) -> str:
    """The command that the action gives now, "" when none is allowed."""
    return next((kind for kind in action.commands if kind in available), "")
