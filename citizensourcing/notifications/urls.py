"""Which address opens which door."""

from django.urls import URLPattern, URLResolver, path

from citizensourcing.notifications import views

app_name = "notifications"

urlpatterns: list[URLPattern | URLResolver] = [
    path("mails/", views.preferences, name="preferences"),
]

# Outside the language prefix: links in mails.
plain_urlpatterns: list[URLPattern | URLResolver] = [
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
