"""``manage.py check_translations``: fails when a sentence lacks its translation, or its translation is broken."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from web.translations import LANGUAGES, SOURCE_LANGUAGE, problems


class Command(BaseCommand):
    """Compare the sentences of the code with the catalogues."""

    help = "Names every sentence that is missing, unsure, or broken in a language; exit 1 when there is one."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print one line per problem."""
        found = problems()
        languages_of: dict[tuple[str, str, str], list[str]] = {}
        for problem in found:
            languages_of.setdefault((problem.sentence, problem.what, problem.where), []).append(problem.language)
        for (sentence, what, where), languages in languages_of.items():
            self.stdout.write(f"{', '.join(languages)}: {what}: “{sentence}” ({where})")
        if found:
            raise CommandError(
                f"{len(found)} translations are missing or broken: "
                "run manage.py extract_translations, then fill them in."
            )
        every = ", ".join(language for language in LANGUAGES if language != SOURCE_LANGUAGE)
        self.stdout.write(f"Every sentence is translated into {every}.")
