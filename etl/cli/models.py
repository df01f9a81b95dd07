"""Build the marts by hand."""

import click

from etl.cli.homes import wait_option, writing
from etl.cli.story import story
from etl.errors import HalfPipeError
from etl.store.home import Home


@click.command("models", epilog="Example: halfpipe models --full")
@click.option("--full", "is_full", is_flag=True, help="Build everything, not only what changed.")
@click.option("--no-tests", "is_untested", is_flag=True, help="Leave out the tests of the models.")
@wait_option
@click.pass_obj
def models_command(home: Home, is_full: bool, is_untested: bool, wait_s: float) -> None:
    """Build staging and marts with dbt, test them, and publish them.

    A cycle builds what its hand-offs changed, but for the tests. What fails leaves readers the
    marts they had; the message is an alert too.
    """
    from etl.stages.models import build_models
    from etl.store.publish import publish

    with writing(home, "models", wait_s) as store, story("models"):
        outcome = build_models(store, is_forced=True, is_full=is_full, is_tested=not is_untested)
        publish(store)
    if outcome is None:
        print("Nothing was received yet, so there is nothing to build.")
    elif not outcome.is_success:
        raise HalfPipeError(f"The marts were not built. {outcome.detail}")
    else:
        print(f"The marts are built, {outcome.detail}.")
