"""Labels, hints and options of the forms. A label is looked up by `kind.name` first, then by `name`."""

from __future__ import annotations

LABELS: dict[str, str] = {
    "text": "内容",
    "note": "说明",
    "reason": "理由",
    "attachments": "附件",
    "evidence": "佐证材料",
    "papers": "附件",
    "place": "所在村组",
    "place_text": "详细地点",
    "township": "登记乡镇",
    "source": "来源",
    "external_no": "外部编号",
    "title": "标题",
    "domain": "诉求类型",
    "nature": "诉求性质",
    "category": "事项类别",
    "grade": "难易等级",
    "flags": "特别标记",
    "topic": "专题",
    "accused": "被反映单位或人员",
    "name": "反映人姓名",
    "phone": "联系电话",
    "no_phone": "不便留电话",
    "anonymous": "匿名",
    "protected": "需要保护身份（举报）",
    "reporter_kind": "反映人类别",
    "address": "住址",
    "register.text": "诉求内容",
    "register.note": "登记说明",
    "log_call.outcome": "通话结果",
    "log_call.note": "通话要点",
    "called_at": "通话时间",
    "not_accept.reason": "不予受理的情形",
    "not_accept.text": "告知内容",
    "told": "告知方式",
    "route": "法定途径",
    "return_path": "后续跟踪办法",
    "method": "方式",
    "parent": "并入的事项",
    "of": "先前的事项",
    "lead": "主办单位",
    "person": "承办人",
    "assist": "协办单位",
    "mode": "办理方式",
    "duty_item": "职责清单条目",
    "override": "不引用清单的理由",
    "dispatch.note": "交办要求",
    "task": "任务",
    "tier": "提级到",
    "approve": "审批意见",
    "decide_return.approve": "审核结论",
    "decide_escalation.approve": "审核结论",
    "days": "延长工作日数",
    "promised": "承诺办结日期",
    "result": "办理结果",
    "feedback.text": "反馈内容",
    "review.outcome": "审核结论",
    "review.reason": "退回修改的理由",
    "reply.text": "回复内容",
    "interim": "这是阶段性答复",
    "callback.outcome": "回访结果",
    "sample.outcome": "抽查结果",
    "solved": "诉求解决了吗",
    "words": "群众原话",
    "demand": "群众新的要求",
    "answered_by": "接听人",
    "verify.outcome": "验收结论",
    "findings": "验收情况",
    "grade_given": "评价等级",
    "side": "评价方",
    "sha256": "卷宗校验码",
    "pages": "卷宗页数",
    "measure_kind": "方式",
    "measure": "督办事项",
    "to": "发给",
    "due": "办理期限",
    "supervise.text": "批示内容",
    "reply_measure.text": "回复内容",
    "close_measure.note": "销号意见",
    "code": "清单",
    "matter": "吹哨事由",
    "whistle.place": "集合地点",
    "arrive_by": "要求到达时间",
    "units": "部门",
    "whistle": "哨单",
    "unit": "部门",
    "people": "到场人员",
    "whistle_result.text": "处置结果",
    "no_document_reason": "没有执法文书的原因",
    "score": "评分",
    "committee": "调解委员会",
    "dispute_type": "纠纷类型",
    "parties": "当事人",
    "mediators": "调解员",
    "party": "当事人",
    "consent": "是否同意调解",
    "mediation_session.place": "调解地点",
    "recorder": "记录人",
    "mediation_session.text": "调解记录",
    "held_at": "调解时间",
    "mediation_conclude.outcome": "调解结果",
    "facts": "纠纷主要事实、争议事项",
    "terms": "协议内容（一行一条）",
    "performance": "履行方式",
    "perform_by": "履行期限",
    "number": "协议编号",
    "amount": "涉及金额",
    "mediation_visit.text": "回访情况",
    "performed": "是否已履行",
    "enforce.title": "案件名称",
    "cause": "案由",
    "joint": "办案方式",
    "officers": "执法人员",
    "step": "文书种类",
    "step_fields": "文书内容",
    "done_at": "制作时间",
    "enforce_close.outcome": "处理结果",
}

HINTS: dict[str, str] = {
    "register.text": "照群众原话写，至少写清什么事、在哪里、要求什么",
    "register.name": "不愿透露可留空并勾选匿名",
    "phone": "11 位手机号，或带区号的座机",
    "log_call.note": "可不填；约定了上门或回话时间请写在这里",
    "place": "输入拼音首字母或名称查找",
    "lead": "输入名称或首字母查找",
    "duty_item": "输入编号或关键词查找",
    "words": "尽量照原话记",
    "parent": "输入要并入事项的编号",
    "of": "输入先前事项的编号",
    "topic": "例如：供暖、欠薪",
    "accused": "多个用顿号分开",
    "feedback.text": "写清做了什么、结果怎样、群众是否知情",
    "terms": "一行写一条",
    "perform_by": "例如 2026-12-31",
    "promised": "可不填；会显示给群众",
    "review.reason": "写清哪里需要修改",
    "mediators": "多人用顿号分开",
}

OPTIONS: dict[str, dict[str, str]] = {
    "log_call.outcome": {"reached": "接通", "no_answer": "未接通", "wrong_number": "号码有误"},
    "method": {"phone": "电话", "wechat": "微信", "sms": "短信", "visit": "上门", "letter": "书面"},
    "told": {"phone": "电话告知", "visit": "当面告知", "letter": "书面告知", "sms": "短信告知", "none": "无法联系"},
    "not_accept.reason": {
        "not_ours": "不属于职责范围", "in_law": "已进入诉讼、仲裁、复议", "final": "已有终结性结论",
        "unclear": "内容不清且无法联系", "repeat": "正在办理的同一事项", "other": "其他",
    },
    "route": {
        "petition": "信访程序", "lawsuit": "诉讼", "arbitration": "仲裁", "review": "行政复议", "police": "公安机关",
        "discipline": "纪检监察",
    },
    "result": {"solved": "已解决", "partly": "部分解决", "explained": "已解释说明", "autonomy": "自治协商达成"},
    "review.outcome": {"ok": "通过", "rewrite": "退回修改"},
    "verify.outcome": {"pass": "通过", "fail": "不通过"},
    "solved": {"yes": "已解决", "partly": "部分解决", "no": "未解决"},
    "approve": {"yes": "同意", "no": "不同意"},
    "measure_kind": {"supervise": "督办", "chase": "催办", "instruct": "批示", "interview": "约谈"},
    "reporter_kind": {"citizen": "群众", "enterprise": "企业", "grid": "网格员上报"},
    "consent": {"yes": "同意调解", "no": "不同意调解"},
    "performed": {"yes": "已履行", "no": "未履行"},
    "mediation_conclude.outcome": {"agreed": "书面协议", "oral": "口头协议", "failed": "调解不成"},
    "joint": {"yes": "联合执法（附部门文书）", "no": "本单位立案"},
    "score": {"5": "5 分 很好", "4": "4 分", "3": "3 分", "2": "2 分", "1": "1 分 很差"},
    "step": {
        "source": "案件来源登记表", "filing": "立案审批表", "inspection": "现场检查（勘验）笔录",
        "interview": "询问（调查）笔录", "photo": "现场照片证据", "order": "责令改正通知书",
        "survey_report": "调查终结报告", "legal_review": "法制审核意见书", "notice": "处罚事先（听证）告知书",
        "statement": "陈述申辩笔录", "decision": "行政处罚决定书", "delivery": "送达回证", "payment": "缴款凭证",
        "closing": "结案报告",
    },
}  # fmt: skip

UNREACHED = "未接通"
REFUSED = "拒评"

TABLES: dict[str, tuple[tuple[str, str], ...]] = {
    "parties": (
        ("name", "姓名或单位"), ("gender", "性别"), ("age", "年龄"), ("ethnicity", "民族"), ("occupation", "职业"),
        ("phone", "联系电话"), ("address", "住址"), ("id_number", "证件号"), ("role", "身份"),
    ),
    "officers": (("name", "姓名"), ("number", "执法证号")),
    "step_fields": (("name", "栏目"), ("value", "内容")),
}  # fmt: skip

REQUIRED = "请填写“{0}”"
MISSING_COUNT = "还有 {0} 处没有填好，已填内容都在。请从标红的一处开始。"
PHONE_WRONG = "电话号码不对：请填 11 位手机号或带区号的座机，或勾选不便留电话"
DATE_WRONG = "日期不对：请按 2026-12-31 的样子填写"
NUMBER_WRONG = "请填写数字"
TOO_LONG = "“{0}”超过 {1} 字，请删减后提交，内容没有丢失"


ASKED = "q:"
"""Fields of this beginning are questions of the profile and carry their own words."""


def label(kind: str, name: str) -> str:
    """The label of a field in a form of that kind."""
    if name.startswith(ASKED):
        return name[len(ASKED) :]
    return LABELS.get(f"{kind}.{name}") or LABELS[name]


def hint(kind: str, name: str) -> str:
    """The grey words inside an empty field."""
    return HINTS.get(f"{kind}.{name}") or HINTS.get(name, "")


def options(kind: str, name: str) -> dict[str, str]:
    """Fixed options of a field: value -> words."""
    return OPTIONS.get(f"{kind}.{name}") or OPTIONS.get(name, {})
