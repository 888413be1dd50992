"""Is the process alive, is it ready: answered before host routing, to the machine's own network only."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from common.network import is_from_this_network
from common.schema import leave_to_public

PATHS = frozenset({"/livez", "/readyz"})


def answer(request: HttpRequest) -> HttpResponse:
    """200 ``ok``, or 503 with a word on what is missing; 404 for the outside world."""
    if not is_from_this_network(request):
        return HttpResponse(status=404)
    if request.path == "/livez":
        return HttpResponse("ok", content_type="text/plain")
    try:
        leave_to_public()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
