"""The key by which this installation signs certificates: made once, kept beside the database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings

from chegara.training.methods.signed_code import public_key_of


def private_key() -> bytes:
    """Return the private key of 32 bytes; it is made when it is first asked for."""
    path = Path(settings.HOME) / "certificate_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    key = secrets.token_bytes(32)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
    return key


def public_key() -> bytes:
    """Return the public key, which may be given to anybody."""
    return public_key_of(private_key())
