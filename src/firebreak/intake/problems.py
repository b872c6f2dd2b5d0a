"""Why a document cannot be read, in both languages: what is wrong, and what to do.

Sentences stand here because reading knows no site; those of files that are not opened are
`refusals.py`, those of lists `linelist/problems.py`, those of other systems' files
`exchange/sentences.py`.
Nothing of a document's content is repeated.
"""

from collections.abc import Mapping

from firebreak.intake.exchange.sentences import REFUSALS
from firebreak.intake.linelist import problems as lists
from firebreak.intake.refusals import OF_FILES

#: code -> language -> (what is wrong, how to go on)
SENTENCES: dict[str, dict[str, tuple[str, str]]] = {
    **OF_FILES,
    "list_lacks": {
        "en": (
            "No column says {label}; those recognised are: {columns}.",
            "Add that column and send the list again, or enter the people by hand.",
        ),
        "zh": (
            "缺少“{label}”列；已识别的列：{columns}。",
            "请补上该列后重新发送，或手工录入。",
        ),
    },
    "empty": {
        "en": ("The document is empty.", "Check that the right file was saved and sent."),
        "zh": ("文件是空的。", "请确认保存和发送的是正确的文件。"),
    },
    "damaged": {
        "en": ("The file is damaged or cut off.", "Save it again, or ask for it again."),
        "zh": ("文件已损坏或不完整。", "请重新保存，或请对方重发。"),
    },
    "pdf": {
        "en": (
            "The file is a PDF, whatever its name says.",
            "Copy its text and paste it; of a scanned page, type the sentences that matter.",
        ),
        "zh": (
            "该文件实际为 PDF 格式。",
            "请复制其中的文字后粘贴；扫描件请录入有用的句子。",
        ),
    },
    "picture": {
        "en": ("The file is a picture.", "Type or paste the sentences that matter."),
        "zh": ("文件是图片。", "请录入或粘贴其中有用的句子。"),
    },
    "not_text": {
        "en": ("The file is not text.", "Save it as text (UTF-8), CSV, XLSX or JSON."),
        "zh": ("文件不是文本。", "请另存为文本（UTF-8）、CSV、XLSX 或 JSON。"),
    },
    "no_tags": {
        "en": (
            "No row of HXL tags says a day and a measure.",
            "Add the row of tags below the headings, or send it as a plain list.",
        ),
        "zh": ("没有标明日期和指标的 HXL 标签行。", "请在表头下补上标签行，或作为普通名单提交。"),
    },
    "own_counts": {
        "en": (
            "This installation counted these figures itself; they are no published ones.",
            "To hold them against what was published, take in what was published.",
        ),
        "zh": (
            "这些数字由本系统自行统计，不是公布的数字，未导入。",
            "如需与公布的数字核对，请导入公布的数字。",
        ),
    },
    "endpoint_unreachable": {
        "en": (
            "The second reader of this installation does not answer.",
            "Read without it, or ask whoever runs it.",
        ),
        "zh": ("本系统配置的第二读取服务没有响应。", "可先不使用该服务读取，或联系其管理人员。"),
    },
    "endpoint_answer": {
        "en": (
            "The second reader answered in a form that cannot be read.",
            "Read without it, or tell whoever runs it.",
        ),
        "zh": ("第二读取服务的回答无法解析。", "可先不使用该服务读取，或告知其管理人员。"),
    },
    "encoding": {
        "en": (
            "The characters are neither UTF-8, UTF-16 nor GB18030.",
            "Save the file again as UTF-8.",
        ),
        "zh": ("文字编码不是 UTF-8、UTF-16 或 GB18030。", "请另存为 UTF-8。"),
    },
    "lone_surrogate": {
        "en": (
            "The text holds half a character (a lone surrogate), which can be neither kept nor shown.",
            "Open it where it was written, delete the broken character, and send it again.",
        ),
        "zh": (
            "文本中有半个字符（单独的代理项），既无法保存也无法显示。",
            "请在原处打开，删去损坏的字符后重新发送。",
        ),
    },
    "not_json": {
        "en": (
            "The file is called JSON and is none.",
            "Export it again; it may have been cut off.",
        ),
        "zh": ("文件名为 JSON，但内容不是 JSON。", "请重新导出；文件可能不完整。"),
    },
    "too_deep": {
        "en": (
            "The JSON is nested more than {most} levels deep; no export of a health system is.",
            "Ask the sender what it is.",
        ),
        "zh": ("JSON 嵌套超过 {most} 层，卫生系统的导出不会这样。", "请向发送人核实内容。"),
    },
    "too_long": {
        "en": (
            "The text has {characters} characters; at most {most} are read.",
            "Send its parts one by one.",
        ),
        "zh": ("文本有 {characters} 个字，最多读取 {most} 个字。", "请分成几段逐段发送。"),
    },
    "unknown_format": {
        "en": (
            "This is none of the formats that are read here.",
            "Paste it as text, or send it as CSV, XLSX, ODS, or the export of a known system.",
        ),
        "zh": (
            "这不是本系统能读取的格式。",
            "请作为文本粘贴，或以 CSV、XLSX、ODS 或已知系统的导出文件发送。",
        ),
    },
    "unknown_json": {
        "en": (
            "This is JSON, but not the export of a system that is read here"
            " (Go.Data, SORMAS, DHIS2, FHIR).",
            "Ask the sender which system it comes from, or for the list as CSV or XLSX.",
        ),
        "zh": (
            "这是 JSON，但不是本系统能读取的导出文件（Go.Data、SORMAS、DHIS2、FHIR）。",
            "请向发送人核实来自哪个系统，或请其改发 CSV 或 XLSX 名单。",
        ),
    },
    "reader_failed": {
        "en": (
            "The reader for {format} came upon something it does not know; nothing was taken in.",
            "Enter the facts by hand, and keep the document for whoever looks after Firebreak.",
        ),
        "zh": (
            "{format} 读取程序遇到无法处理的内容，未录入任何数据。",
            "请手工录入，并保留该文件交系统维护人员。",
        ),
    },
}


def say(code: str, values: Mapping[str, object], language: str) -> tuple[str, str]:
    """
    Return what is wrong and how to go on, in a language ("en" or "zh").

    Examples
    --------
    >>> say("too_large", {"size": 2048, "most": 64}, "en")[0]
    'The document has 2048 MB; at most 64 MB are read.'
    """
    known = SENTENCES.get(code) or REFUSALS.get(code) or lists.SENTENCES[code]
    wrong, fix = known[language]
    named = Lenient({name: lists.in_language(value, language) for name, value in values.items()})
    return wrong.format_map(named), fix.format_map(named)


class Lenient(dict):
    """Values of a sentence; one that was not told is a dash."""

    def __missing__(self, name: str) -> str:
        return "–"
