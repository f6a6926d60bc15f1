from django.apps import AppConfig


class ReportingAppConfig(AppConfig):
    name = "chegara.reporting"
    label = "reporting"
