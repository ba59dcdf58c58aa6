"""Who calls the program in the tests: browsers through the gateway, and other Jobber services."""

import base64
import re
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import jwt
from django.conf import settings
from django.core import signing
from django.test import Client
from PIL import Image

from tests.documented import check

GATEWAY = "/api/v1/gateway"
AUTH = "/api/v1/auth"
CHROME = {"browserName": "Chrome", "deviceType": "browser"}
PASSWORD = "s3cret-word"


def picture(format_="PNG", size=(8, 8), mode="RGB"):
    """A data URI of a picture."""
    out = BytesIO()
    Image.new(mode, size, "teal" if mode != "L" else 90).save(out, format_)
    return f"data:image/{format_.lower()};base64,{base64.b64encode(out.getvalue()).decode()}"


PICTURE = picture()


def account(**changes):
    """A sign-up's body; a change to None leaves the field out."""
    body = {
        "username": "ada love",
        "email": "ada@example.com",
        "password": PASSWORD,
        "country": "England",
        "profilePicture": PICTURE,
        **CHROME,
        **changes,
    }
    return {name: value for name, value in body.items() if value is not ...}


class DocumentedClient(Client):
    """Django's test client. Whatever the gateway answers it must be documented."""

    def generic(self, method, path, data="", *args, **options):
        answer = super().generic(method, path, data, *args, **options)
        check(method, path, data, answer)
        return answer


class Caller:
    """Speaks JSON to one base path."""

    base = ""

    def __init__(self, **headers):
        self.client = DocumentedClient(raise_request_exception=False, headers=headers)

    def get(self, path, **options):
        return self.client.get(self.base + path, **options)

    def post(self, path, body=None, **options):
        return self.send("post", path, body, **options)

    def put(self, path, body=None, **options):
        return self.send("put", path, body, **options)

    def delete(self, path, body=None, **options):
        return self.send("delete", path, body, **options)

    def send(self, method, path, body=None, **options):
        call = getattr(self.client, method)
        return call(self.base + path, {} if body is None else body, content_type="application/json", **options)


class Browser(Caller):
    """A browser: it keeps cookies, and knows the gateway alone."""

    base = GATEWAY

    def sign_up(self, **changes):
        answer = self.post("/auth/signup", account(**changes))
        assert answer.status_code == 201, answer.content
        return answer.json()["user"]

    def sign_in(self, username="ada love", password=PASSWORD, **said):
        return self.post("/auth/signin", {"username": username, "password": password, **CHROME, **said})

    def is_signed_in(self):
        return self.get("/auth/currentuser").status_code == 200

    @property
    def cookie(self):
        """What the session cookie holds."""
        morsel = self.client.cookies.get(settings.SESSION_COOKIE_NAME)
        if morsel is None or not morsel.value:
            return {}
        salt = "django.contrib.sessions.backends.signed_cookies"
        return signing.loads(morsel.value, salt=salt)

    @property
    def token(self):
        """The user's JWT."""
        return self.cookie["jwt"]

    def forget_session(self):
        del self.client.cookies[settings.SESSION_COOKIE_NAME]

    def elsewhere(self, address="203.0.113.7"):
        """A browser at another address, without cookies."""
        other = Browser()
        other.client.defaults["REMOTE_ADDR"] = address
        return other


class Service(Caller):
    """Another Jobber service, which shows a gateway token and, for a user, the user's JWT."""

    base = AUTH

    def __init__(self, name="gig", bearer=None):
        token = jwt.encode({"id": name}, settings.GATEWAY_JWT_TOKEN, "HS256")
        super().__init__(gatewaytoken=token, **({} if bearer is None else {"Authorization": f"Bearer {bearer}"}))


class Mailbox:
    """The mails that the program sent."""

    def __init__(self, mail, send_waiting):
        self.mail = mail
        self.send_waiting = send_waiting

    @property
    def all(self):
        self.send_waiting()
        return self.mail.outbox

    def latest(self, address):
        return [message for message in self.all if message.to == [address]][-1]

    def found(self, address, pattern):
        """What the pattern matches in the latest mail that it does: mails of two queues have no order."""
        matches = [re.search(pattern, message.body) for message in self.all if message.to == [address]]
        return next(match[0] for match in reversed(matches) if match)

    def link(self, address, parameter):
        """The value of a parameter in the link of the latest mail that has one."""
        url = self.found(address, rf"http\S+[?&]{parameter}=[^\s\"<>]+")
        return parse_qs(urlsplit(url).query)[parameter][0]

    def code(self, address):
        """The latest one-time code."""
        return self.found(address, r"(?m)^\d{6}$")


def assert_error(answer, status, message):
    """The answer is an error in the contract's shape, and nothing else."""
    assert answer.status_code == status, answer.content
    body = answer.json()
    assert set(body) == {"message", "statusCode", "status", "comingFrom"}
    assert (body["message"], body["statusCode"], body["status"]) == (message, status, "error")
    assert body["comingFrom"]
