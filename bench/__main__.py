"""`python -m bench`: everything, or one part of it."""

import argparse
from pathlib import Path


def main() -> None:
    options = _options()
    if options.part == "city":
        from bench import city, surroundings

        surroundings.open_home(options.home, options.postgres)
        city.build(options.cases, options.seed)
    elif options.part == "imports":
        from bench import imports, surroundings

        surroundings.open_home(options.home, options.postgres)
        imports.measure(options.home, options.rows, options.letter)
    elif options.part == "pages":
        from bench import pages

        pages.measure(options.home, options.postgres, options.seconds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "part", nargs="?", default="all", choices=("all", "city", "duties", "pages", "imports")
    )
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--home", type=Path, default=Path("/tmp/firebreak-bench"))
    parser.add_argument(
        "--postgres", metavar="ADDRESS", help="a database of its own; without it, SQLite"
    )
    parser.add_argument("--rows", type=int, default=100_000, help="of the imported list")
    parser.add_argument(
        "--letter", default="L", help="begins the case numbers of the imported list"
    )
    parser.add_argument("--seconds", type=float, default=20, help="how long each page is asked for")
    return parser.parse_args()


if __name__ == "__main__":
    main()
