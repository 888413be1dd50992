"""Which address opens which door."""

from django.urls import URLPattern, URLResolver, path

from citizensourcing.participants import views

app_name = "me"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.mine, name="mine"),
    path("welcome/", views.welcome, name="welcome"),
    path("profile/", views.profile, name="profile"),
]
