"""Words of the papers: titles, what is missing, sentences that letters need besides the facts, the view."""

from __future__ import annotations

TITLES: dict[str, str] = {
    "sheet": "群众诉求登记表",
    "order": "诉求交办单",
    "callback": "电话回访记录",
    "whistle": "吹哨报到单",
    "intake": "人民调解受理登记表",
    "rights": "人民调解权利义务告知书",
    "session": "人民调解记录",
    "agreement": "人民调解协议书",
    "oral": "人民调解口头协议登记表",
    "court": "司法确认申请书",
    "visit": "人民调解回访记录",
    "joint": "联合执法记录表",
    "dossier": "行政执法案卷",
    "refusal": "不予受理告知书",
    "diversion": "导入法定途径告知书",
    "supervise": "督办通知书",
    "chase": "催办单",
    "instruct": "领导批示件",
    "interview": "约谈通知书",
    "letter": "建议函",
    "accountability": "问责移送函",
    "accountability_proposal": "督查问责建议函",
    "acceptance": "验收单",
    "redo": "重新办理通知",
}
NUMBERED = "{title}·第{number}份"
ROUND = "{title}·第{number}轮"
TIMES = "{title}·第{number}次"
VOLUME = "{title}·{volume}"
NO_NUMBER = "待编号"
AUDIT = "{label}（{proof}）"
AUDIT_NUMBER = "{trace}，文号 {number}"

COUNTY_CENTRE = "{0}综治中心"
GOVERNMENT = "{0}人民政府"
SETTLED = "核对属实"

# --- letters

REPORTER = "反映人"
FACTS = "反映事项“{title}”，{day}登记，由{unit}承办，目前“{state}”。"
FACTS_NO_UNIT = "反映事项“{title}”，{day}登记，尚未交办，目前“{state}”。"
CAUSE = "需要加快办理"
CAUSE_LATE = "“{clock}”已超过时限（{due}）"
REQUIREMENT = "请查明原因，明确责任人和完成时间，抓紧办理，并如实反馈办理结果。"
RECEIPT_BLANK = "　　　　　　　　"
CHASE_OPEN = "你单位承办的事项（编号{number}）{cause}，请抓紧办理。"
INSTRUCT_OPEN = "事项（编号{number}），批示如下："
INSTRUCT_BY = "批示人：{who}　　批示时间：{day}"
INTERVIEW_OPEN = "因事项（编号{number}）{cause}，现约你（单位）就办理情况进行约谈。"
POINTS = "约谈事项"
FACTS_HEAD = "一、事项情况"
REQUIREMENT_HEAD = "二、要求"
REPLY_BY = "请于{date}前书面报送结果。"
ADVICE = "请牵头研究解决办法，明确承办单位和完成时限，并跟踪落实。"
LIGHT = "红灯"
ACCOUNT_OPEN = "事项（编号{number}，承办单位{unit}）{cause}，按照有关规定，现将有关情况移送你单位。"
PROPOSAL_OPEN = "事项（编号{number}，承办单位{unit}）{cause}，建议你单位对办理情况开展督查。"
VERIFIED = "第{round}轮，{day}验收，{result}：{findings}"
PASSED = {True: "通过", False: "不通过"}
NOT_SATISFIED = "群众回访不满意"
CHECK_FAILED = "验收不通过"
REDO_OTHER = "未达到要求"
REDO_REQUIREMENT = "请对照上述问题重新办理，办结后连同佐证材料一并反馈。"
RECTIFY_REQUIREMENT = "请对照上述问题限期整改，完成后连同佐证材料一并反馈。"
ACCEPT_OPEN = "事项（编号{number}）第{round}轮办理情况已验收，结论为：{result}。"
ACCEPT_UNIT = "承办单位：{unit}"
ACCEPT_FINDINGS = "一、验收情况"
ACCEPT_EVIDENCE = "二、验收依据"
ACCEPT_BY = "验收人：{who}　　验收时间：{day}"
EVIDENCE_COUNT = "佐证材料{count}件，存于事项附件。"
EVIDENCE_NONE = "未附佐证材料。"

DIVERSION_OPEN = "您于{date}反映的“{matter}”事项（编号{number}）收悉。该事项依法应当通过{route}处理。"
DIVERSION_REASON = "一、理由"
DIVERSION_WAY = "二、办理途径"
DIVERSION_FOLLOW = "三、后续跟踪"
DIVERSION_CLOSE = "如有疑问，请与我们联系，我们将协助您准备和转交材料。"
WAYS: dict[str, str] = {
    "petition": "向有权处理的机关提出信访事项，由其依照《信访工作条例》登记、受理和答复。",
    "lawsuit": "依法向有管辖权的人民法院提起诉讼，确有困难的可以申请法律援助。",
    "arbitration": "依法向有管辖权的仲裁机构申请仲裁，确有困难的可以申请法律援助。",
    "review": "依法向行政复议机关申请行政复议。",
    "police": "向公安机关报案或者由我单位移送公安机关。",
    "discipline": "向纪检监察机关提出检举控告，由其依规依纪依法处理。",
}
LAWFUL: dict[str, tuple[str, ...]] = {
    "not_ours": ("向有权处理的机关提出，或者拨打12345政务服务便民热线转办。",),
    "in_law": ("通过正在进行的诉讼、仲裁或者行政复议程序主张权利。",),
    "final": ("对生效裁判、决定不服的，依法申请再审、申诉或者提起诉讼。",),
    "unclear": ("补充事由、地点和联系方式后重新反映。",),
    "repeat": ("正在办理的同一事项，办结后一并答复您。",),
}
LAWFUL_OTHER = ("向有权处理的机关提出，或者到我单位当面说明情况。",)

# --- enforcement

RETENTION = "30年"
PHOTO_OF = "附件照片"
SUPPLIED = "{title}（原件）"
FIELD_LINE = "{name}：{text}"
COURT = "　　　　　　人民法院"
COPY_OF_AGREEMENT = "人民调解协议书"
PERFORM = "{how}（{until}）"
TOWN_UNIT = "{0}（乡镇）"

# --- what is missing

MISSING: dict[str, str] = {
    "dispatch.lead": "还没有交办",
    "callback.outcome": "还没有电话回访",
    "whistle.matter": "还没有吹哨",
    "whistle_triage.units": "还没有确定吹哨部门",
    "whistle_result.text": "处置结果",
    "mediate.committee": "还没有启动人民调解",
    "mediate.parties": "两方当事人的姓名",
    "mediation_session.text": "还没有调解记录",
    "hand.recorder": "记录人",
    "mediation_conclude.outcome": "还没有达成书面协议",
    "hand.agreement": "协议编号",
    "mediation_visit.text": "还没有调解回访",
    "hand.court": "管辖法院、送达地址",
    "hand.visit": "满意程度、反悔起诉、激化隐患",
    "hand.source": "案件来源",
    "enforce.title": "还没有建立执法案卷",
    "enforce_step.step": "还没有执法文书",
    "enforce_close.outcome": "处理结果（结案后填写）",
    "supervise.text": "还没有督办",
    "hand.due": "办理期限",
    "verify.outcome": "还没有验收",
    "dispatch.due": "新的办理时限（再次交办后确定）",
    "slip.number": "文号",
}

FILE_AWAY = "附件“{name}”还没有下载到本机，没有生成文书。事项内容是完整的，请连上县平台下载后再试。"
LACKS = "《{title}》还缺：{fields}。没有生成文书，已有内容没有改动，请先补充。"
GONE = "《{title}》的内容已有变化，没有生成文书。请刷新后重新选择。"
FULL = "文件没有保存：磁盘空间不足或目录不能写入。事项内容没有改动，请换一个目录再试。本次导出已留痕。"
PRINTER = "打印机没有响应，没有打印完。事项内容没有改动，请检查打印机后重试。本次打印已留痕。"
WRONG_PAPER = "文书没有生成（{reason}）。事项内容没有改动，请重试；仍不行请把括号里的代号报给县管理员。"
UNUSABLE = "文书没有生成。{reason}"

# --- the view

PAPERS = "文书"
READY = "可以打印"
PRINTED_BEFORE = "已打印过"
LACKING = "还缺 {0} 项"
BLANKS = "{0} 处留空，可手写"
DRAFT = "未定稿"
NEEDED = "缺少的内容（点开补填）"
LEFT_BLANK = "还缺或留空的内容（点开补填，或打印后手写）"
NOTHING = "请先选择一件事项"
NOTHING_REASON = "在队列里选中一件事项后按 P，这里列出它的全部文书"
UNREAD = "这件事项的文书没有列出来"
PRINT = "打印"
SAVE = "保存 PDF"
CALIBRATE = "校准页"
NUMBER = "文号"
NUMBER_HINT = "可不填，例如 清综治函〔2026〕5号"
ADDRESSEE = "主送"
ADDRESSEE_HINT = "可不填，按事项自动填写"
COPIES = "份数"
PURPOSE = "用途"
PURPOSES = ("存档", "交办", "送达当事人", "上报", "其他")
OFFSET = "套打偏移 毫米"
OFFSET_X = "横向偏移，向右为正，毫米"
OFFSET_Y = "纵向偏移，向下为正，毫米"
PAGE_OF = "第 {0} / {1} 页"
PAGE = "文书第 {0} 页，共 {1} 页"
ZOOM = "{0}%"
FIT = "适合宽度"
LARGER = "放大"
SMALLER = "缩小"
PREVIOUS = "上一页"
FOLLOWING = "下一页"
SAVED = "已保存 PDF，共 {0} 页。本次导出已留痕。"
SENT = "已送打印机，共 {0} 页、{1} 份。本次打印已留痕。"
PDF_FILTER = "PDF 文件 (*.pdf)"
SAVE_TITLE = "保存文书"
PRINT_TITLE = "打印文书"
FILE_NAME = "{number}-{label}.pdf"
CALIBRATION = "打印校准页"
CALIBRATION_SENT = "校准页已送打印机。按页上的说明量好后，把差值填入“套打偏移”。"
