"""`firebreak serve`: the site, from this very process.

The port is taken before anything else is said, so that whoever reads the address can open it.
"""

import errno
import gc
import os
import signal
import socket
import threading

import click

from firebreak.cli.command import Speaking, option
from firebreak.cli.faults import Surroundings
from firebreak.cli.installation import open_installation
from firebreak.cli.language import gettext as _
from firebreak.cli.language import gettext_noop
from firebreak.records.interrupts import start_no_more

LOCAL = ("127.0.0.1", "localhost", "::1")
EVERYWHERE = ("0.0.0.0", "::", "")


@click.command(
    "serve",
    cls=Speaking,
    help=gettext_noop(
        "Start the site and print its address. Ctrl-C stops it, after the requests under way."
    ),
)
@option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    metavar="N",
    help=gettext_noop("The port to listen on (default 8000). 0 takes any free one."),
)
@option(
    "--host",
    default="127.0.0.1",
    metavar="ADDRESS",
    help=gettext_noop(
        "The address to listen on (default 127.0.0.1: this machine only). 0.0.0.0 is every network"
        " the machine is on; name the site's host names in FIREBREAK_HOSTS, and put https in front."
    ),
)
@option(
    "--threads",
    type=click.IntRange(1, 256),
    default=16,
    metavar="N",
    help=gettext_noop("How many requests are answered at once (default 16)."),
)
def command(port: int, host: str, threads: int) -> None:
    """Bind, prepare, tell, serve."""
    listener = _listen(host, port)
    open_installation(migrate=True)
    from django.conf import settings

    if host not in EVERYWHERE and host not in settings.ALLOWED_HOSTS:
        settings.ALLOWED_HOSTS.append(host)
    _tell(host, listener.getsockname()[1])
    _serve(listener, threads)
    click.echo(_("Stopped."), err=True)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise _cannot_listen(error, host, port) from error
    return listener


def _cannot_listen(error: OSError, host: str, port: int) -> Surroundings:
    if error.errno == errno.EADDRINUSE:
        return Surroundings(
            _(
                "Port {port} is taken by another program. Stop that one, or take another port:"
                " firebreak serve --port {other} (make run PORT={other})."
            ).format(port=port, other=_free_port(host))
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return Surroundings(
            _("You may not listen on port {port}. Take one above 1023, for example 8000.").format(
                port=port
            )
        )
    return Surroundings(
        _("This machine has no address {host}. Take 127.0.0.1, or one of its own.").format(
            host=host
        )
    )


def _free_port(host: str) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in range(8001, 8100):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    return 8100


def _tell(host: str, port: int) -> None:
    shown = "127.0.0.1" if host in EVERYWHERE else f"[{host}]" if ":" in host else host
    click.echo(_("Firebreak is at {address}").format(address=f"http://{shown}:{port}"))
    if host not in LOCAL:
        click.echo(
            _(
                "It is open to the network without encryption. Put a server with https in front"
                " and set FIREBREAK_HTTPS=1 before real data is in it."
            ),
            err=True,
        )
    _tell_logins()
    click.echo(_("Ctrl-C stops it."))


def _tell_logins() -> None:
    from firebreak.cli.demo import tell_logins
    from firebreak.records import clock
    from firebreak.records.models import Installation, User

    if clock.is_demo():
        tell_logins()
    elif not User.objects.filter(is_active=True).exists():
        click.echo(_nobody_yet(Installation.objects.filter(city__isnull=False).exists()))


def _nobody_yet(has_city: bool) -> str:
    if has_city:
        return _(
            "Nobody can sign in yet. Make a first login:"
            " firebreak user add NAME --role administrator --unit CODE"
        )
    return _(
        "Nobody can sign in yet. Set up your city with: firebreak init; or look at the demo"
        " city, in a folder of its own: FIREBREAK_HOME=demo firebreak demo"
    )


def _serve(listener: socket.socket, threads: int) -> None:
    from django.conf import settings
    from django.db import connections
    from gunicorn.app.base import BaseApplication

    class Site(BaseApplication):
        """Gunicorn without its own command line."""

        def load_config(self) -> None:
            for key, value in _settings(listener, threads).items():
                self.cfg.set(key, value)

        def load(self):
            from firebreak.wsgi import application

            return application

    settings.STATIC_ROOT.mkdir(exist_ok=True)  # empty, unless somebody collects files there
    ours = os.getpid()
    connections.close_all()  # the worker is a child: it must not share a connection with us
    try:
        Site().run()
    except SystemExit as stop:
        if stop.code or os.getpid() != ours:  # the worker leaves by this door too
            raise


_is_leaving = threading.Event()


def _read_ahead(_worker) -> None:
    """Read the record, and compile what traces, while nobody has asked for a page yet."""
    from django.db import connection

    from firebreak.intake.linkage import proposing
    from firebreak.outputs.brief import keeping
    from firebreak.records import chains, missed
    from firebreak.records.situation import read_ahead
    from firebreak.site.chains import drawing

    chains.engage()
    keeping.engage()
    missed.engage()
    drawing.engage()
    proposing.engage()

    def read() -> None:
        try:
            prepare()
        except Exception:  # whatever it is: once the program leaves, nothing new can be begun
            if not _is_leaving.is_set():
                raise

    def prepare() -> None:
        from firebreak.engine.tracing.warming import warm

        read_pages()
        gc.freeze()  # the program itself is not looked through for what may go
        try:
            read_ahead()  # in a large city it takes a while
            proposing.standing()  # whoever opens the duplicates finds them compared
        finally:
            connection.close()
        warm()
        gc.collect()
        gc.freeze()  # nor what was read: a look through all of it would stop every page for 0.1 s

    threading.Thread(target=read, daemon=True).start()


def read_pages() -> None:
    """Read the code of all pages: a second and a half, for which whoever asks first would wait."""
    from django.urls import reverse

    reverse("duplicates")  # to know one address is to know them all


def _leave_quietly(_arbiter, worker) -> None:
    """Ctrl-C reaches the worker from the terminal and again from its parent: once is enough."""
    if worker.pid != os.getpid():  # the parent, tidying up after a worker that is gone
        return
    _is_leaving.set()
    for again in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
        signal.signal(again, signal.SIG_IGN)
    start_no_more()


def _settings(listener: socket.socket, threads: int) -> dict:
    return {
        "bind": [f"fd://{listener.detach()}"],
        "workers": 1,  # one process keeps one picture of the situation; threads share it
        "threads": threads,
        "timeout": 120,
        "graceful_timeout": 20,
        "loglevel": "error",
        "proc_name": "firebreak",
        "post_worker_init": _read_ahead,
        "worker_exit": _leave_quietly,
        "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,  # noqa: PTH112
    }
