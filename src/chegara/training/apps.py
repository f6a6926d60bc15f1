from django.apps import AppConfig
from django.db.models import CharField
from django.utils.translation import gettext_lazy as _


class TrainingAppConfig(AppConfig):
    name = "chegara.training"
    label = "training"

    def ready(self) -> None:
        from chegara.accounts.tokens import FEEDS
        from chegara.audit.presenters import ACTION_TITLES, CODES, DETAILS, language_name, names_of
        from chegara.organisation.readers import wordings_belong_to
        from chegara.plans.origins import follow_origins_of
        from chegara.training.choices import Settled
        from chegara.training.models import Topic
        from chegara.training.origins import follow
        from chegara.training.own import FEED
        from chegara.training.wordings import RECORDS, name_of

        ACTION_TITLES.update(
            {
                "training.saved": _("Training: entered or changed"),
                "training.removed": _("Training: removed"),
                "training.list_received": _("List of activities received"),
                "training.list_settled": _("Row of a list of activities settled"),
                "training.list_confirmed": _("List of activities taken over"),
                "training.list_dropped": _("List of activities thrown away"),
                "training.recommendation_planned": _("Recommendation became a measure"),
                "training.attendance_noted": _("Attendance noted"),
                "training.answers_entered": _("Answers to a test entered"),
                "training.questions_read": _("Questions read in"),
                "training.grades_read": _("Grades read in"),
                "training.certificate_issued": _("Certificate issued"),
                "training.certificate_revoked": _("Certificate revoked"),
                "training.practice_begun": _("Practice begun"),
                "training.practice_ended": _("Practice ended"),
            }
        )
        DETAILS.update(
            {
                "rows": _("Rows"),
                "recommended_measure": _("Measure"),
                "present": _("Present"),
                "settled": CharField(_("Settled as"), choices=Settled.choices),
            }
        )
        CODES["training.topic"] = names_of(Topic)
        for column in ("session.language", "trainer.languages", "request.languages"):
            CODES[f"training.{column}"] = language_name
        follow_origins_of("training", follow)
        FEEDS[FEED] = _("read my own days of training (the address of a calendar)")
        for model in RECORDS:
            wordings_belong_to(name_of(model), model.objects.visible_to)
        # Importing the module registers its checks.
        from chegara.training import checks

        self.checks = checks
