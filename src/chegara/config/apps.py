from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConfigAppConfig(AppConfig):
    name = "chegara.config"
    label = "config"

    def ready(self) -> None:
        # Importing the module registers its jobs.
        from chegara.audit.presenters import ACTION_TITLES, DETAILS
        from chegara.config import document_jobs

        self.jobs = document_jobs
        ACTION_TITLES["documents.made"] = _("Document written")
        ACTION_TITLES["names.screened"] = _("Persons screened by their names")
        DETAILS["legal_basis"] = _("Legal basis")
        ACTION_TITLES["profiling.records_selected"] = _("Records selected by profiles of persons")
        DETAILS["edition"] = _("Edition")
