"""All addresses of the site."""

from allauth.account import views as account
from django.urls import include, path
from django.views.generic import RedirectView

from chegara.config import views
from chegara.organisation import tokens

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", views.set_language, name="set_language"),
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("password/", views.password_change, name="account_change_password"),
    # allauth looks these names up; nobody signs up and nobody resets a password by e-mail here.
    path("sign-up/", RedirectView.as_view(pattern_name="account_login"), name="account_signup"),
    path("reset/", RedirectView.as_view(pattern_name="account_login"), name="account_reset_password"),
    path("second-factor/", include("chegara.config.factor_urls")),
    path("access-tokens/", tokens.token_list, name="token_list"),
    path("access-tokens/new/", tokens.token_new, name="token_new"),
    path("access-tokens/<int:pk>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("api/", include("chegara.profiling.interface_urls")),
    path("", include("chegara.pages.urls")),
    path("", include("chegara.audit.urls")),
    path("organisation/", include("chegara.organisation.urls")),
    path("evidence/", include("chegara.evidence.urls")),
    path("plans/", include("chegara.plans.urls")),
    path("risks/", include("chegara.risk.urls")),
    path("cooperation/", include("chegara.cooperation.urls")),
    path("contingency/", include("chegara.contingency.urls")),
    path("training/", include("chegara.training.urls")),
    path("canine/", include("chegara.canine.urls")),
    path("checkpoint/", include("chegara.profiling.urls")),
    path("integrity/", include("chegara.integrity.urls")),
    path("panels/", include("chegara.elicitation.urls")),
    path("documents/", include("chegara.config.document_urls")),
]
