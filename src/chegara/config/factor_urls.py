"""Addresses of the second factor: allauth's own pages, each behind our permission, and ours.

The names that begin with "mfa" and "account" are those that allauth looks up.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from chegara.organisation import factors
from chegara.pages.access import page

own = page("pages.use", second_factor=False)

urlpatterns = [
    path("", factors.second_factor, name="mfa_index"),
    path("token/", own(totp.activate_totp), name="mfa_activate_totp"),
    path("token/present/", factors.second_factor, name="mfa_deactivate_totp"),
    path("key/", own(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("codes/", factors.codes_new, name="codes_new"),
    path("<int:pk>/remove/", factors.factor_remove, name="factor_remove"),
    path("sign-in/", mfa.authenticate, name="mfa_authenticate"),
    path("confirm/", own(account.reauthenticate), name="account_reauthenticate"),
    path("confirm/code/", own(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("confirm/key/", own(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
]
