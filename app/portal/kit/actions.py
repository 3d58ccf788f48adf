"""The buttons of workflows: what each command is called, what it does, and whether it needs a reason."""

from collections.abc import Mapping

from app.portal.kit.forms import Action
from catalog.access.workflow import Name
from catalog.datasets.lifecycle import Command

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
