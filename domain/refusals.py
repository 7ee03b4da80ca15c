"""The rules' no, as values, each with the sentence a person reads.

A sentence says what happened, what is safe and what to do next. `{0}`, `{1}` … take the refusal's arguments.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """The rule says no. `code` is in SENTENCES; `args` fill its sentence."""

    code: str
    args: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NeedsCounty:
    """This side cannot know; the command waits for the county (待县确认)."""

    code: str
    args: tuple[str, ...] = ()


SENTENCES: dict[str, str] = {
    "unknown_command": "这个版本不认识“{0}”操作，没有执行。内容已保留，请升级客户端后重试。",
    "no_case": "找不到这件事项，没有执行。内容已保留，请先同步再试。",
    "exists": "这件事项已经登记过，没有重复登记。请在列表中打开它。",
    "state": "事项目前是“{1}”，不能执行“{0}”。您填写的内容已保留，请按“下一步”提示办理。",
    "post": "您的岗位不能执行“{0}”。内容已保留，请由{1}办理。",
    "unit": "这件任务交给了“{0}”，不属于您的单位。内容已保留，请由该单位办理。",
    "separation": "办理、审核、回访不能是同一个人：您已做过本轮的“{1}”，不能再做“{0}”。请换一位同事办理，内容已保留。",
    "accused": "“{0}”是被反映单位，不能由它办理。请改派其他单位。",
    "text_missing": "“{0}”没有填写。请补充后再提交，其他内容已保留。",
    "choice": "“{0}”的选项“{1}”不在可选范围内。请重新选择，其他内容已保留。",
    "category": "类别“{0}”不在目录里。请从目录中选择。",
    "domain": "本县没有启用“{0}”类诉求。请改选类别，或联系县管理员。",
    "grade_down": "等级不能自行调低（{0}→{1}）。请由{2}调整，其他内容已保留。",
    "no_tasks": "没有选择承办单位。请至少选择一个单位。",
    "one_lead": "必须有且只有一个主办单位。请重新选择主办。",
    "same_unit": "“{0}”被选了两次。每个单位只能有一项任务。",
    "duty": "职责清单里没有“{0}”这一条。请重新引用，或写明理由直接交办。",
    "duty_missing": "请引用职责清单条目，或写明理由。其他内容已保留。",
    "mode": "办理方式“{0}”不在本县的方式之列。请重新选择。",
    "no_task": "找不到这项任务，可能已被收回。请同步后再看。",
    "task_state": "这项任务目前是“{0}”，不能执行“{1}”。请按“下一步”提示办理。",
    "lead_release": "主办任务不能解除。可以退单后改派，或重新交办。",
    "third_return": "已退单 {0} 次，县级裁定后不能再退。请按要求办理，有困难可以申请协调。",
    "objection_window": "签收已超过 {0} 个工作日，退单要由综治中心主任提出。内容已保留。",
    "pending_request": "已有一项申请等待审批。请先等审批结果。",
    "no_request": "没有等待审批的申请，可能别人已经处理。请同步后再看。",
    "own_request": "申请人不能审批自己的申请。请由其他负责人审批。",
    "tier": "不能提级到“{0}”。可以提级到：{1}。",
    "extension_late": "已超过办理时限，不能再申请延期。请尽快反馈并说明原因。",
    "extension_limit": "本轮最多延期 {0} 次，已用完。请尽快反馈。",
    "extension_days": "延期天数应为 1 到 {0} 个工作日。请修改后再提交。",
    "no_clock": "这项任务没有办理时限，不需要延期。",
    "evidence": "还缺少必须的材料：{0}。请补充后再提交，已填内容已保留。",
    "wording": "用语不符合要求：{0}。请修改后再提交，已填内容已保留。",
    "rating": "“{0}”不是本县的评价等级。可选：{1}。",
    "question": "“{0}”还没有询问。请补充后再提交。",
    "method": "“{0}”不是本县规定的方式。可选：{1}。",
    "too_soon": "距上次未接通不足 {0} 小时。请过一会再拨，本次没有计入。",
    "reason_missing": "不满意要记下原因。请把群众的原话写下来。",
    "profile_gap": "本县规则没有覆盖这种情形（{0}），没有执行。内容已保留，请联系县管理员。",
    "window": "已超过 {0} 天的抽查期，不能再抽查。",
    "rating_closed": "评价的修改期（{0} 天）已过。如仍不满意，请重新反映。",
    "self_merge": "不能并入自身。请选择另一件事项。",
    "parent_closed": "要并入的事项已经办结或不在办理中。请选择正在办理的事项。",
    "is_child": "要并入的事项本身已并入别的事项。请直接并入最上面的那一件。",
    "has_children": "这件事项下还有并入的事项，请先撤销并案。",
    "parent_unknown": "本机没有要并入的事项，已记下，等县平台确认。",
    "no_measure": "找不到这条督办，可能已被销号。请同步后再看。",
    "measure_done": "这条督办已经回复或销号，不需要再操作。",
    "addressee": "“{0}”目前没有人在岗。请改选收件人，或请县管理员补上岗位。",
    "list": "本县没有“{0}”这张清单。",
    "whistle_off": "本县没有启用吹哨报到。",
    "no_whistle": "找不到这个哨单。请同步后再看。",
    "whistle_state": "哨单目前是“{0}”，不能执行这一步。",
    "whistle_past": "报到时限早于现在。请重新选择时间。",
    "whistle_unit": "“{0}”不在这次吹哨的单位里，或已经登记过。",
    "whistle_units": "请至少选择一个要吹哨的单位。",
    "score": "评分应为 1 到 5 分。",
    "score_off": "本县没有启用对部门评分。",
    "mediation_off": "本县没有启用人民调解。",
    "mediation_open": "这件事项已有人民调解正在进行。",
    "no_mediation": "还没有启动人民调解。",
    "mediation_state": "调解目前是“{0}”，不能执行这一步。",
    "parties": "至少要有两方当事人，并写明姓名。",
    "party": "没有第 {0} 位当事人。",
    "not_consented": "还有当事人没有表示同意，不能开始调解（人民调解法第十七条）。",
    "terms": "协议至少要有一条内容，并写明履行方式和期限。",
    "enforcement_open": "这件事项已有执法案卷。",
    "no_enforcement": "还没有建立执法案卷。",
    "enforcement_closed": "执法案卷已经结案，不能再加文书。",
    "no_power": "本乡镇没有行政处罚权，只能做联合执法记录，由有权部门作出决定。",
    "officers": "至少要有两名执法人员，并写明执法证号（行政处罚法第四十二条）。",
    "order": "“{0}”的时间早于上一份文书，请核对。",
    "archived": "事项已归档，只能补充备注，原件不变。",
    "not_exempt": "只有咨询可以当场答复办结。请受理后交办。",
    "phone": "请填写联系电话，或选择“不便留电话”。",
    "self_service": "群众不能从“{0}”自助提交，没有登记。请扫描二维码反映，或打电话说。",
    "township": "登记的乡镇代码“{0}”不正确。请联系县管理员。",
    "sampled": "抽查人不能是本轮的办理、审核或回访人员。",
    "accused_view": "被反映单位的人员不能查看或办理这件事项。",
}
"""Refusal code -> sentence."""


def sentence(no: Refusal | NeedsCounty) -> str:
    """The sentence for people. An unknown code is shown as it is, with what is safe."""
    template = SENTENCES.get(no.code)
    if template is None:
        return f"操作没有执行（{no.code}）。内容已保留，请联系县管理员。"
    words = list(no.args) + [""] * 3
    for index, word in enumerate(words):
        template = template.replace("{" + str(index) + "}", word)
    return template
