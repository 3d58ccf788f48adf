"""The way of an application in words. Pure."""

from catalog.workflow.wording import CommandWords, Wording

APPLICATION = Wording(
    states={
        "new": "未提交",
        "submitted": "待规范性审查",
        "returned": "待补正",
        "form_ok": "待部门审核",
        "agreement_pending": "待签署利用协议",
        "active": "已授权",
        "rejected": "不予同意",
        "cancelled": "已撤回",
        "revoked": "授权已撤销",
    },
    relations={
        "applicant": "申请人",
        "data_admin": "数据管理部门",
        "agency_reviewer": "部门审核人",
        "operator": "系统管理员",
    },
    commands={
        "submit": CommandWords("提交申请", "转数据管理部门做规范性审查。"),
        "check_form": CommandWords("规范性审查通过", "转提供单位审核。"),
        "return": CommandWords("退回补正", "一次性告知需要补正的全部内容。"),
        "resubmit": CommandWords("补正后重新提交", "打开申请表，按意见修改后重新提交。", "补正申请"),
        "approve": CommandWords("同意开放", "按申请的信息项和期限生成利用协议，申请人签署后开通。"),
        "reject": CommandWords("不予同意", "申请办结，须写明理由和法律依据。"),
        "sign": CommandWords("签署利用协议", "授权立即生效，令牌只显示这一次。"),
        "revoke": CommandWords("撤销授权", "令牌立即失效，不能恢复。"),
        "cancel": CommandWords("撤回申请", "审核停止，以后可以重新申请。"),
    },
    own="不能办理本人提交的申请，请由其他审核人办理",
)
