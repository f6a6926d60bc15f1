from django.apps import AppConfig
from django.db.models import CharField, JSONField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CanineAppConfig(AppConfig):
    name = "chegara.canine"
    label = "canine"

    def ready(self) -> None:
        from chegara.audit.presenters import ACTION_TITLES, CODES, DETAILS, names_of
        from chegara.canine.choices import Outcome
        from chegara.canine.models import Odour
        from chegara.canine.origins import follow
        from chegara.plans.origins import follow_origins_of

        ACTION_TITLES.update(
            {
                "canine.saved": _("K-9: entered or changed"),
                "canine.removed": _("K-9: removed"),
                "canine.aid_moved": _("Training aid weighed and moved"),
                "canine.aid_countersigned": _("Movement of a training aid countersigned"),
                "canine.set_up": _("Exercise set up"),
                "canine.performed": _("Trials entered"),
                "canine.read_back": _("Paper form read back"),
                "canine.certified": _("Team certified"),
                "canine.certificate_withdrawn": _("Certificate of a team withdrawn"),
                "canine.searched": _("Search recorded"),
                "canine.conflict_kept": _("Two versions of a field record kept"),
                "canine.conflict_settled": _("Two versions of a field record settled"),
            }
        )
        results = [
            ("passed", pgettext_lazy("certification", "passed")),
            ("failed", pgettext_lazy("certification", "not passed")),
        ]
        DETAILS.update(
            {
                "weight_g": _("Weight, g"),
                "difference_g": _("Difference of both weighings, g"),
                "set_up_version": _("Version of the set-up"),
                "trials": JSONField(_("Trials"), choices=Outcome.choices),
                "certified": CharField(_("Result"), choices=results),
                "kept": _("Kept"),
            }
        )
        CODES["canine.odour"] = names_of(Odour)
        follow_origins_of("canine", follow)
