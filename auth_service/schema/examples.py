"""What the examples of requests are made of."""

EMAIL, NEW_EMAIL = "ada@example.com", "ada@example.org"
PASSWORD, NEW_PASSWORD = "s3cret-word", "n3w-s3cret"
BROWSER = {"browserName": "Chrome", "deviceType": "browser"}
# one teal pixel
PICTURE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mNgaGgAAAGEAQFocvOPAAAAAElFTkSuQmCC"
)
