"""What gigs, and the counts around them, look like in answers, for the documentation. `initial` is an example."""

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from jobber.schema import Serializer
from search.facets import DELIVERY_DAYS

GIG_ID = "6f3c1c1e6c1b4a4e9a530d5a3c5b7f10"
PICTURE_URL = "https://api.jobber.example/media/0d1e2f3a4b5c6d7e8f9a0b1c2d3e4f5a.png"


class RatingSerializer(Serializer):
    """The ratings of one number of stars."""

    value = serializers.IntegerField(initial=0, help_text="The stars of all of them, added up.")
    count = serializers.IntegerField(initial=0, help_text="How many there are.")


class RatingCategoriesSerializer(Serializer):
    """The ratings by their number of stars."""

    five = RatingSerializer()
    four = RatingSerializer()
    three = RatingSerializer()
    two = RatingSerializer()
    one = RatingSerializer()


class GigSerializer(Serializer):
    """A gig as its index has it. Another service may own the index: only what is required is sure to be there."""

    is_open = True

    id = serializers.CharField(initial=GIG_ID)
    sellerId = serializers.CharField(required=False, initial="1000001")
    username = serializers.CharField(required=False, initial="Ada Love")
    email = serializers.CharField(required=False, initial="ada@example.com")
    profilePicture = serializers.CharField(required=False, initial=PICTURE_URL)
    title = serializers.CharField(required=False, initial="I will create a modern minimalist logo")
    description = serializers.CharField(required=False, initial="You get the source files and all the rights.")
    basicTitle = serializers.CharField(required=False, initial="Minimalist logo")
    basicDescription = serializers.CharField(required=False, initial="One minimalist logo, delivered in 3 days.")
    categories = serializers.CharField(required=False, initial="Graphics & Design")
    subCategories = serializers.ListField(required=False, child=serializers.CharField(), initial=["Logo design"])
    tags = serializers.ListField(required=False, child=serializers.CharField(), initial=["logo", "minimalist"])
    active = serializers.BooleanField(initial=True)
    expectedDelivery = serializers.CharField(required=False, initial="3 Days Delivery")
    ratingsCount = serializers.IntegerField(required=False, initial=0)
    ratingSum = serializers.IntegerField(required=False, initial=0)
    ratingCategories = RatingCategoriesSerializer(required=False)
    price = serializers.FloatField(min_value=0, initial=80)
    sortId = serializers.IntegerField(min_value=-(2**63) + 1, max_value=2**63 - 1, initial=17)
    coverImage = serializers.CharField(required=False, initial=PICTURE_URL)
    createdAt = serializers.CharField(required=False, initial="2026-01-01T00:00:00Z")


class CategoryCountSerializer(Serializer):
    """How many gigs a category has."""

    value = serializers.CharField(initial="Graphics & Design")
    count = serializers.IntegerField(min_value=0, initial=12)


class DeliveryCountSerializer(Serializer):
    """How many gigs are delivered in so many days or fewer."""

    days = serializers.ChoiceField(DELIVERY_DAYS, initial=3)
    count = serializers.IntegerField(min_value=0, initial=9)


class FacetsSerializer(Serializer):
    """How many gigs there are for the query and all filters but the facet's own."""

    categories = CategoryCountSerializer(many=True)
    prices = inline_serializer(
        "PriceCount",
        {
            "from": serializers.FloatField(allow_null=True, initial=25),
            "to": serializers.FloatField(allow_null=True, initial=50, help_text="Not included."),
            "count": serializers.IntegerField(min_value=0, initial=7),
        },
        many=True,
    )
    deliveryTimes = DeliveryCountSerializer(many=True)


class HighlightSerializer(Serializer):
    """A gig's text as HTML: escaped, but for `<mark>` around the words that were found."""

    title = serializers.CharField(initial="I will create a modern minimalist <mark>logo</mark>")
    description = serializers.CharField(initial="You get the source files &amp; all the rights.")


class CursorSerializer(Serializer):
    """The ways on from a page; null where there is none."""

    next = serializers.CharField(allow_null=True, initial="WyJwcmljZSIsImZvcndhcmQiLDgwLjAsMTdd")
    previous = serializers.CharField(allow_null=True, initial=None)
