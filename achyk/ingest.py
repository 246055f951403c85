"""placeholder until services.ingest lands"""

import typer

app = typer.Typer()
