"""nginx before web processes, by the deployment's own configuration."""

import contextlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.serving import ROOT, System

MAIN = """
daemon off; worker_processes 1; error_log {folder}/error.log; pid {folder}/pid;
events {{ worker_connections 1024; }}
http {{
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  {site}
}}
"""


@contextlib.contextmanager
def before(systems: Sequence[System]) -> Iterator[tuple[str, int]]:
    """The proxy's address, and its process's id."""
    program = shutil.which("nginx")
    if not program:
        sys.exit("bench: nginx is missing (apt install nginx)")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="jobber-nginx-") as folder:
        path = Path(folder) / "nginx.conf"
        path.write_text(MAIN.format(folder=folder, site=site(systems, port)))
        path.parent.chmod(0o755)
        process = subprocess.Popen([program, "-c", str(path), "-e", f"{folder}/error.log"])
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            process.terminate()
            process.wait()


def site(systems: Sequence[System], port: int) -> str:
    """deploy/nginx.conf with these addresses, and no line for each request among the benchmark's own."""
    servers = "\n".join(f"    server {urlsplit(system.url).netloc};" for system in systems)
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    text = re.sub(r"^ +server web:4000;", servers, text, flags=re.MULTILINE)
    text = text.replace("listen 80;", f"listen 127.0.0.1:{port};")
    return re.sub(r"access_log .*;", "access_log off;", text)


def wait_for(port: int) -> None:
    """Returns once it listens. Raises OSError where it never does."""
    for _ in range(100):
        with contextlib.suppress(ConnectionRefusedError):
            return socket.create_connection(("127.0.0.1", port)).close()
        time.sleep(0.05)
    raise OSError("nginx does not listen")
