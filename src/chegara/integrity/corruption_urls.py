"""Addresses of corruption risks, cases, sensitive posts, surveys and questions for review."""

from django.urls import path

from chegara.integrity.views import analyses, corruption, surveys

urlpatterns = [
    # Corruption risks, cases, exposed positions
    path("<int:pk>/corruption/", corruption.risk_map, name="corruption_map"),
    path("<int:pk>/corruption/new/", corruption.risk_edit, name="corruption_new"),
    path("<int:pk>/corruption/rules/", corruption.rules_edit, name="corruption_rules"),
    path("<int:pk>/corruption/assessors/", corruption.assessors, name="corruption_assessors"),
    path("<int:pk>/corruption/<int:risk>/", corruption.risk_detail, name="corruption_risk"),
    path("<int:pk>/corruption/<int:risk>/edit/", corruption.risk_edit, name="corruption_edit"),
    path("<int:pk>/corruption/<int:risk>/controls/", corruption.control_add, name="control_add"),
    path("<int:pk>/controls/<int:control>/drop/", corruption.control_drop, name="control_drop"),
    path("<int:pk>/cases/", corruption.case_list, name="case_list"),
    path("<int:pk>/cases/new/", corruption.case_edit, name="case_new"),
    path("<int:pk>/cases/<int:case>/", corruption.case_edit, name="case_edit"),
    path("<int:pk>/posts/", corruption.exposed_posts, name="exposed_posts"),
    path("<int:pk>/posts/<int:post>/factors/", corruption.post_factors, name="post_factors"),
    path("<int:pk>/posts/<int:post>/sensitive/", corruption.post_sensitive, name="post_sensitive"),
    # Surveys
    path("survey/", surveys.survey_answer, name="survey_answer"),
    path("<int:pk>/surveys/", surveys.survey_list, name="survey_list"),
    path("<int:pk>/surveys/new/", surveys.survey_new, name="survey_new"),
    path("<int:pk>/surveys/<int:survey>/", surveys.survey_detail, name="survey_detail"),
    path("<int:pk>/surveys/<int:survey>/to/<str:to>/", surveys.survey_move, name="survey_move"),
    path("<int:pk>/surveys/<int:survey>/slips/", surveys.survey_slips, name="survey_slips"),
    path("<int:pk>/surveys/<int:survey>/form/", surveys.survey_form, name="survey_form"),
    path("<int:pk>/surveys/<int:survey>/paper/<int:group>/", surveys.survey_paper, name="survey_paper"),
    # Questions for review
    path("<int:pk>/analyses/", analyses.analysis_list, name="analysis_list"),
    path("<int:pk>/analyses/new/", analyses.analysis_new, name="analysis_new"),
    path("<int:pk>/analyses/<int:analysis>/", analyses.analysis_detail, name="analysis_detail"),
    path("<int:pk>/questions/<int:question>/", analyses.question_detail, name="integrity_question"),
    path("<int:pk>/questions/<int:question>/settle/", analyses.question_answer, name="question_settle"),
    path("<int:pk>/questions/<int:question>/open/", analyses.unsealing_ask, name="unsealing_ask"),
    path("<int:pk>/questions/<int:question>/identity/", analyses.identity, name="identity_read"),
    path("<int:pk>/unsealings/<int:unsealing>/", analyses.unsealing_answer, name="unsealing_answer"),
    path("<int:pk>/mirror/", analyses.mirror, name="mirror"),
]
