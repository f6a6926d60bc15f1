from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansAppConfig(AppConfig):
    name = "chegara.plans"
    label = "plans"

    def ready(self) -> None:
        from chegara.audit.presenters import ACTION_TITLES, DETAILS
        from chegara.organisation.readers import wordings_belong_to
        from chegara.plans.models import Objective, Plan, Reading
        from chegara.plans.resource_models import PointResources, ResourceEstimate
        from chegara.plans.wordings import ESTIMATES, NAME

        ACTION_TITLES.update(
            {
                "plans.plan_created": _("Plan begun"),
                "plans.plan_changed": _("Plan's particulars changed"),
                "plans.objective_saved": _("Objective added or changed"),
                "plans.capacity_set": _("Officers available set"),
                "plans.plan_approved": _("Plan approved"),
                "plans.plan_change_begun": _("Change of the plan begun"),
                "plans.plan_closed": _("Plan closed"),
                "plans.measure_proposed": _("Measure proposed"),
                "plans.measure_changed": _("Measure changed"),
                "plans.measure_moved": _("Progress of the measure"),
                "plans.measure_handling": _("Marking, compartment or release of the measure changed"),
                "plans.reading_added": _("Reading of the indicator entered"),
                "plans.workbook_read": _("Workbook of the plan read in"),
                "plans.estimate_made": _("Estimate of resources begun"),
                "plans.estimate_changed": _("Estimate of resources changed"),
                "plans.resources_set": _("What there is at crossing points set"),
                "plans.estimate_computed": _("Resources needed computed"),
            }
        )
        DETAILS.update(
            {
                "capacity": _("Officers available"),
                "objective": _("Objective"),
                "objective_description": _("Description of the objective"),
                "objective_term": Objective._meta.get_field("term"),
                "objective_priority": _("Priority: 1 is the highest"),
                "version": _("Version"),
                "needs": _("Staff and equipment (needed/available)"),
                "supporting": _("Supporting agencies"),
                "officers": PointResources._meta.get_field("officers"),
                "least_booths": PointResources._meta.get_field("least_booths"),
                "draws": _("Draws"),
                "seed": _("Seed of the draws"),
                "reading": _("Reading of the indicator"),
                "reading_on": Reading._meta.get_field("on"),
                "reading_source": Reading._meta.get_field("source"),
            }
        )
        wordings_belong_to(NAME, Plan.objects.visible_to)
        wordings_belong_to(ESTIMATES, ResourceEstimate.objects.visible_to)
        # Importing the modules registers checks and jobs.
        from chegara.plans import checks, resource_jobs

        self.checks, self.jobs = checks, resource_jobs
