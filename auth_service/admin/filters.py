"""The filters of the list of users, which go by its indexes."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE = "p"


class YesNoFilter(admin.BooleanFieldListFilter):
    """Django's, but it compares: a bare column for a condition, which is how Django writes "true", uses no index."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The users for whom it is so, or not so."""
        if self.lookup_val not in {"0", "1"}:
            return queryset
        return queryset.filter(**{f"{self.field_path}__in": [self.lookup_val == "1"]})


class CountryFilter(admin.SimpleListFilter):
    """Users of one country, named whole. Listing the countries would read every user's row."""

    title = "country"
    parameter_name = "country"
    template = "admin/typed_filter.html"

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        """`carried`: the search and the other filters, which the form sends along."""
        super().__init__(request, *args)
        self.carried = [(name, value) for name, value in request.GET.items() if name not in {self.parameter_name, PAGE}]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Django shows a filter that has some: the form stands for them."""
        return [("", "any")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The users of that country."""
        country = (self.value() or "").strip()
        return queryset.filter(country=country) if country else queryset
