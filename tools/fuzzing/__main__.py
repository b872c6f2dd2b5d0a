"""Fuzz the readers of documents: `python -m tools.fuzzing`, ten minutes for each.

`python -m tools.fuzzing fhir text --minutes 1` fuzzes two of them; `--again FILE` reads one kept
file once more and shows the fault. Needs Atheris: `pip install -e ".[fuzzing]"`.
"""

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
from pathlib import Path

#: As `targets.TARGETS`, which is imported only where it may be instrumented.
READERS = (
    "text",
    "list",
    "workbook",
    "godata",
    "godata-table",
    "sormas",
    "dhis2",
    "dhis2-mapping",
    "fhir",
    "hxl",
    "who-form",
    "any",
    "linkage",
    "second-reader",
    "inbox",
)
MINUTES = 10.0
HUNG_AFTER = 300  # seconds beyond its time: one that starts late on a busy machine is not hung


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.fuzzing", description=__doc__)
    parser.add_argument("readers", nargs="*", help=f"which of {', '.join(READERS)}; all if none")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="for each reader (10)")
    parser.add_argument("--seed", type=int, default=1, help="of the first changes (1)")
    parser.add_argument("--keep", type=Path, help="folder for what is found")
    parser.add_argument("--again", type=Path, help="a kept file, read once more by one reader")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    unknown = set(asked.readers) - set(READERS)
    if unknown:
        parser.error(
            f"{', '.join(sorted(unknown))}: no such reader. Name any of {', '.join(READERS)}."
        )
    if asked.again and len(asked.readers) != 1:
        parser.error("--again needs the one reader that is to read the file.")
    return asked


def main() -> int:
    """Fuzz what was asked for, each in a process of its own; 0 if nothing was found."""
    asked = arguments()
    if asked.again or asked.here:
        return here(asked)
    if importlib.util.find_spec("atheris") is None:
        sys.exit('Atheris is not here. Install it: pip install -e ".[fuzzing]"')
    keep = asked.keep or Path(tempfile.mkdtemp(prefix="firebreak-fuzz-finds-"))
    found = 0
    for name in asked.readers or READERS:
        command = [sys.executable, "-m", "tools.fuzzing", name, "--here", "--keep", str(keep)]
        command += ["--minutes", str(asked.minutes), "--seed", str(asked.seed)]
        code = logged(command, keep / f"{name}.log", asked.minutes * 60 + HUNG_AFTER)
        found += tell(name, keep / name, code)
    return int(found > 0)


def logged(command: list[str], log: Path, seconds: float) -> int:
    """Run a command with all that it says in a file; return its exit code, 1 if it had to be ended."""
    log.parent.mkdir(parents=True, exist_ok=True)
    quiet = {"stdin": subprocess.DEVNULL, "stderr": subprocess.STDOUT}
    with log.open("wb") as said:
        try:
            return subprocess.run(command, stdout=said, timeout=seconds, **quiet).returncode
        except subprocess.TimeoutExpired:
            return 1


def here(asked: argparse.Namespace) -> int:
    """Do it in this process."""
    from tools.fuzzing import running

    [name] = asked.readers
    if asked.again:
        running.again(name, asked.again)
        return 0
    running.fuzz(name, asked.keep / name, int(asked.minutes * 60), asked.seed)
    return 0


def tell(name: str, folder: Path, code: int) -> int:
    """Say what came of a reader; return how many faults were found."""
    told = folder / "told.json"
    if not told.exists():
        print(f"{name}: could not be fuzzed; {folder}.log says why.")
        return 1
    said = json.loads(told.read_text("utf-8"))
    took = f"{said['minutes']} minutes ({said['processor_minutes']} of the processor)"
    print(f"{name}: {said['files']} files in {took}, {len(said['finds'])} faults")
    for where, times in said["finds"].items():
        print(f"    {times} × {where}")
    if code:
        print(f"    the process ended with {code}; what it had in hand is in {folder}")
    return len(said["finds"]) + bool(code)


if __name__ == "__main__":
    sys.exit(main())
