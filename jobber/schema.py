"""How a route is documented: what an `Operation` says of it, and the fields that answers are described with.

Only the API's documentation imports this, and with it drf-spectacular: no start of the program pays for either.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from jobber.exceptions import JobberError

Field = serializers.Field[Any, Any, Any, Any]
Serializer = serializers.Serializer[Any]
Schema = dict[str, Any]


class SchemaField(Field):
    """A field of any JSON schema."""

    def __init__(self, schema: Schema, *, example: Any) -> None:
        super().__init__(initial=example)
        self.schema = schema


def constant(text: str) -> SchemaField:
    """A field that is always that text."""
    return SchemaField({"type": "string", "const": text}, example=text)


def example_of(described: Any) -> Any:
    """The example of a field: its `initial`; of a serializer those of its fields."""
    if isinstance(described, serializers.ListSerializer):
        return [example_of(described.child)]
    if isinstance(described, serializers.Serializer):
        return {name: example_of(each) for name, each in described.fields.items()}
    return described.initial


class InvalidInput(JobberError):
    """400: a field or a parameter is missing or wrong, or the body is no JSON object."""

    message = "*the first thing that is wrong*"


class ErrorSerializer(Serializer):
    """The one shape of an error."""

    message = serializers.CharField(help_text="The first thing that is wrong.")
    statusCode = serializers.IntegerField(min_value=400, max_value=599, help_text="The HTTP status.")
    status = constant("error")
    comingFrom = serializers.CharField(help_text="The operation that failed.")


@dataclass(frozen=True)
class Answer:
    """A success: the `message` that it always carries, "" for none, and its other fields, each with its example."""

    message: str
    fields: Mapping[str, Field] = field(default_factory=dict)
    name: str = "Answer"
    status: int = 200

    @property
    def all_fields(self) -> Mapping[str, Field]:
        """The message first."""
        return {"message": constant(self.message), **self.fields} if self.message else self.fields

    def serializer(self, operation_id: str) -> Serializer:
        """The answer's body; its name begins with the operation's."""
        # REST framework orders fields by their age: each is made anew
        fields = {name: deepcopy(each) for name, each in self.all_fields.items()}
        return inline_serializer(operation_id[0].upper() + operation_id[1:] + self.name, fields)

    @property
    def example(self) -> dict[str, Any]:
        """A body that such an answer may have."""
        return {name: example_of(each) for name, each in self.all_fields.items()}


@dataclass(frozen=True)
class Operation:
    """What is said of a route's method.

    `session` names the security scheme that it needs, "" where it needs none. `body` is what reads the request's body,
    and `example` is such a body; `query` is what reads the path and the query string, whose parameters `parameters`
    explains.
    """

    id: str
    tag: str
    summary: str
    description: str
    answers: tuple[Answer, ...]
    session: str = ""
    body: type[Serializer] | None = None
    example: Mapping[str, Any] = field(default_factory=dict)
    query: type[Serializer] | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[JobberError, ...] = ()


# by the viewset's method
Operations = Mapping[Callable[..., Any], Operation]
