"""How people met, from the words of a list: the manners of contact of the record."""

import re

#: The first that fits. Source: the code list of the contact record form, with its usual variants.
MANNERS = {
    "household": "同住|共同居住|共同生活|家庭|家人|家属|夫妻|丈夫|妻子|配偶|父|母|儿子|女儿|household|family|lives with",
    "meal": "就餐|聚餐|用餐|吃饭|同餐|同桌|宴|meal|dinner|dining",
    "same_ward": "同病房|同病室|same ward",
    "care": "诊疗|护理|照护|照料|陪护|医务|care|treated",
    "visit": "探视|探望|拜访|走访|做客|visit",
    "vehicle": "同乘|同车|同航班|同车厢|交通工具|乘车|vehicle|same flight|same train",
    "utensils": "共用餐具|共用用具|utensils",
    "body_fluids": "体液|血液|分泌物|body fluid",
    "work": "同事|同学|工作|办公|学习|上课|colleague|classmate|work",
    "same_room": "同室|同房|同屋|同处|同一房间|密闭|same room",
}
#: Words of a relation that say what people did; kin need not live together, nor colleagues meet.
SAYS_WHAT_WAS_DONE = re.compile(
    r"同住|共同|就餐|聚餐|用餐|吃饭|同餐|同桌|同病|诊疗|护理|照护|照料|陪护|探视|探望|拜访|走访|做客|同乘|同车|同航班"
    r"|同室|同房|同屋|lives with|meal|dinner|dining|care|visit|same"
)
SECONDARY = re.compile(r"次密|二级密接|密接的密接|次级|secondary|contact of (?:a )?contact")
GENERAL = re.compile(r"一般接触|普通接触|casual|general")
_CLOSE = re.compile(r"密切接触|密接|close contact")
CLOSE = 1  # contacts of a case himself, as the record counts


def manner_of(words: str) -> str:
    """
    Return the manner that the words name; "" where they name none.

    Examples
    --------
    >>> manner_of("1月17日聚餐"), manner_of("同事"), manner_of("不清楚")
    ('meal', 'work', '')
    """
    plain = words.lower()
    return next((manner for manner, said in MANNERS.items() if re.search(said, plain)), "")


def says_what_was_done(relation: str) -> bool:
    """
    Say whether the words for a relation tell how two people met, and not only who they are.

    Examples
    --------
    >>> says_what_was_done("同住女儿"), says_what_was_done("女儿")
    (True, False)
    """
    return SAYS_WHAT_WAS_DONE.search(relation.lower()) is not None


def order_of(words: str) -> int:
    """
    Return 2 for the contact of a contact, 0 for a general contact, else 1, a close one.

    Examples
    --------
    >>> order_of("次密接"), order_of("一般接触者"), order_of("同住")
    (2, 0, 1)
    """
    plain = words.lower()
    if SECONDARY.search(plain):
        return 2
    return 0 if GENERAL.search(plain) else 1


def orders_said(title: str) -> set[int]:
    """
    Return of which orders a list says that its contacts are.

    Examples
    --------
    >>> orders_said("次密切接触者名单"), orders_said("密切接触者及次密接"), orders_said("名单")
    ({2}, {1, 2}, set())
    """
    plain = title.lower()
    rest = GENERAL.sub("", SECONDARY.sub("", plain))
    said = {2: SECONDARY.search(plain), 0: GENERAL.search(plain), CLOSE: _CLOSE.search(rest)}
    return {order for order, found in said.items() if found}
