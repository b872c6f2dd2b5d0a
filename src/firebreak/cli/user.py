"""`firebreak user`: who may sign in, and as what."""

import json

import click

from firebreak.cli.accounts import add_user, set_password, user_named
from firebreak.cli.asked import for_a_program
from firebreak.cli.command import SpeakingGroup, option
from firebreak.cli.faults import BadInput
from firebreak.cli.installation import open_installation
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop
from firebreak.cli.scope import unit_named

ROLES = (
    "duty_head",
    "secretary",
    "tracer",
    "reviewer",
    "clinician",
    "hospital",
    "laboratory",
    "grid_worker",
    "checkpoint",
    "school",
    "liaison",
    "supply_keeper",
    "spokesperson",
    "inspector",
    "citizen",
    "administrator",
)
role_option = option(
    "--role",
    required=True,
    type=click.Choice(ROLES),
    metavar="ROLE",
    help=gettext_noop(
        "duty_head, secretary, tracer, reviewer, clinician, hospital, laboratory, grid_worker,"
        " checkpoint, school, liaison, supply_keeper, spokesperson, inspector, citizen or"
        " administrator."
    ),
)
unit_option = option(
    "--unit",
    required=True,
    metavar="CODE",
    help=gettext_noop("The unit, by code or name; the post reaches it and what is under it."),
)
password_option = option(
    "--password-stdin",
    is_flag=True,
    help=gettext_noop(
        "Read the password from standard input. Otherwise a terminal asks for it, and without a"
        " terminal one is made and shown once."
    ),
)


@click.group(
    "user",
    cls=SpeakingGroup,
    help=gettext_noop("Make logins, and give and take posts. A post is a role at a unit."),
)
def command() -> None:
    """Everything is done by the commands below."""


@command.command("add", help=gettext_noop("Make a login with a first post."))
@click.argument("login")
@role_option
@unit_option
@option("--name", default="", metavar="NAME", help=gettext_noop("The name that colleagues see."))
@password_option
def add(login: str, role: str, unit: str, name: str, password_stdin: bool) -> None:
    open_installation()
    from django.db import transaction

    with transaction.atomic():
        click.echo(add_user(login, name, role, unit_named(unit), password_stdin))


@command.command("appoint", help=gettext_noop("Give a login another post."))
@click.argument("login")
@role_option
@unit_option
def appoint(login: str, role: str, unit: str) -> None:
    open_installation()
    from firebreak.records.actions.units import appoint as appoint_user

    post = appoint_user(by=None, user=user_named(login), role=role, unit=unit_named(unit))
    click.echo(_("{login} now holds: {post}.").format(login=login, post=post))


@command.command("dismiss", help=gettext_noop("Take a post from a login; what it wrote stays."))
@click.argument("login")
@role_option
@unit_option
def dismiss(login: str, role: str, unit: str) -> None:
    open_installation()
    from firebreak.records.actions.units import dismiss as dismiss_post

    found = user_named(login).posts.filter(role=role, unit=unit_named(unit)).first()
    if found is None:
        raise BadInput(
            _("{login} has no such post. firebreak user list shows what each has.").format(
                login=login
            )
        )
    said = str(found)
    dismiss_post(by=None, post=found)
    click.echo(_("{login} no longer holds: {post}.").format(login=login, post=said))


@command.command("password", help=gettext_noop("Give a login a new password."))
@click.argument("login")
@password_option
def password(login: str, password_stdin: bool) -> None:
    open_installation()
    user = user_named(login)
    told = set_password(user, password_stdin)
    user.save(update_fields=["password"])
    click.echo(told or _("The password of {login} is changed.").format(login=login))


@command.command("close", help=gettext_noop("Let a login sign in no more; what it wrote stays."))
@click.argument("login")
def close(login: str) -> None:
    open_installation()
    user = user_named(login)
    user.is_active = False
    user.save(update_fields=["is_active"])
    click.echo(_("{login} can no longer sign in.").format(login=login))


@command.command("list", help=gettext_noop("List logins and their posts."))
@for_a_program
def list_users(as_json: bool) -> None:
    open_installation()
    from django.db.models import Prefetch

    from firebreak.records.models import Post, User

    posts = Post.objects.select_related("unit").order_by("id")
    users = User.objects.prefetch_related(Prefetch("posts", posts)).order_by("username")
    rows = [
        {
            "login": user.username,
            "active": user.is_active,
            "posts": [{"role": p.role, "unit": p.unit.code} for p in user.posts.all()],
        }
        for user in users
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for user in users:
        held = "; ".join(str(post) for post in user.posts.all()) or _("no post")
        click.echo(f"{user.username}  {held}" + ("" if user.is_active else f"  ({_('closed')})"))
