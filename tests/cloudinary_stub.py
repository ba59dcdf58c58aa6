"""A picture server that speaks Cloudinary's upload API on loopback, and checks the signature of each request."""

import hashlib
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = "stub-secret"
UNSIGNED = {"file", "api_key", "signature", "resource_type", "cloud_name"}


class CloudinaryStub(ThreadingHTTPServer):
    """Keeps what it is given in `pictures`; `fails` makes it answer 500, `silent` not at all until it is closed."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.pictures = {}
        self.requests = []
        self.fails = False
        self.silent = False
        self.closing = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def close(self):
        self.closing.set()
        self.shutdown()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        fields = self.fields()
        self.server.requests.append((self.path, fields))
        if self.server.silent:
            self.server.closing.wait()
            return
        if self.server.fails:
            self.answer(500, {"error": {"message": "stub"}})
        elif fields.get("signature") != signature(fields):
            self.answer(401, {"error": {"message": "Invalid Signature"}})
        elif self.path.endswith("/upload"):
            self.server.pictures[fields["public_id"]] = fields
            self.answer(200, {"secure_url": f"https://pictures.example/{fields['public_id']}.png"})
        else:
            self.server.pictures.pop(fields["public_id"], None)
            self.answer(200, {"result": "ok"})

    def fields(self):
        raw = self.rfile.read(int(self.headers["Content-Length"])).decode("latin-1")
        boundary = re.search('boundary="?([^";]+)', self.headers["Content-Type"])[1]
        parts = re.findall(
            r'name="([^"]+)"[^\r\n]*(?:\r\n[^\r\n]+)*\r\n\r\n(.*?)\r\n--' + re.escape(boundary), raw, re.DOTALL
        )
        return dict(parts)

    def answer(self, status, body):
        payload = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *_):
        """Says nothing."""


def signature(fields):
    """Cloudinary's: SHA-1 over the sorted parameters and the secret."""
    signed = "&".join(f"{name}={value}" for name, value in sorted(fields.items()) if name not in UNSIGNED)
    return hashlib.sha1((signed + SECRET).encode()).hexdigest()
