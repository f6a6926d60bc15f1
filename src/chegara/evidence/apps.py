from django.apps import AppConfig
from django.db.models import JSONField
from django.utils.translation import gettext_lazy as _


class EvidenceAppConfig(AppConfig):
    name = "chegara.evidence"
    label = "evidence"

    def ready(self) -> None:
        from chegara.audit.presenters import ACTION_TITLES, CODES, DETAILS
        from chegara.evidence.dictionary import indicator_name
        from chegara.evidence.models import Reconciliation
        from chegara.evidence.presenters.grades import scheme_name
        from chegara.evidence.presenters.history import dictionary_word, selection_word
        from chegara.evidence.presenters.words import FIELD_NAMES

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
                "evidence.double_decided": _("Decided on a double"),
                "evidence.double_taken_back": _("Decision on a double taken back"),
                "evidence.doubles_carried_over": _("Decisions on doubles carried over to a corrected file"),
                "evidence.corrections_received": _("Corrections received in answer to questions"),
                "evidence.question_asked": _("Question noted"),
                "evidence.question_sent": _("Question sent"),
                "evidence.question_answered": _("Question answered"),
                "evidence.question_closed": _("Question closed"),
                "evidence.question_settled": _("Question settled by a corrected import"),
                "evidence.question_opened_again": _("Question opened again"),
                "evidence.letter_written": _("Discrepancy letter written"),
                "evidence.letter_sent": _("Discrepancy letter sent"),
                "evidence.dictionary_loaded": _("Dictionary loaded"),
                "evidence.placed_anew": _("Rows placed anew"),
                "evidence.quantity_answered": _("Question on a quantity answered"),
                "evidence.request_drafted": _("Data request drafted"),
                "evidence.request_changed": _("Data request changed"),
                "evidence.request_sent": _("Data request sent"),
                "evidence.request_answered": _("State of the answer to a data request"),
                "evidence.request_closed": _("Data request closed"),
                "evidence.request_reopened": _("Data request opened again"),
                "evidence.duty_set": _("Reporting duty set"),
                "evidence.duty_changed": _("Reporting duty changed"),
                "evidence.graded": _("Graded"),
                "evidence.validated": _("Validated"),
                "evidence.validation_withdrawn": _("Validation withdrawn"),
                "evidence.confidence_judged": _("Confidence of the analysis judged"),
                "evidence.view_saved": _("View saved"),
                "evidence.view_changed": _("View renamed or shared"),
                "evidence.view_deleted": _("View deleted"),
            }
        )
        CODES["evidence.indicator"] = indicator_name
        CODES["evidence.grade.scheme"] = scheme_name
        CODES["evidence.dictionary_loaded"] = dictionary_word
        CODES["evidence.savedview.selection"] = selection_word
        DETAILS.update(
            {
                "sha256": _("SHA-256 of the file"),
                "not_secret": _("No state secret, by the user's word"),
                "covers": _("Period covered"),
                "replaced_by": _("Replaced by"),
                "same": _("Same event"),
                "leading": _("Record whose figures are kept"),
                "first": _("First record"),
                "second": _("Second record"),
                "probability": _("Probability"),
                "decisions": _("Decisions"),
                "to": _("To"),
                "import": _("Import"),
                "row": _("Row"),
                "corrects": _("Corrects import"),
                "corrections": _("Corrected values"),
                "text": _("Question"),
                "questions": _("Questions"),
                "letter": _("Letter"),
                "deadline": _("Deadline"),
                "settled_by": _("Settled by import"),
                "problems": _("Problems found"),
                "mappings": _("How its tables are read"),
                "releases": _("Releases"),
                "asked_of": _("Asked of"),
                "indicator": Reconciliation._meta.get_field("indicator"),
                "dimensions": JSONField(_("Broken down by"), choices=list(FIELD_NAMES.items())),
                "only_of": _("Only of"),
                "taken_out": _("Taken out"),
                "sheet": _("Sheet"),
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
