"""The WSGI application that gunicorn serves."""

import os

from django.conf import settings
from django.core.signals import request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, reset_queries

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobber.settings")

application = get_wsgi_application()

# A thread looks after its connection when a request ends; that is soon enough for the next one, since a connection that
# ended meanwhile is noticed at its first query (jobber/mysql).
request_started.disconnect(close_old_connections)
if not settings.DEBUG:
    request_started.disconnect(reset_queries)
