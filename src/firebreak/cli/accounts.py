"""Logins and their passwords: asked for on a terminal, read from a pipe, or made and shown once."""

import secrets
import sys

import click

from firebreak.cli.faults import BadInput
from firebreak.cli.language import gettext as _


def add_user(login: str, name: str, role: str, unit, password_stdin: bool) -> str:
    """
    Make a login with a post; return what to tell about it.

    Raises
    ------
    BadInput
        The login is taken, or the password is too weak.
    """
    from firebreak.records.actions.units import appoint
    from firebreak.records.models import User

    if User.objects.filter(username=login).exists():
        raise BadInput(
            _(
                "There is a login {login} already. Give it a post: firebreak user appoint {login}"
            ).format(login=login)
        )
    user = User(username=login, name=name)
    _check_login(user)
    told = set_password(user, password_stdin)
    user.save()
    user.post = appoint(by=None, user=user, role=role, unit=unit)
    user.save(update_fields=["post"])
    line = _("{login} can sign in as {role}, {unit}.").format(
        login=login, role=user.post.get_role_display(), unit=unit
    )
    return f"{line}\n{told}" if told else line


def set_password(user, password_stdin: bool) -> str:
    """
    Give a user a password; return what to tell, if one was made up.

    Raises
    ------
    BadInput
        It is too weak.
    """
    if password_stdin:
        user.set_password(_checked(sys.stdin.readline().rstrip("\r\n"), user))
        return ""
    if sys.stdin.isatty():
        asked = click.prompt(
            _("Password"), hide_input=True, confirmation_prompt=_("Again"), err=True
        )
        user.set_password(_checked(asked, user))
        return ""
    made = "-".join(secrets.token_hex(2) for _part in range(4))
    user.set_password(made)
    return _("Password, shown only now: {password}").format(password=made)


def user_named(login: str):
    """
    Return a user.

    Raises
    ------
    BadInput
        There is no such login.
    """
    from firebreak.records.models import User

    user = User.objects.filter(username=login).first()
    if user is None:
        raise BadInput(
            _("There is no login {login}. firebreak user list shows them.").format(login=login)
        )
    return user


def _check_login(user) -> None:
    from django.core.exceptions import ValidationError

    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as error:
        raise BadInput(" ".join(error.messages)) from error


def _checked(password: str, user) -> str:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    try:
        validate_password(password, user)
    except ValidationError as error:
        raise BadInput(" ".join(error.messages)) from error
    return password
