"""A certificate's code: its content and a signature over it, so that it is checked without a network.

The code is base64url(content) "." base64url(signature); the content is canonical JSON. Whoever has the
issuer's public key sees whether the content is the issuer's, unchanged. Whether it was revoked since, only
the issuer's register knows.

Sources:
    RFC 8032, "Edwards-Curve Digital Signature Algorithm (EdDSA)", 2017: Ed25519.
    RFC 8785, "JSON Canonicalization Scheme", 2020.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


class CodeRefusedError(ValueError):
    """The code is not one, or its signature is not the issuer's."""


def issue_code(content: Mapping[str, Any], private_key: bytes) -> str:
    """Return the code of a content, signed by the issuer's private key of 32 bytes."""
    body = rfc8785.dumps(dict(content))
    return f"{_encoded(body)}.{_encoded(Ed25519PrivateKey.from_private_bytes(private_key).sign(body))}"


def check_code(code: str, public_key: bytes) -> dict[str, Any]:
    """Return the content of a code that the issuer with this public key of 32 bytes signed.

    Raises:
        CodeRefusedError: it is no code, or the signature is not the issuer's.
    """
    body_text, dot, signature_text = "".join(code.split()).partition(".")
    if not dot:
        raise CodeRefusedError("no code")
    try:
        body, signature = _decoded(body_text), _decoded(signature_text)
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, body)
        content = json.loads(body)
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise CodeRefusedError("not signed by this issuer") from error
    if not isinstance(content, dict):
        raise CodeRefusedError("no content")
    return content


def public_key_of(private_key: bytes) -> bytes:
    """Return the public key of 32 bytes that belongs to a private key."""
    return Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    decoded = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if _encoded(decoded) != text:  # the last letter has bits to spare: only one spelling is right
        raise ValueError("not as it was written")
    return decoded
