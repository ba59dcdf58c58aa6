"""The program's web process, started as the benchmarks and the hammer need it."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
SECRETS = ("SECRET_KEY_ONE", "SECRET_KEY_TWO", "JWT_TOKEN", "GATEWAY_JWT_TOKEN")
# as it is deployed: without DEBUG, and no worker that makes room for a fresh one and takes its processor time along
PRODUCTION = {
    "DEBUG": "0",
    "CLIENT_URL": "https://jobber.test",
    "API_GATEWAY_URL": "https://api.jobber.test",
    "SECURITY_CONTACT": "mailto:security@jobber.test",
    "WEB_MAX_REQUESTS": "0",
    **{name: f"benchmark-{name}-{'0' * 32}" for name in SECRETS},
}


@dataclass(frozen=True)
class System:
    """An engine behind the program's web process."""

    name: str
    url: str
    environment: dict[str, str]
    pid: int = 0
    ready_seconds: float = 0

    @property
    def workers(self) -> list[int]:
        """The ids of the processes that answer."""
        return [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    def manage(self, *arguments: str) -> None:
        """Runs a management command."""
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip


@contextlib.contextmanager
def serving(name: str, *, application: str = "", **variables: str) -> Iterator[System]:
    """The web process with an engine, and an index and a database of its own; or another WSGI application in it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    data = tempfile.mkdtemp(prefix="jobber-bench-")
    servers = dict.fromkeys(["MYSQL_DB", "RABBITMQ_ENDPOINT", "REDIS_HOST", "ELASTIC_SEARCH_URL"], "")
    own = {"DEBUG": "1", "DATA_DIR": data, "PORT": str(port), "THROTTLE_ENABLED": "0", **servers, **variables}
    system = System(name, f"http://127.0.0.1:{port}", {**os.environ, **own})
    system.manage("migrate", "--verbosity=0")
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "--log-level", "warning"]
    command += [application] if application else []
    with (Path(data) / "web.log").open("wb") as log:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, env=system.environment, stdout=log, stderr=log)
        try:
            wait_for(f"{system.url}/gateway-health", process)
            yield replace(system, pid=process.pid, ready_seconds=time.perf_counter() - began)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()
            shutil.rmtree(data)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Returns once the address answers."""
    while process.poll() is None:
        with contextlib.suppress(OSError), urlopen(url, timeout=1):
            return
        time.sleep(0.02)
    raise RuntimeError("The web process ended: see web.log.")
