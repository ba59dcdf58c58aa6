"""Secrets that must be read again, unreadable in the database: messages with a link or a code, second factors."""

from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def seal(text: str) -> str:
    """The text encrypted with the first secret key."""
    return fernet(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text again, whichever secret key in force encrypted it. Raises cryptography's InvalidToken."""
    return fernet(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).decrypt(sealed.encode()).decode()


def reseal(sealed: str) -> str:
    """The same text encrypted with the first secret key, whichever it was. Raises cryptography's InvalidToken."""
    return fernet(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).rotate(sealed.encode()).decode()


@lru_cache(maxsize=4)
def fernet(*keys: str) -> MultiFernet:
    """The cipher of these secret keys, each stretched to one of its own (RFC 5869)."""
    return MultiFernet([Fernet(derived(key)) for key in keys])


def derived(key: str) -> bytes:
    """The cipher's key that belongs to a secret key."""
    return urlsafe_b64encode(HKDF(SHA256(), length=32, salt=None, info=b"auth_service.sealing").derive(key.encode()))
