from django.urls import include, path

from chegara.integrity.views import documents, findings, improvement, matrices, papers, reviews, structure

urlpatterns = [
    path("", reviews.review_list, name="integrity_list"),
    path("new/", reviews.review_new, name="integrity_new"),
    path("<int:pk>/", reviews.review_detail, name="integrity_detail"),
    path("<int:pk>/edit/", reviews.review_edit, name="integrity_edit"),
    path("<int:pk>/wordings/", reviews.review_wordings, name="integrity_wordings"),
    path("<int:pk>/circle/", reviews.review_circle, name="integrity_circle"),
    # Papers of the service
    path("<int:pk>/documents/new/", documents.upload, name="integrity_upload"),
    path("<int:pk>/documents/confirm/", documents.confirm_all, name="integrity_confirm_all"),
    path("<int:pk>/documents/<int:key>/", documents.document_page, name="integrity_document"),
    path("<int:pk>/documents/<int:key>/describe/", documents.describe, name="integrity_describe"),
    path("<int:pk>/documents/<int:key>/confirm/", documents.confirm, name="integrity_confirm"),
    path("<int:pk>/documents/<int:key>/take-back/", documents.take_back, name="integrity_take_back"),
    path("<int:pk>/documents/<int:key>/remove/", documents.remove, name="integrity_document_remove"),
    # The service
    path("<int:pk>/structure/", structure.structure, name="integrity_structure"),
    path("<int:pk>/units/<int:key>/", structure.unit, name="integrity_unit"),
    path("<int:pk>/separations/", structure.separations, name="integrity_separations"),
    path("<int:pk>/records/<slug:kind>/", structure.records, name="integrity_records"),
    path("<int:pk>/records/<slug:kind>/new/", structure.record_new, name="integrity_record_new"),
    path("<int:pk>/records/<slug:kind>/<int:key>/", structure.record_edit, name="integrity_record_edit"),
    path(
        "<int:pk>/records/<slug:kind>/<int:key>/remove/", structure.record_remove, name="integrity_record_remove"
    ),
    path("<int:pk>/matrices/<slug:kind>/", matrices.matrix_page, name="integrity_matrix"),
    path("<int:pk>/index/", matrices.index, name="integrity_index"),
    path("<int:pk>/practice/", matrices.practice, name="integrity_practice"),
    # Findings
    path("<int:pk>/rules/", findings.rules_run, name="integrity_rules"),
    path("<int:pk>/findings/", findings.finding_list, name="integrity_findings"),
    path("<int:pk>/findings/<int:key>/", findings.finding, name="integrity_finding"),
    path("<int:pk>/texts/", findings.pairs, name="integrity_pairs"),
    # Recommendations and plan
    path("<int:pk>/recommendations/", improvement.recommendation_list, name="integrity_recommendations"),
    path("<int:pk>/recommendations/new/", improvement.recommendation_new, name="integrity_recommendation_new"),
    path("<int:pk>/recommendations/<int:key>/", improvement.recommendation, name="integrity_recommendation"),
    path(
        "<int:pk>/recommendations/<int:key>/edit/", improvement.recommendation_edit,
        name="integrity_recommendation_edit",
    ),
    path(
        "<int:pk>/recommendations/<int:key>/plan/", improvement.recommendation_plan,
        name="integrity_recommendation_plan",
    ),
    path("<int:pk>/plan/", improvement.plan_choose, name="integrity_plan"),
    path("<int:pk>/old-plan/", improvement.old_plan, name="integrity_old_plan"),
    path("<int:pk>/old-plan/<int:key>/", improvement.old_item, name="integrity_old_item"),
    path("<int:pk>/papers/<slug:paper>.<str:format_name>", papers.paper, name="integrity_paper"),
    path("", include("chegara.integrity.corruption_urls")),
]  # fmt: skip
