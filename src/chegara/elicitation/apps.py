from django.apps import AppConfig
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class ElicitationAppConfig(AppConfig):
    name = "chegara.elicitation"
    label = "elicitation"

    def ready(self) -> None:
        from chegara.audit.presenters import ACTION_TITLES, CODES, DETAILS
        from chegara.elicitation.methods.scales import scales
        from chegara.elicitation.models import AgencyPosition, Round

        ACTION_TITLES.update(
            {
                "elicitation.panel_opened": _("Panel opened"),
                "elicitation.stage_set": _("Stage of the panel changed"),
                "elicitation.items_set": _("What is judged changed"),
                "elicitation.expert_invited": _("Expert invited"),
                "elicitation.expert_released": _("Expert released"),
                "elicitation.terms_set": _("Weight and scale of an agency set"),
                "elicitation.round_opened": _("Round of scoring opened"),
                "elicitation.round_closed": _("Round of scoring closed"),
                "elicitation.papers_issued": _("Paper ballots issued"),
                "elicitation.paper_read": _("Paper ballot read"),
                "elicitation.paper_spoilt": _("Paper ballot spoilt"),
                "elicitation.position_set": _("Agency's position set"),
            }
        )

        def scale_title(code: str) -> str:
            known = scales().get(code)
            return known.titles.get((get_language() or "en")[:2], known.titles["en"]) if known else code

        CODES["elicitation.panel.scale"] = scale_title
        DETAILS.update(
            {
                "expert": _("Expert"),
                "reason": AgencyPosition._meta.get_field("reason"),
                "item": AgencyPosition._meta.get_field("item"),
                "criterion": AgencyPosition._meta.get_field("criterion"),
                "word": AgencyPosition._meta.get_field("word"),
                "number": Round._meta.get_field("number"),
                "of_agency": _("Agency"),
                "items": _("What is judged"),
                "criteria": _("By what it is judged"),
                "voted": _("Have voted"),
                "not_voted": _("Have not voted"),
                "ballots": _("Ballots"),
                "ballots_sha256": _("SHA-256 of the ballots"),
                "numbers": _("Numbers"),
                "papers": _("Paper ballots"),
                "agree": _("Both readings agree"),
                "words": _("Scale and what its words stand for"),
            }
        )
