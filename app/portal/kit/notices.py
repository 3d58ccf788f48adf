"""What any page may say on top after something was done, or could not be."""

from collections.abc import Mapping

from app.portal.kit.chrome import Notice
from app.words.sources import _

NOTICES: Mapping[str, Notice] = {
    "late": Notice(_("这件事已经办过了。"), _("没有重复办理；下面是最新的状态。"), "amber"),
    "login": Notice(_("请先登录。"), _("登录后回到刚才的页面。"), "amber"),
    "kept": Notice(_("登录已过期，您填写的内容还在。"), _("登录后可以继续提交，不用重填。"), "amber"),
    "expired": Notice(_("页面已过期。"), _("请重新填写后提交。"), "amber"),
}
"""By the value of ``done`` in the address; a slice's own stand as ``NOTICES`` in its view."""
