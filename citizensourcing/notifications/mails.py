"""Writing one mail to one person, in their language, with the way out of it."""

from collections.abc import Mapping
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from citizensourcing.participants.models import Participant
from common.i18n import pick
from outbox.mail import sender
from tenants import signing
from tenants.addresses import absolute
from tenants.context import require_city
from tenants.middleware import interface_languages
from tenants.models import City

UNSUBSCRIBE = "unsubscribe"


def language_of(person: Participant, city: City) -> str:
    """The language in which this person is spoken to: their choice where the interface speaks it, else the city's."""
    offered = interface_languages(city)
    return next((code for code in (person.language, city.default_language) if code in offered), offered[0])


def unsubscribe_address(person: Participant) -> str:
    """The address that ends mails of answers to this person with one click, without signing in."""
    token = signing.sign(person.pk, purpose=UNSUBSCRIBE)
    return absolute(require_city(), reverse("unsubscribe", args=[token]))


def write_mail(*, to: Participant, template: str, key: str, context: Mapping[str, Any]) -> bool:
    """Put one mail into the outbox, in the reader's language; False for somebody without a working address.

    ``template`` names ``notifications/mail/<template>_subject.txt``, ``.txt`` and ``.html``. Written twice with one
    ``key`` it is sent once.
    """
    user = to.user
    if user is None or not user.is_active:
        return False
    city = require_city()
    language = language_of(to, city)
    leave = unsubscribe_address(to)
    with translation.override(language), timezone.override(city.time_zone):
        place = pick(city.names, language, default=city.default_language).text or city.name
        values = {**context, "place": place, "leave": leave, "language": language, "reader": to.display_name}
        base = f"notifications/mail/{template}"
        message = EmailMultiAlternatives(
            subject=" ".join(render_to_string(f"{base}_subject.txt", values).split()),
            body=render_to_string(f"{base}.txt", values).strip() + "\n",
            from_email=sender(place),
            to=[user.email],
            headers={
                "X-Purpose": template,
                "X-Outbox-Key": key,
                "Auto-Submitted": "auto-generated",
                "List-Unsubscribe": f"<{leave}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )
        message.attach_alternative(render_to_string(f"{base}.html", values), "text/html")
        message.send()
    return True


def write_notice(
    *, to: Participant, template: str, key: str, context: Mapping[str, Any], is_last: bool = False
) -> bool:
    """Put one short mail about somebody's own account into the outbox, in their language, as text alone.

    ``template`` names ``<template>_subject.txt`` and ``<template>.txt``. Such mails cannot be ended: they answer what
    the person did, or warn them. False for somebody without a working address; with one ``key`` it is sent once.
    ``is_last``: also to an account that was just closed, or removed in this transaction.
    """
    user = to.user
    if user is None or not (user.is_active or is_last):
        return False
    city = require_city()
    language = language_of(to, city)
    with translation.override(language), timezone.override(city.time_zone):
        place = pick(city.names, language, default=city.default_language).text or city.name
        values = {**context, "place": place, "language": language, "reader": to.display_name}
        EmailMultiAlternatives(
            subject=" ".join(render_to_string(f"{template}_subject.txt", values).split()),
            body=render_to_string(f"{template}.txt", values).strip() + "\n",
            from_email=sender(place),
            to=[user.email],
            headers={
                "X-Purpose": template.rsplit("/", 1)[-1],
                "X-Outbox-Key": key,
                "Auto-Submitted": "auto-generated",
            },
        ).send()
    return True
