from django.urls import path

from chegara.canine.views import field, phone, registers, service, training

urlpatterns = [
    path("", service.overview, name="canine"),
    path("readiness/", service.readiness, name="canine_readiness"),
    path("readiness.<str:format_name>", service.readiness, name="canine_readiness_file"),
    path("reminders/", service.reminder_list, name="canine_reminders"),
    path("reminders.<str:format_name>", service.reminder_list, name="canine_reminders_file"),
    path("trials/", service.comparison, name="canine_comparison"),
    path("trials.<str:format_name>", service.comparison, name="canine_comparison_file"),
    path("on-duty/", service.field, name="canine_field"),
    path("on-duty.<str:format_name>", service.field, name="canine_field_file"),
    path("what-an-alert-means/", service.prevalence, name="canine_prevalence"),
    path("custody/", service.custody, name="canine_custody"),
    path("custody.<str:format_name>", service.custody, name="canine_custody_file"),
    path("teams/<int:pk>/performance/", service.performance, name="team_performance"),
    path("teams/<int:pk>/performance.<str:format_name>", service.performance, name="team_performance_file"),
    path("teams/<int:pk>/certify/", training.team_certify, name="team_certify"),
    path("teams/<int:pk>/deploy/", field.team_deploy, name="team_deploy"),
    path("certifications/<int:pk>/withdraw/", training.certification_withdraw, name="certification_withdraw"),
    path("exercises/<int:pk>/set-up/", training.exercise_set_up, name="exercise_set_up"),
    path("set-ups/<int:pk>/score/", training.set_up_score, name="set_up_score"),
    path("set-ups/<int:pk>/form.<str:format_name>", training.set_up_form, name="set_up_form"),
    path("performances/<int:pk>/correct/", training.performance_correct, name="performance_correct"),
    path("performances/<int:pk>/read-back/", training.performance_read_back, name="performance_read_back"),
    path("aids/<int:pk>/move/", field.aid_move, name="aid_move"),
    path("movements/<int:pk>/sign/", field.movement_countersign, name="movement_countersign"),
    path("finds/<int:pk>/event/", field.find_link, name="find_link"),
    path("versions/", field.conflict_list, name="canine_conflicts"),
    path("versions/<int:pk>/", field.conflict_settle, name="canine_conflict"),
    path("phone/", phone.phone, name="canine_phone"),
    path("phone/worker.js", phone.worker, name="canine_worker"),
    path("phone/data.json", phone.data, name="canine_phone_data"),
    path("phone/changes/", phone.changes, name="canine_phone_changes"),
    *(
        path(f"{name}/", registers.register_list, {"register": name}, name=f"canine_{name}")
        for name in ("teams", "dogs", "handlers", "exercises", "certifications", "deployments")
    ),
    path("aids/", registers.aid_list, name="canine_aids"),
    path("<slug:register>/", registers.register_list, name="canine_register"),
    path("<slug:register>/new/", registers.record_new, name="canine_new"),
    path("<slug:register>/<int:pk>/", registers.record_detail, name="canine_record"),
    path("<slug:register>/<int:pk>/edit/", registers.record_edit, name="canine_edit"),
    path("<slug:register>/<int:pk>/remove/", registers.record_remove, name="canine_remove"),
    path("<slug:register>/<int:pk>/<slug:part>/new/", registers.part_new, name="canine_part"),
]
