from django.apps import AppConfig
from django.db.models import CharField, JSONField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProfilingAppConfig(AppConfig):
    name = "chegara.profiling"
    label = "profiling"

    def ready(self) -> None:
        from chegara.accounts.tokens import SCOPES, Scope
        from chegara.audit.presenters import ACTION_TITLES, DETAILS
        from chegara.organisation.readers import wordings_belong_to

        # Importing the module registers its checks.
        from chegara.profiling import checks
        from chegara.profiling.choices import DocumentField, LaneCode, MatchJudgement, QuotaLane, RequestStep
        from chegara.profiling.models import LaneQuota
        from chegara.profiling.wordings import NAME, agencies_seen

        self.registered = checks
        SCOPES["screen"] = Scope(_("compare one person with the watchlists"), "profiling.check")
        SCOPES["select"] = Scope(_("ask the risk profiles of one record"), "profiling.check")
        ACTION_TITLES.update(
            {
                "profiling.list_saved": _("Watchlist described"),
                "profiling.list_brought_in": _("Version of a watchlist brought in"),
                "profiling.list_withdrawn": _("Watchlist withdrawn"),
                "profiling.indicator_saved": _("Indicator described"),
                "profiling.indicator_withdrawn": _("Indicator withdrawn"),
                "profiling.profile_written": _("Risk profile written"),
                "profiling.profile_tested": _("Risk profile tested on records"),
                "profiling.profile_submitted": _("Risk profile submitted for approval"),
                "profiling.profile_approved": _("Risk profile approved"),
                "profiling.profile_refused": _("Signature under a risk profile refused"),
                "profiling.profile_stopped": _("Risk profile stopped"),
                "profiling.all_stopped": _("All profiles stopped at once"),
                "profiling.all_on_consented": _("Consent that all profiles go on"),
                "profiling.all_on_again": _("All profiles switched on again"),
                "profiling.profile_lapsed": _("Risk profile lapsed: worse than chance"),
                "profiling.matches_forgotten": _("False matches forgotten"),
                "profiling.post_settings_saved": _("Settings of a post decided"),
                "profiling.screened": _("Person screened"),
                "profiling.person_asked": _("Person screened by a program"),
                "profiling.record_asked": _("Profiles asked of a record by a program"),
                "profiling.check_read": _("Check of another officer read"),
                "profiling.held_data_sought": _("Data held on a person looked up"),
                "profiling.viewed": _("Own view written"),
                "profiling.judged": _("Candidate judged"),
                "profiling.decided": _("Check decided"),
                "profiling.interviewed": _("Second line recorded"),
                "profiling.closed": _("Check closed"),
                "profiling.transferred": _("Data transferred abroad"),
                "profiling.transfer_refused": _("Transfer abroad refused"),
                "profiling.card_read": _("Post card signed as read"),
                "profiling.personal_deleted": _("Personal data of checks deleted"),
                "profiling.set_saved": _("Restricted set of indicators described"),
                "profiling.set_readers": _("Readers of a restricted set named"),
                "profiling.set_read": _("Restricted set read"),
                "profiling.set_filled": _("Restricted set filled from a file"),
                "profiling.key_list_saved": _("List of keys described"),
                "profiling.keys_brought_in": _("Version of a list of keys brought in"),
                "profiling.lanes_saved": _("Control sample of goods or vehicles decided"),
                "profiling.quotas_saved": _("Quotas of lanes decided"),
                "profiling.seed_committed": _("Seed of a drawing committed to"),
                "profiling.selection_begun": _("Selection of records begun"),
                "profiling.selection_done": _("Records selected"),
                "profiling.findings_kept": _("Findings of a selection kept"),
                "profiling.request_saved": _("Request of a person entered"),
                "profiling.request_step": _("Record of a request decided on"),
                "profiling.held_corrected": _("Data of a check corrected on request"),
                "profiling.request_answered": _("Request of a person answered"),
            }
        )
        quota_columns = [(one.name, one.verbose_name) for one in LaneQuota._meta.concrete_fields]
        DETAILS.update(
            {
                "version": _("Version"),
                "entries": _("Entries"),
                "purpose": pgettext_lazy("of screening", "Purpose"),
                "legal_basis": _("Legal basis"),
                "lists": _("Lists"),
                "candidates": _("Candidates"),
                "records": _("Records"),
                "entry": _("Number in the list"),
                "judged": CharField(_("The traveller is"), choices=MatchJudgement.choices),
                "profiles": _("Profiles that fired"),
                "subject": pgettext_lazy("of a profile", "Subject"),
                "office": _("Office"),
                "count": _("Number"),
                "confirmed": _("Confirmed of examined"),
                "random": _("Random sample: confirmed of examined"),
                "lift_high": _("Lift over random, at most"),
                "readers": _("Readers"),
                "request_step": CharField(_("What was done"), choices=RequestStep.choices),
                "held_record": pgettext_lazy("of a request", "Record"),
                "document_field": CharField(_("Field of the document"), choices=DocumentField.choices),
                "quotas": JSONField(_("Quotas"), choices=[*quota_columns, *QuotaLane.choices]),
                "file": _("File"),
                "source": _("Hash of the file"),
                "commitment": _("Hash of the seed"),
                "lanes": JSONField(pgettext_lazy("selection", "Lanes"), choices=LaneCode.choices),
                "result": _("Hash of the result's file"),
            }
        )
        wordings_belong_to(NAME, agencies_seen)
        # Importing the module registers the job.
        from chegara.profiling import selection_jobs

        self.jobs = selection_jobs
