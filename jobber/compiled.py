"""Statements that are run often, compiled once: the ORM takes several times as long to build one as to run it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Field, Model, Q, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.subqueries import InsertQuery, UpdateQuery

Row = TypeVar("Row", bound=Model)


class Given(Expression):
    """Stands in a compiled query for the value that the model's field of that name is compared with."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """Django's hook: a parameter that is this object itself, until `Compiled.get` knows the value."""
        return "%s", [self]


@dataclass(frozen=True)
class Statement:
    """What Django made of a query: how to ask it, and how to make values and objects of a row (its ModelIterable)."""

    sql: str
    parameters: list[Callable[[Mapping[str, object], BaseDatabaseWrapper], object]]
    converters: Mapping[int, tuple[list[Callable[..., Any]], Any]]
    names: list[str]
    related: list[Any]


class Compiled(Generic[Row]):
    """The query of `build()`, which begins with the model's own columns and may select related rows beside them."""

    def __init__(self, build: Callable[[], QuerySet[Row]]) -> None:
        self.build = build

    def get(self, **given: object) -> Row | None:
        """The first row for these values, by the names of their `Given`; None where there is none."""
        database = connections[DEFAULT_DB_ALIAS]
        parameters: list[Any] = [parameter(given, database) for parameter in self.statement.parameters]
        with database.cursor() as cursor:
            cursor.execute(self.statement.sql, parameters)
            row = next(iter(cursor), None)
        return self.object_of(list(row), database) if row else None

    @cached_property
    def rows(self) -> QuerySet[Row]:
        """The query as the ORM knows it."""
        return self.build()

    @cached_property
    def statement(self) -> Statement:
        """The query as the database does."""
        compiler = self.rows.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        select, own = compiler.select, compiler.klass_info
        return Statement(
            sql=sql,
            parameters=[self.prepared(parameter) for parameter in parameters],
            converters=compiler.get_converters([column for column, *_ in select]),
            names=[select[position][0].target.attname for position in own["select_fields"]],
            # Django 6.1, whose types mypy has, asks for one argument more
            related=get_related_populators(own, select, DEFAULT_DB_ALIAS),  # type: ignore[call-arg]
        )

    def prepared(self, parameter: object) -> Callable[[Mapping[str, object], BaseDatabaseWrapper], object]:
        """What makes of the given values what the database gets for a parameter."""
        if not isinstance(parameter, Given):
            return lambda *_given: parameter
        name, field = parameter.name, self.rows.model._meta.get_field(parameter.name)
        assert isinstance(field, Field)
        return lambda given, database: field.get_db_prep_value(given[name], database, prepared=True)

    def object_of(self, row: list[Any], database: BaseDatabaseWrapper) -> Row:
        """The object, with its related ones."""
        statement = self.statement
        for position, (converters, column) in statement.converters.items():
            for convert in converters:
                row[position] = convert(row[position], column, database)
        found = self.rows.model.from_db(DEFAULT_DB_ALIAS, statement.names, row[: len(statement.names)])
        for populator in statement.related:
            populator.populate(row, found)
        return found


def insert(row: Model) -> None:
    """Writes a new row, as its `save()` would, and gives it its key."""
    database = connections[DEFAULT_DB_ALIAS]
    sql, fields = insertion(type(row))
    with database.cursor() as cursor:
        cursor.execute(sql, written(row, fields, database))
        row.pk = cursor.lastrowid
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


@cache
def insertion(model: type[Model]) -> tuple[str, list[Field[Any, Any]]]:
    """The INSERT of a model whose key the database makes, and the fields whose values it takes."""
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    query = InsertQuery(model)
    query.insert_values(fields, [model()])
    [(sql, _)] = query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    return sql, fields


def update(row: Model, *names: str) -> None:
    """Writes these fields of a row that is there, as its `save(update_fields=names)` would."""
    database = connections[DEFAULT_DB_ALIAS]
    sql, fields = updating(type(row), names)
    with database.cursor() as cursor:
        cursor.execute(sql, [*written(row, fields, database), row.pk])


def written(row: Model, fields: list[Field[Any, Any]], database: BaseDatabaseWrapper) -> list[Any]:
    """What the database gets for those fields of the row, which are filled in as `save()` does."""
    return [field.get_db_prep_save(field.pre_save(row, row._state.adding), database) for field in fields]


@cache
def updating(model: type[Model], names: tuple[str, ...]) -> tuple[str, list[Field[Any, Any]]]:
    """The UPDATE of those fields of the row with a key, and the fields whose values it takes before the key."""
    known = {field.name: field for field in model._meta.local_concrete_fields}
    fields = [known[name] for name in names]
    query = UpdateQuery(model)
    # any expression, whatever django-stubs say
    query.add_update_fields([(field, None, Given(field.name)) for field in fields])  # type: ignore[misc]
    query.add_q(Q(pk=Given("pk")))
    sql, _ = query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    return sql, fields
