from django.apps import AppConfig


class ConfigAppConfig(AppConfig):
    name = "chegara.config"
    label = "config"

    def ready(self) -> None:
        # Importing the module registers its jobs.
        from chegara.config import document_jobs

        self.jobs = document_jobs
