from django.urls import path

from chegara.plans.views import measures, plans, tasks, workbooks

urlpatterns = [
    path("", plans.plan_list, name="plan_list"),
    path("new/", plans.plan_new, name="plan_new"),
    path("tasks/", tasks.task_list, name="task_list"),
    path("measures/", measures.measure_list, name="measure_list"),
    path("measures/<str:code>/", measures.measure_detail, name="measure_detail"),
    path("measures/<str:code>/edit/", measures.measure_edit, name="measure_edit"),
    path("measures/<str:code>/progress/", measures.measure_move, name="measure_move"),
    path("measures/<str:code>/done/", measures.measure_done, name="measure_done"),
    path("measures/<str:code>/verify/", measures.measure_verify, name="measure_verify"),
    path("measures/<str:code>/merge/", measures.measure_merge, name="measure_merge"),
    path("measures/<str:code>/handling/", measures.measure_handling, name="measure_handling"),
    path("measures/<str:code>/readings/", measures.reading_new, name="reading_new"),
    path("<int:pk>/", plans.plan_detail, name="plan_detail"),
    path("<int:pk>/edit/", plans.plan_edit, name="plan_edit"),
    path("<int:pk>/objectives/new/", plans.objective_new, name="objective_new"),
    path("<int:pk>/objectives/<int:number>/", plans.objective_edit, name="objective_edit"),
    path("<int:pk>/measures/new/", measures.measure_new, name="measure_new"),
    path("<int:pk>/officers/", plans.plan_capacity, name="plan_capacity"),
    path("<int:pk>/timeline/", plans.plan_timeline, name="plan_timeline"),
    path("<int:pk>/change/", plans.plan_change, name="plan_change"),
    path("<int:pk>/approve/", plans.plan_approve, name="plan_approve"),
    path("<int:pk>/begin-change/", plans.plan_begin_change, name="plan_begin_change"),
    path("<int:pk>/close/", plans.plan_close, name="plan_close"),
    path("<int:pk>/plan.xlsx", workbooks.plan_workbook, name="plan_workbook"),
    path("<int:pk>/workbook/", workbooks.plan_workbook_import, name="plan_workbook_import"),
]
