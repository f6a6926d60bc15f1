"""How django-allauth behaves here."""

import base64
import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from chegara.accounts.models import Factor, User

logger = logging.getLogger(__name__)


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up: an administrator makes each account."""

    def is_open_for_signup(self, request: Any) -> bool:
        """Refuse every visitor."""
        return False


class PasswordBackend(AuthenticationBackend):  # type: ignore[misc]
    """Signs people in; permissions are the rules' alone, so that the database is not asked for any."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Give nobody a permission."""
        return False


def _cipher() -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"chegara second factor")
    return Fernet(base64.urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode())))


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets are kept enciphered; printed codes are a factor of their own."""

    def encrypt(self, text: str) -> str:
        """Encipher a secret by a key that follows from the site's own secret, which no database holds."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; where the site's own secret was changed since, one that no code fits."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            logger.warning("a second factor was made under another secret of the site: it must be reset")
            return base64.b32encode(Fernet.generate_key()[:40]).decode()

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        """Tell whether somebody has one of these factors; at sign-in, printed codes count as well."""
        if types is not None and {Factor.TOKEN, Factor.KEY} <= set(types):
            types = [*types, Factor.CODES]
        return bool(super().is_mfa_enabled(user, types))

    def get_totp_label(self, user: User) -> str:
        """Return what an app calls the account."""
        return user.username
