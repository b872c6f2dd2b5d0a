"""One reader fuzzed in this process by Atheris: what is found is kept, and it goes on.

Of each find the first file is kept with its traceback; the same place of the same fault is one find.
"""

import contextlib
import hashlib
import importlib
import json
import pkgutil
import random
import resource
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

INSTRUMENTED = ("firebreak.intake", "firebreak.outputs.exchange")
LONGEST = 400_000  # bytes of a spoilt file
MOST_GROWTH = 512 * 1024  # KiB that one small file may add to the most memory ever held
RAW = 0.1  # how often bytes are spoilt without regard to their form
TOLD_EVERY = 5.0  # seconds
MOST_MEMORY = 3_000  # MB of the process
IN_HAND = "in-hand.file"  # what was being read, should the process be killed


class Session:
    """
    What came of fuzzing a reader so far.

    Parameters
    ----------
    folder
        Where finds are kept, with `told.json` on how many files were read.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder = name, folder
        self.read, self.began, self.told = 0, time.monotonic(), 0.0
        self.finds: Counter[str] = Counter()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "told.json").unlink(missing_ok=True)  # of an earlier run

    def judge(self, judge: Any, content: bytes) -> None:
        """Read a file and keep it if anything is wrong."""
        from tools.fuzzing.judging import bounded

        (self.folder / IN_HAND).write_bytes(content)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        try:
            with bounded():
                judge(content)
            grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
            assert grown < MOST_GROWTH or self.read < 10, f"{grown // 1024} MB for one file"
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # whatever it is, it is a find, and the next file is read
            self._keep(error, content)
        self.read += 1
        self._tell()

    def _keep(self, error: BaseException, content: bytes) -> None:
        where = _place(error)
        self.finds[where] += 1
        if self.finds[where] > 1:
            return
        stem = self.folder / hashlib.sha256(where.encode()).hexdigest()[:10]
        stem.with_suffix(".file").write_bytes(content)
        said = "".join(traceback.format_exception(error))
        stem.with_suffix(".txt").write_text(f"{where}\n\n{said}", "utf-8", "backslashreplace")
        self.told = 0.0  # a find is told of at once: the process may end before the next time

    def _tell(self) -> None:
        now = time.monotonic()
        if now - self.told < TOLD_EVERY:
            return
        self.told = now
        said = {
            "reader": self.name,
            "minutes": round((now - self.began) / 60, 2),
            "processor_minutes": round(time.process_time() / 60, 2),
            "files": self.read,
            "finds": dict(self.finds),
        }
        written = json.dumps(said, ensure_ascii=False, indent=1)
        (self.folder / "told.json").write_text(written, "utf-8", "backslashreplace")


def _place(error: BaseException) -> str:
    """The fault and where in our own code it came up."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/firebreak/" in frame.filename] or frames
    last = ours[-1]
    said = str(error) if isinstance(error, AssertionError) else ""
    return f"{type(error).__name__} {said} {last.filename.rpartition('/src/')[2]}:{last.lineno}"


def fuzz(name: str, folder: Path, seconds: int, seed: int) -> None:
    """Fuzz a reader; libFuzzer ends the process when the time is up."""
    import atheris

    from tools.fuzzing.installation import set_up

    set_up()
    with atheris.instrument_imports(include=list(INSTRUMENTED)):
        _import_all()
    from tools.fuzzing.targets import TARGETS

    target = TARGETS[name]
    begun = tuple(target.begin())
    session = Session(name, folder)

    def mutate(content: bytes, most: int, seed: int) -> bytes:
        draw = random.Random(seed)
        if draw.random() < RAW:
            return bytes(atheris.Mutate(content, most))
        if draw.random() < RAW:
            content = draw.choice(begun)
        return bytes(target.mutate(content, draw, begun))[:most]

    corpus = _corpus(folder, begun)
    options = (
        f"-max_total_time={seconds}",
        f"-seed={seed}",
        f"-max_len={LONGEST}",
        f"-rss_limit_mb={MOST_MEMORY}",
        "-len_control=0",
        "-timeout=7200",  # ours is of the processor, and whoever started us ends what hangs
        f"-artifact_prefix={folder}/",
        "-verbosity=0",
    )
    one = lambda content: session.judge(target.judge, content)  # noqa: E731
    atheris.Setup([sys.argv[0], *options, str(corpus)], one, custom_mutator=mutate)
    with contextlib.suppress(KeyboardInterrupt):
        atheris.Fuzz()


def _import_all() -> None:
    """Readers are imported when they are needed first: too late to be watched."""
    for name in INSTRUMENTED:
        path = importlib.import_module(name).__path__
        for module in pkgutil.walk_packages(path, f"{name}."):
            importlib.import_module(module.name)


def _corpus(folder: Path, begun: tuple[bytes, ...]) -> Path:
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for content in begun:
        name = hashlib.sha256(content).hexdigest()[:16]
        (corpus / name).write_bytes(content[:LONGEST])
    return corpus


def again(name: str, file: Path) -> None:
    """Judge one kept file once more; whatever is wrong with the reader is raised."""
    from tools.fuzzing.installation import set_up

    set_up()
    from tools.fuzzing.judging import bounded
    from tools.fuzzing.targets import TARGETS

    with bounded():
        TARGETS[name].judge(file.read_bytes())
