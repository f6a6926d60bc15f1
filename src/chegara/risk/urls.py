from django.urls import path

from chegara.risk.views import assessments, papers, risks

urlpatterns = [
    path("", assessments.assessment_list, name="assessment_list"),
    path("new/", assessments.assessment_new, name="assessment_new"),
    path("<int:pk>/", assessments.assessment_detail, name="assessment_detail"),
    path("<int:pk>/edit/", assessments.assessment_edit, name="assessment_edit"),
    path("<int:pk>/move/<str:to>/", assessments.assessment_move, name="assessment_move"),
    path("<int:pk>/sign/<int:agency>/", assessments.assessment_sign, name="assessment_sign"),
    path("<int:pk>/next-year/", assessments.assessment_next, name="assessment_next"),
    path("<int:pk>/map/", assessments.heat, name="assessment_map"),
    path("<int:pk>/last-year/", assessments.last_year, name="assessment_last_year"),
    path("<int:pk>/versions/", assessments.versions, name="assessment_versions"),
    path("<int:pk>/risks/new/", risks.risk_new, name="risk_new"),
    path("risks/<int:pk>/", risks.risk_detail, name="risk_detail"),
    path("risks/<int:pk>/edit/", risks.risk_edit, name="risk_edit"),
    path("risks/<int:pk>/drop/", risks.risk_drop, name="risk_drop"),
    path("risks/<int:pk>/level/", risks.risk_level, name="risk_level"),
    path("risks/<int:pk>/evidence/", risks.evidence_add, name="risk_evidence"),
    path("risks/<int:pk>/gap/", risks.gap_add, name="risk_gap"),
    path("evidence/<int:pk>/remove/", risks.evidence_remove, name="risk_evidence_remove"),
    path("gaps/<int:pk>/", risks.gap_answer, name="risk_gap_answer"),
    path("<int:pk>/papers/", papers.papers, name="assessment_papers"),
    path("<int:pk>/papers/meeting/", papers.meeting_new, name="meeting_new"),
    path("<int:pk>/papers/instruction/", papers.instruction_new, name="instruction_new"),
    path("instructions/<int:pk>/", papers.instruction_report, name="instruction_report"),
    path("<int:pk>/papers/scan/", papers.scan_new, name="scan_new"),
    path("scans/<int:pk>/", papers.scan_file, name="scan_file"),
    path("<int:pk>/papers/<str:paper>.<str:format_name>", papers.paper_file, name="assessment_paper"),
]
