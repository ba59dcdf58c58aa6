"""What the documentation says of the gig search's routes."""

from rest_framework import serializers

from jobber.exceptions import NotFound, Unavailable
from jobber.schema import Answer, Field, Operation, Operations, Schema, example_of
from search.schema.answers import GIG_ID, CursorSerializer, FacetsSerializer, GigSerializer, HighlightSerializer
from search.serializers import MAX_LETTERS, QueryField, SearchSerializer, SuggestSerializer
from search.sorting import BadCursor
from search.views import GigViewSet

FINDING = "Finding gigs"
GIG_AWAY = NotFound("The gig does not exist.")
AWAY = Unavailable()

FIELDS: dict[type[Field], Schema] = {QueryField: {"maxLength": MAX_LETTERS}}
SEARCH_PARAMETERS = {
    "from": "Where the page begins: `0` for the first page (`backward`: the last one); after that the `sortId` of the "
    "last gig seen going `forward`, of the first one going `backward`.",
    "size": "How many gigs a page has.",
    "type": "Which way the page lies from `from`. Both ways answer in ascending order.",
    "query": "At most ten words. All must match: exactly, by their beginning, inside a longer word, or with a typo.",
    "delivery_time": "Delivered in so many days or fewer.",
    "minPrice": "The lowest price.",
    "maxPrice": "The highest price.",
    "rating": "The fewest stars on average.",
    "category": "The name of a category, in any letter case.",
    "subCategory": "The name of a sub-category, in any letter case.",
    "seller": "The username or the id of a seller.",
    "sort": "Another order than that of `sortId`. Such pages are walked by `cursor`, and `from` is not looked at.",
    "facets": "Asks for `facets`: counts by category, price and delivery time.",
    "highlight": "Asks for `highlights`: the texts of the page's gigs with what was found marked.",
    "didYouMean": "Asks for `didYouMean`: another spelling where nothing was found, else null.",
    "cursor": "`cursor.next` or `cursor.previous` of an answer in the same order.",
}
PAGE = {
    "total": serializers.IntegerField(min_value=0, initial=1, help_text="All matches, whatever the page."),
    "gigs": GigSerializer(many=True),
    "cursor": CursorSerializer(required=False, help_text="Where `sort` was asked for."),
    "facets": FacetsSerializer(required=False),
    "highlights": serializers.DictField(
        child=HighlightSerializer(),
        required=False,
        help_text="By the gig's id.",
        initial={GIG_ID: example_of(HighlightSerializer())},
    ),
    "didYouMean": serializers.CharField(allow_null=True, required=False, initial=None),
}

OPERATIONS: Operations = {
    GigViewSet.list: Operation(
        "searchGigs",
        FINDING,
        "Search gigs",
        "One page of the active gigs that match the words and all filters. An empty parameter counts as absent.",
        (Answer("Search gigs results", PAGE),),
        query=SearchSerializer,
        parameters=SEARCH_PARAMETERS,
        errors=(BadCursor(), AWAY),
    ),
    GigViewSet.suggest: Operation(
        "suggest",
        FINDING,
        "Complete what is being typed",
        "At most eight tags and titles of gigs, the most fitting first.",
        (
            Answer(
                "Suggestions", {"suggestions": serializers.ListField(child=serializers.CharField(), initial=["logo"])}
            ),
        ),
        query=SuggestSerializer,
        parameters={"q": "What was typed so far."},
        errors=(AWAY,),
    ),
    GigViewSet.retrieve: Operation(
        "getGig",
        FINDING,
        "Show one gig",
        "A gig that is not active is not found.",
        (Answer("Single gig result", {"gig": GigSerializer()}),),
        parameters={"gigId": "The gig's `id`."},
        errors=(GIG_AWAY, AWAY),
    ),
    GigViewSet.similar: Operation(
        "similarGigs",
        FINDING,
        "Show gigs like one",
        "At most six active gigs, the most alike first.",
        (Answer("Similar gigs", {"gigs": GigSerializer(many=True)}),),
        parameters={"gigId": "The gig's `id`."},
        errors=(GIG_AWAY, AWAY),
    ),
}
