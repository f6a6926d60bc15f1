"""A hardware key made of software: it answers as WebAuthn (level 2, sections 6 and 7) has it."""

from __future__ import annotations

import hashlib
import json
import secrets
import struct
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

TOUCHED, WITH_NEW_KEY = 0x01, 0x40


class SoftKey:
    """One key pair, for one site."""

    def __init__(self, host: str = "testserver") -> None:
        self.host = host
        self.identity = secrets.token_bytes(16)
        self.counter = 0
        self._private = ec.generate_private_key(ec.SECP256R1())

    def made(self, options: dict[str, Any]) -> str:
        """Answer a page that adds a key."""
        public = cbor.encode(dict(ES256.from_cryptography_key(self._private.public_key())))
        attested = bytes(16) + struct.pack(">H", len(self.identity)) + self.identity + public
        told = self._told(TOUCHED | WITH_NEW_KEY) + attested
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": told})
        said = self._said("webauthn.create", options)
        return self._answer(said, attestationObject=websafe_encode(attestation))

    def asked(self, options: dict[str, Any]) -> str:
        """Answer a page that asks for a key."""
        told, said = self._told(TOUCHED), self._said("webauthn.get", options)
        signature = self._private.sign(told + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(said, authenticatorData=websafe_encode(told), signature=websafe_encode(signature))

    def _told(self, flags: int) -> bytes:
        self.counter += 1
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.counter)

    def _said(self, kind: str, options: dict[str, Any]) -> bytes:
        challenge = options["publicKey"]["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": f"https://{self.host}"}).encode()

    def _answer(self, said: bytes, **response: str) -> str:
        identity = websafe_encode(self.identity)
        return json.dumps(
            {
                "id": identity, "rawId": identity, "type": "public-key", "clientExtensionResults": {},
                "response": {"clientDataJSON": websafe_encode(said), **response},
            }
        )  # fmt: skip
