from django.urls import path

from chegara.cooperation.views import joint, overview, registers, workbooks

urlpatterns = [
    path("", overview.home, name="cooperation"),
    path("matrix/", overview.competence_matrix, name="competence_matrix"),
    path("exchange/", overview.exchange_matrix, name="exchange_matrix"),
    path("self-assessment/", overview.assessment_grid, name="assessment_grid"),
    path("cooperation.xlsx", workbooks.cooperation_workbook, name="cooperation_workbook"),
    path("workbook/", workbooks.workbook_import, name="cooperation_workbook_import"),
    path("passports/<int:pk>/passport.xlsx", workbooks.passport_workbook, name="passport_workbook"),
    path("operations/<int:pk>/next/", joint.operation_move, name="operation_move"),
    path("assessments/<int:pk>/measure/", joint.gap_measure, name="gap_measure"),
    path("<slug:register>/", registers.register_list, name="cooperation_register"),
    path("<slug:register>/new/", registers.record_new, name="cooperation_new"),
    path("<slug:register>/<int:pk>/", registers.record_detail, name="cooperation_record"),
    path("<slug:register>/<int:pk>/edit/", registers.record_edit, name="cooperation_edit"),
    path("<slug:register>/<int:pk>/remove/", registers.record_remove, name="cooperation_remove"),
    path("<slug:register>/<int:pk>/<slug:part>/new/", registers.part_new, name="cooperation_part"),
]
