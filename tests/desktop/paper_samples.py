"""A matter of the sample township with everything that papers are made from, told by the county's own rules."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

from desktop.papers.values import Folder, Surroundings
from desktop.story import Names
from domain import commands as cmd
from domain.calendar import parse_calendar
from domain.case import Attachment, Case, Party, Reporter
from domain.commands import Body, Command
from domain.decide import decide
from domain.events import Event
from domain.evolve import evolve
from domain.facts import Facts
from domain.ids import case_number
from domain.people import POSTS, Actor, Directory, Person
from domain.profile import Profile
from domain.profile_load import load_profile

ROOT = Path(__file__).parents[2]
START = 1_795_395_600
"""2026-11-23 09:00 in China, a working Monday."""
DAY = 86_400
TOWNSHIP = "990101101"
PHONE = "19900000123"
HOSTILE = "=cmd|' /C calc'!A0 <b>x</b> %(n)s {0} '; DROP TABLE; 𠮷王䶮"


@cache
def profile(name: str) -> Profile:
    path = ROOT / "resources" / "profiles" / f"{name}.toml"
    return load_profile(path.read_text(encoding="utf-8"), name)


def directory() -> Directory:
    return Directory(
        tuple(
            Person(
                post,
                f"样例{title[:4]}",
                post,
                (TOWNSHIP,) if post.startswith("T_") else ("990101",),
                ("build",),
            )
            for post, title in POSTS.items()
            if post not in ("SYSTEM", "CITIZEN")
        )
    )


def actor(post: str) -> Actor:
    return Actor(post, f"样例{POSTS[post][:4]}", (post,), ("build", "land"), (TOWNSHIP,))


def calendar() -> object:
    path = ROOT / "resources" / "calendars" / "cn-2026.1.toml"
    return parse_calendar(tomllib.loads(path.read_text(encoding="utf-8")))


class Tale:
    """A case under one profile. `give` asks the first post of the profile that may give the command."""

    def __init__(self, county: str = "baiyin", case_id: str = "01a1fc40-0000-7000-8000-0000000009aa") -> None:
        self.profile, self.case_id = profile(county), case_id
        self.case, self.log, self.at, self.count = Case(), list[Event](), START, 0
        number = case_number(TOWNSHIP, date(2026, 11, 23), 17)
        self.facts = Facts(calendar(), directory(), authority=True, number=number)  # type: ignore[arg-type]

    def give(self, body: Body, post: str = "", after: int = 60) -> Tale:
        self.at += after
        self.count += 1
        posts = (post,) if post else self.profile.may(body.kind)
        answer: object = None
        for each in posts:
            command = Command(f"c{self.count}", self.case_id, body, self.at)
            case = self.case if self.case.id else None
            answer = decide(case, command, actor(each), self.at, self.profile, self.facts)
            if isinstance(answer, tuple):
                break
        assert isinstance(answer, tuple), (body, answer)
        for event in answer:
            self.case = evolve(self.case, event)
            self.log.append(event)
        return self

    def register(self, **changes: object) -> Tale:
        fields: dict[str, object] = {
            "township": TOWNSHIP, "place": "990101101201003", "title": "村口路灯不亮", "temp_number": "LAB2345",
            "text": f"村口路灯坏了三天。{HOSTILE}", "source": next(iter(self.profile.sources)),
            "reporter": Reporter("张䶮", PHONE), "place_text": "小学门口",
        }  # fmt: skip
        self.give(cmd.Register(**(fields | changes)), "T_OPERATOR")  # type: ignore[arg-type]
        if self.case.state == "registered":
            self.give(cmd.Accept())
        return self

    def handled(self, until: str) -> Tale:
        """Dispatched, signed, fed back and through the gates until it waits at `until`."""
        task = f"t{self.case.round}"
        mode = self.profile.modes[0] if self.profile.modes else ""
        self.give(cmd.Dispatch((cmd.Assignment(task, "build"),), mode, f"三日内修复。{HOSTILE}"))
        self.give(cmd.Sign(task), "UNIT_LIAISON")
        proof = tuple(paper(kind, n) for n, kind in enumerate(("photo", "document", "result"), 1))
        self.give(
            cmd.GiveFeedback(task, "已更换灯头，反映人当面确认路灯恢复照明。", "solved", proof),
            "UNIT_LIAISON",
        )
        steps: dict[str, Callable[[], Body]] = {
            "review": lambda: cmd.Review("ok"),
            "reply": lambda: cmd.GiveReply("phone", "已向您说明：灯头已经更换，路灯恢复照明。"),
        }
        while self.case.state != until:
            self.give(steps[self.case.state]())
        return self

    def call(self, outcome: str, words: str = "", after: int = 60) -> Tale:
        answers = tuple((question, outcome) for question in self.profile.ratings.questions)
        solved = "no" if outcome == "不满意" else "yes"
        self.give(cmd.CallBack(outcome, "phone", solved, answers, words, "", "本人"), after=after)
        return self

    def mediated(self) -> Tale:
        self.give(cmd.OfferMediation("m1", "清泉镇人民调解委员会", "邻里纠纷", PARTIES, ("样例调解员",)))
        self.give(cmd.ConsentMediation(0, True)).give(cmd.ConsentMediation(1, True))
        self.give(
            cmd.HoldMediation(
                "调解室", ("样例调解员",), "样例记录员", f"张：墙占了路。\n刘：是老地基。{HOSTILE}"
            )
        )
        terms = ("乙方十日内退让院墙。", f"甲方补助一千元。{HOSTILE}")
        self.give(
            cmd.ConcludeMediation(
                "agreed", "因院墙占道发生争议。", terms, "自行拆除", "2026-12-10前", "（2026）清人调字第3号"
            )
        )
        return self.give(cmd.VisitMediation("已退让，通道畅通。", performed=True))

    def enforced(self, *, delivery: bool = True) -> Tale:
        officers = (("样例周", "99010101"), ("样例王", "99010102"))
        self.give(cmd.OpenEnforcement("e1", "张䶮占道案", "擅自占用村道", True, officers, PARTIES))
        steps: list[tuple[str, tuple[tuple[str, str], ...], tuple[Attachment, ...]]] = [
            ("inspection", (("开始时间", "2026-11-24 09:00"), ("结束时间", "2026-11-24 10:10"), ("地点", "红星村道"),
                            ("检查情况", f"堆放砂石约六立方米。{HOSTILE}"), ("天气", "晴")), ()),
            ("interview", (("开始时间", "2026-11-24 10:20"), ("结束时间", "2026-11-24 11:00"), ("被询问人", "张䶮"),
                           *((f"第{n}个问题？", f"第{n}个回答。") for n in range(40))), ()),
            ("photo", (("内容说明", "砂石占道全貌"),), (paper("photo", 1), paper("photo", 2), paper("photo", 3))),
            ("order", (("责令内容", "三日内清除。"),), ()),
            ("decision", (("文号", "云综执罚决字〔2026〕第31号"), ("责任者", "县综合执法局")), (paper("document", 4),)),
        ]  # fmt: skip
        if delivery:
            steps.append(("delivery", (), (paper("photo", 5),)))
        for kind, fields, papers in steps:
            self.give(cmd.StepEnforcement(kind, fields, papers))
        return self.give(cmd.CloseEnforcement("罚款二百元，已缴纳。")) if delivery else self

    def folder(self, expected: int = 0, **changes: object) -> Folder:
        case = replace(self.case, **changes) if changes else self.case  # type: ignore[arg-type]
        return Folder(case, tuple(self.log), expected, FILES.get)


PARTIES = (
    Party("张䶮", "男", "汉族", "52岁", "务农", PHONE, "红星村三组12号", "990101197401010000"),
    Party("刘𠮷祥", "女", "彝族", "47岁", "个体", "19900000456", f"红星村三组15号{HOSTILE}"),
)
FILES: dict[str, bytes] = {}


def paper(kind: str, number: int) -> Attachment:
    """An invented attachment; its bytes are a picture."""
    from tests.documents.samples import jpeg

    data = jpeg(320, 240 + number)
    name = sha256(data).hexdigest()
    FILES[name] = data
    return Attachment(name, f"{kind}{number}.jpg", "image/jpeg", len(FILES[name]), kind)


def around(rules: Profile, **changes: object) -> Surroundings:
    people = {person.id: person.name for person in directory().people}
    units = {"build": "清泉镇城建办公室", "land": "县自然资源局"}
    names = Names(
        lambda code: people.get(code, code), lambda code: units.get(code, code), lambda code: "公共设施",
        lambda code: "金山村3组" if code else "",
    )  # fmt: skip
    given = Surroundings(
        rules, names, "清泉镇综治中心", "清泉镇人民政府",
        lambda code: "样例县综治中心" if code == "system" or code.startswith("C_") else "清泉镇综治中心",
        lambda code: units.get(code, code), lambda code: "清泉镇城建办公室", lambda code: f"{code} 公共照明维护",
    )  # fmt: skip
    return replace(given, **changes) if changes else given  # type: ignore[arg-type]
