"""The steps of a user's journey, by which the documentation groups the routes, and the cookies that they need."""

SIGNING_UP = "Signing up"
SIGNING_IN = "Signing in"
LOST_PASSWORD = "A lost password"  # noqa: S105 - the name of a step
SIGNED_IN = "Being signed in"
ACCOUNT = "The account"
DEVELOPMENT = "Development"

SESSION = "session"
PENDING = "pendingSignIn"
