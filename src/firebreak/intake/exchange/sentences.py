"""What readers of other systems' files say, in both languages.

Three tables: why a file is refused, what is said of a file that was read, what is uncertain of one
field. A sentence may name a place in the file, a field or a count, never a person.
"""

Sentence = dict[str, tuple[str, str]]

#: code of a `ReadingError` -> language -> (what is wrong, how to mend it)
REFUSALS: dict[str, Sentence] = {
    "empty": {
        "en": ("The file is empty.", "Check that the right file was exported and sent."),
        "zh": ("文件是空的。", "请确认导出和发送的是正确的文件。"),
    },
    "encoding": {
        "en": ("The characters of the file cannot be read.", "Export it again as UTF-8."),
        "zh": ("无法识别文件的文字编码。", "请以 UTF-8 重新导出。"),
    },
    "not_json": {
        "en": (
            "The file is not whole JSON: line {line}, character {column}.",
            "It may have been cut off on the way; export it again.",
        ),
        "zh": (
            "文件不是完整的 JSON：第 {line} 行第 {column} 个字符。",
            "可能传输时被截断，请重新导出。",
        ),
    },
    "not_a_number": {
        "en": ("The file says {word} where a number belongs.", "Export it again without it."),
        "zh": ("文件在应为数字处写着 {word}。", "请去掉后重新导出。"),
    },
    "number_too_long": {
        "en": (
            "The file holds a number too long to be of anything.",
            "Look for it in the system that wrote the file.",
        ),
        "zh": ("文件中有一个长得不可能的数字。", "请在导出该文件的系统中查找并更正。"),
    },
    "too_deep": {
        "en": (
            "The file goes deeper than {most} levels, which no such export does.",
            "Check where it comes from before you try again.",
        ),
        "zh": ("文件嵌套超过 {most} 层，正常导出不会如此。", "请先核实文件来源。"),
    },
    "repeated_name": {
        "en": (
            "A record of the file says one thing twice under one name.",
            "Export it again; a program that joined two files may have done it.",
        ),
        "zh": (
            "文件中有一条记录的同一名称出现了两次。",
            "请重新导出；可能是合并文件的程序造成的。",
        ),
    },
    "unclosed_quote": {
        "en": (
            "A quotation mark opens in row {row} and is not closed.",
            "Close it or delete it, or export the file again.",
        ),
        "zh": ("第 {row} 行有一个引号没有闭合。", "请补上或删除这个引号，或重新导出。"),
    },
    "not_text": {
        "en": ("The file is not text.", "Export it as CSV (UTF-8)."),
        "zh": ("文件不是文本。", "请导出为 CSV（UTF-8）。"),
    },
    "nothing_found": {
        "en": (
            "The file holds no record.",
            "Check that the export covers the right outbreak and days.",
        ),
        "zh": ("文件中没有任何记录。", "请核对导出的疫情和日期范围。"),
    },
    "not_godata": {
        "en": (
            "The file is not an export of Go.Data.",
            "Export a list of Go.Data (cases, contacts, relationships …) as JSON or CSV.",
        ),
        "zh": (
            "文件不是 Go.Data 的导出文件。",
            "请从 Go.Data 以 JSON 或 CSV 导出列表（病例、密接、关系等）。",
        ),
    },
    "not_sormas": {
        "en": (
            "No row of the file has the names of SORMAS's properties.",
            "Give a SORMAS table whole, with its row of properties (externalID, disease …).",
        ),
        "zh": (
            "文件中没有一行是 SORMAS 的属性名称。",
            "请提供完整的 SORMAS 表格，保留属性行（externalID、disease 等）。",
        ),
    },
    "not_dhis2": {
        "en": (
            "The file is no tracker JSON of DHIS2.",
            "Give what /api/tracker answers: trackedEntities, enrollments, events.",
        ),
        "zh": (
            "文件不是 DHIS2 的 tracker JSON。",
            "请提供 /api/tracker 的输出：trackedEntities、enrollments、events。",
        ),
    },
    "no_mapping": {
        "en": (
            "No mapping file knows the instance this comes from.",
            "Make one first: firebreak dhis2 map URL|FILE.",
        ),
        "zh": ("没有该 DHIS2 实例的对应文件。", "请先生成：firebreak dhis2 map URL|FILE。"),
    },
    "not_a_mapping": {
        "en": (
            "A mapping file of DHIS2 does not have the shape it is made in.",
            "Mend it, or make it anew: firebreak dhis2 map URL|FILE --replace.",
        ),
        "zh": (
            "DHIS2 对应文件的格式不正确。",
            "请更正，或重新生成：firebreak dhis2 map URL|FILE --replace。",
        ),
    },
    "not_dhis2_metadata": {
        "en": (
            "This is no metadata of DHIS2: it names neither programs nor attributes.",
            "Give what /api/metadata.json answers.",
        ),
        "zh": (
            "这不是 DHIS2 的元数据：其中没有 programs 或 attributes。",
            "请提供 /api/metadata.json 的输出。",
        ),
    },
    "no_such_program": {
        "en": (
            "The instance has no program, or several, called {said}. It has: {known}.",
            "Give the id of one with --program.",
        ),
        "zh": (
            "该实例没有名为 {said} 的项目（program），或不止一个。现有：{known}。",
            "请用 --program 指定其中一个的 ID。",
        ),
    },
    "not_fhir": {
        "en": (
            "The file is no FHIR resource.",
            "Give a FHIR R4 bundle as JSON; XML is not read.",
        ),
        "zh": ("文件不是 FHIR 资源。", "请提供 JSON 格式的 FHIR R4 Bundle；不读取 XML。"),
    },
    "fhir_xml": {
        "en": (
            "The file is FHIR as XML, which is not read.",
            "Export or send the same bundle as JSON (application/fhir+json).",
        ),
        "zh": (
            "文件是 XML 格式的 FHIR 资源，本系统不读取 XML。",
            "请以 JSON 格式（application/fhir+json）重新导出或发送。",
        ),
    },
    "too_many_columns": {
        "en": (
            "The table has more than {most} columns, which no such export has.",
            "Check where it comes from before you try again.",
        ),
        "zh": ("表格超过 {most} 列，正常导出不会如此。", "请先核实文件来源。"),
    },
}

#: what a reader calls a record of another system -> language -> word; others are names of their own
RECORDS: dict[str, dict[str, str]] = {
    "case": {"en": "case", "zh": "病例"},
    "contact": {"en": "contact", "zh": "密接"},
    "contact_of_contact": {"en": "contact of a contact", "zh": "次密接"},
    "event": {"en": "event", "zh": "事件"},
    "relationship": {"en": "relationship", "zh": "关系"},
    "follow_up": {"en": "follow-up", "zh": "随访"},
    "lab_result": {"en": "laboratory result", "zh": "检验结果"},
    "location": {"en": "location", "zh": "区域"},
    "outbreak": {"en": "outbreak", "zh": "疫情"},
    "label": {"en": "label", "zh": "名称对照"},
    "file": {"en": "file", "zh": "文件"},
    "sample": {"en": "sample", "zh": "样本"},
    "test": {"en": "test", "zh": "检测"},
    "other": {"en": "other columns", "zh": "其他列"},
    "trackedEntity": {"en": "tracked entity", "zh": "登记对象"},
    "enrollment": {"en": "enrollment", "zh": "登记"},
}

#: code of a `Note` -> language -> sentence
NOTES: dict[str, dict[str, str]] = {
    "not_carried": {
        "en": "{record}: {field} has no place in the record; {count} said so and were left out.",
        "zh": "{record}：本系统没有与 {field} 对应的项目，{count} 处未纳入。",
    },
    "more_not_carried": {
        "en": "{count} further fields have no place in the record and were left out.",
        "zh": "另有 {count} 个项目在本系统没有对应，未纳入。",
    },
    "laboratory_not_known": {
        "en": "Laboratory “{said}”: a code of the sender's own, which the file does not explain. The"
        " results were read, the laboratory was left out: ask the sender which it is.",
        "zh": "检测机构“{said}”是对方自设的代码，文件未说明所指机构。检测结果已读取，检测机构未纳入，请向对方核实。",
    },
    "bookkeeping": {
        "en": "What the other system notes of its own keeping was left out: {fields}.",
        "zh": "对方系统自身的管理信息未纳入：{fields}。",
    },
    "deleted_there": {
        "en": "{count} records were deleted in the other system and were left out.",
        "zh": "{count} 条记录在对方系统中已删除，未纳入。",
    },
    "of_deleted": {
        "en": "A record ({record}) is of somebody who was deleted in the other system, and was left"
        " out.",
        "zh": "一条记录（{record}）所属人员在对方系统中已删除，未纳入。",
    },
    "told_twice": {
        "en": "A record ({record}) stands in the file twice; the first was taken.",
        "zh": "文件中同一记录（{record}）出现两次，以第一次为准。",
    },
    "not_a_contact": {
        "en": "A contact was found there to be none, and was left out.",
        "zh": "对方系统已认定一名人员不是接触者，未纳入。",
    },
    "edge_without_ends": {
        "en": "A relationship does not name two people and was left out.",
        "zh": "一条关系没有写明双方，未纳入。",
    },
    "follow_up_not_done": {
        "en": "A follow-up was planned and not made; it is no check.",
        "zh": "一次随访已安排但未进行，不作为检查记录。",
    },
    "test_without_result": {
        "en": "A test has no result yet; it is none.",
        "zh": "一次检测尚无结果，不作为检测记录。",
    },
    "cells_without_heading": {
        "en": "A row has more cells than there are properties; what stands in them was left out.",
        "zh": "有一行的单元格多于属性列，多出的内容未纳入。",
    },
    "one_page": {
        "en": "This is page {page} of several; the others are not in the file. Export them too, or"
        " with paging=false.",
        "zh": "这只是多页中的第 {page} 页，其余各页不在文件中。请一并导出，或以 paging=false 导出。",
    },
    "enrollment_cancelled": {
        "en": "An enrollment was cancelled and is no case.",
        "zh": "一次登记已取消，不作为病例。",
    },
    "stage_unknown": {
        "en": "An event is of a stage that the mapping file does not name, and was left out.",
        "zh": "一个事件所属阶段不在对应文件中，未纳入。",
    },
    "relationship_unknown": {
        "en": "A relationship is of a type that the mapping file does not name, and was left out.",
        "zh": "一条关系的类型不在对应文件中，未纳入。",
    },
    "element_invalid": {
        "en": "An element of {a} {resource} breaks the rules of FHIR and was left out.",
        "zh": "一个 {resource} 资源中有不符合 FHIR 规则的内容，未纳入。",
    },
    "resource_invalid": {
        "en": "{An} {resource} breaks the rules of FHIR and was left out.",
        "zh": "一个 {resource} 资源不符合 FHIR 规则，未纳入。",
    },
    "entered_in_error": {
        "en": "{An} {record} says that it was entered in error and was left out. What was accepted"
        " of it before, if anything, stays on file until somebody corrects it.",
        "zh": "一个 {record} 资源注明系误录，未纳入；此前若已据其登记，登记内容不会自动更改，请核对更正。",
    },
    "visit_unknown": {
        "en": "An encounter is of a class that is neither a stay nor a visit, and was left out.",
        "zh": "一次就诊的类别既非住院也非门诊，未纳入。",
    },
    "visit_not_made": {
        "en": "An encounter was only planned, or was cancelled; it is no stay and no visit.",
        "zh": "一次就诊仅为预约或已取消，不作为住院或就诊记录。",
    },
    "observation_not_taken": {
        "en": "An observation is neither a laboratory result nor anything else taken here.",
        "zh": "一条观察既非检验结果，也不属于本系统读取的内容，未纳入。",
    },
    "observation_left_out": {
        "en": "An observation ({what}) is neither a laboratory result nor anything else taken here,"
        " and was left out.",
        "zh": "一条观察（{what}）既非检验结果，也不属于本系统读取的内容，未纳入。",
    },
    "exposure_to_nobody": {
        "en": "An exposure names neither whom he met nor a place, and was left out.",
        "zh": "一条暴露记录既未写明接触了谁，也未写明地点，未纳入。",
    },
    "exposure_to_several": {
        "en": "An exposure names several people or places. One was taken; enter the others by hand.",
        "zh": "一条暴露记录写明了多人或多处地点，仅采用其一，其余请手工录入。",
    },
    "outbreak_doubt": {
        "en": "The outbreak's {field} is not known here: {said}.",
        "zh": "无法识别该疫情的“{field}”：{said}。",
    },
}

#: code of a `Doubt` -> language -> sentence
DOUBTS: dict[str, dict[str, str]] = {
    "kind_not_said": {
        "en": "It was seen at some visit that is not told of. Choose what kind it was, or reject it.",
        "zh": "未说明是在何处、何种检查中发现，请选择检查种类，或不予采纳。",
    },
    "unknown_word": {
        "en": "This word is not on the list.",
        "zh": "该用语不在代码表中。",
    },
    "other_label": {
        "en": "The code is known, but it is shown with another label here.",
        "zh": "代码已知，但此处显示的名称与通常不同。",
    },
    "relabelled_word": {
        "en": "The meaning of this code was changed while it was in use, and the file does not say"
        " which holds.",
        "zh": "该代码在使用中改过含义，文件未说明以哪种为准。",
    },
    "broader_word": {
        "en": "The word says less than the record asks.",
        "zh": "原文的说法比本系统的分类更宽。",
    },
    "not_text": {"en": "This is no text.", "zh": "此处不是文字。"},
    "not_a_list": {"en": "This is no list.", "zh": "此处不是列表。"},
    "not_a_number": {"en": "This is no number.", "zh": "此处不是数字。"},
    "not_whole": {"en": "This is no whole number.", "zh": "此处不是整数。"},
    "out_of_range": {
        "en": "The number is beyond what there can be.",
        "zh": "数字超出可能的范围。",
    },
    "rounded": {"en": "The number was rounded.", "zh": "数字已四舍五入。"},
    "not_yes_or_no": {"en": "This is neither yes nor no.", "zh": "此处既不是“是”也不是“否”。"},
    "not_a_day": {"en": "This is no day of the calendar.", "zh": "此处不是有效日期。"},
    "day_or_month": {
        "en": "Day and month may be the other way round; the file does not say.",
        "zh": "日和月的先后无法确定，文件未说明。",
    },
    "part_of_a_day": {
        "en": "Only a part of the date is given.",
        "zh": "日期只写了一部分。",
    },
    "case_not_named": {
        "en": "The row does not name the case he was exposed to.",
        "zh": "该行未写明所接触的病例。",
    },
    "year_out_of_range": {"en": "The year cannot be right.", "zh": "年份不合理。"},
    "broken_characters": {
        "en": "Some characters arrived broken.",
        "zh": "部分文字在传输中损坏。",
    },
    "approximate_day": {
        "en": "The other system says that the day is approximate.",
        "zh": "对方系统注明该日期为约数。",
    },
    "unknown_location": {
        "en": "The file refers to a place that it does not explain.",
        "zh": "文件引用了一个未说明的地点。",
    },
    "isolated_where": {
        "en": "The other system says isolated, not where.",
        "zh": "对方系统只写明隔离，未写明隔离场所类型。",
    },
    "ill_how": {
        "en": "He was seen to be ill; the file does not say how.",
        "zh": "随访发现有症状，但文件未写明是何症状。",
    },
    "direction_unclear": {
        "en": "The file does not say which of the two exposed the other.",
        "zh": "文件未说明双方谁是暴露来源。",
    },
    "told_differently": {
        "en": "Another record of the file says this differently.",
        "zh": "文件中另一条记录的说法不同。",
    },
    "told_of_nowhere": {
        "en": "The file refers to a record that it does not hold.",
        "zh": "文件引用了其中没有的一条记录。",
    },
    "which_sample": {
        "en": "Several samples were asked for; the file does not say of which this result is.",
        "zh": "有多份送检样本，文件未说明此结果属于哪一份。",
    },
    "disease_not_said": {
        "en": "The file does not say of which disease this is a case.",
        "zh": "文件未写明这是哪种疾病的病例。",
    },
    "visit_may_not_be_made": {
        "en": "The file does not say whether this took place.",
        "zh": "文件未说明此次就诊是否已发生。",
    },
    "ended_when": {
        "en": "This is over; the file does not say since when.",
        "zh": "文件注明已结束，但未写明结束时间。",
    },
    "not_final": {
        "en": "The other system says that the test is still under way.",
        "zh": "对方系统注明检测尚未完成。",
    },
    "preliminary": {
        "en": "The other system says that this result is preliminary.",
        "zh": "对方系统注明该结果为初步结果。",
    },
    "corrected_result": {
        "en": "The laboratory corrected this result, and no number says which one it sent before."
        " Look whether that one is on file.",
        "zh": "该结果为检验机构更正后的结果，但无编号可对应原结果，请核对原结果是否已登记。",
    },
    "nobody_named": {
        "en": "The record does not say whose it is.",
        "zh": "该记录未说明属于谁。",
    },
}
