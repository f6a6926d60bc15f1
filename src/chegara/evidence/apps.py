from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceAppConfig(AppConfig):
    name = "chegara.evidence"
    label = "evidence"

    def ready(self) -> None:
        from chegara.audit.presenters import ACTION_TITLES, DETAILS

        ACTION_TITLES.update(
            {
                "evidence.file_received": _("File received"),
                "evidence.mapping_changed": _("Reading of the tables changed"),
                "evidence.import_confirmed": _("Import confirmed"),
                "evidence.import_undone": _("Import undone"),
                "evidence.import_replaced": _("Import replaced by a corrected file"),
                "evidence.import_restored": _("Import counts again"),
                "evidence.import_discarded": _("File put away"),
                "evidence.handling_changed": _("Marking, compartment or release changed"),
                "evidence.reconciled": _("Decided whose figures count"),
                "evidence.gap_decided": _("Decided on a gap"),
                "evidence.dictionary_loaded": _("Dictionary loaded"),
                "evidence.placed_anew": _("Rows placed anew"),
                "evidence.quantity_answered": _("Question on a quantity answered"),
            }
        )
        DETAILS.update(
            {
                "sha256": _("SHA-256 of the file"),
                "not_secret": _("No state secret, by the user's word"),
                "covers": _("Period covered"),
                "replaced_by": _("Replaced by"),
                "problems": _("Problems found"),
                "mappings": _("How its tables are read"),
                "releases": _("Releases"),
                "error": _("Error"),
                "warning": _("Warning"),
                "note": _("Note"),
                "rows": _("Rows"),
                "spellings": _("Spellings"),
                "answer": _("Answer"),
                "corrected_quantity": _("Corrected quantity"),
                "corrected_unit": _("Corrected unit"),
            }
        )
        # Importing the module registers its jobs.
        from chegara.evidence import jobs

        self.jobs = jobs
