from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.utils.translation import gettext_lazy as _


class AuditAppConfig(AppConfig):
    name = "chegara.audit"
    label = "audit"
    verbose_name = _("Audit log")

    def ready(self) -> None:
        from chegara.audit import signals

        user_logged_in.connect(signals.signed_in)
        user_login_failed.connect(signals.sign_in_failed)
