"""Rows by the million, which MariaDB makes of a sequence."""

from typing import Any

USERS = """
INSERT INTO auth_service_user (password, is_superuser, username, email, country, profile_picture, profile_public_id,
  email_verified, browser_name, device_type, created_at, updated_at, is_staff, is_active, is_seeded)
SELECT '!', 0, CONCAT('Filled ', seq), CONCAT('filled', seq, '@example.com'), 'England', '', '', 1, '', '',
  NOW(6), NOW(6), 0, 1, 0
FROM seq_1_to_{count}
"""
DEVICES = """
INSERT INTO auth_service_device (user_id, `key`, browser_name, device_type, network, created_at, last_seen_at)
SELECT {user}, SHA2(seq, 256), 'Chrome', 'browser', '', NOW(6), NOW(6) FROM seq_1_to_{count}
"""
SESSIONS = """
INSERT INTO auth_service_session (sid, user_id, device_id, browser_name, device_type, address, created_at, last_seen_at,
  authenticated_at)
SELECT MD5(id), user_id, id, 'Chrome', 'browser', '127.0.0.1', NOW(6), NOW(6), NOW(6)
FROM auth_service_device WHERE user_id = {user} AND network = ''
"""
MESSAGES = """
INSERT INTO auth_service_outboxmessage (message_id, exchange, routing_key, type, body, is_encrypted, topic, state,
  created_at, claimed_by, tries, error)
SELECT REPLACE(UUID(), '-', ''), 'jobber-buyer-update', 'user-buyer', 'auth', %s, 0, '', '{state}', NOW(6),
  '', 0, ''
FROM seq_1_to_{count}
"""


def add_users(cursor: Any, count: int) -> None:
    """Users who never sign in."""
    cursor.execute(USERS.format(count=count))


def add_sessions(cursor: Any, count: int, *, user: int) -> None:
    """Living sessions of one user, each on a device of its own."""
    cursor.execute(DEVICES.format(count=count, user=user))
    cursor.execute(SESSIONS.format(user=user))


def add_messages(cursor: Any, count: int, *, state: str, body: str = "{}") -> None:
    """Messages for the buyers' queue."""
    cursor.execute(MESSAGES.format(count=count, state=state), [body])


def rows_read(cursor: Any) -> int:
    """How many rows and index entries the server has read so far, whatever the machine does beside it."""
    cursor.execute("SHOW GLOBAL STATUS LIKE 'Handler_read%'")
    return sum(int(value) for _, value in cursor.fetchall())
