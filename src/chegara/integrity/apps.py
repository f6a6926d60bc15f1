from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntegrityAppConfig(AppConfig):
    name = "chegara.integrity"
    label = "integrity"

    def ready(self) -> None:
        from chegara.audit.presenters import ACTION_TITLES

        ACTION_TITLES.update(
            {
                "integrity.review_begun": _("Review of integrity begun"),
                "integrity.review_changed": _("Review of integrity changed"),
            }
        )
