"""Objects of rows that all requests read, made in one step; Django looks at each of their fields."""

from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.db.models.base import ModelState


class Loaded(models.Model):
    """A model whose objects are made so; no signal tells of it."""

    class Meta:
        abstract = True

    @classmethod
    def from_db(  # type: ignore[override]  # Django 6.1, whose types mypy has, passes one argument more
        cls, db: str | None, field_names: Collection[str], values: Collection[Any]
    ) -> Self:
        """Django's hook. A field that was not asked for is read when it is looked at, as ever."""
        loaded = cls.__new__(cls)
        loaded.__dict__.update(zip(field_names, values, strict=True))
        loaded._state = ModelState()
        loaded._state.adding, loaded._state.db = False, db
        return loaded
