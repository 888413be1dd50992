"""Which address opens which door."""

from django.urls import URLPattern, URLResolver, path

from citizensourcing.privacy.views import documents, leave, my_data

app_name = "privacy"

urlpatterns: list[URLPattern | URLResolver] = [
    path("about/privacy/", documents.notice, name="notice"),
    path("about/accessibility/", documents.accessibility, name="accessibility"),
    path("about/house-rules/", documents.rules, name="rules"),
    path("about/<slug:document>/<int:number>/", documents.version, name="version"),
    path("me/rules/", documents.agree, name="agree"),
    path("me/data/", my_data.my_data, name="data"),
    path("me/data/<uuid:key>.zip", my_data.fetch, name="data_file"),
    path("me/leave/", leave.leave, name="leave"),
    path("me/leave/code/", leave.send_code, name="leave_code"),
    path("me/leave/stay/", leave.stay, name="stay"),
    path("me/left/", leave.left, name="left"),
]
