"""How many instructions a request takes: callgrind's figures, which a busy machine does not change.

The WSGI application is called in its own process, without gunicorn, and with the same servers behind it.
"""

import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

from benchmarks.serving import ROOT

CALLS, WARM_UP_CALLS = 200, 20
APPLICATION, BARE = "jobber.wsgi", "benchmarks.bare"
DUMPED = re.compile(r"^desc: Trigger: dump ([^\n]+)$.*^totals: (\d+)$", re.MULTILINE | re.DOTALL)


def get(path: str, application: str = APPLICATION, **headers: str) -> dict[str, str]:
    """A request: the module whose `application` is asked, and what its WSGI environment holds."""
    variables = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    path, _, query = path.partition("?")
    return {
        "application": application,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "REMOTE_ADDR": "127.0.0.1",
        **variables,
    }


def instructions(requests: Mapping[str, dict[str, str]], environment: Mapping[str, str]) -> dict[str, float]:
    """Instructions in user space for one request of each name; nothing where there is no valgrind."""
    if not shutil.which("valgrind"):
        return {}
    with tempfile.TemporaryDirectory() as folder:
        valgrind = ["valgrind", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={folder}/out"]
        subprocess.run(
            [*valgrind, sys.executable, "-m", "benchmarks.instructions", json.dumps(requests)],
            env={**environment, "PYTHONHASHSEED": "0"}, cwd=ROOT, check=True, capture_output=True,
        )  # fmt: skip
        found = [DUMPED.search(path.read_text()) for path in Path(folder).iterdir()]
    return {match[1]: int(match[2]) / CALLS for match in found if match}


def call(application: Any, request: dict[str, str]) -> None:
    """Asks, and reads the answer. Raises AssertionError for anything but a 200."""
    environ: dict[str, Any] = {**request}
    setup_testing_defaults(environ)
    statuses: list[str] = []
    answer = application(environ, lambda *head: statuses.append(head[0]))
    assert b"".join(answer)
    assert statuses[0].startswith("200"), statuses
    if hasattr(answer, "close"):
        answer.close()


def tell_callgrind(*what: str) -> None:
    """Has the callgrind around this process do something."""
    command = ["callgrind_control", *what, str(os.getpid())]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Under callgrind: asks everything, and has a file written for each name."""
    for name, request in json.loads(sys.argv[1]).items():
        application = importlib.import_module(request.pop("application")).application
        for _ in range(WARM_UP_CALLS):
            call(application, request)
        tell_callgrind("--instr=on")
        tell_callgrind("--zero")
        for _ in range(CALLS):
            call(application, request)
        tell_callgrind(f"--dump={name}")
        tell_callgrind("--instr=off")


if __name__ == "__main__":
    main()
