"""Pictures at Cloudinary: the real client against a server that checks its signatures."""

import cloudinary
import pytest

from auth_service.models import User
from tests.callers import PASSWORD, Browser, account, assert_error, picture
from tests.cloudinary_stub import SECRET, CloudinaryStub


@pytest.fixture
def cloud(settings):
    """A picture server that the program uses."""
    stub = CloudinaryStub()
    settings.CLOUDINARY = {"cloud_name": "jobber", "api_key": "stub-key", "api_secret": SECRET}
    settings.CLOUDINARY_TIMEOUT = 1
    before = cloudinary.config().upload_prefix
    cloudinary.config(upload_prefix=stub.url)
    yield stub
    cloudinary.config(upload_prefix=before)
    stub.close()


def test_a_signup_stores_its_picture_there_resized(cloud, browser):
    user = browser.sign_up()

    [(public_id, fields)] = cloud.pictures.items()
    assert user["profilePicture"] == f"https://pictures.example/{public_id}.png"
    assert user["profilePublicId"] == public_id
    assert "c_limit" in fields["transformation"]
    assert "w_512" in fields["transformation"]


def test_a_replaced_picture_is_removed_there(cloud, browser):
    browser.sign_up()
    before = set(cloud.pictures)
    browser.put("/auth/profile", {"profilePicture": picture()})

    assert len(cloud.pictures) == 1
    assert not before & set(cloud.pictures)


def test_a_deleted_accounts_picture_is_removed_there(cloud, browser):
    browser.sign_up()
    browser.delete("/auth/account", {"currentPassword": PASSWORD})

    assert cloud.pictures == {}


@pytest.mark.parametrize("fault", ["fails", "silent"])
def test_a_server_that_fails_or_says_nothing_makes_no_user(cloud, browser, fault):
    setattr(cloud, fault, True)

    assert_error(browser.post("/auth/signup", account()), 400, "File upload error. Try again")
    assert not User.objects.exists()
    uploads = {fields["public_id"] for path, fields in cloud.requests if path.endswith("/upload")}
    removed = {fields["public_id"] for path, fields in cloud.requests if path.endswith("/destroy")}
    assert uploads == removed


def test_a_wrong_secret_makes_no_user(cloud, browser, settings):
    settings.CLOUDINARY = {**settings.CLOUDINARY, "api_secret": "another"}

    assert_error(browser.post("/auth/signup", account()), 400, "File upload error. Try again")
    assert not User.objects.exists()


def test_a_name_that_is_taken_is_told_without_an_upload(cloud, browser):
    browser.sign_up()
    cloud.requests.clear()

    assert Browser().post("/auth/signup", account()).status_code == 400
    assert cloud.requests == []
