"""Which of the interchangeable parts are in use (design, "Embedded default")."""

from django.conf import settings
from django.db import connection


def parts() -> dict[str, str]:
    """What each part is, in a few words, without a password in them."""
    host = connection.settings_dict.get("HOST")
    return {
        "database": f"{connection.vendor} at {host}" if host else f"SQLite under {settings.DATA_DIR}",
        "search": "Elasticsearch" if settings.ELASTIC_SEARCH_URL else f"embedded index under {settings.DATA_DIR}",
        "messages": "RabbitMQ" if settings.RABBITMQ_ENDPOINT else "mails by a thread of the web process",
        "mail": settings.EMAIL_BACKEND.rpartition(".")[0].rpartition(".")[2],
        "cache": "Redis" if settings.REDIS_HOST else "memory",
        "pictures": "Cloudinary" if all(settings.CLOUDINARY.values()) else f"files under {settings.MEDIA_DIR}",
        "services": ", ".join(name for name, url in settings.UPSTREAMS.items() if url) or "none behind the gateway",
        "throttling": ("in Redis" if settings.REDIS_HOST else "in memory") if settings.THROTTLE_ENABLED else "off",
    }
