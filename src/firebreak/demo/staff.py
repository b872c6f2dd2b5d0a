"""Who signs in: one login for each role, and colleagues who wrote the diary and cannot sign in."""

import os
import secrets
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from firebreak import home
from firebreak.demo import city
from firebreak.demo.diary import Clerk
from firebreak.demo.people import Maker
from firebreak.records.actions import units as unit_actions
from firebreak.records.models import Post, Unit, User
from firebreak.records.roles import Role

PASSWORD_FILE = "demo-password"


@dataclass(frozen=True)
class Login:
    """A demo user: who, as what, where, and the words to sign in with."""

    username: str
    name: str
    role: str
    unit_code: str
    unit: str
    password: str


#: role -> (unit, name in Chinese and in Latin letters).
ACCOUNTS: dict[str, tuple[str, str]] = {
    Role.DUTY_HEAD: (city.ROOT, "周望江 Zhou Wangjiang"),
    Role.SECRETARY: ("430281", "文砺川 Wen Lichuan"),
    Role.TRACER: ("430202", "谢竹衡 Xie Zhuheng"),
    Role.REVIEWER: (city.ROOT, "易澄霜 Yi Chengshuang"),
    Role.CLINICIAN: (city.hospital("430202"), "罗青岚 Luo Qinglan"),
    Role.HOSPITAL: (city.DESIGNATED, "贺秋野 He Qiuye"),
    Role.LABORATORY: (city.CITY_LABORATORY, "彭予荷 Peng Yuhe"),
    Role.GRID_WORKER: (city.town("430202", 0), "唐溪燕 Tang Xiyan"),
    Role.CHECKPOINT: ("430202-K1", "尹远舟 Yin Yuanzhou"),
    Role.SCHOOL: (city.UNIVERSITY, "颜若琴 Yan Ruoqin"),
    Role.LIAISON: (city.FIRM, "凌乔石 Ling Qiaoshi"),
    Role.SUPPLY_KEEPER: (city.COMMAND, "苏桐原 Su Tongyuan"),
    Role.SPOKESPERSON: (city.ROOT, "龙霁月 Long Jiyue"),
    Role.INSPECTOR: (city.ROOT, "汤岚岳 Tang Lanyue"),
    Role.CITIZEN: (city.village("430202", 0), "宁若枝 Ning Ruozhi"),
    Role.ADMINISTRATOR: (city.ROOT, "沈砚树 Shen Yanshu"),
}


def username(role: str) -> str:
    """
    Return the demo login of a role.

    Examples
    --------
    >>> username("duty_head")
    'duty-head'
    """
    return role.replace("_", "-")


def password() -> str:
    """Return this installation's demo password, made at the first call, for its owner only."""
    path = home.folder() / PASSWORD_FILE
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(secrets.token_hex(6) + "\n")
    return path.read_text("utf-8").strip()


def logins() -> list[Login]:
    """Return the demo logins, in the order of the roles; none if the demo is not loaded."""
    held = Post.objects.filter(user__username__in=[username(role) for role in ACCOUNTS])
    posts = {post.role: post for post in held.select_related("user", "unit")}
    return [
        Login(
            post.user.username,
            post.user.name,
            str(Role(role).label),
            post.unit.code,
            str(post.unit),
            password(),
        )
        for role in ACCOUNTS
        if (post := posts.get(role)) is not None
    ]


def appoint_all(units: dict[str, Unit], clerks: list[Clerk], maker: Maker) -> dict[Clerk, User]:
    """Make the logins and the colleagues; return who writes as which clerk."""
    found = {}
    hashed = make_password(password())  # one password: hashed once, as hashing is slow on purpose
    for role, (code, name) in ACCOUNTS.items():
        user = User.objects.create(username=username(role), password=hashed, name=name)
        found[Clerk(str(role), code)] = _appoint(user, role, units[code])
    for clerk in clerks:
        if clerk not in found:
            found[clerk] = _appoint(_colleague(clerk, maker), clerk.role, units[clerk.unit])
    return found


def _colleague(clerk: Clerk, maker: Maker) -> User:
    name = maker.name(maker.random.choice(("male", "female")))
    user = User(username=f"{username(clerk.role)}.{clerk.unit}".lower(), name=name)
    user.set_unusable_password()
    user.save()
    return user


def _appoint(user: User, role: str, unit: Unit) -> User:
    user.post = unit_actions.appoint(by=None, user=user, role=role, unit=unit)
    user.save()
    return user
