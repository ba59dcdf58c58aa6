"""The process that hashes passwords for the program: it knows bcrypt, gives way to others, and ends with its parent.

On standard input come lines of a password in base64 and a salt; a hash goes back for each, or an empty line where
bcrypt refuses them. The program starts it by its path (auth_service/hash_pool.py): it imports nothing of ours.

The system's libcrypt, where there is one (Linux), makes the same hashes in six sevenths of the bcrypt module's time.
What the module refuses, or reads otherwise, is left to it.
"""

import ctypes
import os
import signal
import sys
from base64 import b64decode
from collections.abc import Callable

import bcrypt

# crypt(3): a password and a salt, both without NUL, to a hash
Crypt = Callable[[bytes, bytes], "bytes | None"]

# a third of the weight of what answers requests: they go first, but where they keep all cores busy hashes still go on
NICENESS = 5
# what bcrypt takes of a password, and a salt's version, cost and 22 letters
PASSWORD_BYTES, SALT_BYTES = 72, 29


def main() -> None:
    """Hashes until nothing comes any more."""
    os.nice(NICENESS)
    # Ctrl-C reaches the whole terminal, and a service manager's SIGTERM the whole group: the parent decides when to end
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    crypt = libcrypt()
    for line in sys.stdin.buffer:
        password, salt = line.split(b" ")
        sys.stdout.buffer.write(hashed(b64decode(password), salt.rstrip(), crypt) + b"\n")
        sys.stdout.buffer.flush()


def libcrypt() -> Crypt | None:
    """The system's crypt, or None."""
    try:
        crypt = ctypes.CDLL("libcrypt.so.1").crypt
    except (OSError, AttributeError):
        return None
    crypt.argtypes, crypt.restype = [ctypes.c_char_p, ctypes.c_char_p], ctypes.c_char_p
    return crypt


def hashed(password: bytes, salt: bytes, crypt: Crypt | None) -> bytes:
    """The bcrypt module's answer; empty where it refuses."""
    if crypt and salt.startswith(b"$2b$") and len(password) <= PASSWORD_BYTES and b"\0" not in password:
        answer = crypt(password, salt) or b""
        # not so where the salt is none, which is for the module to refuse
        if answer.startswith(salt[:SALT_BYTES]):
            return answer
    try:
        return bcrypt.hashpw(password, salt)
    except ValueError:
        return b""


if __name__ == "__main__":
    main()
