"""granian, with the application loaded once, before its workers part: ``python -m config.serve <granian's words>``.

Each worker would otherwise load all of it again; so they share its memory, and one that died is back at once. What is
loaded here stays: new code is served by starting anew, not by granian's reload.
"""

from granian.cli import entrypoint

import config.wsgi  # noqa: F401 -- loaded, not used: granian finds it by its name

if __name__ == "__main__":
    entrypoint()  # type: ignore[no-untyped-call]  # granian types only part of itself
