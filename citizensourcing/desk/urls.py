"""Which address opens which door."""

from django.urls import URLPattern, URLResolver, path

from citizensourcing.desk import views

app_name = "desk"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("reports/", views.reports, name="reports"),
    path("reports/<int:pk>/", views.reports, name="report"),
    path("reports/<int:pk>/decide/", views.decide, name="report_decide"),
    path("reports/<int:pk>/block/", views.block, name="report_block"),
]
