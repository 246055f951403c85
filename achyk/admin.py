"""`achyk admin`: the first administrator of a platform, and the roles of members."""

import asyncio
from typing import Annotated

import typer

from achyk.console import out
from shared.contracts.community import Role

app = typer.Typer(help="Administrators of the platform.", no_args_is_help=True)


@app.callback()
def administrators() -> None:
    """Administrators of the platform."""


@app.command("create")
def create(
    email: Annotated[str, typer.Argument(help="Address to sign in with.")],
    name: Annotated[str, typer.Option(help="Public name.")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
) -> None:
    """Make an administrator; a confirmed member with this address is promoted and keeps the own password."""
    from services.community.commands import create_admin

    made = asyncio.run(create_admin(email, name, password))
    out.print(
        "Administrator created." if made.created else "This member is an administrator now; the password is unchanged."
    )
    if not made.second_factor:
        out.print(
            "Administrators sign in with a second factor: after the first sign-in, any page for administrators leads "
            "to where an authenticator app is set up."
        )


@app.command("role")
def role(
    email: Annotated[str, typer.Argument(help="The member's address.")],
    role: Annotated[Role, typer.Argument(help="What the member may do from now on.")],
) -> None:
    """Give a member a role; the last administrator cannot step down."""
    from services.community.commands import set_role

    member = asyncio.run(set_role(email, role))
    out.print(f"The role of this member is {member.role.value} now.")


@app.command("reset-second-factor")
def reset_second_factor(email: Annotated[str, typer.Argument(help="The member's address.")]) -> None:
    """Switch two-step sign-in off for a member who lost phone and recovery codes; make sure first that it is they."""
    from services.community.commands import reset_second_factor as reset

    asyncio.run(reset(email))
    out.print("Two-step sign-in of this member is off, all their sessions have ended, and a letter tells them.")


@app.command("sample-code")
def sample_code() -> None:
    """Say the present code of the sample's moderator and administrator, for whoever has no authenticator app."""
    from services.community.commands import sample_code as present

    out.print(present(), highlight=False)
