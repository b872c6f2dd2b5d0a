"""How every command behaves: help as sentences in two languages, `--lang`, faults as sentences."""

from collections.abc import Sequence
from functools import partial
from importlib import import_module
from typing import Any

import click
from rich.cells import cell_len

from firebreak.cli import language
from firebreak.cli.faults import STOPPED, fault_of
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop
from firebreak.outputs.layout import pad, wrap

#: Command -> the module it lives in. Help lists them in this order.
COMMANDS = {
    "demo": "demo",
    "serve": "serve",
    "import": "imports",
    "read": "reading",
    "inbox": "inbox",
    "export": "export",
    "exports": "exports",
    "dhis2": "dhis2",
    "brief": "brief",
    "duties": "duties",
    "missed": "missed",
    "trace": "trace",
    "chains": "chains",
    "epidemic": "epidemic",
    "stays": "stays",
    "check": "check",
    "duplicates": "duplicates",
    "init": "init",
    "user": "user",
    "boundaries": "boundaries",
    "editions": "editions",
    "migrate": "migrate",
}
EXIT_CODES = {
    0: gettext_noop("done, also if there was nothing to do"),
    1: gettext_noop("done, and something was found that a person should look at"),
    2: gettext_noop("the command was not understood"),
    3: gettext_noop("what was given cannot be used: a file, a time, a unit; nothing was changed"),
    4: gettext_noop("this machine stands in the way: database, disk, port, permission"),
    70: gettext_noop("a fault in Firebreak itself; what was begun is undone"),
    130: gettext_noop("stopped from the keyboard; what was begun is undone"),
}


class Formatter(click.HelpFormatter):
    """Help laid out by the width of what is written: a Chinese character takes two columns."""

    def write_text(self, text: str) -> None:
        indent = " " * self.current_indent
        paragraphs = [" ".join(part.split()) for part in text.split("\n\n")]
        lines = [wrap(part, self.width, first=indent) for part in paragraphs]
        self.write("\n\n".join("\n".join(part) for part in lines) + "\n")

    def write_dl(
        self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        wide = min(max(cell_len(first) for first, _second in rows), col_max) + col_spacing
        indent = " " * self.current_indent
        for first, second in rows:
            head = indent + pad(first, wide)
            if cell_len(first) > wide - col_spacing:
                self.write(f"{indent}{first}\n")
                head = indent + " " * wide
            self.write("\n".join(wrap(second, self.width, first=head)) + "\n")


class SpokenContext(click.Context):
    """A context whose help is laid out so."""

    formatter_class = Formatter


class SpokenOption(click.Option):
    """An option whose help is translated when it is shown, and says its range in words."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        if self.hidden:
            return None
        names = click.formatting.join_options(self.opts)[0]
        return f"{names} {self.make_metavar(ctx)}" if not self.is_flag else names, _(
            self.help or ""
        )


option = partial(click.option, cls=SpokenOption)


class Speaking(click.Command):
    """A command whose help is translated when it is shown, and which takes `--lang`."""

    context_class = SpokenContext

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.append(_language_option())
        self.plain_help = self.help

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = _("Show this message and exit.")
        return found

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence, whole: cut text is no sentence."""
        return _(self.plain_help or "").partition("\n")[0]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.help = _(self.plain_help or "")
        super().format_help_text(ctx, formatter)


class SpeakingGroup(Speaking, click.Group):
    """A group of such commands."""

    command_class = Speaking

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subcommand_metavar = "COMMAND …"

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


class Firebreak(SpeakingGroup):
    """The whole command: loads a subcommand when it is asked for, turns faults into sentences."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        return import_module(f"firebreak.cli.{COMMANDS[name]}").command

    def main(self, args=None, **extra: Any) -> Any:
        import sys

        arguments = list(sys.argv[1:] if args is None else args)
        language.speak(language.chosen(arguments))
        return super().main(args=arguments, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, click.Abort):
            click.echo(_("Stopped."), err=True)
            ctx.exit(STOPPED)
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            raise fault_of(error) from error

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Exit codes")):
            formatter.write_dl([(str(code), _(text)) for code, text in EXIT_CODES.items()])


def _language_option() -> click.Option:
    return SpokenOption(
        ["--lang"],
        type=click.Choice(list(language.LANGUAGES)),
        expose_value=False,
        help=gettext_noop(
            "Speak Chinese (zh) or English (en). Without it: FIREBREAK_LANG, then the terminal's."
        ),
    )


@click.group(
    cls=Firebreak,
    help=gettext_noop(
        "From the day's raw reports to the day's orders.\n\n"
        "FIREBREAK_HOME names the folder that holds database, keys and files; without it, a folder"
        " beside the checkout (firebreak-home beside firebreak) or, without a checkout, the"
        " platform's data folder. FIREBREAK_DATABASE names a PostgreSQL database instead of the file."
    ),
)
@click.version_option(package_name="firebreak", prog_name="firebreak")
def firebreak() -> None:
    """Everything is done by the commands below."""
