"""Matters of the sample township for practice: the shipped appeals (样例), handled so far as their age suggests."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path

from county.casework import Done, Work
from county.server import County
from county.store.database import Tx
from domain import commands as cmd
from domain.case import Case, Reporter
from domain.commands import Body, Command
from domain.people import SYSTEM, Actor, Directory

_CITIZEN = Actor("citizen", "群众", ("CITIZEN",))
_MINUTE = 60
_FLAGS = frozenset({"群体性", "多次反映", "敏感", "个人极端风险", "舆情", "涉疫/专项", "未成年", "举报保护"})
Step = tuple[int, Actor, Body]


def practice_id(text: str, at: int) -> str:
    """A UUIDv7 that is the same for the same text and instant."""
    digest = hashlib.blake2b(text.encode(), digest_size=10).hexdigest()
    stamp = f"{at * 1000:012x}"
    return f"{stamp[:8]}-{stamp[8:]}-7{digest[:3]}-8{digest[3:6]}-{digest[6:18]}"


def plant_appeals(county: County, folder: Path) -> int:
    """Register and handle the sample appeals as of now; returns how many matters there are."""
    with (folder / "appeals.csv").open(encoding="utf-8-sig", newline="") as stream:
        appeals = list(csv.DictReader(stream))
    now = county.now()

    def work(tx: Tx) -> int:
        desk = county.casework.begin(tx)
        directory = desk.dictionary.directory
        count = 0
        for number, appeal in enumerate(appeals):
            begun = now - int(appeal["minutes_ago"]) * _MINUTE
            case_id = practice_id(f"case {appeal['id']}", begun)
            case, looked = Case(), begun
            for index, (at, actor, body) in enumerate(_steps(appeal, number, begun, directory)):
                if at > now:
                    break
                looked = _remind(desk, case_id, looked, at)
                command = Command(
                    practice_id(f"{appeal['id']} {index}", at), case_id, _task_of(body, case), at
                )
                done = desk.perform(command, actor, at)
                if not isinstance(done, Done):
                    break
                case = done.case
            _remind(desk, case_id, looked, now)
            count += bool(case.id)
        desk.flush(now)
        return count

    return county.database.run(work)


def _remind(desk: Work, case_id: str, after: int, until: int) -> int:
    """Let the clockwork look at the matter at every instant before `until` at which it would have; returns `until`."""
    look = desk.next_look(case_id, after)
    while look is not None and look < until:
        desk.perform(
            Command(practice_id(f"look {case_id} {look}", look), case_id, cmd.Tick(), look), SYSTEM, look
        )
        look = desk.next_look(case_id, look)
    return until


def _task_of(body: Body, case: Case) -> Body:
    """Steps of a unit name the task that the dispatch made."""
    lead = case.lead_task
    if lead is None:
        return body
    if isinstance(body, cmd.Sign):
        return cmd.Sign(lead.id)
    if isinstance(body, cmd.GiveFeedback):
        return cmd.GiveFeedback(lead.id, body.text, body.result, body.evidence)
    return body


def _someone(directory: Directory, post: str, place: str, unit: str = "") -> Actor:
    people = directory.at(post, place=place, units=(unit,) if unit else ())
    person = people[0] if people else directory.people[0]
    return Actor(person.id, person.name, (post,), person.units, person.places)


def _steps(appeal: dict[str, str], number: int, begun: int, directory: Directory) -> Iterator[Step]:
    """What happened to one appeal: instants, people and commands, in order."""
    place = appeal["place_code"]
    operator, director = _someone(directory, "T_OPERATOR", place), _someone(directory, "T_DIRECTOR", place)
    unit = ("t-enforce", "t-justice", "t-police", "t-party")[number % 4]
    liaison = _someone(directory, "UNIT_LIAISON", place, unit)
    flags = tuple(f for f in appeal["flags"].split("、") if f in _FLAGS)
    yield (
        begun,
        _CITIZEN if appeal["source"] in ("qr", "miniapp") else operator,
        cmd.Register(
            township=place[:9], place=place, text=appeal["text"], source=appeal["source"],
            reporter=Reporter(appeal["reporter"], appeal["phone"], no_phone=not appeal["phone"]), title=appeal["title"],
            domain=appeal["domain"], nature=appeal["nature"], category=appeal["category"] if appeal["category"][:1] != "P" else "", flags=flags,
        ),
    )  # fmt: skip
    if int(appeal["minutes_ago"]) < 60:
        return
    first = 3 + number % 5 * 5 + (20 if number % 11 == 10 else 0)
    yield begun + first * _MINUTE, operator, cmd.LogCall("reached", "已约定上门查看")
    if number % 9 == 8:
        return
    assignment = cmd.Assignment(practice_id(f"task {appeal['id']}", begun), unit)
    yield (
        begun + 50 * _MINUTE,
        operator,
        cmd.Dispatch((assignment,), "马上办", "请尽快到现场查看，并把结果告诉群众。"),
    )
    yield begun + 90 * _MINUTE, liaison, cmd.Sign(assignment.task)
    yield begun + 300 * _MINUTE, liaison, cmd.Progress("已到现场核实，正在安排处理，预计两天内完成。")
    if number % 4 == 3:
        return
    feedback = "工作人员到现场处理完毕，问题已经解决，当面向反映人说明了处理情况，反映人表示认可。"
    yield begun + 1500 * _MINUTE, liaison, cmd.GiveFeedback(assignment.task, feedback)
    if number % 5 == 4:
        return
    yield begun + 1700 * _MINUTE, director, cmd.Review("ok")
    yield (
        begun + 1800 * _MINUTE,
        liaison,
        cmd.GiveReply("phone", "您反映的问题已经处理好了，请您再看看，有情况随时打电话。"),
    )
    if number % 6 == 5:
        return
    outcome = "不满意" if number % 13 == 12 else "基本满意" if number % 7 == 6 else "满意"
    answers = (("办理态度", outcome), ("办理结果", outcome))
    said = "只修了一半，过两天又坏了" if outcome == "不满意" else ""
    yield (
        begun + 2600 * _MINUTE,
        _someone(directory, "C_CENTRE", place),
        cmd.CallBack(outcome, "phone", "no" if said else "yes", answers, said),
    )
