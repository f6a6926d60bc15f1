from django.apps import AppConfig


class AccountsAppConfig(AppConfig):
    name = "chegara.accounts"
    label = "accounts"
