"""The forms of sign-in's second step, in the look of the pages."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import Any, TypeVar

from allauth.core import context
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from chegara.accounts.models import Factor
from chegara.accounts.second_factor import FEW_CODES, codes_left

T = TypeVar("T")
SHORTEST_SECRET = 16
"""Bytes that RFC 4226 (section 4, R6) asks of a shared secret at least."""
_HEXADECIMAL = re.compile(r"(?:[0-9a-fA-F]{2})+")
_CODE = {
    "class": "form-control",
    "autocomplete": "one-time-code",
    "inputmode": "numeric",
    "autofocus": True,
}


def _style_code(form: forms.Form, label: Any) -> None:
    form.fields["code"].label = label
    form.fields["code"].widget.attrs = {**_CODE}


class _OnceOnly:
    """A code that was taken is not taken again, for as long as a token would still show it.

    RFC 6238, section 5.2: the verifier must not accept the second attempt of a one-time password. allauth
    remembers a code for one period; with tolerance a code is good for three.
    """

    def clean_code(self) -> str:
        """Refuse a code that was taken before."""
        code: str = super().clean_code()  # type: ignore[misc]
        authenticator = self.authenticator  # type: ignore[attr-defined]
        if authenticator.type == Factor.TOKEN:
            digits = re.sub(r"\D", "", code)
            lasts = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
            if not cache.add(f"second-factor:{authenticator.pk}:{digits}", "taken", timeout=lasts):
                raise get_adapter().validation_error("incorrect_code")
        return code


class SecondStepForm(_OnceOnly, AuthenticateForm):  # type: ignore[misc]
    """The code after the password: from an app or token, or the next of the sheet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _style_code(self, _("Code"))

    def save(self) -> None:
        """Let the sign-in go on, and tell of a sheet that runs out."""
        super().save()
        if self.authenticator.type != Factor.CODES:
            return
        left = codes_left(self.authenticator)
        if left <= FEW_CODES:
            words = ngettext(
                "%(n)s printed code is left: print a new sheet.",
                "%(n)s printed codes are left: print a new sheet.",
                left,
            )
            messages.warning(context.request, words % {"n": left})


class ConfirmByCodeForm(_OnceOnly, ReauthenticateForm):  # type: ignore[misc]
    """The code that proves, before something delicate, that it is still the same person."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _style_code(self, _("Code"))


class AddTokenForm(ActivateTOTPForm):  # type: ignore[misc]
    """An app that takes the secret offered, or a hardware token that came with a secret of its own."""

    field_order = ("own_secret", "code")
    own_secret = forms.CharField(
        label=_("Secret of the token"),
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "Only for a hardware token that came with a secret of its own, in Base32 or hexadecimal. "
            "It must show six digits, new every 30 seconds. Leave it empty for an app."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _style_code(self, _("Code that the app or token shows now"))

    @property
    def secret_in_groups(self) -> str:
        """The secret as one types it: in groups of four."""
        return " ".join(re.findall(".{1,4}", self.secret))

    def clean_own_secret(self) -> str:
        """Take the token's own secret in the stead of the one offered."""
        given = re.sub(r"[\s=-]", "", self.cleaned_data["own_secret"])
        if not given:
            return ""
        raw = _secret_bytes(given)
        if len(raw) < SHORTEST_SECRET:
            raise forms.ValidationError(
                _(
                    "This is no token's secret: it has at least 26 characters of Base32 (A–Z, 2–7) "
                    "or 32 hexadecimal digits."
                )
            )
        self.secret = base64.b32encode(raw).decode()
        return self.secret


def _secret_bytes(text: str) -> bytes:
    """Return the bytes of a secret written in hexadecimal or Base32; none where it is neither."""
    if _HEXADECIMAL.fullmatch(text):
        return bytes.fromhex(text)
    try:
        return base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except (binascii.Error, ValueError):
        return b""


def _key_answer_or_refusal(read: Callable[[], T]) -> T:
    """Read a key's answer; what is none is refused, where allauth would fail on a part that is missing."""
    try:
        return read()
    except (KeyError, TypeError, ValueError, AttributeError):
        raise get_adapter().validation_error("incorrect_code") from None


class _KeyAnswer(forms.Form):
    """What a key answers, filled in by the page's script."""

    credential = forms.JSONField(label=_("Answer of the key"), widget=forms.HiddenInput)


class KeyStepForm(_KeyAnswer, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """The touch of a key after the password."""

    def clean_credential(self) -> Any:
        """Return the key that answered."""
        return _key_answer_or_refusal(super().clean_credential)


class ConfirmByKeyForm(_KeyAnswer, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """The touch of a key before something delicate."""

    def clean_credential(self) -> Any:
        """Return the key that answered."""
        return _key_answer_or_refusal(super().clean_credential)


class AddKeyForm(_KeyAnswer, AddWebAuthnForm):  # type: ignore[misc]
    """A hardware key, with the name by which its holder tells it from another."""

    field_order = ("name", "credential")
    name = forms.CharField(
        label=_("Name of the key"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse what is no new key's answer."""
        cleaned: dict[str, Any] = _key_answer_or_refusal(lambda: super(AddKeyForm, self).clean() or {})
        return cleaned
