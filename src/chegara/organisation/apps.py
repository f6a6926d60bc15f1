from django.apps import AppConfig
from django.conf import settings
from django.db.models import CharField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrganisationAppConfig(AppConfig):
    name = "chegara.organisation"
    label = "organisation"

    def ready(self) -> None:
        from chegara.audit.presenters import ACTION_TITLES, DETAILS
        from chegara.organisation.models import Membership

        ACTION_TITLES.update(
            {
                "organisation.created": _("Record created"),
                "organisation.changed": _("Record changed"),
                "organisation.released": _("Records released"),
                "organisation.release_withdrawn": _("Release withdrawn"),
                "organisation.template_set": _("Word template brought in"),
                "organisation.template_removed": _("Word template taken away"),
                "organisation.spelling_decided": _("Decided which place a spelling names"),
                "organisation.spelling_taken_back": _("Decision on a spelling taken back"),
                "organisation.worded": _("Texts put into another language"),
                "accounts.user_created": _("Account created"),
                "accounts.user_changed": _("Account changed"),
                "accounts.role_granted": _("Role given"),
                "accounts.role_ended": _("Role taken away"),
                "accounts.token_made": _("Access token made"),
                "accounts.feed_client": _("A program reads a feed for the first time"),
                "accounts.token_revoked": _("Access token revoked"),
                "accounts.compartment_changed": _("Compartment changed"),
            }
        )
        DETAILS.update(
            {
                "wording_language": CharField(_("Language"), choices=settings.LANGUAGES),
                "wordings": _("Texts in this language"),
                "wordings_changed": _("Of these new or changed"),
                "token": _("Access token"),
                "scopes": pgettext_lazy("of an access token", "May"),
                "client": pgettext_lazy("of a feed", "Program"),
                "expires_on": _("Expires on"),
            }
        )
        # Roles are told of on the page of their user.
        DETAILS.update(
            {
                name: Membership._meta.get_field(name)
                for name in ("user", "agency", "role", "valid_from", "valid_until")
            }
        )
