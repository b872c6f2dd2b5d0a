"""The findings there are, how grave each is, and its words in both languages.

A finding is a code and its parts; the sentence is made where it is read. Parts hold times, counts,
place names and case numbers, never the name of a person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import polars as pl


class Severity(StrEnum):
    """How sure it is that something is wrong."""

    ERROR = "error"  # cannot be true
    WARNING = "warning"  # probably wrong
    NOTE = "note"  # worth a look


FINDINGS: dict[str, pl.DataType] = {
    "code": pl.String(),
    "severity": pl.String(),
    "record_kind": pl.String(),  # "case", "sample", "test", "place", "published", ...
    "record": pl.Int64(),
    "other_record": pl.Int64(),  # the second of a pair; null: none
    "subject": pl.Int64(),  # the person, where there is one
    "county": pl.Int64(),
    "parts": pl.List(pl.Struct({"name": pl.String(), "value": pl.String()})),
}


@dataclass(frozen=True)
class Message:
    """What is said of a finding: what is wrong and what to do, in both languages."""

    severity: Severity
    en: str
    zh: str
    do_en: str
    do_zh: str


MESSAGES: dict[str, Message] = {
    "result_before_sample": Message(
        Severity.ERROR,
        "The result of {result} is earlier than the sample of {sample}.",
        "检测结果时间 {result} 早于采样时间 {sample}。",
        "Correct whichever time is wrong, from the laboratory's form.",
        "请按实验室单据更正有误的时间。",
    ),
    "received_before_taken": Message(
        Severity.ERROR,
        "The sample was received {received}, before it was taken {taken}.",
        "样本接收时间 {received} 早于采样时间 {taken}。",
        "Correct whichever time is wrong, from the sample's label.",
        "请按样本标签更正有误的时间。",
    ),
    "outcome_before_onset": Message(
        Severity.ERROR,
        "The outcome of {outcome} is earlier than the onset of {onset}.",
        "转归时间 {outcome} 早于发病时间 {onset}。",
        "Ask the hospital for both dates. A second illness is a case of its own.",
        "请向医院核实两个日期；再次患病应另立病例。",
    ),
    "onset_after_confirmation": Message(
        Severity.WARNING,
        "The onset of {onset} is later than the confirmation of {confirmed}.",
        "发病时间 {onset} 晚于确诊时间 {confirmed}。",
        "Ask for both dates. Who was found before falling ill was asymptomatic until then.",
        "请核实两个日期；发病前检出者，此前应为无症状感染者。",
    ),
    "confirmed_before_suspected": Message(
        Severity.WARNING,
        "Confirmed {confirmed}, before suspected {suspected}.",
        "确诊时间 {confirmed} 早于疑似时间 {suspected}。",
        "Correct the order, or leave out the suspected state if the case never was in it.",
        "请更正先后顺序；如从未列为疑似，请删去疑似状态。",
    ),
    "onset_in_future": Message(
        Severity.ERROR,
        "The onset of {onset} has not come yet.",
        "发病时间 {onset} 晚于当前时间。",
        "Correct the date; look for a wrong year or day and month exchanged.",
        "请更正日期，检查年份或日月是否写错。",
    ),
    "classified_in_future": Message(
        Severity.ERROR,
        "{measure} {when}: that time has not come yet.",
        "{measure}时间 {when} 晚于当前时间。",
        "Correct the time; look for a wrong year or day and month exchanged.",
        "请更正时间，检查年份或日月是否写错。",
    ),
    "observation_ended_early": Message(
        Severity.NOTE,
        "The observation was ended {ended}, before its time: it lasts to {due} or later.",
        "医学观察于 {ended} 结束，早于期满时间（最早为 {due}）。",
        "See the reason on file. If there is none that holds, begin the observation again.",
        "请核对登记的原因；无正当理由的，应重新落实医学观察。",
    ),
    "contact_let_go": Message(
        Severity.NOTE,
        "The isolation was ended {ended}, and the contact was not kept on, though his own "
        "observation lasts to {due} or later.",
        "隔离于 {ended} 结束，未接续落实医学观察，而其作为密切接触者的观察期未满（最早为 {due}）。",
        "Begin his observation again for the days that are left; if he need not be kept, see the "
        "reason on file.",
        "请按剩余期限重新落实医学观察；认为无需观察的，请核对登记的原因。",
    ),
    "elsewhere_while_kept": Message(
        Severity.WARNING,
        "{who} was at “{place}” {stay}, while kept at {keeper} since {since}.",
        "{who} 于 {stay} 在“{place}”，而自 {since} 起在{keeper}隔离。",
        "Ask both which time is wrong, and correct it. If he did leave, whom he met are contacts.",
        "请向双方核实并更正有误的时间；如确曾离开，应追踪期间的接触者。",
    ),
    "elsewhere_while_at_home": Message(
        Severity.NOTE,
        "{who} was at “{place}” {stay}, while kept at home since {since}.",
        "{who} 于 {stay} 在“{place}”，而自 {since} 起居家隔离。",
        "Ask which is right. If he did go out, whom he met are contacts.",
        "请核实；如确曾外出，应追踪期间的接触者。",
    ),
    "discharge_counted_twice": Message(
        Severity.WARNING,
        "This case was discharged twice: {first} and {second}.",
        "该病例有两次出院记录：{first} 与 {second}。",
        "Keep the day he left; the day the reporting system confirmed it is when it was told.",
        "请保留实际出院日期；系统确认日期应记为告知时间。",
    ),
    "discharge_counted_again": Message(
        Severity.WARNING,
        "{new} discharged are published as new, but the total went from {before} to {after}.",
        "公布新增出院 {new} 例，但累计由 {before} 变为 {after}。",
        "Check whether one was counted by the day he left and again by the day it was confirmed.",
        "请核对是否按出院日和系统确认日重复计数。",
    ),
    "new_disagrees_with_total": Message(
        Severity.WARNING,
        "{measure}: {new} published as new, but the total went from {before} to {after}.",
        "{measure}：公布新增 {new}，但累计由 {before} 变为 {after}。",
        "Find the cases that were taken out or moved, and publish the correction with its date.",
        "请查明被剔除或转出的病例，并注明日期公布更正。",
    ),
    "units_do_not_add_up": Message(
        Severity.ERROR,
        "{measure} as of {as_of}: the units add up to {sum}, the total says {total}.",
        "{measure}（截至 {as_of}）：各单位合计 {sum}，总数为 {total}。",
        "Find the unit whose number differs from its own list.",
        "请逐个单位与其名单核对。",
    ),
    "contacts_do_not_add_up": Message(
        Severity.ERROR,
        "As of {as_of}: {contacts} contacts, but {released} released and {observed} observed.",
        "截至 {as_of}：密接 {contacts} 人，解除 {released} 人，观察中 {observed} 人，合计不符。",
        "Count again from the contact list; who became a case stays in one of the two.",
        "请按密接名单重新统计；转为病例者应归入其中一项。",
    ),
    "differs_from_published": Message(
        Severity.WARNING,
        "{measure} as of {as_of}: {counted} on record, {published} published.",
        "{measure}（截至 {as_of}）：记录 {counted}，公布 {published}。",
        "Open the rows of the difference; correct the record, or publish a correction.",
        "请打开差异明细，更正记录或公布更正。",
    ),
    "published_not_on_record": Message(
        Severity.NOTE,
        "{measure} as of {as_of}: {published} published; nothing of the kind is on record.",
        "{measure}（截至 {as_of}）：公布 {published}；本系统未录入此类记录，无法比对。",
        "Enter or import them if they are to be counted here; until then they are not known here.",
        "如需在本系统统计，请录入或导入相应记录；在此之前按未统计处理。",
    ),
    "place_spelt_two_ways": Message(
        Severity.WARNING,
        "“{name}” and “{other}” may be one place.",
        "“{name}”与“{other}”可能是同一地点。",
        "If so, merge them, so that who was there is found together; if not, say that they are two.",
        "如为同一地点请合并，以便一并查找到过该处的人；如确为两处，请认定为不同地点。",
    ),
    "place_name_uncertain": Message(
        Severity.NOTE,
        "“{name}” is a local name that does not say where it is.",
        "“{name}”为当地俗称，位置不明。",
        "Ask the investigator which place is meant; until then show it as uncertain.",
        "请向流调人员核实具体地点；核实前标为不确定。",
    ),
    "place_may_be_two": Message(
        Severity.NOTE,
        "“{name}” contains “{word}” and may be two places: “{left}” and “{right}”.",
        "“{name}”含“{word}”，可能是“{left}”和“{right}”两处。",
        "Ask which; leave it as it is if it is one name.",
        "请核实；如为一个名称则不改。",
    ),
    "geocode_outside_county": Message(
        Severity.WARNING,
        "“{name}” is placed in {found}, but belongs to {county}.",
        "“{name}”坐标落在{found}，但应属{county}。",
        "Correct the coordinates, or the unit.",
        "请更正坐标或所属单位。",
    ),
    "geocode_outside_every_county": Message(
        Severity.WARNING,
        "“{name}” is placed outside every county, {distance} km from {county}, where it belongs.",
        "“{name}”坐标不在任何县区内，距所属的{county} {distance} 公里。",
        "Correct the coordinates, or the unit.",
        "请更正坐标或所属单位。",
    ),
    "geocode_far_from_county": Message(
        Severity.WARNING,
        "“{name}” lies {distance} km from the other places of {county}.",
        "“{name}”距{county}其他地点 {distance} 公里。",
        "Correct the coordinates, or the unit.",
        "请更正坐标或所属单位。",
    ),
    "geocode_far_from_others": Message(
        Severity.NOTE,
        "“{name}” lies {distance} km from the other places of {county}, which may be right.",
        "“{name}”距{county}其他地点 {distance} 公里，也可能无误。",
        "Compare it with the map. With the outlines of the counties this is settled.",
        "请对照地图核对；导入县区边界后可自动判断。",
    ),
    "place_names_other_county": Message(
        Severity.WARNING,
        "“{name}” begins with {named}, but is filed under {county}.",
        "“{name}”以{named}开头，但归在{county}。",
        "Correct the unit, or say that the place lies outside the city.",
        "请更正所属单位，或注明该地点在市外。",
    ),
    "counted_elsewhere": Message(
        Severity.NOTE,
        "Case {number} lives in {residence} but is counted in {unit}.",
        "病例 {number} 居住在{residence}，计入{unit}。",
        "Right if counted by where he was found; say so wherever counts are by residence.",
        "如按发现地计数则无误；按居住地统计时请注明。",
    ),
    "same_identifier": Message(
        Severity.WARNING,
        "Cases {number} and {other} have the same ID number.",
        "病例 {number} 与 {other} 的证件号相同。",
        "Compare them: merge them if they are one person, else correct the ID number.",
        "请比对；确为同一人则合并，否则更正证件号。",
    ),
    "same_identifier_of_people": Message(
        Severity.WARNING,
        "{number} and {other} are two people on record with the same ID number.",
        "{number} 与 {other} 登记为两人，证件号相同。",
        "Compare them: merge them if they are one person, else correct the ID number.",
        "请比对；确为同一人则合并，否则更正证件号。",
    ),
    "excluded_without_negatives": Message(
        Severity.NOTE,
        "Excluded {excluded} with {found} negative results on record; the edition then in force"
        " asks for {asked}, at least {hours} hours apart.",
        "{excluded} 排除，记录中阴性结果 {found} 次；当时施行的方案要求 {asked} 次，"
        "间隔至少 {hours} 小时。",
        "Look whether a result is missing from the record, or what else it was decided on.",
        "请核对是否漏录检测结果，或另有排除依据。",
    ),
    "possible_duplicate": Message(
        Severity.NOTE,
        "Cases {number} and {other} agree in surname, sex, county and {date}.",
        "病例 {number} 与 {other} 的姓、性别、县区和日期（{date}）相同。",
        "Compare them; merge them only if they are one person.",
        "请比对；确为同一人方可合并。",
    ),
}


MEASURES = {
    "confirmed": ("Confirmed", "确诊"),
    "suspected": ("Suspected", "疑似"),
    "probable": ("Clinically diagnosed", "临床诊断"),
    "asymptomatic": ("Asymptomatic", "无症状感染者"),
    "excluded": ("Excluded", "排除"),
    "recovered": ("Discharged", "出院"),
    "died": ("Died", "死亡"),
    "contacts": ("Contacts", "密接"),
    "contacts_released": ("Contacts released", "解除观察密接"),
    "contacts_observed": ("Contacts under observation", "观察中密接"),
}


def name_of_measure(measure: str, chinese: bool) -> str:
    """
    Return a measure in words.

    Examples
    --------
    >>> name_of_measure("new_confirmed", False), name_of_measure("new_confirmed", True)
    ('Confirmed, new', '新增确诊')
    """
    plain = measure.removeprefix("new_")
    name = MEASURES.get(plain, (plain, plain))[chinese]
    if plain == measure:
        return name
    return f"新增{name}" if chinese else f"{name}, new"


def findings(code: str, rows: pl.DataFrame, parts: Mapping[str, pl.Expr | str]) -> pl.DataFrame:
    """
    Make findings of one code from rows that have the other columns of `FINDINGS`.

    `parts` says which expression (or column) fills each placeholder of the code's sentence.
    """
    values = [
        pl.struct(
            pl.lit(name).alias("name"),
            (pl.col(part) if isinstance(part, str) else part).cast(pl.String).alias("value"),
        )
        for name, part in parts.items()
    ]
    filled = rows.with_columns(
        pl.lit(code).alias("code"),
        pl.lit(str(MESSAGES[code].severity)).alias("severity"),
        pl.concat_list(values).alias("parts"),
    )
    return filled.select(
        (pl.col(column) if column in filled.columns else pl.lit(None)).cast(kind).alias(column)
        for column, kind in FINDINGS.items()
    )


def together(tables: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Put findings under each other, gravest first, in a settled order."""
    every = pl.concat([pl.DataFrame(schema=FINDINGS), *tables])
    gravity = pl.col("severity").replace_strict(
        {str(severity): rank for rank, severity in enumerate(Severity)}, return_dtype=pl.Int8
    )
    return every.sort(gravity, "code", "record_kind", "record", "other_record", nulls_last=True)


def say(finding: Mapping[str, object], language: str = "en") -> tuple[str, str]:
    """
    Return what is wrong and what to do, as sentences.

    Parameters
    ----------
    finding
        A row of the table, as a mapping (`iter_rows(named=True)`).
    language
        "zh" (or "zh-hans", "zh-cn") for Chinese; anything else is English.

    Examples
    --------
    >>> say({"code": "onset_in_future", "parts": [{"name": "onset", "value": "2021-01-18"}]})[0]
    'The onset of 2021-01-18 has not come yet.'
    """
    message = MESSAGES[str(finding["code"])]
    chinese = language.lower().startswith("zh")
    unknown = "不详" if chinese else "unknown"
    pairs: list[dict[str, str | None]] = finding["parts"] or []  # type: ignore[assignment]
    parts = {str(part["name"]): part["value"] or unknown for part in pairs}
    if "measure" in parts:
        parts["measure"] = name_of_measure(parts["measure"], chinese)
    sentence, advice = (message.zh, message.do_zh) if chinese else (message.en, message.do_en)
    return sentence.format(**parts), advice
