"""Wording of the letters. Layout source: GB/T 9704-2012 信函格式."""

from __future__ import annotations

from typing import Final

CONTACT: Final = "联系人：{name}　电话：{phone}"
ATTACHED: Final = "附件：{first}"
ATTACHED_NEXT: Final = "　　　{number}. {name}"
CARBON: Final = "抄送：{units}"
PAGE: Final = "— {number} —"

ADVICE_KIND: Final = "建议函"
ADVICE: Final = "关于{matter}的建议函"
ADVICE_OPEN: Final = "{office}在“{system}”运行中，以下事项已亮“红灯”（{lights}），现函告您并提出建议。"
SUMMARY: Final = "一、事项情况"
NUMBER_AND_UNIT: Final = "事项编号{number}，承办单位{unit}。{summary}"
HISTORY: Final = "二、办理经过"
ADVICE_HEAD: Final = "三、工作建议"
ADVICE_CLOSE: Final = "请牵头组织研究，督促承办单位抓好落实，并将结果反馈我单位。"

SUPERVISION: Final = "督办通知书"
SUPERVISION_OPEN: Final = "你单位承办的事项（编号{number}）{cause}，现予督办。"
FACTS: Final = "一、事项情况"
REQUIREMENT: Final = "二、办理要求"
REPLY_BY: Final = "请于{date}前将办理结果书面报送{office}。逾期未报的，按照有关规定处理。"
RECEIPT: Final = "签收回执"
RECEIPT_TEXT: Final = "《督办通知书》（{number}）已于　　　年　月　日收到。"
RECEIPT_SIGN: Final = "签收单位（盖章）：　　　　　　　签收人：　　　　　　"

ACCOUNTABILITY: Final = "关于移送问责线索的函"
ACCOUNTABILITY_OPEN: Final = (
    "事项（编号{number}，承办单位{unit}）连续{times}次验收不通过，按照有关规定，现将有关情况移送你单位。"
)
FINDINGS: Final = "一、历次验收情况"
CAUSE: Final = "二、涉及情形"
ACCOUNTABILITY_CLOSE: Final = (
    "本函只移送事实和材料，是否问责由你单位依规依纪依法决定。请将处理结果告知我单位。"
)

REFUSAL: Final = "不予受理告知书"
REFUSAL_OPEN: Final = "您于{date}反映的“{matter}”事项（编号{number}）收悉。经审查，该事项不予受理。"
REASON: Final = "一、理由"
LAWFUL_WAY: Final = "二、您可以通过以下途径反映"
REFUSAL_CLOSE: Final = "如对本告知有异议，请与我们联系，我们将为您说明并协助转交材料。"

REDO: Final = "重新办理通知"
REDO_OPEN: Final = "你单位承办的事项（编号{number}）第{round}轮办理{outcome}，现通知你单位重新办理。"
REDO_FINDINGS: Final = "一、存在的问题"
REDO_REQUIREMENT: Final = "二、重新办理要求"
REDO_CLOSE: Final = "请于{date}前办结并报送结果。"
