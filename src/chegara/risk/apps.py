from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RiskAppConfig(AppConfig):
    name = "chegara.risk"
    label = "risk"

    def ready(self) -> None:
        from chegara.audit.presenters import ACTION_TITLES, CODES, DETAILS
        from chegara.organisation.readers import wordings_belong_to
        from chegara.plans.origins import follow_origins_of
        from chegara.risk.models import Assessment, Treatment
        from chegara.risk.origins import follow
        from chegara.risk.words import band_word, criterion_name

        ACTION_TITLES.update(
            {
                "risk.begun": _("Risk analysis begun"),
                "risk.changed": _("Risk analysis changed"),
                "risk.moved": _("Risk analysis moved on"),
                "risk.signed": _("Agency signed"),
                "risk.dissented": _("Agency signed with a dissenting opinion"),
                "risk.carried_over": _("Risks carried over from last year"),
                "risk.register_read": _("Workbook of the register read in"),
                "risk.risk_saved": _("Risk described"),
                "risk.risk_dropped": _("Risk dropped"),
                "risk.level_set": _("Level set by analysts"),
                "risk.treated": _("Measure tied to the risk"),
                "risk.untied": _("Measure untied from the risk"),
                "risk.evidence_linked": _("Evidence linked"),
                "risk.evidence_unlinked": _("Evidence taken away"),
                "risk.event_cited": _("Event cited"),
                "risk.event_uncited": _("Event taken away"),
                "risk.gap_added": _("Intelligence gap written down"),
                "risk.gap_answered": _("Intelligence gap answered"),
                "risk.harm_described": _("Unit of harm described"),
                "risk.cause_saved": _("Common cause saved"),
                "risk.cause_removed": _("Common cause taken away"),
                "risk.basis_saved": _("Series that counts a risk's cases chosen"),
                "risk.basis_removed": _("Risk left out of the harm in numbers"),
                "risk.judging_opened": _("Panel on the harm of a case opened"),
                "risk.budget_set": _("Budget of the choice set"),
                "risk.condition_added": _("Condition of the choice added"),
                "risk.condition_removed": _("Condition of the choice taken away"),
                "risk.effect_stated": _("Effect of a measure on the risk stated"),
                "risk.computed": _("Computed"),
                "risk.protocol_saved": _("Protocol written"),
                "risk.instruction_given": _("Instruction given"),
                "risk.instruction_reported": _("Execution of an instruction reported"),
                "risk.signed_page_attached": _("Signed page attached"),
            }
        )
        CODES["risk.risk.likelihood_word"] = band_word
        CODES["elicitation.agencyposition.criterion"] = criterion_name
        follow_origins_of("risk", follow)
        wordings_belong_to("risk", Assessment.objects.visible_to)
        # Importing the module registers its checks.
        from chegara.risk import checks

        self.checks = checks
        from chegara.risk import jobs

        self.jobs = jobs
        DETAILS.update(
            {
                "measure_code": _("Measure"),
                "treats": Treatment._meta.get_field("component"),
                "record": _("Event"),
                "condition": _("Condition of the choice"),
                "effect": _("Effect of the measure"),
                "agencies": _("Agencies"),
                "basis": _("Approved by"),
                "dissent": _("Dissenting opinion"),
                "of_agency": _("Agency"),
                "risks": _("Risks"),
            }
        )
