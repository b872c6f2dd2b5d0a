"""`python -m firebreak`, the same as `firebreak`."""

from firebreak.cli import main

if __name__ == "__main__":
    main()
