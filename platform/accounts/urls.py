"""Which address opens which door. Only what we use of allauth, under the names by which it looks for it."""

from django.urls import URLPattern, URLResolver, path

from accounts import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.sign_in, name="account_login"),
    path("code/", views.confirm_code, name="account_confirm_login_code"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("sign-up/", views.sign_up, name="account_signup"),
    path("closed/", views.inactive, name="account_inactive"),
]
