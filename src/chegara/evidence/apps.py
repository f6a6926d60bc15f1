from django.apps import AppConfig


class EvidenceAppConfig(AppConfig):
    name = "chegara.evidence"
    label = "evidence"
