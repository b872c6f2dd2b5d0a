"""What a format could not carry, in both languages: code -> language -> sentence."""

LOSSES: dict[str, dict[str, str]] = {
    "field_not_carried": {
        "en": "{kind}: {field} has no place in this format: {count} left out.",
        "zh": "{kind}：该格式没有“{field}”项，{count} 处未写入。",
    },
    "kind_not_carried": {
        "en": "{kind}{field}: this format has no such record: {count} left out.",
        "zh": "{kind}{field}：该格式没有此类记录，{count} 条未写入。",
    },
    "word_not_carried": {
        "en": "{kind}: this format has no word for some values of {field}: {count} written as"
        " something broader, or left out.",
        "zh": "{kind}：该格式的“{field}”没有相应用语，{count} 处写为更宽的说法或未写入。",
    },
    "time_to_day": {
        "en": "{kind}: {field} is written as a day only; of {count} the hour or span is left out.",
        "zh": "{kind}：“{field}”只写到日，{count} 处的时刻或时段未写入。",
    },
    "no_time": {
        "en": "{kind}: {count} values of {field} are no time and were left out.",
        "zh": "{kind}：“{field}”有 {count} 处不是时间，未写入。",
    },
    "no_day": {
        "en": "{kind}: this format takes none without a day: {count} left out.",
        "zh": "{kind}：该格式必须有日期，{count} 条没有日期的未写入。",
    },
    "other_day": {
        "en": "{kind}: this format takes none without a day; {count} have no {field} and stand"
        " under another day of theirs.",
        "zh": "{kind}：该格式必须有日期，{count} 条没有“{field}”，以其另一日期代替。",
    },
    "only_the_last": {
        "en": "{kind}{field}: this format keeps only one of a person: {count} earlier left out.",
        "zh": "{kind}{field}：该格式每人只保留一条，{count} 条较早的未写入。",
    },
    "only_of_cases": {
        "en": "{kind}: this format keeps it only of cases: {count} of others left out.",
        "zh": "{kind}：该格式只保留病例的，其他人的 {count} 条未写入。",
    },
    "second_case_of_a_person": {
        "en": "{kind}: this format keeps one case of a person: {count} further left out.",
        "zh": "{kind}：该格式每人只保留一次病程，另有 {count} 次未写入。",
    },
    "end_not_known": {
        "en": "{kind}: {count} name nobody you may see at one end and were left out.",
        "zh": "{kind}：{count} 条的一方不在可见范围内，未写入。",
    },
    "neither_case_nor_contact": {
        "en": "{kind}: this format knows cases and contacts: {count} who are neither left out.",
        "zh": "{kind}：该格式只有病例和密接，{count} 名其他人员未写入。",
    },
    "required_missing": {
        "en": "The form asks for {field}; {count} leave it empty: {cards}.",
        "zh": "报告卡必填项“{field}”有 {count} 张为空：{cards}。",
    },
    "boxes_not_kept": {
        "en": "The form has the boxes {field}; nothing on record fills them, and they are empty on all"
        " {count} cards.",
        "zh": "报告卡的“{field}”栏本系统没有登记，{count} 张卡均为空，请填卡人补填。",
    },
    "no_card_of_excluded": {
        "en": "{kind}: {count} excluded have no report card and were left out.",
        "zh": "{kind}：{count} 例已排除，不再报卡，未写入。",
    },
    "between_not_told": {
        "en": "{kind}: of {count} contacts of a contact, the one between is not on file, or not"
        " yours to see; they are written as if they had met the case.",
        "zh": "{kind}：{count} 条次密接的中间密接者未登记，或不在可见范围内，按直接接触病例写入。",
    },
    "nobody_of": {
        "en": "{kind}: {count} are of nobody you may see and were left out.",
        "zh": "{kind}：{count} 条所属人员不在可见范围内，未写入。",
    },
}

#: kinds of drafts as the sentences name them
KINDS: dict[str, dict[str, str]] = {
    "en": {
        "person": "people",
        "case": "cases",
        "classification": "classifications",
        "place": "places",
        "stay": "stays",
        "journey": "journeys",
        "contact": "contacts",
        "check": "checks",
        "placement": "placements",
        "sample": "samples",
        "test": "tests",
        "event": "events",
        "area": "areas",
        "gathering": "gatherings",
        "total": "totals",
        "order": "orders",
        "report": "reports",
        "transfer": "contacts handed over",
        "audit": "findings of audits",
        "outbreak": "outbreaks",
        "link": "decisions on who infected whom",
    },
    "zh": {
        "person": "人员",
        "case": "病例",
        "classification": "病例分类",
        "place": "地点",
        "stay": "停留",
        "journey": "行程",
        "contact": "接触",
        "check": "检查",
        "placement": "隔离收治",
        "sample": "样本",
        "test": "检测",
        "event": "事件",
        "area": "区域",
        "gathering": "聚集活动",
        "total": "合计",
        "order": "限时任务",
        "report": "报告",
        "transfer": "密接移交",
        "audit": "核查发现",
        "outbreak": "疫情事件",
        "link": "传播关系判定",
    },
}
