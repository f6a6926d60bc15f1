from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.utils.translation import gettext_lazy as _


class AuditAppConfig(AppConfig):
    name = "chegara.audit"
    label = "audit"
    verbose_name = _("Audit log")

    def ready(self) -> None:
        from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_used

        from chegara.audit import signals

        user_logged_in.connect(signals.signed_in)
        user_login_failed.connect(signals.sign_in_failed)
        authenticator_added.connect(signals.factor_added)
        authenticator_used.connect(signals.factor_used)
        authentication_failed.connect(signals.second_step_failed)
