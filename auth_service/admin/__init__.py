"""What operators see and do. Nothing secret is shown, and little can be edited: the program writes its own rows."""

from auth_service.admin import events, groups, outbox, sessions, users

__all__ = ["events", "groups", "outbox", "sessions", "users"]
