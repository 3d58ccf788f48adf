"""From codes to words: what each state, command, role and scope is called on the pages, in one place."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.portal.kit.chrome import Notice
from app.portal.kit.forms import Action
from app.portal.kit.pieces import Badge, Tone
from catalog.access.workflow import Name
from catalog.access.workflow import State as ApplicationState
from catalog.datasets.grading import AUTHORISED, GENERAL, NONE, ON_REQUEST, OPEN_LABELS, SUBJECT_ONLY
from catalog.datasets.lifecycle import HAND_LABELS, MOVES, STATE_LABELS, Command, State
from catalog.identity.permissions import Permission

_OPEN: Mapping[str, tuple[Tone, str]] = {
    GENERAL: ("tea", "任何人可直接下载使用"),
    ON_REQUEST: ("amber", "说明用途、经审核后使用"),
    AUTHORISED: ("plum", "由授权机构加工成产品提供"),
    SUBJECT_ONLY: ("plum", "只有您自己能看"),
    NONE: ("neutral", "只公布目录，并写明依据和复核日期"),
}
_DATASET_TONES: Mapping[State, Tone] = {
    State.DRAFT: "neutral",
    State.SUBMITTED: "sea",
    State.APPROVED: "sea",
    State.PUBLISHED: "tea",
    State.RETURNED: "amber",
    State.WITHDRAWN: "danxia",
}
_APPLICATION_TONES: Mapping[ApplicationState, Tone] = {
    ApplicationState.NEW: "neutral",
    ApplicationState.SUBMITTED: "sea",
    ApplicationState.RETURNED: "amber",
    ApplicationState.FORM_OK: "sea",
    ApplicationState.AGREEMENT_PENDING: "amber",
    ApplicationState.ACTIVE: "tea",
    ApplicationState.REJECTED: "danxia",
    ApplicationState.CANCELLED: "neutral",
    ApplicationState.REVOKED: "danxia",
}
NEXT_FOR_APPLICANT: Mapping[ApplicationState, str] = {
    ApplicationState.SUBMITTED: "等数据管理部门做规范性审查，您现在不用做什么。",
    ApplicationState.RETURNED: "请按办理记录中的意见补正后重新提交。",
    ApplicationState.FORM_OK: "等数据提供单位审核，您现在不用做什么。",
    ApplicationState.AGREEMENT_PENDING: "已获同意。请阅读并签署协议，签署后立即开通。",
    ApplicationState.ACTIVE: "已开通，可以读取数据。",
    ApplicationState.REJECTED: "未获同意，理由和依据见办理记录。可以修改后重新申请。",
    ApplicationState.CANCELLED: "申请已撤回。需要时可以重新申请。",
    ApplicationState.REVOKED: "授权已撤销，令牌不再有效，理由见办理记录。",
}
NEXT_FOR_OTHERS: Mapping[ApplicationState, str] = {
    ApplicationState.SUBMITTED: "等数据管理部门做规范性审查。",
    ApplicationState.RETURNED: "等申请人补正。",
    ApplicationState.FORM_OK: "等数据提供单位审核。",
    ApplicationState.AGREEMENT_PENDING: "等申请人签署协议。",
    ApplicationState.ACTIVE: "已开通。",
    ApplicationState.REJECTED: "未获同意，已办结。",
    ApplicationState.CANCELLED: "申请人已撤回，已办结。",
    ApplicationState.REVOKED: "授权已撤销，已办结。",
}
COMMAND_TONES: Mapping[str, Tone] = {
    "submit": "sea",
    "approve": "tea",
    "publish": "tea",
    "return": "amber",
    "withdraw": "danxia",
    "edit": "neutral",
    "check_form": "tea",
    "reject": "danxia",
    "revoke": "danxia",
    "sign": "tea",
    "cancel": "neutral",
    "resubmit": "sea",
}
"""The tone in which an event stands in a history."""

DATASET_ACTIONS: Mapping[Command, Action] = {
    Command.SUBMIT: Action("submit", "提交审核", "提交后由部门审核人审核，期间不能修改。"),
    Command.APPROVE: Action("approve", "审核通过", "转数据管理部门审查发布。"),
    Command.RETURN: Action("return", "退回修改", "编目员修改后重新提交。", "amber", needs_reason=True),
    Command.PUBLISH: Action("publish", "发布", "成为新的一版，公众两秒内可以搜到。"),
    Command.WITHDRAW: Action(
        "withdraw", "撤回发布", "公众不再能找到和下载，已有授权停止。", "danxia", needs_reason=True
    ),
}
"""Buttons of the life of a dataset; editing is the form itself."""

APPLICATION_ACTIONS: Mapping[Name, Action] = {
    Name.CHECK_FORM: Action("check_form", "规范性审查通过", "转数据提供单位审核。"),
    Name.RETURN: Action("return", "退回补正", "一次性告知需要补正的全部内容。", "amber", needs_reason=True),
    Name.APPROVE: Action("approve", "同意开放", "按申请的字段和期限生成协议，申请人签署后开通。"),
    Name.REJECT: Action("reject", "不予同意", "申请办结，须写明理由和法律依据。", "danxia", needs_reason=True),
    Name.REVOKE: Action("revoke", "撤销授权", "令牌立即失效，不能恢复。", "danxia", needs_reason=True),
    Name.RESUBMIT: Action("resubmit", "补正申请", "打开申请表，按意见修改后重新提交。"),
    Name.CANCEL: Action("cancel", "撤回申请", "审核停止，以后可以重新申请。", "danxia"),
}
"""Buttons of an application; signing has a form of its own."""

ASKED_OF_APPLICATION: Mapping[ApplicationState, str] = {
    ApplicationState.SUBMITTED: "规范性审查",
    ApplicationState.FORM_OK: "审核是否同意",
}
ASKED_OF_DATASET: Mapping[State, str] = {State.SUBMITTED: "部门审核", State.APPROVED: "审查发布"}
"""What is to be done with what waits in a state; the two keep apart, because their states have like names."""

SCOPE_TIPS: Mapping[str, str] = {
    Permission.READ_GRANTED_DATA: "只限授权批准的字段",
    Permission.SUBMIT_APPLICATIONS: "提交、补正、签署和撤回本人的申请",
    Permission.READ_DATASETS: "含未发布的草稿",
    Permission.EDIT_DATASETS: "登记、修改、提交数据集",
    Permission.MANAGE_SEARCH: "常见检索和同义词",
}
"""What the name of a scope leaves open."""

METADATA: Mapping[str, str] = {
    "title": "名称",
    "summary": "简介",
    "theme": "主题",
    "keywords": "关键词",
    "region": "地区",
    "open_class": "开放属性",
    "open_condition": "开放条件或不开放依据",
    "share_type": "共享属性",
    "cycle": "更新周期",
    "licence": "使用许可",
    "contact": "联系方式",
    "source": "数据来源",
    "organization": "提供单位",
    "items": "字段",
    "file": "数据文件",
}
"""What each entry of a dataset is called, on the form, in a diff and in a list of what is missing."""

ITEM: Mapping[str, str] = {
    "name": "列名",
    "title": "名称",
    "data_type": "类型",
    "length": "长度",
    "is_key": "主键",
    "is_open": "开放",
    "level": "级别",
    "description": "说明",
}
"""What each entry of a data item is called."""

FACETS: Mapping[str, str] = {
    "theme": "主题",
    "organization": "提供单位（含下级）",
    "open_class": "开放属性",
    "region": "地区（含下级）",
    "format": "格式",
    "carrier": "提供方式",
    "freshness": "更新状况",
    "cycle": "更新周期",
}
"""The facets in the order in which they are shown."""

FACET_VALUES: Mapping[str, Mapping[str, str]] = {
    "carrier": {"file": "文件下载", "api": "接口调用"},
    "freshness": {"current": "按期更新", "overdue": "已逾期", "outdated": "长期未更新", "unscheduled": "一次性数据"},
}
"""Values of facets that have no vocabulary."""

PERIODS: Mapping[str, str] = {"updated": "更新时间", "published": "发布时间"}
"""The ranges of dates: the names of their parameters without the end."""

SORTS: Mapping[str, str] = {
    "relevance": "最相关",
    "updated": "最近更新",
    "published": "最近发布",
    "downloads": "下载最多",
}

NOTICES: Mapping[str, Notice] = {
    "saved": Notice("已保存。"),
    "created": Notice("已新建。", "接着上传数据文件，填齐必填项后提交审核。"),
    "file": Notice("文件已收到，正在检查。", "几秒后刷新本页，可以看到检查结果。"),
    "submit": Notice("已提交审核。", "部门审核人会收到待办；审核期间不能修改。"),
    "approve": Notice("已审核通过。"),
    "return": Notice("已退回。"),
    "publish": Notice("已发布。", "两秒内可以搜到。"),
    "withdraw": Notice("已撤回发布。", "公众不再能找到和下载。"),
    "applied": Notice("申请已提交。", "办理进度随时可以在这里查看。"),
    "check_form": Notice("规范性审查已通过。", "已转数据提供单位审核。"),
    "approved": Notice("已同意。", "申请人签署协议后开通。"),
    "reject": Notice("已办结：不予同意。"),
    "revoke": Notice("授权已撤销。", "令牌从下一次调用起失效。"),
    "cancel": Notice("申请已撤回。"),
    "late": Notice("这件事已经办过了。", "没有重复办理；下面是最新的状态。", "amber"),
    "open": Notice("您对这个数据集已有在办的申请。", "请在这里继续办理。", "amber"),
    "registered": Notice("注册成功，请登录。", "系统管理员核实实名信息后，就可以提交使用申请。"),
    "password": Notice("密码已修改。", "其他浏览器上的登录已退出。"),
    "reset": Notice("密码已设置，请用新密码登录。"),
    "revoked": Notice("令牌已撤销。", "使用它的程序下一次调用就会被拒绝。"),
    "synonym-proposed": Notice("已登记，等待采用。", "在“同义词”中采用后，一分钟内生效。"),
    "synonym-decided": Notice("已办理。", "一分钟内生效。"),
    "synonym-known": Notice("这条同义词已经登记过。", "请在“同义词”中查看。", "amber"),
    "login": Notice("请先登录。", "登录后回到刚才的页面。", "amber"),
    "kept": Notice("登录已过期，您填写的内容还在。", "登录后可以继续提交，不用重填。", "amber"),
    "expired": Notice("页面已过期。", "请重新填写后提交。", "amber"),
}
"""What is said after a redirect, by the value of ``done`` in the address."""


@dataclass(frozen=True)
class ProblemWords:
    """What a type of problem means and what to do about it."""

    meaning: str
    remedy: str


PROBLEMS: Mapping[str, ProblemWords] = {
    "access-required": ProblemWords(
        "数据依申请开放：没有授权，或授权不包括所要的内容。", "按 reason 处理：提交申请，或联系授权单位。"
    ),
    "address-too-long": ProblemWords("地址超过上限 limit。", "缩短文字，或减少条件的个数。"),
    "bad-query": ProblemWords("查询参数有误，或超过了上限。", "按 parameter 和 known 改正参数；超过上限时缩小范围。"),
    "conflict": ProblemWords("对象现在的状态不允许这样做，例如别人已先办理。", "取回最新状态，按 allowed 选择操作。"),
    "duplicate": ProblemWords("名称、编号或申请已经存在。", "使用已有的那一个，或换一个名称。"),
    "forbidden": ProblemWords("身份已知，但没有做这件事的权限。", "按 needs 换用有权限的账号或令牌。"),
    "internal": ProblemWords("系统内部出错，没有保存任何改动。", "稍后重试；仍然出错时，把请求编号告诉系统管理员。"),
    "invalid": ProblemWords("提交的内容有误，errors 逐项列出位置和原因。", "按 errors 改正后重新提交。"),
    "malformed-request": ProblemWords("请求本身无法解析，例如 JSON 不完整。", "检查地址、头部和正文格式。"),
    "method-not-allowed": ProblemWords("地址存在，但不支持这种请求方法。", "改用 allowed 中的方法。"),
    "not-found": ProblemWords("找不到，或您无权查看；两种情况不作区分。", "核对地址；需要登录才能看的，先登录。"),
    "precondition-required": ProblemWords(
        "修改没有带 If-Match，可能覆盖别人的修改。", "先取回内容，把返回的 ETag 放进 If-Match 再提交。"
    ),
    "range-not-satisfiable": ProblemWords("请求的字节范围超出文件。", "按文件大小 size 重新请求。"),
    "refused": ProblemWords("服务器拒绝了请求。", "检查请求后重试。"),
    "stale-version": ProblemWords(
        "提交所依据的版本已经过时：别人先保存了。", "取回最新内容，对照后用新的 ETag 再提交。"
    ),
    "too-large": ProblemWords("内容超过上限 limit。", "拆分或压缩后再提交。"),
    "too-many-requests": ProblemWords("请求或尝试过于频繁。", "等 retry_after 秒后重试。"),
    "unauthenticated": ProblemWords("没有登录，或令牌无效、过期、被撤销。", "按 reason 处理：登录，或重新签发令牌。"),
    "unavailable": ProblemWords("系统的一部分暂时不可用，part 说明是哪一部分。", "等 retry_after 秒后重试。"),
    "unsupported-content": ProblemWords("文件内容不是能读的类型，found 是识别结果。", "转成 expected 中的类型再上传。"),
    "unsupported-media-type": ProblemWords("正文的 Content-Type 不受支持。", "改用 expected 中的类型。"),
}

MEMBERS: Mapping[str, str] = {
    "errors": "逐项的错误：pointer 是位置，message 是原因，code 供程序判断",
    "parameter": "有误的参数",
    "known": "可用的值",
    "given": "您提交时依据的版本",
    "current": "现在的版本",
    "state": "现在的状态",
    "action": "要做的操作",
    "allowed": "现在可以做的",
    "needs": "需要的权限",
    "reason": "供程序判断的原因",
    "dataset": "要申请的数据集",
    "retry_after": "多少秒后重试",
    "part": "哪一部分不可用",
    "limit": "上限",
    "unit": "上限的单位",
    "found": "识别出的类型",
    "expected": "支持的类型",
    "size": "文件大小（字节）",
    "object": "找的是什么",
}
"""Members that problem documents carry beside the standard ones."""


def open_badge(code: str) -> Badge:
    """How data are open, with the sentence that a citizen understands."""
    tone, tip = _OPEN.get(code, ("neutral", ""))
    return Badge(OPEN_LABELS.get(code, "未定"), tone, tip)


def field_badge(open_class: str, *, is_open: bool) -> Badge:
    """Whether a field leaves with its dataset."""
    return open_badge(open_class) if is_open else Badge("不开放", "neutral", "这个字段不提供")


def dataset_badge(state: str) -> Badge:
    """The state of a working copy."""
    return Badge(STATE_LABELS[State(state)], _DATASET_TONES[State(state)])


def application_badge(state: str) -> Badge:
    """The state of an application."""
    return Badge(ApplicationState(state).label, _APPLICATION_TONES[ApplicationState(state)])


def hand_of(command: str, from_state: str) -> str:
    """The role that gave ``command`` in ``from_state``: histories show roles, never persons."""
    step = MOVES.get((State(from_state), Command(command)))
    return HAND_LABELS[step.hand] if step else "部门编目员"
