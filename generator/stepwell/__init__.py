"""Clinical pathways in TOML, proven and published as a documentation site."""

from importlib.metadata import version

__version__ = version("stepwell")
