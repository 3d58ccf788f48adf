"""What any page may say on top after something was done, or could not be."""

from collections.abc import Mapping

from app.portal.kit.chrome import Notice

NOTICES: Mapping[str, Notice] = {
    "late": Notice("这件事已经办过了。", "没有重复办理；下面是最新的状态。", "amber"),
    "login": Notice("请先登录。", "登录后回到刚才的页面。", "amber"),
    "kept": Notice("登录已过期，您填写的内容还在。", "登录后可以继续提交，不用重填。", "amber"),
    "expired": Notice("页面已过期。", "请重新填写后提交。", "amber"),
}
"""By the value of ``done`` in the address; a slice's own stand as ``NOTICES`` in its view."""
