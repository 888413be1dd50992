"""Which address opens which door."""

from django.urls import URLPattern, URLResolver, path

from citizensourcing.wall.views import mine

app_name = "wall"

urlpatterns: list[URLPattern | URLResolver] = [
    path("me/ideas/", mine.my_ideas, name="my_ideas"),
    path("me/supports/", mine.my_votes, name="my_votes"),
    path("me/comments/", mine.my_comments, name="my_comments"),
    path("people/<int:pk>/", mine.profile, name="profile"),
]

# Outside the language prefix: what machines and other pages point at.
plain_urlpatterns: list[URLPattern | URLResolver] = []
