"""What the API's documentation says of the gig search."""

from search.schema.routes import FIELDS, FINDING, OPERATIONS

__all__ = ["FIELDS", "FINDING", "OPERATIONS"]
