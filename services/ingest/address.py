"""Web addresses of documents: the page that one names as the next, and what of an address is kept."""

import httpx

PAGE_PARAMETERS = frozenset(("since", "offset", "size", "page"))
"""Parameters of an address that only say which page it is; any other may be a key."""


def parsed(url: str) -> httpx.URL:
    """`url` in its parts."""
    return httpx.URL(url)


def asking(url: str, parameters: dict[str, str | int]) -> httpx.URL:
    """`url` with these parameters for its query."""
    return httpx.URL(url, params=parameters)


def page(url: httpx.URL) -> str:
    """What of `url` is kept with the releases read there: its path and its page, never another part of the query."""
    kept = {name: value for name, value in url.params.items() if name in PAGE_PARAMETERS}
    return f"{url.path}?{httpx.QueryParams(kept)}" if kept else url.path


def joined(url: httpx.URL, following: str) -> str | None:
    """The address of the page that `url` names as the next one; None when it is none."""
    try:
        return str(url.join(following))
    except (httpx.InvalidURL, ValueError):
        return None
