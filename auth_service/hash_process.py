"""The process that hashes passwords for the program: it knows bcrypt, gives way to others, and ends with its parent.

On standard input come lines of a password in base64 and a salt; a hash goes back for each, or an empty line where
bcrypt refuses them. The program starts it by its path (auth_service/hash_pool.py): it imports nothing of ours.
"""

import os
import signal
import sys
from base64 import b64decode

import bcrypt

# a third of the weight of what answers requests: they go first, but where they keep all cores busy hashes still go on
NICENESS = 5


def main() -> None:
    """Hashes until nothing comes any more."""
    os.nice(NICENESS)
    # Ctrl-C reaches the whole terminal, and a service manager's SIGTERM the whole group: the parent decides when to end
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    for line in sys.stdin.buffer:
        password, salt = line.split(b" ")
        sys.stdout.buffer.write(hashed(b64decode(password), salt.rstrip()) + b"\n")
        sys.stdout.buffer.flush()


def hashed(password: bytes, salt: bytes) -> bytes:
    """Bcrypt's answer; empty where it refuses."""
    try:
        return bcrypt.hashpw(password, salt)
    except ValueError:
        return b""


if __name__ == "__main__":
    main()
