"""Tokens sealed: what is kept in the database opens with the app's client secret alone. SPEC 7."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PURPOSE = b"overtake slack installations"


class Seal:
    """Seals text, and opens what it sealed."""

    def __init__(self, secret: str) -> None:
        """Make the key of a secret, which is long and drawn by chance, as Slack's are."""
        derived = HKDF(SHA256(), 32, salt=None, info=PURPOSE).derive(secret.encode())
        self._fernet = Fernet(base64.urlsafe_b64encode(derived))

    def close(self, text: str) -> str:
        """Return text sealed."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str, within: int | None = None) -> str | None:
        """Return what was sealed, within so many seconds; None if it can't be opened."""
        try:
            return self._fernet.decrypt(sealed.encode(), ttl=within).decode()
        except InvalidToken:
            return None
