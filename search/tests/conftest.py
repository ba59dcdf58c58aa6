"""Gigs for the tests of this app."""

import pytest

from search.engines import engine


def make_gig(number, title="Plain gig", **changes):
    """A gig of the contract."""
    ratings = {
        name: {"value": value, "count": 0} for value, name in enumerate(["one", "two", "three", "four", "five"], 1)
    }
    return {
        "id": f"gig{number}", "sellerId": "7", "username": "Sally", "email": "sally@example.com",
        "profilePicture": "https://example.com/p.png", "title": title, "description": "Text", "basicTitle": "Basic",
        "basicDescription": "Short", "categories": "Graphics", "subCategories": ["Posters"], "tags": ["print"],
        "active": True, "expectedDelivery": "3 Days Delivery", "ratingsCount": 0, "ratingSum": 0,
        "ratingCategories": ratings, "price": 20.0, "sortId": number, "coverImage": "https://example.com/c.png",
        "createdAt": "2026-01-01T00:00:00Z", **changes,
    }  # fmt: skip


@pytest.fixture
def gig():
    """Makes gigs."""
    return make_gig


@pytest.fixture
def index():
    """Puts gigs into an index that is empty before and after."""
    put = []

    def fill(*gigs):
        put.extend(each["id"] for each in gigs)
        engine().put(gigs)

    yield fill
    for gig_id in put:
        engine().delete(gig_id)
