"""`/api`: the interface on one plain page, made from its own description."""

from html import escape

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

router = APIRouter(include_in_schema=False)


@router.get("/api")
async def overview(request: Request) -> HTMLResponse:
    """Every address with what it gives."""
    described = request.app.openapi()
    rows = "".join(
        f"<tr><td><code>{method.upper()} {escape(path)}</code></td>"
        f"<td>{escape(operation.get('description', ''))}</td></tr>"
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
    )
    html = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Achyk API</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><h1>Achyk API</h1>'
        f"<p>{escape(described['info']['description'])}</p>"
        '<p>The full description: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>'
        f"<table><caption>Addresses</caption><tbody>{rows}</tbody></table></body></html>"
    )
    return HTMLResponse(html, headers={"Cache-Control": "public, max-age=300"})
