"""The six datasets of the demo catalogue and the application that already waits for review."""

from app.demo.content import REGISTER_FILE, DemoApplication, DemoDataset, DemoItem
from app.demo.people import CIVIL, DATA_PROVINCE, ENTERPRISE, MARKET, ORGANIZATIONS, PROVINCE, REFORM
from app.demo.synthetic import MARK, ROWS

_CONTACTS = {organization.code: organization.contact for organization in ORGANIZATIONS}
_NUMBER = DemoItem("序号", "序号", "integer", 4, "在原表中的顺序号。", is_key=True)

_PROJECTS = DemoDataset(
    key="plan-13-projects",
    organization=REFORM,
    title="福建省“十三五”数字福建专项规划重大项目（工程）表",
    summary=(
        "“十三五”数字福建专项规划所列 101 个重大项目（工程）的名称、类别、责任单位、时间进度和投资估算，"
        "可用于查询项目分工和比较各类投资。"
    ),
    theme="8",
    keywords=("数字福建", "十三五", "重大项目", "重大工程", "投资估算", "信息化"),
    region=PROVINCE,
    open_class="GENERAL",
    share_type="1",
    cycle="9",
    licence="PUBLIC-BY-LAW",
    contact=_CONTACTS[REFORM],
    source=(
        "福建省“十三五”数字福建专项规划的重大项目（工程）表，逐行录入。"
        "第四类（政务信息化及信息惠民类）原表小计为 243 亿元，各行相加为 244 亿元，各行照录。"
    ),
    filename="plan-13-projects.csv",
    records=101,
    items=(
        _NUMBER,
        DemoItem("类别", "项目类别", "string", 20, "规划中的六个项目类别，如基础设施类、大数据应用类。"),
        DemoItem("项目名称", "项目名称", "string", 100, "规划所列的项目名称。"),
        DemoItem("责任单位", "责任单位", "string", 100, "牵头、负责和配合的单位，用规划发布时的简称。"),
        DemoItem("时间进度", "时间进度", "string", 50, "启动和建成的年份，或“持续推进”“持续实施”。"),
        DemoItem(
            "投资估算_亿元", "投资估算（亿元）", "number", 10, "规划编制时的投资估算，单位亿元，不是实际完成投资。"
        ),
    ),
)

_INDICATORS = DemoDataset(
    key="plan-14-indicators",
    organization=REFORM,
    title="福建省“十四五”数字福建专项规划主要指标",
    summary="“十四五”数字福建专项规划的 18 项主要指标，列出每项指标的单位、2020 年基期值、2025 年目标值和分年度目标。",
    theme="8",
    keywords=("数字福建", "十四五", "主要指标", "数字政府", "数字经济"),
    region=PROVINCE,
    open_class="GENERAL",
    share_type="1",
    cycle="9",
    licence="PUBLIC-BY-LAW",
    contact=_CONTACTS[REFORM],
    source="福建省“十四五”数字福建专项规划的主要指标表，逐行录入；原表空白处仍为空白。",
    filename="plan-14-indicators.csv",
    records=18,
    items=(
        DemoItem("类型", "指标类型", "string", 20, "指标所属的五个方面，如数字政府、数字经济。"),
        DemoItem("指标名称", "指标名称", "string", 60, "规划所列的指标名称。", is_key=True),
        DemoItem("单位", "计量单位", "string", 10, "基期值和目标值的计量单位；“/”表示没有单位。"),
        DemoItem("基期值_2020", "2020年基期值", "string", 20, "2020 年的数值；空白表示规划没有给出。"),
        DemoItem("目标值_2025", "2025年目标值", "string", 20, "2025 年的目标；“>”表示超过该值，“提高”表示增幅。"),
        DemoItem("分年度目标", "分年度目标", "string", 50, "每年应增加或提高多少；空白表示规划没有给出。"),
    ),
)

_TASKS = DemoDataset(
    key="pilot-zone-tasks",
    organization=DATA_PROVINCE,
    title="国家数字经济创新发展试验区（福建）工作方案任务清单",
    summary="国家数字经济创新发展试验区（福建）工作方案的 22 项工作任务，列出任务类别、主要内容、责任单位和完成时间。",
    theme="8",
    keywords=("数字经济", "试验区", "任务清单", "责任单位"),
    region=PROVINCE,
    open_class="GENERAL",
    share_type="1",
    cycle="9",
    licence="PUBLIC-BY-LAW",
    contact=_CONTACTS[DATA_PROVINCE],
    source="国家数字经济创新发展试验区（福建）工作方案的任务清单，逐行录入。",
    filename="pilot-zone-tasks.csv",
    records=22,
    items=(
        _NUMBER,
        DemoItem("类别", "任务类别", "string", 50, "工作方案中的五个方面。"),
        DemoItem("工作任务", "工作任务", "string", 50, "任务的名称。"),
        DemoItem("主要内容", "主要内容", "text", 500, "任务要做的事情。"),
        DemoItem("责任单位", "牵头（责任）单位", "string", 100, "牵头和负责的单位，用方案发布时的简称。"),
        DemoItem("完成时间", "完成时间", "string", 20, "完成的期限，或“持续推进”。"),
    ),
)

_RESULTS = DemoDataset(
    key="pilot-zone-results",
    organization=DATA_PROVINCE,
    title="国家数字经济创新发展试验区（福建）工作方案成果清单",
    summary=(
        "国家数字经济创新发展试验区（福建）工作方案计划形成的 32 项成果，列出成果类别、名称、牵头单位和计划完成时间。"
    ),
    theme="8",
    keywords=("数字经济", "试验区", "成果清单", "牵头单位"),
    region=PROVINCE,
    open_class="GENERAL",
    share_type="1",
    cycle="9",
    licence="PUBLIC-BY-LAW",
    contact=_CONTACTS[DATA_PROVINCE],
    source="国家数字经济创新发展试验区（福建）工作方案的成果清单，逐行录入。",
    filename="pilot-zone-results.csv",
    records=32,
    items=(
        _NUMBER,
        DemoItem("类别", "成果类别", "string", 20, "法规规章、政策措施、公共服务、产业发展或基础建设。"),
        DemoItem("成果名称", "成果名称", "string", 200, "计划形成的成果。"),
        DemoItem("牵头单位", "牵头部门（单位）", "string", 100, "牵头的部门或单位，用方案发布时的简称。"),
        DemoItem("完成时间", "计划完成时间", "string", 20, "计划完成的年份。"),
    ),
)

_DIVISIONS = DemoDataset(
    key="fujian-divisions",
    organization=CIVIL,
    title="福建省县级以上行政区划代码",
    summary=(
        "福建省、9 个设区市和 84 个县（市、区）的行政区划代码、名称、层级和上级代码，"
        "共 94 条，可用于关联其他数据中的地区。"
    ),
    theme="20",
    keywords=("行政区划", "区划代码", "设区市", "县", "GB/T 2260"),
    region=PROVINCE,
    open_class="GENERAL",
    share_type="1",
    cycle="7",
    licence="CC0-1.0",
    contact=_CONTACTS[CIVIL],
    source="GB/T 2260《中华人民共和国行政区划代码》中福建省部分，含金门县；已撤销的区（如原梅列区）不在其中。",
    filename="fujian-divisions.csv",
    records=94,
    items=(
        DemoItem(
            "区划代码", "行政区划代码", "string", 6, "六位代码，前两位为省，中间两位为市，后两位为县。", is_key=True
        ),
        DemoItem("名称", "区划名称", "string", 20, "行政区划的名称。"),
        DemoItem("层级", "层级", "integer", 1, "1 为省，2 为设区市，3 为县（市、区）。"),
        DemoItem("上级代码", "上级区划代码", "string", 6, "上一级的行政区划代码；省级为空白。"),
    ),
)

_REGISTER = DemoDataset(
    key="enterprise-register",
    organization=MARKET,
    title="企业登记信息（合成数据）",
    summary=(
        "供演示和测试用的合成数据：20,000 家虚构企业的登记信息，由程序按固定种子生成，"
        "不对应任何真实企业或个人，用来演示依申请开放的全过程。"
    ),
    theme="15",
    keywords=("合成数据", "企业登记", "市场主体", "统一社会信用代码", "演示"),
    region=PROVINCE,
    open_class="ON_REQUEST",
    open_condition="须实名申请，说明用途和所需信息项；经数据管理部门规范性审查、提供单位审核并签署利用协议后，按授权的信息项查询。不得转让，不得用于识别个人。",
    share_type="2",
    cycle="9",
    licence="AGREEMENT",
    contact=_CONTACTS[MARKET],
    source="由程序生成的合成数据，每行备注均标明“合成数据”；代码、名称、人员和电话都是虚构的。",
    filename=REGISTER_FILE,
    records=ROWS,
    items=(
        DemoItem(
            "统一社会信用代码",
            "统一社会信用代码（合成）",
            "string",
            18,
            "校验位正确的合成代码，主体标识以 HC 开头。",
            is_key=True,
        ),
        DemoItem("企业名称", "企业名称（合成）", "string", 60, "虚构的企业名称，均以“（合成）”结尾。"),
        DemoItem("企业类型", "企业类型", "string", 20, "有限责任公司、股份有限公司、合伙企业等五类。"),
        DemoItem("注册资本_万元", "注册资本（万元）", "number", 12, "登记的注册资本，单位万元人民币。"),
        DemoItem("成立日期", "成立日期", "date", 10, "登记成立的日期。"),
        DemoItem("行政区划代码", "登记地行政区划代码", "string", 6, "登记地所在县（市、区）的六位代码。"),
        DemoItem("行业门类", "行业门类", "string", 1, "国民经济行业分类（GB/T 4754-2017）的门类字母。"),
        DemoItem("法定代表人", "法定代表人（合成）", "string", 20, "虚构的编号人员，不是真实姓名。", level=2),
        DemoItem("联系电话", "联系电话（合成）", "string", 20, "无法拨通的编号；不开放。", is_open=False, level=3),
        DemoItem("经营状态", "经营状态", "string", 4, "存续、注销、迁出或吊销。"),
        DemoItem("备注", "备注", "string", 20, f"每行均为“{MARK}”。"),
    ),
)

DATASETS = (_PROJECTS, _INDICATORS, _TASKS, _RESULTS, _DIVISIONS, _REGISTER)
"""Every dataset of the demo catalogue, in the order in which they are registered."""

APPLICATION = DemoApplication(
    dataset=_REGISTER.key,
    applicant=ENTERPRISE,
    purpose="研究各设区市企业的行业分布和成立年份，编制面向公众的营商环境分析报告；只使用汇总结果，不公布单个企业的信息。",
    fields=("统一社会信用代码", "企业名称", "注册资本_万元", "成立日期", "行政区划代码", "行业门类", "经营状态"),
    mode="api",
    use_days=180,
    answers={
        "scene": "营商环境分析报告",
        "contact": f"企业用户数据合规岗，邮箱 {ENTERPRISE}（演示地址）",
        "storage": "本单位机房内的专用服务器",
        "security": "账号分级授权，访问留痕，报告完成后删除数据",
        "personal_information": "不涉及个人信息",
        "public_interest": "公益用途，报告向公众免费公开",
    },
)
"""One request for the restricted dataset, so that the review queue is not empty at the first look."""
