from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CooperationAppConfig(AppConfig):
    name = "chegara.cooperation"
    label = "cooperation"

    def ready(self) -> None:
        from chegara.audit.presenters import ACTION_TITLES
        from chegara.cooperation.models import Guidelines
        from chegara.cooperation.origins import follow
        from chegara.organisation.readers import wordings_belong_to
        from chegara.plans.origins import follow_origins_of

        wordings_belong_to("cooperation", Guidelines.objects.visible_to)
        ACTION_TITLES.update(
            {
                "cooperation.saved": _("Entered or changed"),
                "cooperation.removed": _("Removed"),
                "cooperation.operation_moved": _("Operation moved on"),
                "cooperation.workbook_read": _("Workbook of cooperation read in"),
            }
        )
        follow_origins_of("cooperation", follow)
        # Importing the module registers its checks.
        from chegara.cooperation import checks

        self.checks = checks
