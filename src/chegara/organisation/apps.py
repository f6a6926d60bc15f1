from django.apps import AppConfig


class OrganisationAppConfig(AppConfig):
    name = "chegara.organisation"
    label = "organisation"
