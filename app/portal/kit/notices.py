"""What is said on top of the page after something was done."""

from collections.abc import Mapping

from app.portal.kit.chrome import Notice

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
