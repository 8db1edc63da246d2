"""Maps to begin with: `templates()` lists them, `template("e-commerce")` is one. Each is a file beside this one."""

from sojourn.maps.templates.gallery import Template, template, template_text, templates

__all__ = ["Template", "template", "template_text", "templates"]
