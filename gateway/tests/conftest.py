"""What the tests of the admin site share."""

import pytest
from django.contrib.auth.models import Permission

from auth_service.models import User
from tests.callers import PASSWORD, Browser


class Operator:
    """A staff member in the admin site, signed in by the API."""

    def __init__(self):
        self.browser = Browser()
        self.browser.sign_up(username="operator", email="operator@example.com")
        User.objects.filter(username="Operator").update(is_staff=True, is_superuser=True)

    def get(self, page):
        return self.browser.client.get(f"/admin/{page}")

    def html(self, page):
        answer = self.get(page)
        assert answer.status_code == 200, page
        return answer.content.decode()

    def post(self, page, fields):
        return self.browser.client.post(f"/admin/{page}", fields, follow=True)

    def act(self, action, *rows, model="user", across=False):
        """Runs a list's action on rows; the page that follows."""
        chosen = {"_selected_action": [row.pk for row in rows], "select_across": int(across)}
        return self.post(f"auth_service/{model}/", {"action": action, "index": 0, **chosen})

    def may_only(self, *permissions):
        """From now on no superuser, with these permissions."""
        user = User.objects.get(username="Operator")
        User.objects.filter(pk=user.pk).update(is_superuser=False)
        user.user_permissions.set(Permission.objects.filter(codename__in=permissions))


@pytest.fixture
def operator():
    """A superuser in the admin site."""
    return Operator()


@pytest.fixture
def ada(member):
    """Ada Love's row; `member` is her browser."""
    return User.objects.get(username="Ada Love")


@pytest.fixture
def root():
    """Another superuser."""
    return User.objects.create_superuser("root user", "root@example.com", PASSWORD)
