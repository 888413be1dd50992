"""Which address opens which door."""

from django.urls import URLPattern, URLResolver, path

from citizensourcing.participants.views import joining, programs

app_name = "me"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", joining.mine, name="mine"),
    path("welcome/", joining.welcome, name="welcome"),
    path("profile/", joining.profile, name="profile"),
    path("programs/", programs.programs, name="programs"),
    path("programs/new/", programs.make, name="program_new"),
    path("programs/<int:pk>/revoke/", programs.revoke, name="program_revoke"),
]
