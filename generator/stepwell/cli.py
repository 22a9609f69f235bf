"""The terminal: arguments in, text out, exit codes 0, 1 and 2.

Every command stands under `stepwell.commands` and calls the library below it.
Exit 0 is clean, 1 means findings, 2 that the command could not run.
"""

from __future__ import annotations

import click

from stepwell import __version__
from stepwell.commands.building import build_site, pack, render
from stepwell.commands.changing import changes
from stepwell.commands.checking import check
from stepwell.commands.comparing import diff
from stepwell.commands.files import explain_rule, new_pathway, release_sheets, schema
from stepwell.commands.reviewing import review
from stepwell.commands.serving import serve
from stepwell.commands.walking import prove, walk


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="stepwell")
def main() -> None:
    """Clinical pathways in TOML: checked, drawn, printed, published."""


for _command in (
    check,
    walk,
    prove,
    diff,
    review,
    build_site,
    serve,
    render,
    pack,
    release_sheets,
    changes,
    new_pathway,
    schema,
    explain_rule,
):
    main.add_command(_command)
