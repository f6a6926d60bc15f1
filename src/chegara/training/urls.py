from django.urls import path

from chegara.training.views import activities, courses, mine, others, registers

urlpatterns = [
    path("report/", activities.report, name="programme_report"),
    path("report.<str:format_name>", activities.report, name="programme_report_file"),
    path("lists/new/", activities.list_new, name="activity_list_new"),
    path("lists/<int:pk>/", activities.list_detail, name="activity_list"),
    path("lists/<int:pk>/rows/<int:number>/", activities.list_settle, name="activity_list_settle"),
    path("lists/<int:pk>/drop/", activities.list_drop, name="activity_list_drop"),
    path("lists/<int:pk>/take/", activities.list_take, name="activity_list_take"),
    path("recommendations/<int:pk>/measure/", activities.recommend, name="recommendation_plan"),
    path("calendar.ics", others.calendar, name="training_calendar"),
    path("mine/", mine.mine, name="training_mine"),
    path("mine/feeds/new/", mine.feed_new, name="training_feed_new"),
    path(
        "mine/certificates/<int:pk>.<str:format_name>", mine.own_certificate, name="training_own_certificate"
    ),
    path("feeds/<str:token>.ics", mine.feed, name="training_feed"),
    path("courses/<int:pk>/results/", courses.results, name="course_results"),
    path("courses/<int:pk>/results.<str:format_name>", courses.results, name="course_results_file"),
    path("courses/<int:pk>/cascade/", courses.cascade, name="course_cascade"),
    path("courses/<int:pk>/cascade.<str:format_name>", courses.cascade, name="course_cascade_file"),
    path("sessions/<int:pk>/results/", courses.one_session_results, name="session_results"),
    path("sessions/<int:pk>/attendance/", courses.attendance, name="session_attendance"),
    path(
        "sessions/<int:pk>/attendance.<str:format_name>",
        courses.attendance_file,
        name="session_attendance_file",
    ),
    path("sessions/<int:pk>/attendance/read/", courses.attendance_read, name="session_attendance_read"),
    path("sessions/<int:pk>/here/", courses.attend, name="session_check_in"),
    path("sessions/<int:pk>/cards/", courses.cards, name="session_cards"),
    path("sessions/<int:pk>/answers/", courses.answers, name="session_answers"),
    path("sessions/<int:pk>/grades/", courses.grades, name="session_grades"),
    path("sessions/<int:pk>/moodle-users.csv", courses.users, name="session_users"),
    path("sessions/<int:pk>/certificates/", courses.issue, name="certificates_issue"),
    path("tests/<int:pk>/questions/", courses.questions, name="test_questions"),
    path("tests/<int:pk>/questions.<str:format_name>", courses.test_file, name="test_file"),
    path("certificates/check/", courses.certificate_check, name="certificate_check"),
    path("certificates/expiring/", others.renewals, name="training_expiring"),
    path("certificates/<int:pk>/revoke/", courses.certificate_revoke, name="certificate_revoke"),
    path(
        "certificates/<int:pk>/certificate.<str:format_name>",
        courses.certificate_file,
        name="certificate_file",
    ),
    path("exchange/", others.exchange, name="cooperation_plan"),
    path("exchange/plan.<str:format_name>", others.exchange, name="cooperation_plan_file"),
    path("needs/", others.needs, name="training_needs"),
    path("needs/needs.<str:format_name>", others.needs, name="training_needs_file"),
    path("practice/", others.practice, name="practice"),
    path("practice/groups/", others.groups, name="practice_groups"),
    path("practice/<int:pk>/", others.practice_round, name="practice_round"),
    *(
        path(f"{name}/", registers.register_list, {"register": name}, name=f"training_{name}")
        for name in ("activities", "courses", "persons", "trainers", "requests", "certificates", "vignettes")
    ),
    path("<slug:register>/", registers.register_list, name="training_register"),
    path("<slug:register>/new/", registers.record_new, name="training_new"),
    path("<slug:register>/<int:pk>/", registers.record_detail, name="training_record"),
    path("<slug:register>/<int:pk>/edit/", registers.record_edit, name="training_edit"),
    path("<slug:register>/<int:pk>/wordings/", registers.record_wordings, name="training_wordings"),
    path("<slug:register>/<int:pk>/remove/", registers.record_remove, name="training_remove"),
    path("<slug:register>/<int:pk>/<slug:part>/new/", registers.part_new, name="training_part"),
]
