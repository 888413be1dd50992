"""Which address opens which door."""

from django.urls import URLPattern, URLResolver, path

from citizensourcing.ideas.views import discussing, reporting

app_name = "ideas"

# A thread's doors stand under one address, with the tails that discussions.selectors.ThreadOwner names.
discussion_urlpatterns: list[URLPattern | URLResolver] = [
    path("<str:number>/report/", reporting.report, name="report"),
    path("<str:number>/discussion/", discussing.thread, name="thread"),
    path("<str:number>/discussion/say/", discussing.comment, name="comment"),
    path("<str:number>/discussion/<int:pk>/reply/", discussing.comment_reply, name="comment_reply"),
    path("<str:number>/discussion/<int:pk>/replies/", discussing.comment_replies, name="comment_replies"),
    path("<str:number>/discussion/<int:pk>/edit/", discussing.comment_edit, name="comment_edit"),
    path("<str:number>/discussion/<int:pk>/remove/", discussing.comment_remove, name="comment_delete"),
    path("<str:number>/discussion/<int:pk>/like/", discussing.comment_like, name="comment_like"),
    path("<str:number>/discussion/<int:pk>/report/", reporting.comment_report, name="comment_report"),
    path("<str:number>/discussion/<int:pk>/hide/", discussing.comment_hide, name="comment_hide"),
    path("<str:number>/discussion/<int:pk>/show/", discussing.comment_show, name="comment_show"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *discussion_urlpatterns,
    path("<str:number>/", discussing.thread, name="detail"),
]

# Outside the language prefix: what machines and other pages point at.
plain_urlpatterns: list[URLPattern | URLResolver] = []
