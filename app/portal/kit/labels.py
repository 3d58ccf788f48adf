"""From codes to words: states, entries and kinds as more than one slice names them."""

from collections.abc import Mapping

from app.portal.kit.pieces import Badge, Tone
from app.words.language import CHINESE
from app.words.sources import _
from catalog.access.workflow import WORKFLOW, ApplicationState
from catalog.datasets.grading import AUTHORISED, GENERAL, NONE, ON_REQUEST, OPEN_CLASSES, SUBJECT_ONLY, open_label
from catalog.datasets.lifecycle import LIFECYCLE, DatasetState
from catalog.identity.models import AccountKind

_OPEN: Mapping[str, tuple[Tone, str]] = {
    GENERAL: ("tea", _("任何人可直接下载使用")),
    ON_REQUEST: ("amber", _("说明用途、经审核后使用")),
    AUTHORISED: ("plum", _("由授权机构加工成产品提供")),
    SUBJECT_ONLY: ("plum", _("只有本人、本企业能看")),
    NONE: ("neutral", _("只公布目录，并写明依据和复核日期")),
}
_DATASET_TONES: Mapping[DatasetState, Tone] = {
    DatasetState.DRAFT: "neutral",
    DatasetState.SUBMITTED: "sea",
    DatasetState.APPROVED: "sea",
    DatasetState.PUBLISHED: "tea",
    DatasetState.RETURNED: "amber",
    DatasetState.WITHDRAWN: "danxia",
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
ACCOUNT_KINDS: Mapping[AccountKind, tuple[str, str]] = {
    AccountKind.PERSON: (_("个人"), ""),
    AccountKind.ENTERPRISE: (_("企业或其他单位"), _("由经办人注册，用途和利用协议以单位名义签署")),
}
"""What each kind of account is called, and what is said beside it."""


def open_badge(code: str) -> Badge:
    """How data are open, with the sentence that a citizen understands."""
    tone, tip = _OPEN.get(code, ("neutral", ""))
    return Badge(CHINESE.say(open_label(code)) if code in OPEN_CLASSES else _("未定"), tone, tip)


def field_badge(open_class: str, *, is_open: bool) -> Badge:
    """Whether a field leaves with its dataset."""
    return open_badge(open_class) if is_open else Badge(_("不开放"), "neutral", _("这个信息项不提供"))


def dataset_badge(state: str) -> Badge:
    """The state of a working copy."""
    return Badge(CHINESE.say(LIFECYCLE.wording.state(state)), _DATASET_TONES[DatasetState(state)])


def application_badge(state: str) -> Badge:
    """The state of an application."""
    return Badge(CHINESE.say(WORKFLOW.wording.state(state)), _APPLICATION_TONES[ApplicationState(state)])
