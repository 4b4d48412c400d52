"""Diagrams of the site, drawn from their text as it is built: no page fetches a library."""

from hashlib import sha256

from mermaidx import render


def drawn(source: str, _language: str, css_class: str, *_: object, **_more: object) -> str:
    """Return a fence of Mermaid as SVG, in the form that superfences asks for."""
    # Styles within the picture go by its id, which the library gives to each.
    name = f"diagram-{sha256(source.encode()).hexdigest()[:8]}"
    picture = render(source, theme="neutral").svg().replace("my-svg", name)
    return f'<div class="{css_class}">{picture}</div>'
