from django.apps import AppConfig
from django.db.models import JSONField
from django.utils.translation import gettext_lazy as _


class ContingencyAppConfig(AppConfig):
    name = "chegara.contingency"
    label = "contingency"

    def ready(self) -> None:
        from chegara.audit.presenters import ACTION_TITLES, CODES, DETAILS
        from chegara.contingency.choices import LevelCode
        from chegara.contingency.models import ContingencyPlan, Exercise
        from chegara.contingency.origins import follow
        from chegara.organisation.readers import wordings_belong_to
        from chegara.plans.origins import follow_origins_of

        wordings_belong_to("contingency", ContingencyPlan.objects.visible_to)
        ACTION_TITLES.update(
            {
                "contingency.plan_created": _("Contingency plan begun"),
                "contingency.plan_changed": _("Contingency plan changed"),
                "contingency.part_saved": _("Part of the contingency plan added or changed"),
                "contingency.part_removed": _("Part of the contingency plan removed"),
                "contingency.plan_signed": _("Contingency plan signed for an agency"),
                "contingency.signatures_void": _("Signatures void: the plan was changed"),
                "contingency.plan_approved": _("Contingency plan approved"),
                "contingency.plan_revised": _("Revision of the contingency plan begun"),
                "contingency.plan_withdrawn": _("Contingency plan withdrawn"),
                "contingency.sign_reported": _("Warning sign reported"),
                "contingency.activated": _("Contingency plan put into force"),
                "contingency.level_ordered": _("Level ordered"),
                "contingency.stood_down": _("Contingency plan stood down"),
                "contingency.logged": _("Entry of the log"),
                "contingency.task_reported": _("Task reported on"),
                "contingency.exercise_saved": _("Exercise planned or changed"),
                "contingency.exercise_moved": _("Exercise moved on"),
                "contingency.script_saved": _("Script of the exercise changed"),
                "contingency.script_removed": _("Part of the script removed"),
                "contingency.inject_given": _("Inject given"),
                "contingency.outcome_noted": _("What was done on an inject noted"),
                "contingency.observed": _("Observation noted"),
                "contingency.simulation_saved": _("Simulation described or changed"),
                "contingency.simulation_removed": _("Simulation removed"),
                "contingency.simulated": _("Crossing point simulated"),
                "contingency.sensitivity_found": _("Sensitivity of a simulated plan found"),
                "contingency.staffing_found": _("Cheapest staffing found"),
                "contingency.correction_proposed": _("Corrective action proposed"),
            }
        )
        DETAILS.update(
            {
                "taking_part": _("Agencies that take part"),
                "needed": JSONField(_("Needed by level"), choices=LevelCode.choices),
                "thresholds": JSONField(_("Thresholds by level"), choices=LevelCode.choices),
                "simulated_plan": _("Plan simulated"),
                "booths_by_shift": _("Booths by shift"),
                "letter": _("Signed on paper"),
                "after_tasks": _("Only after"),
                "revision_basis": _("Approved by"),
                "revision_changed": _("What changed"),
                "exercise_state": Exercise._meta.get_field("state"),
                "correction": _("Measure"),
            }
        )
        CODES["contingency.responselevel"] = lambda code: str(dict(LevelCode.choices).get(code, code))
        follow_origins_of("contingency", follow)
        # Importing the modules registers checks and jobs.
        from chegara.contingency import checks, jobs

        self.registered = (checks, jobs)
