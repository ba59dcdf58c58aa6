"""nginx before web processes, by the deployment's own configuration."""

import contextlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.serving import ROOT, System, wait_for

# what Debian's own nginx.conf says around a site; enough connections for those who attack
MAIN = """
daemon off; worker_processes 1; error_log {folder}/error.log; pid {folder}/pid;
events {{ worker_connections 4096; }}
http {{
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  {site}
}}
"""


def is_installed() -> bool:
    """Whether there is an nginx (Debian's package is called nginx-light)."""
    return shutil.which("nginx") is not None


@contextlib.contextmanager
def before(systems: Sequence[System]) -> Iterator[tuple[str, int]]:
    """The proxy's address, and its process's id."""
    if not is_installed():
        sys.exit("bench: nginx is missing (apt install nginx)")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="jobber-nginx-") as folder:
        path = Path(folder) / "nginx.conf"
        path.write_text(MAIN.format(folder=folder, site=site(systems, port)))
        path.parent.chmod(0o755)  # its worker is another user
        command = ["nginx", "-c", str(path), "-e", f"{folder}/error.log"]
        process = subprocess.Popen(command)
        try:
            wait_for(f"http://127.0.0.1:{port}/gateway-health", process)
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
