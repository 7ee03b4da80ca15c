"""The reckoning behind a due instant: each date with its reason, and its explanation in Chinese."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.chinatime import NEVER, china_date, china_text


class Reason(StrEnum):
    """Why a date counts or does not count."""

    CONTINUOUS = "continuous"
    START_DAY = "start_day"
    WORKDAY = "workday"
    MAKEUP = "makeup"
    CALDAY = "calday"
    ASSUMED_WORKDAY = "assumed_workday"
    ASSUMED_WEEKEND = "assumed_weekend"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    LOCAL_HOLIDAY = "local_holiday"
    PAUSED = "paused"
    STANDING = "standing"
    ROLLED = "rolled"


@dataclass(frozen=True, slots=True)
class Step:
    """One date of the reckoning: ISO date, counted or not, a :class:`Reason` value, the holiday's name if it has one."""

    date: str
    counted: bool
    reason: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A due instant with the calendar version behind it; ``provisional`` means a date past the known calendar."""

    at: int
    provisional: bool
    calendar_version: str
    why: tuple[Step, ...]

    @property
    def standing(self) -> bool:
        """Whether the clock stands still (an open pause), so that there is no due instant yet."""
        return self.at == NEVER


_WEEK = "一二三四五六日"
_SKIPPED = {
    Reason.START_DAY: "起算当日，不计入",
    Reason.WEEKEND: "休息日，不计入",
    Reason.HOLIDAY: "放假，不计入",
    Reason.LOCAL_HOLIDAY: "地方放假，不计入",
    Reason.ASSUMED_WEEKEND: "按周末推定为休息日，不计入",
    Reason.PAUSED: "期间暂停，不计入",
    Reason.STANDING: "已暂停，恢复后继续计算",
    Reason.ROLLED: "顺延至此日到期",
}
_COUNTED = {
    Reason.WORKDAY: "工作日",
    Reason.MAKEUP: "调休上班",
    Reason.CALDAY: "自然日",
    Reason.ASSUMED_WORKDAY: "当年放假安排尚未公布，按工作日推定",
    Reason.WEEKEND: "最后一日是休息日，顺延",
    Reason.HOLIDAY: "最后一日放假，顺延",
    Reason.LOCAL_HOLIDAY: "最后一日地方放假，顺延",
    Reason.ASSUMED_WEEKEND: "最后一日按周末推定为休息日，顺延",
}


def explain(due: Due, start: int) -> list[str]:
    """Chinese lines: the start, each date counted or skipped with its reason, the due instant, and a warning if
    the due instant is provisional."""
    lines = [f"{china_text(start)} 起算"]
    ordinal = 0
    for step in due.why:
        day = f"{step.date} 星期{_WEEK[date.fromisoformat(step.date).weekday()]}"
        name = f"{step.name}，" if step.name else ""
        reason = Reason(step.reason)
        if reason is Reason.CONTINUOUS:
            lines.append(f"{day} 起连续计时，不分昼夜和节假日")
        elif step.counted:
            ordinal += 1
            lines.append(f"{day} 第{ordinal}日（{name}{_COUNTED[reason]}）")
        else:
            lines.append(f"{day} {name}{_SKIPPED[reason]}")
    lines.append("计时暂停，暂无到期时间" if due.standing else f"{_closing(due.at)} 到期")
    if due.provisional:
        lines.append(f"涉及日期超出已公布的放假安排（日历版本 {due.calendar_version}），新日历下发后自动重算")
    return lines


def _closing(at: int) -> str:
    text = china_text(at)
    return f"{china_date(at - 1).isoformat()} 24:00" if text.endswith(" 00:00") else text
