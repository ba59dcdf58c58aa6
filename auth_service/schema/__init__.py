"""What the API's documentation says of accounts and sessions."""

from auth_service.schema import open_routes, second_factor_routes, session_routes
from auth_service.schema.fields import FIELDS

__all__ = ["FIELDS", "OPERATIONS"]

OPERATIONS = {**open_routes.OPERATIONS, **session_routes.OPERATIONS, **second_factor_routes.OPERATIONS}
