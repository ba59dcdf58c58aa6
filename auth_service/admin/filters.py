"""A filter that is typed: its values are too many to be collected for each page."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE = "p"


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
