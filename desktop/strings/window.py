"""Words of the window: navigation, lists, the case view, notices."""

from __future__ import annotations

PRODUCT = "民情直通"
CENTRE = "{0}综治中心"
SEARCH = "搜索事项、群众、村组、文书（拼音首字母可用）    Ctrl+K"
REMINDERS = "提醒 {0}"
LOCK = "锁定"
COLUMNS = ("时限", "事项", "村组", "反映人", "时间")
GROUPS = {"work": "我的工作", "business": "业务", "admin": "管理"}
QUEUES: dict[str, str] = {
    "pending_accept": "待接办",
    "first_call": "待回复",
    "handling": "办理中",
    "review": "待审核上报",
    "callback": "待回访",
    "acceptance": "待验收",
    "rectify": "不满意整改",
    "supervision": "督办",
    "overdue": "超期",
    "closed": "已办结",
}
FIRST_CALL_MINUTES = "待回复·{0}分钟"
FIRST_CALL_HOURS = "待回复·{0}小时"
PAGES: dict[str, str] = {
    "register": "登记事项",
    "households": "住户与网格",
    "codes": "二维码张贴",
    "documents": "文书与卷宗",
    "statistics": "查询统计",
    "wall": "指挥大屏",
    "settings": "系统管理",
}
COUNT = "{0} 件"
COUNT_LATE = "{0} 件 · {1} 件已超时"
COUNT_MORE = "{0} 件以上"
FILTER = "筛选"
FILTER_HINT = "输入标题、编号、姓名或村组，Esc 清除"
EXPORT = "导出"
FOUND = "搜索结果"
LIST_HINT = "J/K 上下 · Enter 打开 · C 通话 · T 交办 · ? 全部快捷键"
LIST_HINT_OFF = "↑/↓ 上下 · Enter 打开 · 字母快捷键已关闭 · F1 全部快捷键"

EMPTY_QUEUE = "没有{0}事项"
EMPTY_REASON = "上次同步 {0}"
EMPTY_NEVER = "还没有和县平台同步过"
EMPTY_FILTER = "没有符合筛选条件的事项"
EMPTY_FILTER_REASON = "队列里还有其他事项，清除筛选后可见"
EMPTY_SEARCH = "没有找到“{0}”"
EMPTY_SEARCH_REASON = "可以换个词，或输入编号、姓名、村组再找"
SYNC_NOW = "立即同步"
CLEAR_FILTER = "清除筛选"
NOTHING_CHOSEN = "请从左边选择一件事项"
NOTHING_CHOSEN_REASON = "用 J/K 或上下键选择，右边随即显示"
CALLS_DONE = "待回访的事项都已回访过一遍"
LOADING = "正在读取…"

MORE = "更多"
REPORTER = "反映人"
REVEAL = "显示 F8"
HIDE = "已显示，{0} 秒后隐藏"
ADDRESS = "地点"
APPEAL = "诉求"
FILES = "附件"
FILES_COUNT = "{0} 个（图片 {1}）"
NO_FILES = "没有附件"
UNITS = "承办"
TABS = ("办理过程", "当事人与住户", "附件 {0}", "文书 {0}", "关联事项 {0}")
ESTIMATED = "时限为本机估算，以县平台为准"
PENDING_HERE = "{0} 项操作待同步"
PENDING_CONFLICT = "有操作可能与县平台冲突，请看待处理"
NEEDS_COUNTY = "待县确认"
WHY = "时限怎么算的"
WHY_TITLE = "{0}：从 {1} 到 {2}"
WHY_TOTAL = "共 {0} {1}，已计 {2} 天"
WHY_PROVISIONAL = "含尚未公布的放假安排，日历更新后会重新计算"
WHY_STANDING = "计时已暂停"
WHY_EXTENDED = "批准延期 {0} 个工作日，截止改为 {1}"
WHY_OTHER = "县平台按日历 {0} 确定截止时间为 {1}，以此为准"
UNIT_NAMES = {
    "minute": "分钟",
    "hour": "小时",
    "workday": "个工作日",
    "calday": "天",
    "day": "天",
    "given": "",
}
LABEL_LATE = "{0} {1}"
META_SEPARATOR = " · "
PENDING_NUMBER = "编号待县平台分配"
CHIP_OPEN = "点开看计算过程"
NO_RELATED = "没有关联事项"
PARENT = "并入的主案"
CHILDREN = "并入本件的事项"
REPEAT_OF = "先前反映过的事项"
OPEN = "打开"
HOUSEHOLD_HEADS = ("户编号", "户主", "电话", "地址", "人口", "网格")

ON_DUTY = "在岗：{0}（{1}） · {2}"
RATES = "本周 受理 {0}"
OPERATOR = "操作员"
SAMPLE = "样例数据"

OFFLINE = "与县平台断开 {0}，最近同步 {1}。可以继续办理，恢复后自动上传。时限仍按受理时间计算。"
OFFLINE_NEVER = "还没有连上县平台。可以继续登记和办理，连上后自动上传。"
CLOCK_WRONG = "本机时钟与县平台相差 {0}。时限按县平台时间计算，不受影响。请校准本机时间。"
REJECTED = "县平台没有接受 {0} 项操作，内容都在，需要您处理。"
BRAKED = "县平台要从这台电脑移走 {0} 件在办事项，已暂停接收，本机数据没有改动。请先向县管理员核实。"
OFFLINE_WHY = "与县平台断开 {0}，最近同步 {1}。{2}"
SIGNED_OUT = "登录已过期。可以继续查看和办理，未上传的内容都在本机。请重新登录后继续同步。"
SIGN_IN_AGAIN = "重新登录"
RETRY = "立即重试(&R)"
SHOW_TRAY = "查看待上传(&O)"
HANDLE = "去处理(&H)"
HELD = "“{0}”已保存，{1} 秒内可以撤销（Ctrl+Z）"
UNDO = "撤销(&Z)"
UNDONE = "已撤销，没有上传"
UNDO_LATE = "已过撤销时间。如需更正，请按“下一步”办理"
SAVED = "已保存，等待同步"
COPIED = "已复制编号 {0}"
NOT_ALLOWED = "现在不能{0}：请看“下一步”"
TROUBLE = "这一步没有做成。{0}"

ALERT_ONE = "有新的群众诉求，请尽快回电"
ALERT_MANY = "{0} 件诉求待回电，最急的"
ALERT_OPEN = "查看"

FORM_SUBMIT = "提交"
FORM_CANCEL = "取消"
FORM_SAVED = "草稿已保存 {0}"
FORM_RESTORED = "已恢复 {0} 未提交的草稿"
FORM_DROP = "放弃草稿"
ADD_FILES = "添加文件"
ADD_ROW = "加一行"
DROP_FILES = "可以把照片和文件拖到这里"
REMOVE = "移除"
PICK_HINT = "输入查找"
REGISTER_TITLE = "登记事项"
REGISTER_DONE = "已登记，临时编号 {0}"
DUPLICATE = "可能重复：{0}（{1}）"
NO_SUCH_CASE = "本机没有编号“{0}”的事项，请核对编号"
SENT_TO_COUNTY = "本机无法确认，已记下，等县平台确认（待县确认）"

PALETTE_TITLE = "搜索和命令"
PALETTE_HINT = "> 命令  # 编号  @ 人员  其他搜索全部"
CHEAT_TITLE = "快捷键一览"
CHEAT_OFF = "关闭字母快捷键"
CHEAT_ON = "打开字母快捷键"
CLOSE = "关闭"
BACK = "返回列表 (Esc)"

LOCKED = "已锁定"
LOCKED_HINT = "输入 {0} 的登录密码或快捷口令继续，未提交的内容都在"
UNLOCK = "解锁"
PIN_WRONG = "口令不对，内容都在，请再输一次"
PIN = "口令"
CAPS = "大写锁定已打开"
LOCK_COUNTS = "待办 {0} 件 · 已超时 {1} 件"
