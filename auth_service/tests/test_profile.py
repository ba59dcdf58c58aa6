"""PUT /auth/profile."""

import pytest
from django.conf import settings

from auth_service import services
from auth_service.clients import Client
from auth_service.fields import PictureField
from auth_service.models import User
from tests.callers import assert_error, picture


def change_late(user, **changes):
    """The change of a request that looked the user up before others changed the profile."""
    return services.profile.update_profile(user=user, client=Client(), **changes)


def test_country_and_picture_change_each_on_its_own(member):
    before = member.get("/auth/currentuser").json()["user"]
    moved = member.put("/auth/profile", {"country": "  Spain "}).json()
    assert moved["message"] == "Profile updated"
    assert (moved["user"]["country"], moved["user"]["profilePicture"]) == ("Spain", before["profilePicture"])

    pictured = member.put("/auth/profile", {"profilePicture": picture("JPEG")}).json()["user"]
    assert pictured["country"] == "Spain"
    assert pictured["profilePicture"] != before["profilePicture"]
    assert pictured == member.get("/auth/currentuser").json()["user"]


def test_the_old_picture_is_removed(member):
    old = member.get("/auth/currentuser").json()["user"]["profilePicture"].removeprefix(settings.API_GATEWAY_URL)
    assert member.client.get(old).status_code == 200
    member.put("/auth/profile", {"profilePicture": picture()})

    assert member.client.get(old).status_code == 404


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"country": ""}, "Country is a required field"),
        ({"country": None}, "Country must be of type string"),
        ({"country": "x" * 101}, "Invalid country"),
        ({"profilePicture": "x"}, "Please add a profile picture"),
        ({"profilePicture": ""}, "Profile picture is required"),
    ],
)
def test_it_says_what_is_wrong_with_a_field(member, body, message):
    assert_error(member.put("/auth/profile", body), 400, message)


def test_nothing_to_change_changes_nothing(member):
    before = member.get("/auth/currentuser").json()["user"]

    after = member.put("/auth/profile", {}).json()["user"]
    assert {**after, "updatedAt": ""} == {**before, "updatedAt": ""}


def test_a_change_takes_nothing_back_that_changed_meanwhile(member):
    early = User.objects.get()
    pictured = member.put("/auth/profile", {"profilePicture": picture("JPEG")}).json()["user"]
    answered = change_late(early, country="Spain")

    kept = User.objects.get()
    for user in (kept, answered):
        assert (user.country, user.profile_picture) == ("Spain", pictured["profilePicture"])
        assert user.profile_public_id == pictured["profilePublicId"]


def test_of_pictures_that_replace_each_other_at_once_one_stays(browser, settings, tmp_path):
    settings.MEDIA_DIR = tmp_path
    browser.sign_up()
    early = User.objects.get()
    browser.put("/auth/profile", {"profilePicture": picture("JPEG")})
    change_late(early, picture=PictureField.picture(picture()))

    assert [file.name for file in tmp_path.iterdir()] == [User.objects.get().profile_public_id]
