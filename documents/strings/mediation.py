"""Wording of the mediation papers. Sources: 人民调解法 §§ 17–33; 最高人民法院 2011 司法确认规定 § 4."""

from __future__ import annotations

from typing import Final

AGREEMENT: Final = "人民调解协议书"
NUMBER: Final = "编号：{number}"
PARTY_N: Final = "当事人{letter}"
PARTY_LETTERS: Final = "甲乙丙丁戊己庚辛壬癸"
NAME: Final = "姓　　名"
SEX: Final = "性别"
NATION: Final = "民族"
AGE: Final = "年龄"
OCCUPATION: Final = "职业职务"
PHONE: Final = "联系方式"
ADDRESS: Final = "单位或住址"
AGENT: Final = "代 理 人"
FACTS: Final = "纠纷主要事实、争议事项："
AGREED: Final = "经调解，当事人自愿达成如下协议："
PERFORMANCE: Final = "履行方式："
DEADLINE: Final = "履行期限："
COPIES: Final = "本协议一式{count}份，当事人各执一份，{committee}留存一份。"
EFFECT: Final = (
    "本协议自各方当事人签名、盖章或者按指印，人民调解员签名并加盖人民调解委员会印章之日起生效，"
    "具有法律约束力，当事人应当按照约定履行。"
)
CONFIRMATION: Final = (
    "各方当事人认为有必要的，可以自本协议生效之日起三十日内，共同向有管辖权的人民法院申请司法确认；"
    "涉及身份关系、收养关系、婚姻关系的除外。"
)
PARTY_SIGN: Final = "当事人{letter}（签名盖章或者按指印）："
MEDIATOR_SIGN: Final = "人民调解员（签名）："
RECORDER_SIGN: Final = "记　录　人（签名）："
COMMITTEE_SEAL: Final = "（人民调解委员会印章）"
DIGITS: Final = "〇一二三四五六七八九十"

INTAKE: Final = "人民调解受理登记表"
INTAKE_DATE: Final = "受理日期"
DISPUTE_TYPE: Final = "纠纷类型"
SOURCE: Final = "案件来源"
SOURCES: Final = ("当事人申请", "主动调解", "公安机关移交", "人民法院委托", "政府部门指定")
SUMMARY: Final = "纠纷简要情况"
PARTIES: Final = "当事人"
PARTIES_SIGN: Final = "当事人签名"
REGISTRAR: Final = "登记人签名"
COMMITTEE: Final = "调委会意见"
NOTE: Final = "备　　注"
SIGNED: Final = "签名：　　　　　　　　年　　月　　日"
SEALED: Final = "（印章）　　　　　　　年　　月　　日"

RECORD: Final = "人民调解记录"
TIME: Final = "时　　间"
PLACE: Final = "地　　点"
REASON: Final = "事　　由"
PRESENT: Final = "参 加 人"
MEDIATORS: Final = "人民调解员"
RECORDER: Final = "记 录 人"
RECORD_BODY: Final = "调解记录："
READ: Final = "以上记录已阅（已向我宣读），与所述一致。"
SIGN_PRESENT: Final = "参加人（签名）："

VISIT: Final = "人民调解回访记录"
VISIT_CAUSE: Final = "回访事由"
AGREEMENT_NO: Final = "协议编号"
VISIT_TIME: Final = "回访时间"
PERFORMED: Final = "履行情况"
PERFORMED_OPTIONS: Final = ("已全部履行", "部分履行", "未履行", "未到期")
SATISFACTION: Final = "满意程度"
RETRACTED: Final = "反悔起诉"
RETRACTED_OPTIONS: Final = ("无", "反悔", "起诉")
RISK: Final = "激化隐患"
VISIT_TEXT: Final = "回访情况"
MEASURES: Final = "采取措施"
VISITOR_SIGN: Final = "回访人签名"

APPLICATION: Final = "人民调解申请书"
APPLICANT: Final = "申请人："
RESPONDENT: Final = "被申请人："
REQUESTS: Final = "当事人申请事项："
VOLUNTARY: Final = "人民调解委员会已将申请人民调解的相关规定告知我，现自愿申请{committee}进行调解。"
APPLICANT_SIGN: Final = "申请人（签名盖章或者按指印）："

NOTICE: Final = "人民调解权利义务告知书"
NOTICE_TEXT: Final = (
    "人民调解委员会是依法设立的调解民间纠纷的群众性组织，调解民间纠纷不收取任何费用。根据《中华人民共和国人民调解法》，现将有关权利义务告知如下：",
    "一、当事人的权利",
    "（一）选择或者接受人民调解员；",
    "（二）接受调解、拒绝调解或者要求终止调解；",
    "（三）要求调解公开进行或者不公开进行；",
    "（四）自主表达意愿、自愿达成调解协议。",
    "二、当事人的义务",
    "（一）如实陈述纠纷事实；",
    "（二）遵守调解现场秩序，尊重人民调解员；",
    "（三）尊重对方当事人行使权利。",
    "三、调解协议的效力",
    "经人民调解委员会调解达成的调解协议，具有法律约束力，当事人应当按照约定履行。调解不成的，可以依法通过仲裁、行政、司法等途径维护自己的权利。",
)
NOTICE_READ: Final = "以上内容已阅读（已向我宣读），我已清楚自己的权利和义务。"

ORAL: Final = "人民调解口头协议登记表"
ORAL_DATE: Final = "达成日期"
ORAL_FACTS: Final = "主要事实、\n争议事项"
ORAL_CONTENT: Final = "协议内容"
ORAL_PERFORMANCE: Final = "履行方式、\n期限"

COURT: Final = "司法确认申请书"
COURT_REQUEST: Final = "请求事项："
COURT_REQUEST_TEXT: Final = (
    "请求对申请人于{date}经{committee}主持达成的人民调解协议（编号：{number}）予以司法确认。"
)
COURT_REASONS: Final = "事实与理由："
COURT_PROMISE: Final = "申请人出于解决纠纷的目的自愿达成协议，没有恶意串通、规避法律的行为；如因该协议内容给他人造成损害的，愿意承担相应的民事责任和其他法律责任。"
COURT_ADDRESS: Final = "送达地址：{address}"
COURT_TO: Final = "此致"
COURT_ATTACHMENT: Final = "附件{number}：{name}"
