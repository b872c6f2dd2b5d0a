"""What is wrong with a file, said so that it can be mended: row, column, what was found, the fix.

A problem blocks (nothing of the file is applied) or warns. What it found is not repeated where it
would name a person. Sentences stand here in both languages, because reading knows no site.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from firebreak.engine.consistency.findings import MESSAGES
from firebreak.intake.linelist.hiding import Shown
from firebreak.intake.refusals import OF_FILES

#: code -> language -> (what is wrong, how to fix it)
SENTENCES: dict[str, dict[str, tuple[str, str]]] = {
    "no_such_file": {
        "en": ("There is no such file.", "Check the path and the spelling of the name."),
        "zh": ("没有这个文件。", "请核对路径和文件名。"),
    },
    "a_folder": {
        "en": ("This is a folder.", "Name the file in it that is to be read."),
        "zh": ("这是文件夹，不是文件。", "请指明其中要读取的文件。"),
    },
    "unreadable_file": {
        "en": ("The file may not be read: {reason}.", "Check its permissions, or copy it."),
        "zh": ("无法读取文件：{reason}。", "请检查文件权限，或另存一份。"),
    },
    "empty_file": {
        "en": ("The file holds no rows.", "Check that the right file was saved and sent."),
        "zh": ("文件中没有任何行。", "请确认保存和发送的是正确的文件。"),
    },
    "unknown_kind_of_file": {
        "en": ("A {ending} file holds no rows.", "Save the list as CSV or XLSX."),
        "zh": ("{ending} 文件不是表格。", "请把名单另存为 CSV 或 XLSX。"),
    },
    "password": {
        "en": ("The workbook has a password.", "Save it without one, in a safe place."),
        "zh": ("工作簿设有密码。", "请取消密码后另存，并妥善保管。"),
    },
    "damaged": {
        "en": (
            "The workbook is damaged or cut off.",
            "Open it in a spreadsheet program and save it again, or ask for it again.",
        ),
        "zh": ("工作簿已损坏或不完整。", "请用表格软件打开后重新保存，或请对方重发。"),
    },
    "sheet_too_large": {
        "en": (
            "A sheet of the workbook reaches so far down or right that it cannot be opened.",
            "Copy the rows of the list into a new workbook, or save the sheet as CSV.",
        ),
        "zh": (
            "工作簿中有工作表的范围过大，无法打开。",
            "请把名单所在的行复制到新的工作簿，或另存为 CSV。",
        ),
    },
    "not_text": {
        "en": ("The file is not text.", "Save the list as CSV (UTF-8) or XLSX."),
        "zh": ("文件不是文本。", "请把名单另存为 CSV（UTF-8）或 XLSX。"),
    },
    "encoding": {
        "en": (
            "The characters are neither UTF-8 nor GB18030.",
            "Save the file again as CSV UTF-8, or as XLSX.",
        ),
        "zh": ("文字编码既不是 UTF-8，也不是 GB18030。", "请另存为 CSV UTF-8 或 XLSX。"),
    },
    "unclosed_quote": {
        "en": (
            "A quotation mark opens in this row and is not closed where its cell ends, so that what"
            " follows would be taken for the same cell.",
            "Close it or delete it; a quotation mark that belongs to the text is written twice"
            ' (""). Or save the list as XLSX.',
        ),
        "zh": (
            "本行有一个引号没有在本格末尾闭合，后面的内容会被当成同一格。",
            '请补上或删除这个引号；属于内容的引号请连写两个（""）。也可另存为 XLSX。',
        ),
    },
    "no_headings": {
        "en": (
            "No row of headings was recognised.",
            "Give one row of column names, for example: {examples}.",
        ),
        "zh": ("没有识别出表头。", "请保留一行列名，例如：{examples}。"),
    },
    "headings_over_two_lines": {
        "en": (
            "The headings go over rows {first} and {second}, and it is not clear what they say"
            " together.",
            "Write the whole name of each column into row {first} and delete row {second}; or, if"
            " row {second} is a case, give it a number or a name.",
        ),
        "zh": (
            "表头占了第 {first}、{second} 两行，合起来无法确定各列的含义。",
            "请把每列完整的列名写在第 {first} 行，并删除第 {second} 行；如第 {second} 行是病例，"
            "请补填编号或姓名。",
        ),
    },
    "which_sheet": {
        "en": ("Several sheets hold a list: {sheets}.", "Say which one is meant: --sheet NAME."),
        "zh": ("有多个工作表都是名单：{sheets}。", "请指明用哪一个：--sheet 名称。"),
    },
    "no_such_sheet": {
        "en": ("There is no sheet {sheet}.", "The file has: {sheets}."),
        "zh": ("没有工作表 {sheet}。", "文件中有：{sheets}。"),
    },
    "other_sheets": {
        "en": ("Other sheets are not read: {sheets}.", "Name one with --sheet to read it."),
        "zh": ("其他工作表没有读取：{sheets}。", "需要时用 --sheet 指明。"),
    },
    "no_such_column": {
        "en": ("The file has no column {heading}.", "It has: {headings}."),
        "zh": ("文件中没有列“{heading}”。", "现有的列：{headings}。"),
    },
    "no_such_field": {
        "en": ("There is no field {chosen}.", "Choose one of: {fields}."),
        "zh": ("没有字段 {chosen}。", "可选：{fields}。"),
    },
    "two_columns": {
        "en": (
            "Columns {columns} both read as {label}.",
            "Say which one is meant: --column '{second}=' leaves the second out.",
        ),
        "zh": (
            "{columns}两列都识别为“{label}”。",
            "请指明用哪一列：--column '{second}=' 表示不用后一列。",
        ),
    },
    "second_column": {
        "en": (
            "Columns {columns} both read as {label}; only one of them is read.",
            "Give the other, {second}, a heading that says what else it is, or delete it.",
        ),
        "zh": (
            "{columns}两列都识别为“{label}”，只读取其中一列。",
            "请把 {second} 列改成能说明内容的列名，或删除该列。",
        ),
    },
    "two_values": {
        "en": (
            "Column {second} says {label} too, and says another thing than column {first}.",
            "Look up which is right.",
        ),
        "zh": ("{second} 列也是“{label}”，但与 {first} 列不一致。", "请核实以哪一列为准。"),
    },
    "side_by_side": {
        "en": (
            "Two tables stand side by side; the second begins at column {second}. Nothing of them"
            " is read.",
            "Put one below the other under the same headings, or each into a sheet of its own.",
        ),
        "zh": (
            "两张表并排放在一起，第二张从 {second} 列开始，均未读取。",
            "请把第二张表移到第一张下方（共用表头），或分别放在不同的工作表。",
        ),
    },
    "hidden_sheet": {
        "en": (
            "This sheet is hidden in the workbook; it was read all the same.",
            "If it is void, delete it from the workbook and send that again.",
        ),
        "zh": ("该工作表在工作簿中是隐藏的，已照常读取。", "如已作废，请删除后重新发送。"),
    },
    "hidden_rows": {
        "en": (
            "Rows that the workbook hides were read all the same.",
            "If they are void, delete them from the workbook and send that again.",
        ),
        "zh": ("工作簿中隐藏的行已照常读取。", "如已作废，请删除后重新发送。"),
    },
    "hidden_columns": {
        "en": (
            "Columns that the workbook hides were read all the same: {columns}.",
            "If they are void, delete them from the workbook and send that again.",
        ),
        "zh": ("工作簿中隐藏的列已照常读取：{columns}。", "如已作废，请删除后重新发送。"),
    },
    "column_missing": {
        "en": (
            "No column says {label}.",
            "Add one, or say which column it is: --column 'HEADING={field}'.",
        ),
        "zh": ("没有“{label}”列。", "请补上，或指明是哪一列：--column '列名={field}'。"),
    },
    "column_not_taken": {
        "en": (
            "This column is not recognised and will not be read.",
            "If it matters, say what it is: --column '{heading}=FIELD'.",
        ),
        "zh": ("没有识别出这一列，不会读取。", "如需读取，请指明：--column '{heading}=字段'。"),
    },
    "column_without_heading": {
        "en": (
            "The column holds values but has no heading, so it is not read.",
            "If it matters, give it a heading.",
        ),
        "zh": ("该列有内容但没有列名，没有读取。", "如需读取，请补上列名。"),
    },
    "formula_error": {
        "en": (
            "The cell holds an error of the spreadsheet, such as #N/A.",
            "Type the value itself, or empty the cell if it is not known.",
        ),
        "zh": ("单元格是公式错误（如 #N/A）。", "请填写内容；如不详，请清空该格。"),
    },
    "no_rows": {
        "en": ("There are headings but no rows below them.", "Check that the list is in the file."),
        "zh": ("只有表头，没有数据行。", "请确认名单在文件中。"),
    },
    "too_many_cells": {
        "en": (
            "The row has {cells} cells, the headings have {headings}.",
            "A comma inside a value needs quotes around the value; or save the list as XLSX.",
        ),
        "zh": (
            "本行有 {cells} 格，表头只有 {headings} 格。",
            "值中有逗号时请加引号，或另存为 XLSX。",
        ),
    },
    "totals_row": {
        "en": ("A totals row was noticed and not read as a case.", "Nothing to do."),
        "zh": ("发现合计行，未当作数据读取。", "无需处理。"),
    },
    "totals_disagree": {
        "en": (
            "The totals row says {said}, but {counted} rows were read.",
            "Check whether rows are missing or the total is old.",
        ),
        "zh": ("合计行写的是 {said}，实际读到 {counted} 行。", "请核对是否缺行，或合计未更新。"),
    },
    "remark_row": {
        "en": ("A remark below the list was not read.", "Nothing to do."),
        "zh": ("名单下方的附注没有读取。", "无需处理。"),
    },
    "headings_again": {
        "en": ("The headings are repeated here; the row was not read.", "Nothing to do."),
        "zh": ("此行是重复的表头，没有读取。", "无需处理。"),
    },
    "other_headings": {
        "en": (
            "This row looks like the headings of another table; it and the rows below it are not"
            " read.",
            "Put that table into a sheet or file of its own, and send it again.",
        ),
        "zh": (
            "此行像是另一张表的表头；此行及以下各行均不读取。",
            "请把该表拆分到单独的工作表或文件后重新发送。",
        ),
    },
    "required": {
        "en": ("{label} is missing.", "Fill it in, or delete the row if it holds no case."),
        "zh": ("缺少{label}。", "请补填；如本行没有数据，请删除该行。"),
    },
    "no_who": {
        "en": ("Neither a case number nor a name.", "Fill in one of them."),
        "zh": ("病例编号和姓名都没有。", "请至少填一项。"),
    },
    "no_state": {
        "en": (
            "Neither a classification nor a date of one.",
            "Fill in the classification (for example: confirmed) or the date of confirmation.",
        ),
        "zh": ("没有病例分类，也没有相应日期。", "请填写分类（如：确诊）或确诊日期。"),
    },
    "date": {"en": ("{message}", "{fix}"), "zh": ("{message}", "{fix}")},
    "year_derived": {
        "en": ("No year is written; it is read as {year}.", "Check it, or write the year."),
        "zh": ("没有写年份，按 {year} 年读取。", "请核对，或写上年份。"),
    },
    "future": {
        "en": ("This day has not come yet: today is {today}.", "Check the day and the year."),
        "zh": ("这个日期还没有到：今天是 {today}。", "请核对日期和年份。"),
    },
    "published_ahead": {
        "en": ("This day has not come yet: today is {today}.", "Check it; it is kept as written."),
        "zh": ("这个日期还没有到：今天是 {today}。", "请核对；按原样保留。"),
    },
    "as_above": {
        "en": ("The cell only says that it is as above.", "Write the value itself."),
        "zh": ("单元格只写“同上”。", "请填写具体内容。"),
    },
    "not_a_day": {
        "en": ("A whole date is needed here.", "Write year, month and day: 1974-05-20."),
        "zh": ("这里需要完整日期。", "请写年、月、日：1974-05-20。"),
    },
    "sex": {
        "en": ("This is not a sex.", "Write 男 or 女, male or female, M or F, 1 or 2."),
        "zh": ("无法识别性别。", "请写 男 或 女（也可写 M/F、1/2）。"),
    },
    "age": {
        "en": ("This is not an age.", "Write a number of years (45), months (6月) or days (15天)."),
        "zh": ("无法识别年龄。", "请写岁数（45）、月龄（6月）或天数（15天）。"),
    },
    "age_in_whole_years": {
        "en": ("The age is kept in whole years: {years}.", "Nothing to do."),
        "zh": ("年龄按整岁保留：{years} 岁。", "无需处理。"),
    },
    "age_unit": {
        "en": ("This is not a unit of age.", "Write 岁, 月 or 天; years, months or days."),
        "zh": ("无法识别年龄单位。", "请写 岁、月 或 天。"),
    },
    "group": {
        "en": ("This is not a population group of the report card.", "Write one of: {options}."),
        "zh": ("无法识别人群分类。", "请写：{options}。"),
    },
    "classification": {
        "en": ("This is not a classification.", "Write one of: {options}."),
        "zh": ("无法识别病例分类。", "请写：{options}。"),
    },
    "classification_disagrees": {
        "en": (
            "The classification does not go with the date of confirmation beside it.",
            "Correct the classification, or leave the date of confirmation empty.",
        ),
        "zh": ("病例分类与同一行的确诊日期不符。", "请改正分类，或不填确诊日期。"),
    },
    "result": {
        "en": ("This is not a result.", "Write one of: {options}."),
        "zh": ("无法识别检测结果。", "请写：{options}。"),
    },
    "method": {
        "en": ("This is no method of testing known here.", "Write one of: {options}."),
        "zh": ("无法识别检测方法。", "请写：{options}。"),
    },
    "sample_kind": {
        "en": ("This is no kind of sample known here.", "Write one of: {options}."),
        "zh": ("无法识别样本类型。", "请写：{options}。"),
    },
    "disease": {
        "en": (
            "Firebreak has no pathogen on file for this disease, so the row is not read: it would be"
            " counted with the disease that is watched.",
            "Correct the name if it is one of {options}; else leave the row out.",
        ),
        "zh": (
            "系统中没有该病种，本行不读取，以免计入正在监测的病种。",
            "如属以下病种，请改正名称：{options}；否则请删除该行。",
        ),
    },
    "other_disease": {
        "en": (
            "The case of this number is on file with another disease.",
            "Correct the disease or the number; another disease of the same person is a case of its"
            " own, with a number of its own.",
        ),
        "zh": (
            "系统中该编号的病例属于另一病种。",
            "请核对病种和编号；同一人患另一种病应另立病例，使用另一编号。",
        ),
    },
    "no_ride": {
        "en": (
            "Neither where the ride began or ended nor its train, flight or plate.",
            "Fill in one of them, or delete the row.",
        ),
        "zh": ("出发地、到达地和车次（航班、车牌）都没有。", "请至少填一项，或删除该行。"),
    },
    "linked_to_itself": {
        "en": ("The case is linked with itself.", "Write the number of the other case."),
        "zh": ("病例与自身关联。", "请填写另一病例的编号。"),
    },
    "severity": {
        "en": ("This is not a severity.", "Write one of: {options}."),
        "zh": ("无法识别病情。", "请写：{options}。"),
    },
    "count": {
        "en": ("This is not a count.", "Write a whole number, 0 or more."),
        "zh": ("这不是计数。", "请写 0 或正整数。"),
    },
    "degrees": {
        "en": ("This is not a coordinate.", "Write degrees as a decimal, for example 113.0897."),
        "zh": ("无法识别坐标。", "请写十进制度数，例如 113.0897。"),
    },
    "half_a_point": {
        "en": ("Only one of longitude and latitude is given.", "Give both, or neither."),
        "zh": ("经度和纬度只有一个。", "请同时填写，或都不填。"),
    },
    "too_long": {
        "en": ("The value is longer than {limit} characters.", "Shorten it, or use the note."),
        "zh": ("内容超过 {limit} 个字。", "请缩短，或写入备注。"),
    },
    "unknown_unit": {
        "en": ("No unit of this name or code is on file.", "Did you mean {nearest}?"),
        "zh": ("没有这个名称或代码的单位。", "是否应为{nearest}？"),
    },
    "unit_like_none": {
        "en": (
            "No unit of this name or code is on file, nor one of a name like it.",
            "Write the name or code of a unit on file, or open the unit first.",
        ),
        "zh": (
            "没有这个名称或代码的单位，也没有名称相近的单位。",
            "请写系统中已有单位的名称或代码，或先建立该单位。",
        ),
    },
    "no_units": {
        "en": (
            "No units are on file yet, so no county can be recognised.",
            "Set up the city first; then import again.",
        ),
        "zh": ("系统中还没有单位，无法识别县区。", "请先建立城市的单位，再导入。"),
    },
    "unit_renamed": {
        "en": ("This is an old name of {unit_en}.", "It is read as {unit_en}; nothing to do."),
        "zh": ("这是{unit}的旧称。", "已按{unit}读取，无需处理。"),
    },
    "unit_without_code": {
        "en": (
            "{unit_en} has no division code of its own.",
            "It is kept as a reporting unit; nothing to do.",
        ),
        "zh": ("{unit}没有行政区划代码。", "按统计单位保留，无需处理。"),
    },
    "code_disagrees": {
        "en": (
            "The code {division} is of {other_en}, not of this unit.",
            "Check the name and the code.",
        ),
        "zh": ("代码 {division} 属于{other}，与名称不符。", "请核对名称和代码。"),
    },
    "lives_elsewhere": {
        "en": (
            "The residence is outside the city.",
            "It is kept as written. Say in whose count the case stands in a counting column.",
        ),
        "zh": ("现住地在本市以外。", "按原文保留。请用“统计县区”列写明计入哪个县区。"),
    },
    "id_check_digit": {
        "en": (
            "The check digit of the ID number does not fit.",
            "Compare it with the card; it is kept as written.",
        ),
        "zh": ("身份证号校验位不符。", "请与证件核对；按原样保留。"),
    },
    "id_length": {
        "en": (
            "The ID number does not have the 18 characters of a resident ID.",
            "Check it; other documents are kept as written.",
        ),
        "zh": ("证件号不是 18 位身份证号。", "请核对；其他证件按原样保留。"),
    },
    "id_digits_lost": {
        "en": (
            "The spreadsheet has cut off the last digits of the ID number; it is left out.",
            "Format the column as text, type the number again, and import again.",
        ),
        "zh": ("表格软件丢失了证件号末尾数字，未采用。", "请把该列设为文本，重新填写后再导入。"),
    },
    "phone_digits_lost": {
        "en": (
            "The spreadsheet has cut off the last digits of the telephone number; it is left out.",
            "Format the column as text, type the number again, and import again.",
        ),
        "zh": (
            "表格软件丢失了电话号码的末尾数字，未采用。",
            "请把该列设为文本，重新填写后再导入。",
        ),
    },
    "id_sex": {
        "en": ("The ID number is of the other sex.", "Compare it with the card."),
        "zh": ("证件号与性别不符。", "请与证件核对。"),
    },
    "id_birth": {
        "en": ("The ID number has another date of birth.", "Compare it with the card."),
        "zh": ("证件号与出生日期不符。", "请与证件核对。"),
    },
    "id_age": {
        "en": (
            "The ID number is of somebody of another age; no date of birth is taken from it.",
            "Compare it with the card.",
        ),
        "zh": ("证件号与年龄不符，未据以登记出生日期。", "请与证件核对。"),
    },
    "name_without_letters": {
        "en": (
            "The name holds no letter.",
            "Check whether the cells of the row have slipped by one column.",
        ),
        "zh": ("姓名中没有文字。", "请核对本行各格是否错列。"),
    },
    "phone": {
        "en": ("The telephone number has an unusual length.", "Check it; it is kept as written."),
        "zh": ("电话号码长度异常。", "请核对；按原样保留。"),
    },
    "no_age": {
        "en": ("The age is not known.", "Fill it in when it becomes known."),
        "zh": ("年龄不详。", "获知后请补填。"),
    },
    "age_zero": {
        "en": (
            "An age of 0 without a unit may mean that it is not known; the age is left open.",
            "For somebody in his first year write the months or days (6 months) or the birth date.",
        ),
        "zh": (
            "年龄为 0 且未注明单位，可能表示不详，年龄暂不登记。",
            "未满一岁者请写明月龄或日龄（如 6月），或填写出生日期。",
        ),
    },
    "name_with_and": {
        "en": (
            "“{kept}” was kept as one place.",
            "If these are two places, part them with 、 and import again.",
        ),
        "zh": ("“{kept}”按一个地点保留。", "如为两个地点，请用“、”分开后重新导入。"),
    },
    "repeated_number": {
        "en": (
            "Case number {number} stands in row {first} already.",
            "Give the case its own number, or delete one of the rows.",
        ),
        "zh": ("病例编号 {number} 已在第 {first} 行出现。", "请改正编号，或删除其中一行。"),
    },
    "repeated_row": {
        "en": ("The row repeats row {first}.", "Delete one of them."),
        "zh": ("本行与第 {first} 行重复。", "请删除其中一行。"),
    },
    "repeated_count": {
        "en": ("The row says the same as row {first}.", "It is counted once; nothing to do."),
        "zh": ("本行与第 {first} 行相同。", "只计一次，无需处理。"),
    },
    "counted_twice": {
        "en": (
            "Row {first} has other numbers for the same day and unit.",
            "Keep the right one of the two rows, or put both numbers into one row.",
        ),
        "zh": (
            "第 {first} 行是同一天、同一单位，但数字不同。",
            "请保留正确的一行，或合并为一行。",
        ),
    },
    "same_id_number": {
        "en": (
            "The same ID number stands in row {first}.",
            "Check whether this is one person under two case numbers.",
        ),
        "zh": ("同一证件号已在第 {first} 行出现。", "请核对是否同一人有两个病例编号。"),
    },
    "counts_day_before": {
        "en": (
            "The column is the day of the report; each row counts the day before, up to 24:00.",
            "If it is the counted day itself: --column '{heading}=counted_date'.",
        ),
        "zh": (
            "该列是报告日期，各行统计的是前一天（截至 24 时）。",
            "如果就是统计当日，请用 --column '{heading}=counted_date'。",
        ),
    },
    "number_taken": {
        "en": (
            "Case number {number} is on file for somebody else.",
            "Compare both, and give one of them another number.",
        ),
        "zh": ("病例编号 {number} 在系统中属于另一人。", "请核对，并改正其中一个编号。"),
    },
    "number_of_others": {
        "en": (
            "Case number {number} on file is of another count than that of this list.",
            "Name the file after who counts (荷塘区病例.csv), write the numbers in full, or put the"
            " list into the inbox, where each is asked about.",
        ),
        "zh": (
            "系统中编号为 {number} 的病例由其他单位编号，与本名单的编号不是同一套。",
            "请在文件名中写明编号单位（如 荷塘区病例.csv），或改用完整编号，或将名单提交收件箱逐条核对。",
        ),
    },
    "no_such_case": {
        "en": ("No case has the number {number}.", "Import the list of cases first."),
        "zh": ("没有编号为 {number} 的病例。", "请先导入病例名单。"),
    },
    "cannot_become": {
        "en": (
            "A case on file as {now} cannot become {then}.",
            "Check the classification here, or correct the case on file first.",
        ),
        "zh": ("系统中为“{now}”的病例不能改为“{then}”。", "请核对分类，或先更正系统中的病例。"),
    },
    "counted_by_city": {
        "en": (
            "No county counts this case yet; it is counted by the city itself.",
            "Add a counting column, or import the places the case visited.",
        ),
        "zh": ("尚无县区统计该病例，暂计入全市。", "请增加“统计县区”列，或导入其活动场所。"),
    },
    "outside_editions": {
        "en": (
            "{count} classifications lie {side} the diagnosis editions on file.",
            "They are kept without an edition. If you have the one then in force, add it first:"
            " firebreak editions add FILE.",
        ),
        "zh": (
            "有 {count} 次病例分类的时间{side}系统收录的各版诊疗方案。",
            "这些分类不注明方案版本；如有当时施行的方案，请先收录：firebreak editions add 文件。",
        ),
    },
    "no_edition": {
        "en": (
            "No diagnosis edition for this disease is on file; {count} classifications name none.",
            "If you have the one then in force, add it first: firebreak editions add FILE.",
        ),
        "zh": (
            "系统没有收录该病的诊疗方案，{count} 次病例分类未注明版本。",
            "如有当时施行的方案，请先收录：firebreak editions add 文件。",
        ),
    },
    "no_passenger_headings": {
        "en": (
            "No row of headings of a passenger list was recognised.",
            "Give one row of column names, for example: train, date, coach, seat, name, ID number.",
        ),
        "zh": (
            "没有识别出乘客名单的表头。",
            "请保留一行列名，例如：车次、日期、车厢、座位号、姓名、身份证号。",
        ),
    },
    "column_left_out": {
        "en": ("This column is not recognised and is not read.", "If it matters, rename it."),
        "zh": ("没有识别出这一列，不会读取。", "如需要，请修改列名。"),
    },
    "no_run": {
        "en": ("The row names no train, flight or bus.", "Fill it in, or say it beside the file."),
        "zh": ("本行没有车次、航班号或车牌号。", "请补填，或在文件旁填写。"),
    },
    "no_run_day": {
        "en": ("The day of the journey is missing.", "Fill it in, or say it beside the file."),
        "zh": ("缺少乘坐日期。", "请补填，或在文件旁填写。"),
    },
    "no_kind_of_run": {
        "en": (
            "The number does not tell what it is: a train, a flight, a coach…",
            "Choose the kind beside the file.",
        ),
        "zh": ("从编号看不出是列车、航班还是客车等。", "请在文件旁选择交通工具。"),
    },
    "not_a_time": {
        "en": (
            "This is not a time of day.",
            "Write it as 18:40, or with the day: 2020-01-16 18:40.",
        ),
        "zh": ("无法识别时刻。", "请写成 18:40，或连同日期：2020-01-16 18:40。"),
    },
    "left_before_boarding": {
        "en": ("The journey would end before it began.", "Check both times and days."),
        "zh": ("下车时间早于上车时间。", "请核对两处的日期和时刻。"),
    },
    "onset_of_carrier": {
        "en": (
            "Somebody without symptoms has no onset; report cards have the day of his first test or"
            " visit there. It is not read as an onset.",
            "If he has symptoms, mend his classification.",
        ),
        "zh": (
            "无症状感染者（病原携带者）没有发病日期；报告卡此栏填的是初检或就诊日期，未按发病日期读取。",
            "如有症状，请订正病例分类。",
        ),
    },
    "excluded_or_not": {
        "en": (
            "There is a date of exclusion, and the case is said to be something else too.",
            "Write excluded as its classification, or take the date out.",
        ),
        "zh": (
            "填有排除日期，病例又另有分类或结局。",
            "如已排除，请将病例分类写为排除；否则请删除排除日期。",
        ),
    },
    "left_before_arrival": {
        "en": ("The stay would end before it began.", "Check when he arrived and when he left."),
        "zh": ("离开时间早于到达时间。", "请核对到达和离开的日期、时刻。"),
    },
    "row_not_known": {
        "en": (
            "The seat does not say which row it is in.",
            "It is kept as written; who sat near is then possible, not certain.",
        ),
        "zh": ("从座位号看不出是第几排。", "按原样保留；邻座只能判为可能。"),
    },
    "no_identifier": {
        "en": (
            "Neither an ID number nor a telephone number.",
            "The passenger is kept, but is linked with nobody on file.",
        ),
        "zh": ("没有证件号，也没有电话。", "保留该乘客，但不与系统中的人员关联。"),
    },
    "is_a_case": {
        "en": (
            "The person with this ID number is a case on file: {number}.",
            "Write that number, or leave the number out; then the row is about that case.",
        ),
        "zh": (
            "该身份证号的人员在系统中已是病例：{number}。",
            "请改填该编号，或将编号留空，本行即按该病例处理。",
        ),
    },
    "may_be_on_file": {
        "en": (
            "Somebody on file may be the same person: {same}.",
            "Compare them; the row is stored as a person of its own.",
        ),
        "zh": ("系统中可能已有此人：{same}。", "请核对；本行按新的人员保存。"),
    },
}

#: What `firebreak check` says of the record is said in the same words of a row.
FROM_CHECK = (
    "outcome_before_onset",
    "onset_after_confirmation",
    "confirmed_before_suspected",
    "onset_in_future",
    "classified_in_future",
)
SENTENCES |= {
    code: {"en": (said.en, said.do_en), "zh": (said.zh, said.do_zh)}
    for code, said in MESSAGES.items()
    if code in FROM_CHECK
}
SENTENCES |= OF_FILES


@dataclass(frozen=True)
class Problem:
    """
    One thing that is wrong with a file.

    Parameters
    ----------
    code
        A key of `SENTENCES`.
    row
        Row of the file, the first being 1; None if it is about the whole file.
    column
        The heading, as it stands in the file.
    found
        What stands there, or its shape by language where it may name a person; None in a column
        of names, numbers or addresses.
    values
        What the sentence names.
    blocks
        Nothing of the file is applied while this stands.
    rows
        Every row a warning is about; empty for a single one.

    Examples
    --------
    >>> problem = Problem("sex", row=3, column="性别", found="X")
    >>> problem.message, problem.fix
    ('This is not a sex.', 'Write 男 or 女, male or female, M or F, 1 or 2.')
    """

    code: str
    row: int | None = None
    column: str | None = None
    found: Shown | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    blocks: bool = True
    rows: tuple[int, ...] = ()

    def say(self, language: str) -> tuple[str, str]:
        """Say what is wrong and how to fix it, in "en" or "zh"."""
        sentences = SENTENCES[self.code]
        message, fix = sentences.get(language[:2], sentences["en"])
        values = {name: in_language(value, language[:2]) for name, value in self.values.items()}
        return message.format_map(values), fix.format_map(values)

    def quoted(self, language: str) -> str | None:
        """Say what was found: in quotes, or its shape."""
        if self.found is None or isinstance(self.found, str):
            return self.found and f"“{self.found}”"
        return str(in_language(self.found, language[:2]))

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return self.say("en")[0]

    @property
    def fix(self) -> str:
        """How to fix it, in English."""
        return self.say("en")[1]

    def as_dict(self, language: str = "en") -> dict[str, object]:
        """Return it for a program to read."""
        message, fix = self.say(language)
        return {
            "code": self.code,
            "blocks": self.blocks,
            "row": self.row,
            "rows": list(self.rows),
            "column": self.column,
            "found": in_language(self.found, language),
            "message": message,
            "fix": fix,
        }


def listed(items: Iterable[object]) -> dict[str, str]:
    """Words of a sentence one after the other, by language."""
    words = [str(item) for item in items]
    return {"en": ", ".join(words), "zh": "、".join(words)}


def in_language(value: object, language: str) -> object:
    """A word of a sentence, in the language of the sentence."""
    return value.get(language, value["en"]) if isinstance(value, Mapping) else value
