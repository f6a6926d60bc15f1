"""Sealing what a pseudonym stands for: encrypted by a key that the installation's secret gives.

Whoever copies the database alone learns nothing. On the site two people open a seal (`actions.analyses`).
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"chegara.integrity.alias"


def _box() -> Fernet:
    key = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=PURPOSE).derive(
        settings.SECRET_KEY.encode()
    )
    return Fernet(base64.urlsafe_b64encode(key))


def seal(identity: str) -> str:
    """Return an identity sealed."""
    return _box().encrypt(identity.encode()).decode()


def unseal(sealed: str) -> str | None:
    """Return what was sealed, None where the installation's secret has changed since."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None
