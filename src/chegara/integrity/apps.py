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
        # Importing the module registers the job.
        from chegara.integrity import analysis_jobs

        self.jobs = analysis_jobs
