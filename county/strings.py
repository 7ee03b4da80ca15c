"""Every sentence that the county says, in one place. Each says what happened, what is safe and what to do."""

from __future__ import annotations


def sms_pushed(number: str, place: str) -> str:
    """To the first handlers of a new matter."""
    return f"【民情直通】{place}有一件新诉求（{number}），请尽快电话联系群众并登记。"


def sms_warned(number: str, place: str, limit: str) -> str:
    """Before a limit."""
    return f"【民情直通】{place}的诉求（{number}）“{limit}”时限快到了，请抓紧办理。"


def sms_breached(number: str, place: str, limit: str, n: int) -> str:
    """After a limit."""
    return f"【民情直通】{place}的诉求（{number}）“{limit}”已超时，第 {n} 次提醒，请立即办理。"


def sms_measure(number: str, place: str) -> str:
    """Supervision and its consequences."""
    return f"【民情直通】{place}的诉求（{number}）有新的督办事项，请登录平台查看并回复。"


ERRORS: dict[str, str] = {
    "malformed": "请求的内容无法识别，没有执行。您的数据没有改动。请升级客户端后重试。",
    "not_found": "没有这个地址。没有改动任何数据。请核对后重试。",
    "no_route": "这个地址不接受这种请求。没有改动任何数据。请升级客户端后重试。",
    "too_big": "一次发送的内容过大，没有执行。内容仍在您这里。请分批发送。",
    "too_old": "客户端版本过旧，这类操作暂时不能上报。内容已保留在本机。请升级客户端后继续。",
    "signed_out": "登录已过期，没有执行。未上报的内容都在本机。请重新登录。",
    "bad_login": "账号或密码不对，没有登录。本机数据没有改动。请核对后重试。",
    "locked": "尝试次数过多，登录暂时锁定。本机数据没有改动。请在 {0} 分钟后再试，或联系县管理员。",
    "bad_password": "原密码不对，密码没有改动。请核对后重试。",
    "weak_password": "新密码至少要 {0} 位，且不能与原密码相同，密码没有改动。请换一个再试。",
    "disabled": "账号已停用，不能登录。本机未上报的内容仍然保留。请联系县管理员。",
    "no_person": "账号没有对应的岗位，不能登录。请联系县管理员在通讯录中补上岗位。",
    "not_enrolled": "这台电脑还没有登记，不能登录。请向县管理员要一次性登记码，填入后重试。",
    "bad_enrolment": "登记码不对、已用过或已过期，没有登录。请向县管理员要新的登记码。",
    "device_disabled": "这台电脑已被停用，不能同步。本机未上报的内容仍然保留。请联系县管理员。",
    "foreign_device": "登录与这台电脑不符，没有执行。本机数据没有改动。请重新登录。",
    "not_allowed": "您的岗位不能执行这项操作，没有执行。请联系县管理员。",
    "sequence": "县平台还缺少这台电脑较早的操作，本次没有接收。内容仍在本机，客户端会自动从缺少处补发。",
    "cloned": "这台电脑的数据与另一台相同（可能是整机复制），本次没有接收。内容仍在本机，客户端会换用新的编号再上报。",
    "key_reuse": "同一编号的操作前后内容不同，没有接收。先前的结果没有改动。请联系县管理员并提供日志编号。",
    "resync": "县平台的数据经过恢复或清理，需要重新核对一次。未上报的内容都在本机，客户端会自动处理。",
    "floor": "这台电脑太久没有同步，需要与县平台重新核对一次。未上报的内容都在本机，客户端会自动处理。",
    "fault": "县平台处理时出错，没有执行。您的内容已保留。请稍后重试；仍不行请联系县管理员，日志编号 {0}。",
    "busy": "县平台正忙，没有执行。内容仍在您这里，客户端会自动重试。",
    "no_profile": "县平台还没有装入县情配置，暂时不能受理。请县管理员运行“profile load”后重试。",
    "wrong_hash": "收到的文件与校验值不符，没有保存。原文件仍在本机，客户端会重新上传。",
    "wrong_chunk": "这一段文件在传输中有损坏，没有保存这一段。原文件仍在本机，客户端会重新上传这一段。",
    "superseded": "同一个文件已由新的上传接着传，这一次没有执行。原文件仍在本机。请以新的上传为准。",
    "offset": "上传的位置与县平台已收到的不符，没有执行。原文件仍在本机，客户端会从已收到处接着传。",
    "disk_full": "县平台的磁盘空间不足，没有保存。内容仍在您这里，客户端会自动重试。请告知县管理员清理磁盘。",
    "unwritable": "县平台暂时无法写入，没有保存。内容仍在您这里，客户端会自动重试。请告知县管理员。",
    "slow": "网络太慢，县平台没有等到完整的请求，没有执行。内容仍在您这里，客户端会自动重试。",
    "no_blob": "找不到这个文件，或您的岗位不能查看它。没有改动任何数据。请同步后再试。",
    "not_in_scope": "这件事项不在您的管辖范围内，没有执行。内容已保留，请联系县综治中心。",
    "moved_away": "这件事项已不在您的管辖范围，没有执行。内容已保留，请与现在的经办单位联系，或改为备注提交。",
    "foreign_actor": "这条操作的经办人没有在这台电脑上登录过，没有执行。内容已保留，请由本人登录后再上报。",
    "code_taken": "有的码编号已被使用或不是有效编号，没有改动台账。请重新生成编号后再提交。",
    "unknown_command": "县平台不认识这种操作，没有执行。内容已保留，请联系县管理员升级县平台。",
    "bad_body": "操作内容不完整，没有执行。内容已保留，请升级客户端后重试。",
}
"""Code of a refused request or command -> sentence."""


def error(code: str, *args: str) -> str:
    """The sentence of a code, with its arguments filled in."""
    text = ERRORS.get(code, ERRORS["malformed"])
    for index, arg in enumerate(args):
        text = text.replace("{" + str(index) + "}", arg)
    return text


CONSOLE = "民情直通县平台"
COMMAND_SERVE = "启动县平台"
COMMAND_INIT = "建立数据文件夹并装入县情配置"
COMMAND_ACCOUNT = "新增、停用、恢复账号或改密码"
COMMAND_PEOPLE = "装入通讯录和单位（TOML）"
COMMAND_DEVICE = "列出登记的电脑，停用丢失或损坏的电脑，或恢复"
COMMAND_ENROL = "发放一次性登记码，用于登记一台电脑"
COMMAND_CALENDAR = "装入工作日历"
COMMAND_PROFILE = "装入县情配置"
COMMAND_BACKUP = "在线备份到一个新文件"
COMMAND_EPOCH = "从备份恢复之后运行一次：通知所有客户端重新核对"
COMMAND_DESK_KEY = (
    "打开乡镇电脑封存的数据：show 查看县钥匙，renew 换新钥匙，code 取恢复码，take 代为上报封存的操作"
)
OPTION_DESK_KEY = "show、renew、code 或 take"
OPTION_DEVICE = "电脑编号的末尾几位，list 里可以看到"
OPTION_SEALED = "电脑数据文件夹里的 store.keys，或导出、副本文件（.sealed）"
OPTION_DATA = "数据文件夹"
OPTION_DATABASE = "PostgreSQL 地址；不写则用数据文件夹里的 SQLite"
OPTION_PORT = "端口；0 表示任选一个"
OPTION_PRACTICE = "练习：装入样例乡镇，所有页面标明练习"
OPTION_PROFILE = "县情配置的名称"
OPTION_HOTLINE = "群众页面上的联系电话"
OPTION_HANDLER = "个人信息处理者名称"
OPTION_CONTACT = "个人信息处理者联系方式"
OPTION_READY = "启动后把端口和登记码写到这里（一行 JSON）"
OPTION_PARENT = "标准输入关闭时自动结束"
OPTION_CLOCK = "只限练习：以这个文件里写的时间（1970 年起的秒数）为现在，改写文件就是拨动时间"
OPTION_COUNT = "要几个登记码，每台电脑一个"
OPTION_NO_APPEALS = "练习时不装入样例诉求"
CLOCK_IN_PRACTICE = "只有练习（--practice）才能拨动时间。没有启动，数据没有改变。"
CLOCK_UNREADABLE = "时间文件读不出来。没有启动，数据没有改变。请在文件里写一个整数秒数后再试。"
ASK_ONCE = "新密码（至少 10 位）："
ASK_AGAIN = "再输一遍："
TOO_SHORT = "密码不足 10 位或两次不一致，没有保存。请重新运行并输入更长的密码。"
ACCOUNT_UNKNOWN = "没有这个账号，没有改动。请核对后重试。"
PERSON_UNKNOWN = "通讯录里没有这个人，账号没有建立。请先用 people 命令装入通讯录，或用 --person 写明编号。"
FILE_UNREADABLE = "文件读不出来（{0}），没有改动任何数据。请核对路径和格式。"
DONE_INIT = "已建立数据文件夹。"
DEVICE = "{0} · {1} · {2} · 登记于 {3} · {4} · {5}"
DEVICE_UNNAMED = "未命名"
DEVICE_STATES = ("在用", "已停用")
DEVICE_NEVER = "登录后还没有同步过"
DEVICE_HEARD = "最近同步 {0}，当时有 {1} 项操作待上传"
DEVICE_NOBODY = "没有人登录过"
DEVICE_NONE = "还没有登记任何电脑。"
DEVICE_UNKNOWN = "没有编号以“{0}”结尾的电脑，没有改动。请用 device list 核对后重试。"
DEVICE_SEVERAL = "有 {1} 台电脑的编号以“{0}”结尾，没有改动。请多输入几位。"
DONE_DEVICE_DISABLED = (
    "电脑 {0} 已停用：它不能再同步，数据仍加密在它的硬盘上。{1}。换用的电脑请发放登记码（enrol）。"
)
DONE_DEVICE_ENABLED = "电脑 {0} 已恢复，登录后继续同步。"
DONE_ACCOUNT = "账号 {0} 已保存。"
DONE_PEOPLE = "已装入 {0} 条。"
DONE_ENROL = "登记码（24 小时内有效，只能用一次）：{0}"
DONE_CALENDAR = "已装入工作日历 {0}。尚未确定的时限会自动重算。"
DONE_PROFILE = "已装入县情配置 {0} 第 {1} 版。"
DONE_BACKUP = "已备份到 {0}。"
DONE_EPOCH = "已通知所有客户端重新核对；未上报的内容会自动补报。"
BACKUP_EXISTS = "目标文件已经存在，没有覆盖。请换一个文件名。"
DESK_KEY = "县钥匙 {0}。各电脑下次联网登录后用它封存；以前的钥匙仍能打开以前的文件。"
DESK_CODE = "恢复码（只告诉这台电脑的经办人，用后不要保存）：{0}"
SEALED_MISSING = "没有写明文件，没有改动。请写上 store.keys 或 .sealed 文件的路径。"
SEALED_UNREADABLE = "这个文件不是民情直通封存的文件，或已经损坏，没有改动。请核对路径，或换用副本文件。"
SEALED_FOR_OTHERS = (
    "这个文件不是为本县封存的，县钥匙打不开，没有改动。请由在那台电脑上登录过的经办人用密码打开。"
)
TAKEN_REFUSED = "有 {0} 条没有接受：{1}"
TAKEN_ABSENT = "这些人不在通讯录里，他们的操作没有上报：{0}。文件没有改动，装入通讯录后可再运行一次。"
TAKEN_CUT = "文件不完整，只取到断开之前的内容。请同时找出更早的副本（.before）再运行一次。"


def taken(applied: int, known: int, cards: int, files: int) -> str:
    """What the county took out of a sealed file."""
    return f"已上报 {applied} 条；县平台早已收到 {known} 条；附件 {files} 个；原来就没有被接受的 {cards} 条留给本人处理。"


SERVING_TWICE = "这个数据文件夹正被另一个县平台使用，没有启动。数据是安全的。请先关闭另一个。"
"""Words of the command line."""

INBOX_CHANGED = "外部平台更新了这件留言："
INBOX_REPLY = "外部平台答复"
CODE_UNKNOWN = "台账里没有这张码，没有改动。请核对编号。"
CODE_STEP_UNKNOWN = "台账不认识这一步，没有改动。请升级客户端后重试。"
ADMIN_REFUSED: dict[str, str] = {
    "place": "这一户的地点不在本乡镇的地点表中，或没有户主姓名，没有导入。请核对后重新导入。",
    "duty": "这一条没有编号或名称，没有导入。请补全后重新导入。",
    "message": "这条留言没有编号或内容过长，没有登记。请核对原件后人工登记。",
}
"""Item of an import that was left out -> sentence."""

STEPS = ("已收到", "打电话向您了解情况", "办理", "办结", "您来评价")
STEP_TOLD = "{0}已收到提醒"
STEP_AGAIN = "正在重新办理"
PROGRESS_BY_PHONE = "您反映的事项正在办理中，办理进度请来电查询。"
LEFT: dict[str, str] = {
    "not_accepted": "经核实，这件事项不予受理，工作人员会把理由告诉您。如有疑问，请来电询问。",
    "diverted": "这件事项依法应走其他途径（{0}），工作人员会告诉您怎么办。如有疑问，请来电询问。",
    "merged": "您反映的事项与另一件相同，已合并办理，办结后同样会给您答复。",
    "void": "这件事项登记有误，已经作废。如果问题还在，请重新反映。",
}
"""Case state off the usual way -> what the citizen reads."""

FORM_PROBLEMS: dict[str, str] = {
    "text": "请写一写是什么事。您填的其他内容都还在下面，补上后再提交。",
    "text_long": "您写的内容太长（{0} 字），一次最多 {1} 字。内容都还在下面，没有丢；请删短一些，或分两次提交，也可以打电话说。",
    "phone": "手机号好像不对。请核对，或勾选“不便留电话”。您填的内容都还在下面。",
    "phone_missing": "请填写手机号，好给您回电话；不方便的话请勾选“不便留电话”。您填的内容都还在下面。",
    "name_long": "称呼太长了，请写短一些。您填的内容都还在下面。",
    "place": "请选一下事情发生在哪个村（社区）。您填的内容都还在下面。",
    "notice": "请看过“怎样使用您的信息”后打勾，再提交。您填的内容都还在下面。",
    "busy": "现在提交的人太多，请过几分钟再试。您填的内容都还在下面，没有丢。",
    "too_big": "照片太大，没有传上来。请返回上一页，少选几张或不带照片再提交；着急的话请直接打电话。",
    "fault": "没有提交成功。您填的内容都还在下面，请再点一次“提交”；还不行请直接打电话。",
}
"""Problem of the citizen's form -> sentence."""

PROGRESS_PROBLEMS: dict[str, str] = {
    "unknown": "没有找到。请核对查询码和手机号后四位。没有留电话的，后四位不用填。",
    "locked": "查询次数太多，请过 {0} 分钟再试。您反映的事项不受影响。",
    "gone": "这个页面不存在或已过期。您反映的事项不受影响，请用查询码查询。",
}
RATING_PROBLEMS: dict[str, str] = {
    "reason": "请说一说哪里不满意，我们会督促改进。",
    "grade": "请从列出的选项中选一个。",
}
RATED = "谢谢您的评价，已经记下。"
PHOTOS_REFUSED = (
    "有 {0} 张照片打不开或太大，没有保存；其余内容都已收到。需要的话可以等工作人员联系您时再提供。"
)
PAGE_TROUBLE: dict[str, str] = {
    "too_big": FORM_PROBLEMS["too_big"],
    "not_found": "没有这个页面。请重新扫描二维码，或用查询码查询。",
    "no_route": "没有这个页面。请重新扫描二维码，或用查询码查询。",
    "busy": "县平台正忙，没有完成。请返回上一页过一会再试；着急的话请直接打电话。",
    "no_profile": "县平台还没有开通，暂时不能提交。请直接打电话反映。",
    "malformed": "提交的内容没有完整传上来，没有保存。请返回上一页再提交一次；着急的话请直接打电话。",
    "fault": "县平台出错，没有完成。请返回上一页再试一次；着急的话请直接打电话。编号 {0}",
}
"""Refused request on a page -> sentence."""


DOMAINS = {"MS": "民生", "ZF": "执法", "FZ": "发展"}
_TRIAGED = {
    "domain": "领域", "nature": "性质", "category": "类别", "grade": "难易等级", "flags": "特别标记", "topic": "专题",
    "accused": "被反映单位或人员",
}  # fmt: skip


def collided(who: str, fields: list[tuple[str, str, str]]) -> str:
    """Two people changed the same fields: (name, what stands there, what was entered)."""
    said = "；".join(f"{_TRIAGED[name]}现为“{now}”，您填的是“{mine}”" for name, now, mine in fields)
    return (
        f"您离线期间{who}已改过研判，没有覆盖：{said}。您填写的内容已保留，请核实后重新提交，或改为备注提交。"
    )
