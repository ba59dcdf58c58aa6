"""What gigs are ranked by: how well they are rated, how new they are, and where a word stands in them."""

from datetime import UTC, datetime

from search.documents import Gig, words_by_part

# A gig's text by what a match in it counts: the title most, the description least.
PART_WEIGHTS = {"title": 8.0, "tags": 4.0, "categories": 3.0, "seller": 2.0, "description": 1.0}
# What makes two gigs alike.
SIMILAR_WEIGHTS = {"title": 3.0, "tags": 2.0, "categories": 1.0}
# How well a word matches; LEAST is what counts for one inside another, or with a typo in a description.
EXACT, FORM, PREFIX, TYPO, LEAST = 1.0, 0.8, 0.7, 0.3, 0.3
# A rating counts as if these many votes of this many stars had been given before: one vote of five is no proof.
PRIOR_VOTES, PRIOR_STARS = 5, 3.5
MOST_LIFT = 0.2
MOST_STARS = 5.0


def likeness(gig: Gig) -> dict[str, list[str]]:
    """The words by which others are like a gig. Its basic package's title, mostly "Basic", says nothing of it."""
    words = words_by_part({**gig, "basicTitle": ""})
    return {part: words[part] for part in SIMILAR_WEIGHTS}


def average_rating(gig: Gig) -> float:
    """The average of a gig's stars; 0 where nobody rated it."""
    count = float(gig.get("ratingsCount") or 0)
    return float(gig.get("ratingSum") or 0) / count if count > 0 else 0.0


def lift(gig: Gig) -> float:
    """The factor by which ratings lift a gig's relevance: from 1 for an average one, gently up to 1 + `MOST_LIFT`."""
    count, total = float(gig.get("ratingsCount") or 0), float(gig.get("ratingSum") or 0)
    believed = (total + PRIOR_VOTES * PRIOR_STARS) / (count + PRIOR_VOTES)
    return 1.0 + MOST_LIFT * min(1.0, max(0.0, (believed - PRIOR_STARS) / (MOST_STARS - PRIOR_STARS)))


def created(gig: Gig) -> datetime:
    """When the gig was made; 1970 where it does not say."""
    try:
        moment = datetime.fromisoformat(str(gig.get("createdAt") or ""))
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
