"""Make the environment `.venv` of this checkout, and nothing else: `make setup` calls this.

Needs python3 (3.11 or newer) and its pip; neither python3-venv nor a writable system Python.
Packages are the pinned, hashed ones of requirements.txt (with `--dev` requirements-dev.txt). They
are fetched by uv, which is fetched by pip; where uv cannot run, pip does all of it, more slowly.
What is already in place is left alone: a second run reads four small files and returns.

Why it looks old: an older Python must be able to read this file, to say that it is too old.
"""

import ast
import hashlib
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
NEWER = ("python3.11", "python3.12", "python3.13", "python3.14")
ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
UV = os.path.join(VENV, "bin", "uv")
STAMP = os.path.join(VENV, "set-up")
LOG = os.path.join(VENV, "set-up.log")
LOCKS = {"run": "requirements.txt", "dev": "requirements-dev.txt"}
SPACE = {"run": 700, "dev": 1000}  # MB free that a new environment needs while it is made

# What an installer says when something around it is wrong, and what to tell the person.
FAULTS = (
    (
        ("No space left on device", "os error 28", "Errno 28", "Disk quota exceeded"),
        "The disk is full. Free about {space} MB on the disks of {root} and of your home folder's\n"
        "cache, and run the command again.",
        "磁盘已满。请在 {root} 和个人缓存目录所在的磁盘上腾出约 {space} MB，再运行一次。",
    ),
    (
        ("os error 13", "os error 30", "Errno 13", "Errno 30", "Permission denied"),
        "No permission to write in {root}. Take a checkout of your own, or mend the permissions.",
        "没有权限写入 {root}。请换一个自己的目录，或修正权限。",
    ),
    (
        ("ash mismatch", "DO NOT MATCH THE HASHES"),
        "A package is not the one that was pinned, so it was refused. Try another package index.",
        "下载的软件包与锁定的校验值不符，已拒绝安装。请换一个软件包源再试。",
    ),
    (
        ("UnknownIssuer", "CERTIFICATE_VERIFY_FAILED", "invalid peer certificate"),
        "The network's certificate is not trusted. Set SSL_CERT_FILE to your organisation's.",
        "网络证书不受信任。请把 SSL_CERT_FILE 设为本单位的证书文件。",
    ),
    (
        (
            "Connection refused",
            "dns error",
            "error sending request",
            "tcp connect error",
            "Failed to fetch",
            "NewConnectionError",
            "ConnectTimeout",
            "Network is unreachable",
            "Temporary failure in name resolution",
            "timed out",
            "ProxyError",
        ),
        "No network: the package index does not answer. Connect, or name an index within reach:\n"
        "  pip config set global.index-url ADDRESS",
        "没有网络：软件包源无应答。请联网，或指定能访问的源：\n"
        "  pip config set global.index-url 地址",
    ),
    (
        ("(from versions:", "No solution found", "not found in the package registry"),
        "The package index lacks a pinned package, or does not answer. Name another index:\n"
        "  pip config set global.index-url ADDRESS",
        "软件包源缺少锁定的软件包，或无应答。请换一个源：\n  pip config set global.index-url 地址",
    ),
)
NO_SUCH_PACKAGE = FAULTS[-1][1:]


class SetUpError(Exception):
    """Set-up cannot go on; carries the sentence in English and in Chinese."""

    def __init__(self, english, chinese):
        Exception.__init__(self, english)
        self.lines = (english, chinese)


def main(arguments):
    """Make what is missing and return the exit code: 0 when the environment is ready."""
    try:
        check_python()
        wanted = "dev" if "--dev" in arguments or stamped()[0] == "dev" else "run"
        if stamped() != (wanted, digest(wanted)):
            set_up(wanted)
    except SetUpError as stop:
        return complain(*stop.lines)
    except KeyboardInterrupt:
        return complain("Stopped. Run it again to go on.", "已中断。再运行一次即可继续。")
    except OSError as error:
        return complain(*sentence_for(str(error), "run"))
    return 0


def complain(*lines):
    say("", *lines)
    return 1


def say(*lines):
    sys.stderr.write("\n".join(lines) + "\n")  # it shows what a poor terminal cannot, escaped
    sys.stderr.flush()


def check_python():
    """Refuse a Python that is too old, naming a newer one if this machine has it."""
    if sys.version_info >= OLDEST:
        return
    newer = next((name for name in NEWER if works(name)), None)
    have = ".".join(map(str, sys.version_info[:3]))
    command = "make {0} PYTHON={1}".format(os.environ.get("GOAL") or "run", newer or "python3.11")
    first = "Run: " if newer else "Install a newer one, then run: "
    first_zh = "请运行：" if newer else "请先安装新版本，再运行："
    raise SetUpError(
        "This is Python {0}; Firebreak needs 3.11 or newer. {1}{2}".format(have, first, command),
        "当前 Python 为 {0}，需要 3.11 或更新版本。{1}{2}".format(have, first_zh, command),
    )


def works(python):
    try:
        return subprocess.call([python, "-c", ""], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def stamped():
    """Return what the environment was last completed as, and from what: (`run`, digest)."""
    if not os.path.exists(PYTHON):
        return ("", "")
    try:
        with open(STAMP) as stamp:
            kind, of, _ = stamp.read().splitlines()
    except (OSError, ValueError):
        return ("", "")
    return (kind, of)


def moved():
    """Tell whether the checkout was renamed since: its scripts then name a Python that is gone."""
    try:
        with open(STAMP) as stamp:
            return stamp.read().splitlines()[2:] != [ROOT]
    except OSError:
        return False


def digest(wanted):
    """Return a digest of all that the environment follows from, this folder's name included."""
    parts = hashlib.sha256(ROOT.encode())
    for name in ("pyproject.toml", "requirements-uv.txt", LOCKS[wanted]):
        with open(os.path.join(ROOT, name), "rb") as part:
            parts.update(part.read())
    return parts.hexdigest()


def set_up(wanted):
    say("Setting up .venv, a minute or two. 正在准备运行环境，约一两分钟。")
    check_room(wanted)
    make_venv()
    install(wanted)
    with open(STAMP, "w") as stamp:
        stamp.write("{0}\n{1}\n{2}\n".format(wanted, digest(wanted), ROOT))


def check_room(wanted):
    """Refuse before anything is written: no permission, no room, no pip."""
    if not os.access(VENV if os.path.isdir(VENV) else ROOT, os.W_OK):
        raise SetUpError(*sentence_for("Permission denied", wanted))
    if not os.path.exists(STAMP) and shutil.disk_usage(ROOT).free < SPACE[wanted] * 1000 * 1000:
        raise SetUpError(*sentence_for("No space left on device", wanted))
    if subprocess.call(
        [sys.executable, "-m", "pip", "-V"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ):
        raise SetUpError(
            "This Python has no pip. On Debian: sudo apt-get install python3-pip",
            "当前 Python 没有 pip。Debian 上请运行：sudo apt-get install python3-pip",
        )


def make_venv():
    """Make an empty environment of the asked Python; one whose Python is gone is made anew."""
    if works(PYTHON) and not moved():
        return
    run([sys.executable, "-m", "venv", "--clear", "--without-pip", VENV], os.environ, "run")


def install(wanted):
    lock = os.path.join(ROOT, LOCKS[wanted])
    hashed = ["install", "-q", "--require-hashes"]
    itself = ["install", "-q", "--no-deps", "--no-build-isolation", "-e", ROOT]
    if has_uv():
        env, uv = uv_environment(), [UV, "pip"]
        for_venv = ["--python", PYTHON]
        run(uv + hashed + ["--compile-bytecode", "-r", lock] + for_venv, env, wanted)
        run(uv + itself + for_venv, env, wanted)
        return
    run(pip() + hashed + ["-r", lock], os.environ, wanted)
    run(pip() + itself, os.environ, wanted)


def pip():
    return [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", PYTHON]


def has_uv():
    """Fetch uv into the environment; False if this machine has none, so that pip must do."""
    lock = os.path.join(ROOT, "requirements-uv.txt")
    fetch = ["install", "-q", "--require-hashes", "--only-binary", ":all:", "-r", lock]
    try:
        run(pip() + fetch, os.environ, "run")
    except SetUpError as stop:
        if stop.lines not in (NO_SUCH_PACKAGE, unknown()):
            raise
        say("uv is not to be had here; pip will do it, more slowly. 没有 uv，改用 pip，稍慢。")
        return False
    return works_as_uv()


def works_as_uv():
    try:
        return subprocess.call([UV, "--version"], stdout=subprocess.DEVNULL) == 0
    except OSError:
        return False


def uv_environment():
    """Return this environment with pip's settings said again in uv's words."""
    said = pip_settings()
    words = {
        "UV_DEFAULT_INDEX": said.get("index-url"),
        "UV_INDEX": said.get("extra-index-url"),
        "UV_FIND_LINKS": ",".join(said.get("find-links", "").split()),
        "UV_INSECURE_HOST": said.get("trusted-host"),
        "SSL_CERT_FILE": said.get("cert"),
        "HTTPS_PROXY": said.get("proxy"),
        # As pip does: the best version of all indexes. The hashes say which file is meant.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_SYSTEM_CERTS": "1",
        "UV_HTTP_TIMEOUT": "180",
    }
    return dict({k: v for k, v in words.items() if v}, **os.environ)


def pip_settings():
    """Return pip's own settings; the later of its files, then the environment, wins."""
    listing = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], stdout=subprocess.PIPE, check=False
    ).stdout.decode("utf-8", "replace")
    rows = [line.partition("=") for line in listing.splitlines() if "=" in line]
    ranked = sorted(rows, key=lambda row: ("global", "install", ":env:").index(section(row[0])))
    return {
        name.rpartition(".")[2]: " ".join(ast.literal_eval(value).split())
        for name, _, value in ranked
    }


def section(name):
    found = name.rpartition(".")[0]
    return found if found in ("install", ":env:") else "global"


def run(command, env, wanted):
    """Run an installer, show what it says, and turn its failure into a sentence."""
    said = []
    process = subprocess.Popen(
        command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    for line in iter(process.stdout.readline, b""):
        said.append(line.decode("utf-8", "replace"))
    if process.wait():
        keep(said)
        raise SetUpError(*sentence_for("".join(said), wanted))


def keep(said):
    """Keep what the installer said, if there is room to keep it."""
    try:
        with open(LOG, "w", encoding="utf-8") as log:
            log.writelines(said)
    except OSError:
        sys.stderr.writelines(said[-20:])


def sentence_for(said, wanted):
    """Return what went wrong and how to mend it, in English and in Chinese."""
    for signs, english, chinese in FAULTS:
        if any(sign in said for sign in signs):
            around = {"root": ROOT, "space": SPACE[wanted]}
            return (english.format(**around), chinese.format(**around))
    return unknown()


def unknown():
    return (
        "Set-up failed. What the installer said is in {0}".format(LOG),
        "安装失败。安装程序的输出见 {0}".format(LOG),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
