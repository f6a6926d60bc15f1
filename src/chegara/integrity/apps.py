from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _


def _role_changed(instance: Any, **_more: Any) -> None:
    """Let nobody stay in a circle of integrity who no longer holds a role of it."""
    from chegara.integrity.actions.reviews import leave_circle

    leave_circle(instance.agency)


class IntegrityAppConfig(AppConfig):
    name = "chegara.integrity"
    label = "integrity"

    def ready(self) -> None:
        from chegara.audit.presenters import ACTION_TITLES, CODES, DETAILS
        from chegara.integrity.corruption_presenters import factor_words
        from chegara.integrity.methods.scales import factors
        from chegara.integrity.models import Review
        from chegara.integrity.origins import follow
        from chegara.organisation.readers import wordings_belong_to
        from chegara.plans.origins import follow_origins_of

        ACTION_TITLES.update(
            {
                "integrity.review_begun": _("Review of integrity begun"),
                "integrity.review_changed": _("Review of integrity changed"),
                "integrity.document_received": _("Document of the service read in"),
                "integrity.document_described": _("Document of the service described"),
                "integrity.document_corrected": _("Paragraphs corrected"),
                "integrity.document_confirmed": _("Document of the service confirmed"),
                "integrity.document_taken_back": _("Document of the service taken back"),
                "integrity.document_removed": _("Document of the service removed"),
                "integrity.record_saved": _("Record of the service added or changed"),
                "integrity.record_removed": _("Record of the service removed"),
                "integrity.separations_adopted": _("Separations of duties adopted"),
                "integrity.rules_run": _("Rules of conformity run"),
                "integrity.finding_decided": _("Finding of conformity decided"),
                "integrity.pair_decided": _("Texts that are nearly the same compared"),
                "integrity.recommendation_saved": _("Recommendation added or changed"),
                "integrity.recommendation_planned": _("Recommendation taken into the action plan"),
                "integrity.plan_chosen": _("Action plan of the review chosen"),
                "integrity.old_item_decided": _("Item of the old plan decided"),
                "integrity.corruption_rules_set": _("Rules of corruption risks set"),
                "integrity.corruption_risk_saved": _("Corruption risk described or changed"),
                "integrity.corruption_control_saved": _("Control of a corruption risk saved"),
                "integrity.corruption_control_dropped": _("Control of a corruption risk taken off"),
                "integrity.case_saved": _("Case entered or changed"),
                "integrity.position_factors_set": _("Factors at a position judged"),
                "integrity.position_sensitive_set": _("List of sensitive posts changed"),
                "integrity.survey_prepared": _("Survey prepared"),
                "integrity.survey_moved": _("Survey opened or closed"),
                "integrity.survey_slips": _("Slips of a survey made"),
                "integrity.survey_paper": _("Paper form of a survey entered"),
                "integrity.analysis_made": _("Declarations analysed"),
                "integrity.questions_seen": _("Questions for review looked at"),
                "integrity.question_answered": _("Question for review answered"),
                "integrity.unsealing_asked": _("Opening of a pseudonym asked for"),
                "integrity.unsealing_answered": _("Opening of a pseudonym granted or refused"),
                "integrity.identity_read": _("Person behind a pseudonym read"),
                "integrity.mirror_flows_read": _("Mirrored flows of trade read in"),
            }
        )
        DETAILS.update(
            {
                "paragraphs": _("Paragraphs"),
                "findings": _("Findings"),
                "separations": _("Separations of duties"),
                "same": _("The same"),
                "decision": _("Decision"),
                "file": _("File"),
                "questions": _("Questions"),
                "group": _("Group"),
                "groups": _("Groups"),
                "slips": _("Slips"),
                "flows": _("Flows"),
                "control": pgettext_lazy("of a corruption risk", "control"),
            }
        )

        def factor_word(code: str) -> str:
            return factor_words(code, (get_language() or "en")[:2]) if code in factors() else code

        CODES["integrity.position_factors_set"] = factor_word
        follow_origins_of("integrity", follow)
        wordings_belong_to("integrity", Review.objects.visible_to)
        for signal in (post_save, post_delete):
            signal.connect(_role_changed, sender="organisation.Membership", dispatch_uid="integrity.circle")
        # Importing the modules registers checks and jobs.
        from chegara.integrity import analysis_jobs, checks, jobs

        self.registered = (checks, jobs, analysis_jobs)
