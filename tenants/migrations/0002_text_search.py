"""Text search configurations, made once for all cities, in ``public`` by name.

Made inside a city's migration they would land in that city and leave with it. ``unaccent`` runs before the stemmer,
so that "cafe" finds "café". The extensions belong to the database's owner; a role without the right to make them
needs an administrator to run the CREATE EXTENSION lines once (docs/self-hosting.md).
"""

from django.db import migrations

STEMMERS = {
    "en": "english",
    "fr": "french",
    "nl": "dutch",
    "es": "spanish",
    "fi": "finnish",
    "sv": "swedish",
    "de": "german",
    "it": "italian",
    "pt": "portuguese",
    "simple": "simple",
}


def _make(language: str, stemmer: str) -> str:
    dictionary = "simple" if stemmer == "simple" else f"{stemmer}_stem"
    return f"""
        DO $$ BEGIN
            IF NOT EXISTS (SELECT 1 FROM pg_ts_config AS c JOIN pg_namespace AS n ON n.oid = c.cfgnamespace
                           WHERE c.cfgname = 'cw_{language}' AND n.nspname = 'public') THEN
                CREATE TEXT SEARCH CONFIGURATION public.cw_{language} (COPY = pg_catalog.{stemmer});
                ALTER TEXT SEARCH CONFIGURATION public.cw_{language}
                    ALTER MAPPING FOR hword, hword_part, word WITH public.unaccent, pg_catalog.{dictionary};
                ALTER TEXT SEARCH CONFIGURATION public.cw_{language}
                    ALTER MAPPING FOR asciihword, asciiword, hword_asciipart WITH pg_catalog.{dictionary};
            END IF;
        END $$;
    """


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_initial")]

    operations = [
        migrations.RunSQL(
            [
                "CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA public",
                "CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public",
            ],
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            [_make(language, stemmer) for language, stemmer in STEMMERS.items()],
            [f"DROP TEXT SEARCH CONFIGURATION IF EXISTS public.cw_{language}" for language in STEMMERS],
        ),
    ]
