"""What each indicator of contact tracing is: its words, its formula, its target and their source."""

from firebreak.engine.timeliness.indicator import Definition, Measure, Text

RESOLVE = "Resolve to Save Lives, contact-tracing metrics"
CATALONIA = "Catalonia, doi:10.1186/s12889-022-13695-8"
SHENZHEN = "Bi et al. 2020, doi:10.1016/S1473-3099(20)30287-5"
WHO_CRITERIA = "WHO, criteria to adjust measures, 12 May 2020"


def _share(
    id: str, name: Text, formula: Text, better: str, source: str, target: float | None = None
) -> Definition:
    return Definition(id, name, formula, better, source, target)


INVESTIGATION_SPEED = _share(
    "investigation_speed",
    Text("Investigation speed", "流调及时率"),
    Text("cases interviewed in time / cases reported", "时限内完成流调的病例 / 报告病例"),
    "higher",
    RESOLVE,
)
REPORTING_SPEED = _share(
    "reporting_speed",
    Text("Reporting speed", "采样后报告及时率"),
    Text(
        "cases reported in time after sampling / cases sampled",
        "采样后时限内报告的病例 / 已采样病例",
    ),
    "higher",
    RESOLVE,
)
# Both are named by their usual limits.
CONTACT_SPEED = _share(
    "contact_speed",
    Text("Contact speed, 24 h", "密接管控及时率（24小时）"),
    Text(
        "contacts quarantined in time after naming / contacts named",
        "时限内管控的密接 / 判定的密接",
    ),
    "higher",
    RESOLVE,
)
CONTACT_SPEED_AT_LATEST = _share(
    "contact_speed_48h",
    Text("Contact speed, 48 h", "密接管控及时率（48小时）"),
    Text(
        "contacts quarantined within the second limit after naming / contacts named",
        "第二时限内管控的密接 / 判定的密接",
    ),
    "higher",
    RESOLVE,
)
COMPLETENESS = _share(
    "tracing_completeness",
    Text("Tracing completeness", "密接追踪率"),
    Text("contacts reached / contacts named", "已联系到的密接 / 判定的密接"),
    "higher",
    CATALONIA + ": 70 % traced and quarantined",
    0.7,
)
CASES_WITH_CONTACTS = _share(
    "cases_with_contacts",
    Text("Cases with contacts", "有密接的病例比例"),
    Text("cases with at least one contact / cases", "至少有一名密接的病例 / 病例"),
    "higher",
    CATALONIA,
    0.8,
)
CONTACTS_PER_CASE = Definition(
    "contacts_per_case",
    Text("Contacts per case", "每例病例密接数"),
    Text("contacts / cases with contacts", "密接数 / 有密接的病例数"),
    "higher",
    CATALONIA,
    5.0,
    Measure.RATIO,
    "people per case",
)
CASES_NAMING_NONE = _share(
    "cases_naming_none",
    Text("Cases naming none", "无密接病例比例"),
    Text("cases with no contact / cases", "没有密接的病例 / 病例"),
    "lower",
    CATALONIA,
)
FROM_THE_LIST = _share(
    "from_contact_list",
    Text("New cases from the contact list", "新增病例来自密接名单比例"),
    Text(
        "new cases listed as contacts before onset or first positive / new cases",
        "发病或首次阳性前已列为密接的新增病例 / 新增病例",
    ),
    "higher",
    RESOLVE,
)
IN_QUARANTINE = _share(
    "already_in_quarantine",
    Text("New cases already in quarantine", "新增病例来自隔离管控比例"),
    Text(
        "new cases in quarantine at onset or first positive / new cases",
        "发病或首次阳性时已在隔离的新增病例 / 新增病例",
    ),
    "higher",
    RESOLVE,
)
UNLINKED = _share(
    "unlinked_cases",
    Text("Unlinked cases", "来源不明病例比例"),
    Text("new cases with no source / new cases", "未查明来源的新增病例 / 新增病例"),
    "lower",
    RESOLVE,
)
ONSET_TO_ISOLATION = Definition(
    "onset_to_isolation",
    Text("Onset to isolation", "发病至隔离间隔"),
    Text("median days from onset to isolation", "发病至隔离天数（中位数）"),
    "lower",
    SHENZHEN + ": mean 4.6 days",
    4.6,
    Measure.MEDIAN,
    "days",
)
FOLLOW_UP = _share(
    "follow_up",
    Text("Follow-up", "随访率"),
    Text("contact-days seen / contact-days due", "已随访人天 / 应随访人天"),
    "higher",
    WHO_CRITERIA,
    0.8,
)
FOLLOW_UP_TODAY = _share(
    "follow_up_today",
    Text("Follow-up today", "今日随访率"),
    Text(
        "contacts seen today / contacts due today, so far",
        "今日已随访密接 / 今日应随访密接（截至目前）",
    ),
    "higher",
    WHO_CRITERIA,
    0.8,
)
COMPLETION = _share(
    "completion",
    Text("Completion of observation", "医学观察完成率"),
    Text(
        "contacts seen to the end / contacts whose period ended",
        "观察至期满的密接 / 观察期满的密接",
    ),
    "higher",
    RESOLVE,
)
LOST = _share(
    "lost_to_follow_up",
    Text("Lost to follow-up", "失访率"),
    Text(
        "contacts unseen for too long / contacts under follow-up",
        "超过时限未随访的密接 / 随访中的密接",
    ),
    "lower",
    "Go.Data outbreak parameters",
)
YIELD = _share(
    "yield",
    # The field's word alone would be read as of all contacts; early on few watches are over.
    Text("Became cases, of contacts whose watch is over", "密接续发率（仅计观察期满者）"),
    Text(
        "of them, those who became cases within it / contacts whose watch is over",
        "其中观察期内转为病例的密接 / 观察期已满的密接",
    ),
    "lower",
    SHENZHEN + ": 6.6 %, household 11.2 %",
)
