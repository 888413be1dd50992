"""Which address opens which door."""

from django.urls import URLPattern, URLResolver, path, re_path

from citizensourcing.wall.views import front, how_it_works, machines, mine

app_name = "wall"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", front.front, name="front"),
    path("how-it-works/", how_it_works.how_it_works, name="how_it_works"),
    path("me/ideas/", mine.my_ideas, name="my_ideas"),
    path("me/supports/", mine.my_votes, name="my_votes"),
    path("me/comments/", mine.my_comments, name="my_comments"),
    path("people/<int:pk>/", mine.profile, name="profile"),
]

# Outside the language prefix: what machines and other pages point at.
plain_urlpatterns: list[URLPattern | URLResolver] = [
    path("", front.to_language, name="wall_root"),
    re_path(r"^theme\.(?P<digest>[0-9a-f]{12})\.css$", machines.theme, name="wall_theme"),
    re_path(r"^logo\.(?P<digest>[0-9a-f]{12})$", machines.logo, name="wall_logo"),
    path("favicon.svg", machines.favicon, name="wall_favicon"),
    path("robots.txt", machines.robots, name="wall_robots"),
    path("sitemap.xml", machines.sitemap, name="wall_sitemap"),
    path("preview.<str:language>.<str:digest>.png", machines.wall_preview, name="wall_preview"),
]
