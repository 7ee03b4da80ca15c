"""Sentences of the course of a matter and of its next step."""

from __future__ import annotations

LINES: dict[str, str] = {
    "registered": "登记：{source}",
    "number_assigned": "县平台编号 {number}",
    "pushed": "已同时推送给 {to}",
    "called": "首次联系：{outcome}",
    "called_again": "联系群众：{outcome}",
    "accepted": "已受理",
    "not_accepted": "不予受理：{reason}",
    "diverted": "导入{route}：{reason}",
    "taken_back": "恢复受理：{reason}",
    "merged": "并入另一件事项：{reason}",
    "unmerged": "撤销并案：{reason}",
    "child_merged": "有一件事项并入本件",
    "child_unmerged": "一件并入的事项已移出",
    "parent_answered": "随主案答复：{text}",
    "voided": "作废：{reason}",
    "repeat_linked": "认定为重复反映：{reason}",
    "triaged": "研判为{grade}级，类别 {category}",
    "dispatched": "第 {round} 轮交办",
    "tasked": "交给 {unit}（{lead}）",
    "released": "解除协办：{reason}",
    "signed": "{unit} 已签收",
    "return_requested": "申请退单：{reason}",
    "returned": "同意退单 {note}",
    "return_refused": "不同意退单 {note}",
    "escalation_requested": "申请提级到{tier}：{reason}",
    "escalated": "已提级到{tier} {note}",
    "escalation_refused": "提级退回 {note}",
    "extension_requested": "申请延期 {days} 个工作日：{reason}",
    "extended": "同意延期 {days} 个工作日 {note}",
    "extension_refused": "不同意延期 {note}",
    "suspension_requested": "申请挂起：{reason}",
    "suspended": "同意挂起，停止计时 {note}",
    "suspension_refused": "不同意挂起 {note}",
    "resumed": "恢复办理 {reason}",
    "progressed": "{text}",
    "fed_back": "反馈（{result}）：{text}",
    "rewritten": "退回修改：{reason}",
    "gate_entered": "进入{gate}",
    "gate_passed": "{gate}通过",
    "replied": "回复群众：{text}",
    "replied_interim": "阶段性答复：{text}",
    "reported_done": "报结，等待后续环节",
    "called_back": "回访：{outcome} {words}",
    "sampled": "抽查回访：{outcome} {words}",
    "verified": "验收{passed}：{findings}",
    "rectify_ordered": "要求整改",
    "reopened": "重新办理：{reason}",
    "struck_off": "销号，本件办结",
    "rated": "评价：{grade} {words}",
    "noted": "{text}",
    "attached": "补充附件 {count} 个",
    "archived": "归档，共 {pages} 页",
    "clock_started": "开始计时：{clock}，截止 {due}",
    "clock_met": "{clock}已完成",
    "clock_voided": "{clock}不再计时",
    "clock_paused": "{clock}暂停计时",
    "clock_moved": "{clock}截止改为 {due}（{why}）",
    "warned": "{clock}时限提醒，已通知 {notify}",
    "breached": "{clock}超过时限{rung}，已报 {notify}",
    "red_lit": "亮红灯：{code}",
    "listed": "列入{code}",
    "measured": "{measure}：{text} 发给 {to}",
    "measure_replied": "回复督办：{text}",
    "measure_closed": "督办销号 {note}",
    "audited": "{what}：{detail}",
    "whistle_raised": "吹哨：{matter}，{arrive} 前到 {place}",
    "whistle_refused": "不予吹哨：{note}",
    "unit_called": "哨单发给 {unit}",
    "unit_signed": "{unit} 签收哨单",
    "unit_arrived": "{unit} 到场：{people}",
    "unit_absent": "{unit} 未到场 {note}",
    "whistle_resulted": "联合处置结果：{text}",
    "whistle_confirmed": "确认处置完毕，人员可以离场",
    "whistle_scored": "给 {unit} 评 {score} 分",
    "mediation_offered": "启动调解：{dispute_type}",
    "mediation_consented": "当事人{consent}",
    "mediation_held": "调解会：{place}",
    "mediation_concluded": "调解结果：{outcome}",
    "mediation_visited": "调解回访：{text}",
    "enforcement_opened": "执法立案：{title}",
    "enforcement_stepped": "制作{step}",
    "enforcement_closed": "执法结案：{outcome}",
    "unknown": "较新版本的记录“{name}”，请升级后查看详情",
}

SYSTEM = "系统"
COUNTY = "县平台"
CITIZEN = "群众"
NOBODY = "（岗位空缺）"
LEAD = "主办"
ASSIST = "协办"
PENDING = "待同步"
WHY_MOVED = {
    "resumed": "恢复计时", "extended": "延期", "regraded": "等级调整", "calendar": "工作日历更新", "rewritten": "退回修改",
}  # fmt: skip
GATES = {"review": "审核", "reply": "回复群众", "acceptance": "验收", "callback": "回访"}
TIERS = {"G": "网格", "V": "村级", "T": "乡镇", "C": "县级", "S": "市级"}
AUDITS = {"reveal": "查看了姓名和电话", "print": "打印", "export": "导出"}
MEASURES = {
    "supervise": "督办", "chase": "催办", "instruct": "批示", "interview": "约谈", "accountability": "问责移送",
    "accountability_proposal": "督查问责建议", "sms": "短信提醒", "letter": "建议函", "list": "列入清单", "veto": "一票否决",
    "visit": "上门走访",
}  # fmt: skip
RUNG = "（责任链{0}：{1}）"
SAMPLED = "抽查回访"
CHECKED = {True: "通过", False: "不通过"}

NEXT: dict[str, str] = {
    "registered": "核对内容后受理；不属于职责范围的，说明理由并告知群众。",
    "accepted": "研判事项，选定承办单位后交办。",
    "reopened": "重新研判，选定承办单位后再次交办。",
    "dispatched": "等待承办单位签收；不属于其职责的，可在期限内申请退单。",
    "handling": "承办单位办理中；随时记进展，办完后反馈结果并附材料。",
    "suspended": "已停止计时；障碍消除后恢复办理。",
    "escalating": "等待上一级审核提级申请。",
    "review": "审核反馈内容和用语，合格通过，不合格退回修改。",
    "reply": "把办理结果回复群众，并记下回复方式。",
    "acceptance": "实地或资料验收，不通过的重新办理。",
    "callback": "电话回访群众，记下满意程度和原话。",
    "rectify": "按群众意见整改，完成后再次反馈。",
    "struck_off": "已办结；整理文书后归档。",
    "archived": "已归档，没有后续步骤。",
    "not_accepted": "不予受理；情况变化时可以恢复受理。",
    "diverted": "已导入法定途径；按约定跟踪结果。",
    "merged": "随主案一起办理，主案办结后单独答复。",
    "void": "已作废，没有后续步骤。",
}
NEXT_CALL = "电话联系反映人并记录结果。登记后按首次通话时间计入及时率。"
NEXT_LINE = "下一步：{0}"

LATE = "已超 {0}"
LEFT = "剩 {0}"
MINUTES, HOURS, DAYS = "{0}分", "{0}小时", "{0}天"
PAUSED = "已挂起"
DONE = "已办结"
NO_LIMIT = "无时限"
UNSYNCED = "待同步"
ESTIMATED = "估算"
YESTERDAY = "昨 {0}"
MONTH_DAY = "{0}月{1}日"
FIRST_CALL_DONE = "已回复 {0}"
