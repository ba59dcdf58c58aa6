"""Gigs as people would offer them, the same ones for the same seed."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from search.documents import Gig
from search.marketplace import DELIVERY_DAYS, ENDINGS, OPENINGS, PROMISES, QUALITIES, TRADES

NAMESPACE = uuid.UUID("6f3c1c1e-6c1b-4a4e-9a53-0d5a3c5b7f10")
FIRST_DAY = datetime(2025, 1, 1, tzinfo=UTC)
MEDIAN_PRICE, PRICE_SPREAD = 60.0, 0.9
STARS = {"five": 5, "four": 4, "three": 3, "two": 2, "one": 1}
STAR_WEIGHTS = [70, 18, 6, 3, 3]


@dataclass(frozen=True)
class Seller:
    """Who offers a gig."""

    id: int
    username: str
    email: str
    picture: str


def gig_id(*, seed: int, number: int) -> str:
    """The id of a seed's gig of that number."""
    return uuid.uuid5(NAMESPACE, f"{seed}:{number}").hex


def gigs(*, seed: int, numbers: range, sort_id: int, sellers: list[Seller]) -> Iterator[Gig]:
    """The gigs of those numbers; `sort_id` is that of number 0."""
    for number in numbers:
        yield gig(seed=seed, number=number, sort_id=sort_id + number, sellers=sellers)


def gig(*, seed: int, number: int, sort_id: int, sellers: list[Seller]) -> Gig:
    """One gig: each number has a chance of its own, so that a seed's gigs don't depend on how many are made."""
    chance = Random(f"{seed}:{number}")  # noqa: S311 - example data, no secret
    category = chance.choice(list(TRADES))
    sub_category = chance.choice(list(TRADES[category]))
    work = chance.choice(TRADES[category][sub_category])
    seller = chance.choice(sellers)
    days = chance.choices(list(DELIVERY_DAYS), list(DELIVERY_DAYS.values()))[0]
    identifier = gig_id(seed=seed, number=number)
    return {
        "id": identifier,
        "sellerId": str(seller.id),
        "username": seller.username,
        "email": seller.email,
        "profilePicture": seller.picture,
        "title": title(chance, work),
        "description": " ".join([f"A {work} made for you.", *chance.sample(PROMISES, 3)]),
        "basicTitle": f"{work[:1].upper()}{work[1:]}",
        "basicDescription": f"One {work}, delivered in {days} {'day' if days == 1 else 'days'}.",
        "categories": category,
        "subCategories": [sub_category],
        "tags": sorted({*work.lower().split()[:3], sub_category.lower(), chance.choice(QUALITIES)}),
        "active": True,
        "expectedDelivery": f"{days} Day{'s' * (days > 1)} Delivery",
        **ratings(chance),
        "price": price(chance),
        "sortId": sort_id,
        "coverImage": "",
        "createdAt": (FIRST_DAY + timedelta(minutes=number % 500_000)).isoformat().replace("+00:00", "Z"),
    }


def title(chance: Random, work: str) -> str:
    """What the seller promises."""
    opening, quality, ending = chance.choice(OPENINGS), chance.choice(QUALITIES), chance.choice(ENDINGS)
    article = "an" if quality[0] in "aeiou" else "a"
    return " ".join(filter(None, [opening.format(a=article), quality, work, ending]))


def price(chance: Random) -> float:
    """Spread as prices are: most are modest, a few are not; people like fives."""
    return max(5.0, round(chance.lognormvariate(0, PRICE_SPREAD) * MEDIAN_PRICE / 5) * 5.0)


def ratings(chance: Random) -> dict[str, object]:
    """Stars: many gigs have none yet, the others mostly good ones."""
    given = chance.choices(list(STARS), STAR_WEIGHTS, k=chance.choice([0, 0, 1, 3, 8, 20, 60]))
    counts = {name: given.count(name) for name in STARS}
    categories = {name: {"value": counts[name] * stars, "count": counts[name]} for name, stars in STARS.items()}
    total = sum(counts[name] * stars for name, stars in STARS.items())
    return {"ratingsCount": len(given), "ratingSum": total, "ratingCategories": categories}
