"""How drf-spectacular finds the gateway's routes, and what it says of each: the route's `Operation`."""

import re
from typing import Any

import uritemplate
from drf_spectacular.generators import EndpointEnumerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import (
    Direction,
    OpenApiExample,
    OpenApiParameter,
    OpenApiRequest,
    OpenApiResponse,
    PolymorphicProxySerializer,
)
from rest_framework.viewsets import ViewSet

import auth_service.schema
import search.schema
from auth_service.exceptions import SessionEnded
from gateway.openapi.errors import error_responses
from jobber.exceptions import JobberError, first_message
from jobber.routes import pattern
from jobber.schema import InvalidInput, Operation, Schema, SchemaField

OPERATIONS = {**auth_service.schema.OPERATIONS, **search.schema.OPERATIONS}
FIELDS = {**auth_service.schema.FIELDS, **search.schema.FIELDS}
PARAMETER = re.compile(r"<(\w+)>")
# labels made of the fields' names, and drf-spectacular's own marks
NOT_TOLD = frozenset({"title", "x-spec-enum-id"})
RETRY_AFTER = OpenApiParameter(
    "Retry-After", int, OpenApiParameter.HEADER, response=[429, 503], description="Seconds until it makes sense again."
)


def camel(name: str) -> str:
    """`gigId` for `gig_id`, `from` for `from_`."""
    first, *others = name.strip("_").split("_")
    return first + "".join(word.capitalize() for word in others)


class Routes(EndpointEnumerator):
    """Paths as the contract writes them: no slash at the end, parameters in camel case."""

    def get_path_from_regex(self, path_regex: str) -> str:
        """drf-spectacular's hook."""
        return PARAMETER.sub(lambda name: f"{{{camel(name[1])}}}", pattern(path_regex))

    def get_allowed_methods(self, callback: Any) -> list[str]:
        """The methods in the order in which the view names them; drf-spectacular's is that of a set."""
        return [method.upper() for method in callback.actions if method != "head"]


class RouteSchema(AutoSchema):
    """Describes a route's method by its `Operation`; one that has none is left out, and a test names it."""

    @property
    def action(self) -> str:
        """The name of the viewset's method."""
        assert isinstance(self.view, ViewSet)
        return self.view.action

    @property
    def operation(self) -> Operation:
        """What is said of the method. Raises KeyError."""
        return OPERATIONS[getattr(type(self.view), self.action)]

    def is_excluded(self) -> bool:
        """drf-spectacular's hook, as all that follow."""
        return getattr(type(self.view), self.action) not in OPERATIONS

    def get_operation_id(self) -> str:
        """The name by which generated clients call it."""
        return self.operation.id

    def get_tags(self) -> list[str]:
        """The step of the journey."""
        return [self.operation.tag]

    def get_summary(self) -> str:
        """What it does, in a few words."""
        return self.operation.summary

    def get_description(self) -> str:  # type: ignore[override]
        """What else there is to know."""
        return self.operation.description

    def get_auth(self) -> list[Schema]:
        """The cookie that it needs."""
        return [{self.operation.session: []}] if self.operation.session else []

    def get_override_parameters(self) -> list[Any]:
        """The parameters of path and query: what their serializer takes, else text; and a header of answers."""
        in_path = uritemplate.variables(self.path)
        schemas: Schema = {name: {"type": "string"} for name in in_path}
        required = set(in_path)
        if self.operation.query:
            read = self._map_serializer(self.operation.query(), "request")
            schemas |= {name.strip("_"): schema for name, schema in read["properties"].items()}
            required |= set(read.get("required", ()))
        return [
            *(self.parameter(name, schema, required=name in required) for name, schema in schemas.items()),
            RETRY_AFTER,
        ]

    def parameter(self, name: str, schema: Schema, *, required: bool) -> OpenApiParameter:
        """A parameter, in the path if the route says so."""
        return OpenApiParameter(
            name,
            schema,
            OpenApiParameter.PATH if name in uritemplate.variables(self.path) else OpenApiParameter.QUERY,
            required=required,
            description=self.operation.parameters[name],
        )

    def get_request_serializer(self) -> Any:
        """What the body holds, with an example."""
        if self.operation.body is None:
            return None
        example = OpenApiExample("Example", dict(self.operation.example))
        return {"application/json": OpenApiRequest(self.operation.body, examples=[example])}

    def _get_request_body(self, direction: Direction = "request") -> Any:
        """The body of a DELETE too, which drf-spectacular leaves out."""
        method, self.method = self.method, "PUT" if self.operation.body else self.method
        try:
            return super()._get_request_body(direction)
        finally:
            self.method = method

    def get_response_serializers(self) -> Any:
        """The successes and the errors."""
        return {**self.successes(), **error_responses(self.errors(), coming_from=self.action)}

    def successes(self) -> dict[int, OpenApiResponse]:
        """The answer, or one of several of one status."""
        answers, name = self.operation.answers, self.operation.id
        bodies: list[Any] = [answer.serializer(name) for answer in answers]
        one_of = PolymorphicProxySerializer(
            f"{name[0].upper()}{name[1:]}Answer", bodies, resource_type_field_name=None, many=False
        )
        examples = [OpenApiExample(answer.name, answer.example, summary=answer.message) for answer in answers]
        described = OpenApiResponse(one_of if len(bodies) > 1 else bodies[0], answers[0].message, examples)
        return {answers[0].status: described}

    def errors(self) -> list[JobberError]:
        """The errors that are the operation's own."""
        operation = self.operation
        return [
            *([InvalidInput(self.first_complaint())] if operation.body or operation.query else []),
            *([SessionEnded()] if operation.session else []),
            *operation.errors,
        ]

    def first_complaint(self) -> str:
        """What the operation's serializer says when everything is null."""
        serializer = self.operation.body or self.operation.query
        assert serializer is not None
        read = serializer(data=dict.fromkeys(serializer().fields))
        read.is_valid()
        return first_message(read.errors)

    def _is_list_view(self, serializer: Any = None) -> bool:
        """An answer is never a bare list, whatever the view's action is called."""
        return False

    def _map_serializer_field(self, field: Any, direction: Direction, bypass_extensions: bool = False) -> Schema:
        """What drf-spectacular finds out, or the schema that the field itself carries."""
        if isinstance(field, SchemaField):
            return dict(field.schema)
        schema = super()._map_serializer_field(field, direction, bypass_extensions)
        return {name: value for name, value in schema.items() if name not in NOT_TOLD}

    def _insert_field_validators(self, field: Any, schema: Schema) -> None:
        """Adds the bounds, and what the tables say of the field's class; None takes a bound away."""
        super()._insert_field_validators(field, schema)
        for name, value in FIELDS.get(type(field), {}).items():
            schema.pop(name, None)
            if value is not None:
                schema[name] = value

    def _map_basic_serializer(self, serializer: Any, direction: Direction) -> Schema:
        """Answers hold no field that is not documented."""
        schema = super()._map_basic_serializer(serializer, direction)
        is_closed = direction == "response" and not getattr(serializer, "is_open", False)
        return {**schema, "additionalProperties": False} if is_closed else schema
