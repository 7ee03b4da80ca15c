"""Words of the imports."""

from __future__ import annotations

KINDS: dict[str, str] = {
    "roster": "住户花名册",
    "territory": "地点与网格",
    "duties": "职责清单与权力清单",
    "inbox": "其他平台的留言",
}
HINTS: dict[str, str] = {
    "roster": "每行一户：村（社区）、村民小组或楼栋、户主姓名，可有户号、电话、住址、人口数、网格。",
    "territory": "每行一处：代码、名称，可有类别、上级代码、网格类型、户数；也可用区划表（县、乡镇、村三级代码和名称）。",
    "duties": "每行一项：编号、事项名称，可有清单类别、责任单位、分类、依据。",
    "inbox": "人民网等平台导出的表：留言编号、主题、时间、详情，可有留言人和答复。每条留言登记为一件事项。",
}
FIELDS: dict[str, dict[str, str]] = {
    "territory": {
        "code": "代码", "kind": "类别", "name": "名称", "parent": "上级代码", "grid_type": "网格类型",
        "households": "户数", "valid_from": "启用日期", "valid_to": "停用日期",
    },
    "divisions": {
        "county_code": "县代码", "county": "县名称", "township_code": "乡镇代码", "township": "乡镇名称",
        "village_code": "村代码", "village": "村名称",
    },
    "duties": {
        "list_kind": "清单类别", "item_no": "编号", "title": "事项名称", "unit": "责任单位", "group": "分类",
        "basis": "依据",
    },
    "inbox": {
        "external_no": "留言编号", "author": "留言人", "subject": "留言主题", "received_at": "留言时间",
        "text": "留言详情", "reply": "答复意见", "replied_at": "答复时间",
    },
}  # fmt: skip
UNITS: dict[str, str] = {"roster": "户", "territory": "处", "duties": "项", "inbox": "条"}
COUNTS: dict[str, str] = {
    "new": "新增", "changed": "变更", "same": "未变", "repeated": "重复", "blank": "空白", "errors": "出错",
}  # fmt: skip

NEEDS_COLUMN = "还没有指定“{0}”在哪一列，没有导入任何内容。请在下面选择对应的列。"
TWO_FIELDS = "“{0}”和“{1}”选了同一列，没有导入任何内容。请给其中一项另选一列。"
NO_LIST_KIND = "表里没有“清单类别”这一列，没有导入任何内容。请选择这是哪一种清单。"
NO_SOURCE = "还没有选择留言来自哪个平台，没有导入任何内容。请先选择。"
NO_TOWNSHIP = "本机还没有乡镇的地点资料，没有导入任何内容。请先同步，或请县综治中心导入地点。"
NOTHING_TO_SEND = "没有要新增或变更的内容，县平台上的数据没有改动。可以导出错误表更正后重新导入。"
BAD_KIND = "地点类别认不出，这一行没有导入。请写市、县、乡镇、村、村民小组、户代表网格、小区、楼栋或单位。"
DIVISION_FAULTS: dict[str, str] = {
    "two_names": "同一个代码前后名称不同，这一行没有导入。请核对名称。",
    "repeated": "这个村的代码前面已经有了，只保留第一行。请删去多余的行。",
}
GONE = "另有 {0} 户在本机名册里而这份表里没有，一户也不会删除。请核实后再处理。"
ASKS = "这次将变更 {0} 户，占已有 {1} 户的很大部分。请先核对是不是选对了文件，再确认。"
EMPTY_GROUPS = "有 {0} 个村民小组在这份表里没有住户：{1}"
EMPTY_GROUPS_MORE = "有 {0} 个村民小组在这份表里没有住户：{1} 等"
INBOX_KNOWN = "已经登记过的留言由县平台按编号核对，不会重复登记。"

OFFLINE = "现在连不上县平台，没有导入任何内容；这份计划已保存在本机，连上后打开本页可以继续。"
NO_SESSION = "还没有登录县平台，没有导入任何内容；这份计划已保存在本机，登录后打开本页可以继续。"
NOT_ALLOWED = "您的岗位不能做这项导入，县平台没有改动。{0}请交给有权限的同事办理。"
REFUSED = "县平台没有接受，没有改动任何数据。{0}"
RESENT = "上次发送没有收到结果，正用同一编号再次确认，不会重复导入。"
UNREADABLE_DRAFT = "上次没有完成的导入读不出来，已放弃；县平台上的数据没有改动。请重新选择文件。"
NOT_WRITTEN = "文件没有保存成功，原有文件没有改动。请换一个文件夹，或检查磁盘空间后再试。"
CANCELLED = "已取消读取，没有导入任何内容。可以重新选择文件。"
ERROR_FILE = "{0}_出错行"
NOTE_LINE = "第 {0} 行"
LINES = "行号"
REASON_HEADS = ("原行号", "出错的列", "原因")
PLACE_KINDS: dict[str, str] = {
    "市": "city", "地级市": "city", "县": "county", "区": "county", "县区": "county", "乡镇": "township",
    "乡": "township", "镇": "township", "街道": "township", "乡镇街道": "township", "村": "village",
    "社区": "village", "村社区": "village", "行政村": "village", "村民小组": "group", "小组": "group", "组": "group",
    "村组": "group", "网格": "group", "基础网格": "group", "户代表网格": "cell", "微网格": "cell", "小区": "estate",
    "楼栋": "building", "楼": "building", "单位": "office", "机关单位": "office", "机关": "office",
}  # fmt: skip
