"""The admin site and the second factor: staff need it, see who has it, and a superuser switches it off."""

import pyotp
import pytest
from django.test import Client

from auth_service.models import Event, RecoveryCode, SecondFactor, User
from tests.callers import PASSWORD, Browser


def set_up(browser):
    """The authenticator app of the browser's account, for which the second factor is on now."""
    app = pyotp.TOTP(browser.post("/auth/totp", {"currentPassword": PASSWORD}).json()["secret"])
    assert browser.put("/auth/totp", {"currentPassword": PASSWORD, "code": app.now()}).status_code == 200
    return app


@pytest.fixture
def production(settings):
    """As outside development."""
    settings.STAFF_NEED_SECOND_FACTOR = True


def test_staff_without_it_are_told_to_set_it_up_and_enter_once_they_did(production, operator):
    answer = operator.get("auth_service/user/")
    assert answer.status_code == 302
    page = operator.browser.client.get(answer["Location"]).content.decode()
    assert "Staff need a second factor here" in page
    assert 'href="/account#second-factor"' in page
    assert 'href="/admin/auth_service/user/"' in page

    set_up(operator.browser)
    assert operator.get("auth_service/user/").status_code == 200


def test_the_admin_sites_own_sign_in_leads_staff_without_it_to_the_same_page(production, operator, mailbox):
    client = Client(headers={"user-agent": "Firefox"})
    client.post("/admin/login/", {"username": "operator", "password": PASSWORD})
    entered = client.post("/admin/login/", {"code": mailbox.code("operator@example.com")}, follow=True)

    assert "Staff need a second factor here" in entered.content.decode()


def test_the_admin_sites_own_sign_in_takes_the_apps_code(production, operator, later):
    app = set_up(operator.browser)
    later(minutes=1)
    client = Client(headers={"user-agent": "Firefox"})
    page = client.post("/admin/login/", {"username": "operator", "password": PASSWORD}).content.decode()
    assert "One-time code from your authenticator app" in page
    assert client.get("/admin/").status_code == 302

    assert client.post("/admin/login/", {"code": app.now()})["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_staff_are_out_once_they_switch_it_off(production, operator, later):
    app = set_up(operator.browser)
    later(minutes=1)
    assert operator.get("").status_code == 200
    operator.browser.delete("/auth/totp", {"currentPassword": PASSWORD, "code": app.now()})

    assert operator.get("").status_code == 302


def test_in_development_staff_need_none(operator):
    assert operator.get("").status_code == 200


def test_staff_see_whether_it_is_on_and_nothing_secret_of_it(operator, ada, member):
    page = f"auth_service/user/{ada.pk}/change/"
    off = operator.html(page)
    app = set_up(member)
    on = operator.html(page)

    assert "Second factor" in off
    assert ('icon-no.svg" alt="False"' in off, "Switch the second factor off" in off) == (True, False)
    assert "Switch the second factor off" in on
    for secret in [
        app.secret,
        SecondFactor.objects.get().secret,
        *RecoveryCode.objects.values_list("digest", flat=True),
    ]:
        assert secret not in on


def test_a_superuser_switches_it_off_for_who_lost_everything(operator, ada, member):
    set_up(member)
    page = operator.act("switch_off_second_factor", ada).content.decode()

    assert "Second factor switched off: 1 of 1 accounts." in page
    assert member.sign_in().json()["message"] == "User login successfully"
    event = Event.objects.get(type="second-factor-off")
    assert (event.user, event.actor) == (ada, "Operator")
    assert "There was nothing to do. (1)" in operator.act("switch_off_second_factor", ada).content.decode()


def test_nobody_else_does(operator, ada, member):
    set_up(member)
    operator.may_only("view_user", "change_user")
    page = operator.act("switch_off_second_factor", ada).content.decode()

    assert "switch_off_second_factor" not in page
    assert "switch_off_second_factor" not in operator.html(f"auth_service/user/{ada.pk}/change/")
    assert SecondFactor.objects.exists()


def test_a_superusers_own_goes_by_its_code(operator):
    set_up(operator.browser)
    page = operator.act("switch_off_second_factor", User.objects.get(username="Operator")).content.decode()

    assert "Switch your own second factor off under your account, with a code. (1)" in page
    assert SecondFactor.objects.exists()


def test_another_superusers_can_be_switched_off(operator, root):
    browser = Browser()
    SecondFactor.objects.create(user=root, secret="sealed", confirmed_at=root.created_at)
    operator.act("switch_off_second_factor", root)

    assert not SecondFactor.objects.exists()
    assert "method" not in browser.sign_in("root user").json()
