"""What is wrong with a profile file: findings with their line, and the sentences that say so."""

from __future__ import annotations

from dataclasses import dataclass

Path = tuple[str | int, ...]
"""Where a value stands in the file: keys and list indexes from the root, e.g. ``("clocks", 0, "stop")``."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing to mend. `line` counts from 1; `code` is in MESSAGES; `message` is for the county's author."""

    line: int
    code: str
    message: str


class ProfileProblem(ValueError):
    """The file is refused; `findings` holds everything that was found, by line."""

    def __init__(self, name: str, findings: tuple[Finding, ...]) -> None:
        self.name = name
        self.findings = findings
        super().__init__("\n".join(f"{name}:{f.line} [{f.code}] {f.message}" for f in findings))


MESSAGES: dict[str, str] = {
    "toml": "文件不是有效的 TOML：{0}。",
    "unknown_key": "不认识的键“{0}”。请核对拼写，或删去。",
    "missing_key": "缺少“{0}”。每个县都要写明，没有就写空值。",
    "wrong_type": "“{0}”应为{1}。",
    "unknown_fact": '规则里没有“{0}”这个事实。带点的名字要加引号，例如 "dissatisfied.round"。',
    "fact_value": "事实“{0}”不能与“{1}”比较。",
    "fact_scope": "事实“{0}”在这里永远是空的，条件不会成立。",
    "unknown_effect": "没有“{0}”这个后果。",
    "effect_scope": "后果“{0}”不能用在“{1}”规则里。",
    "effect_moves": "一条规则必须有且只有一个去向（{0}）。",
    "unknown_post": "没有“{0}”这个岗位。",
    "unknown_state": "没有“{0}”这个状态。",
    "unknown_event": "没有“{0}”这个事件。",
    "unknown_command": "没有“{0}”这个操作。",
    "system_command": "“{0}”由平台自动执行，不能授予岗位。",
    "unknown_unit": "没有“{0}”这个时间单位。",
    "unknown_formula": "没有“{0}”这个指标算法。",
    "unknown_tier": "没有“{0}”这个层级，只有 G V T C S。",
    "unknown_gate": "没有“{0}”这道关口。",
    "unknown_domain": "没有启用“{0}”这类诉求。",
    "unknown_choice": "“{0}”不在可选值之内：{1}。",
    "duplicate": "“{0}”重复了。",
    "command_missing": "没有写明哪些岗位可以做“{0}”。不开放就写空表。",
    "stage_missing": "状态“{0}”不属于任何阶段。",
    "stage_overlap": "状态“{0}”同时属于两个阶段。",
    "entry_missing": "“{0}”类诉求没有写明从哪一级进入。",
    "gates_missing": "“{0}”类诉求没有关口，办完后无法销号。",
    "gate_unreachable": "关口“{0}”永远到不了或过不去：{1}。",
    "rung_empty": "责任链的这一级没有岗位。",
    "rung_order": "责任链要自下而上，“{0}”排在了更高层级之后。",
    "ladder_empty": "时限“{0}”要逐级提醒，但责任链是空的。",
    "clock_no_start": "时限“{0}”没有起点。",
    "clock_no_stop": "时限“{0}”没有终点，会一直走下去。",
    "clock_never": "事件“{0}”在本县不会发生，时限“{1}”因此不会{2}。",
    "clock_scope": "事件“{0}”不指明{1}，不能用于“{2}”范围的时限。",
    "amounts_open": "最后一档时限必须没有条件，否则有的事项没有时限。",
    "amount_value": "时长“{0}”不合适：{1}。",
    "idle_value": "“{0}”在这里不起作用：{1}。",
    "number_range": "“{0}”应在 {1} 到 {2} 之间，现在是 {3}。",
    "rule_gap": "“{0}”规则没有覆盖所有情形，例如：{1}（共 {2} 种）。",
    "rule_shadowed": "这条规则永远轮不到：前面的规则已覆盖它的全部情形，或条件不可能成立。",
    "rule_unreachable": "“{0}”规则用不上：本县没有这个环节。",
    "rule_once": "“{0}”规则每次都要有结果，不能只用一次。",
    "unreached_tries": "这条规则的次数和天数与 [callback] 的 tries={0}、days={1} 不一致。",
    "gate_clock": "没有“{0}”这道关口，时限“{1}”因此不会{2}。",
    "rule_wide": "“{0}”规则用到的条件太多（{1} 种组合），无法验证是否完整。",
    "rating_overlap": "“{0}”既算满意又算不满意。",
    "not_a_grade": "“{0}”不是评价等级。",
    "separate_pair": "分离规则要写两个不同的操作。",
    "separate_missing": "“{0}”与“{1}”必须由不同的人做，请在 separate 里写明这一对。",
    "list_reserved": "清单代码“{0}”由平台用于抽查回访，请换一个。",
    "not_a_date": "“{0}”不是日期，应写成 2026-01-01。",
    "not_a_source": "“{0}”不在来源表里。",
    "qr_missing": "群众自助来源里必须有 qr：张贴的二维码打开的就是它。",
    "not_a_grade_number": "等级要从 1 起连续编号，现在是 {0}。",
}
"""Finding code -> sentence."""


def finding(line: int, code: str, *words: object) -> Finding:
    """A finding with its sentence filled in."""
    return Finding(line, code, MESSAGES[code].format(*words))
