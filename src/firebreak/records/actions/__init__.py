"""Every write, by subject: keyword arguments, `by=`, one change, refused with a reason.

An action checks who may, checks what is said, and writes; pages, API, command and intake call the
same ones. `by=None` is the program itself (set-up, an import by whoever owns the machine).
"""
