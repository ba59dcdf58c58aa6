"""nginx as deploy/ sets it up, before a running web process."""

import contextlib
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.serving import ROOT, System, wait_for

# what Debian's own nginx.conf says around a site; enough connections for those who attack
AROUND = """
worker_processes 1;
pid {directory}/pid;
error_log {directory}/error.log;
events {{ worker_connections 4096; }}
http {{
client_body_temp_path {directory}/body;
proxy_temp_path {directory}/proxy;
{site}
}}
"""


def is_installed() -> bool:
    """Whether there is an nginx (Debian's package is called nginx-light)."""
    return shutil.which("nginx") is not None


@contextlib.contextmanager
def behind_nginx(system: System) -> Iterator[System]:
    """The same web process, asked by way of nginx."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="jobber-nginx-") as directory:
        Path(directory).chmod(0o755)  # its worker is another user
        configuration = Path(directory, "nginx.conf")
        configuration.write_text(AROUND.format(directory=directory, site=site(system, port)))
        command = ["nginx", "-c", str(configuration), "-p", directory, "-g", "daemon off;"]
        process = subprocess.Popen(command)
        try:
            wait_for(f"http://127.0.0.1:{port}/gateway-health", process)
            yield replace(system, url=f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
            process.wait()


def site(system: System, port: int) -> str:
    """deploy/nginx.conf for this machine: what it says of buffers, times and headers stays."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    text = text.replace("server web:4000;", f"server {urlsplit(system.url).netloc};")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{port};")
    return re.sub(r"access_log \S+ quiet;", "access_log off;", text)
