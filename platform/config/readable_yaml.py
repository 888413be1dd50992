"""YAML as people read it."""

from typing import Any

import yaml


class _Readable(yaml.SafeDumper):
    """Paragraphs as blocks; the same thing twice written twice, for anchors are hard to read."""

    def ignore_aliases(self, data: Any) -> bool:
        """No anchors."""
        return True


def _paragraphs(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Readable.add_representer(str, _paragraphs)


def dump(document: dict[str, Any]) -> str:
    """The document in YAML, its keys in their own order."""
    text: str = yaml.dump(document, Dumper=_Readable, sort_keys=False, allow_unicode=True, width=120)
    return text
