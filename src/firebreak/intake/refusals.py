"""Why a file is not opened at all, in both languages: what is wrong, and what to do."""

#: code of `detect.py` -> language -> (what is wrong, how to go on)
OF_FILES: dict[str, dict[str, tuple[str, str]]] = {
    "too_large": {
        "en": (
            "The document has {size} MB; at most {most} MB are read.",
            "Split it, or send only the sheet that is meant.",
        ),
        "zh": ("文件有 {size} MB，最多读取 {most} MB。", "请拆分文件，或只发送所需的工作表。"),
    },
    "unpacks_too_large": {
        "en": (
            "Unpacked, the file would take more than {most} MB: no list of a city is so large.",
            "Ask the sender what it is, and for the list as CSV.",
        ),
        "zh": (
            "文件解压后超过 {most} MB，远大于任何一个城市的名单。",
            "请向发送人核实内容，并请其改发 CSV。",
        ),
    },
    "unpacks_too_far": {
        "en": (
            "Unpacked, the file would take more than {most} times its size: no list of people does.",
            "Ask the sender what it is, and for the list as CSV.",
        ),
        "zh": (
            "文件解压后超过原大小的 {most} 倍，不像正常的名单。",
            "请向发送人核实内容，并请其改发 CSV。",
        ),
    },
    "macros": {
        "en": (
            "The workbook holds macros. They are never run, and such a file is not read.",
            "Save it as XLSX (without macros) or as CSV.",
        ),
        "zh": (
            "工作簿带有宏。本系统不运行宏，也不读取此类文件。",
            "请另存为不带宏的 XLSX 或 CSV。",
        ),
    },
    "archive": {
        "en": (
            "The file is an archive of files.",
            "Unpack it, and send the files in it one by one.",
        ),
        "zh": ("文件是压缩包。", "请解压后逐个发送其中的文件。"),
    },
    "xml_entities": {
        "en": (
            "The file declares entities of its own, which no list needs and which can be used to attack.",
            "Open it in a spreadsheet program and save it again, or ask for it as CSV.",
        ),
        "zh": (
            "文件自行声明了 XML 实体；名单不需要实体，而实体可被用于攻击。",
            "请用表格软件打开后重新保存，或请对方改发 CSV。",
        ),
    },
}
