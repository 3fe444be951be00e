"""What every page must be: readable by a person, a screen reader and a strict browser."""

from collections import Counter

from tests.web.page import Page, read

UNLABELLED = {"hidden", "submit", "button"}
CONTROLS = {"input", "select", "textarea"}


def faults(markup: str, *, whole: bool = True) -> list[str]:
    """All that is wrong with a page, or with a part of one when it is not `whole`."""
    page = read(markup)
    found = _double_ids(page) + _without_label(page) + _dangling(page) + _inline(page)
    if whole:
        found += _not_one_heading(page)
    return found


def _not_one_heading(page: Page) -> list[str]:
    count = len(page.all("h1"))
    found = [] if count == 1 else [f"{count} h1 elements"]
    title = " ".join(page.texts.get("title", []))
    return found if title.removesuffix("· accessdesk").strip() else [*found, "no title"]


def _ids(page: Page) -> list[str]:
    return [attributes["id"] for _, attributes in page.elements if "id" in attributes]


def _double_ids(page: Page) -> list[str]:
    return [f"id twice: {name}" for name, count in Counter(_ids(page)).items() if count > 1]


def _without_label(page: Page) -> list[str]:
    labelled = {attributes.get("for") for attributes in page.all("label")}
    return [
        f"no label: {attributes.get('name')}"
        for tag, attributes in page.elements
        if tag in CONTROLS
        and attributes.get("type") not in UNLABELLED
        and "hidden" not in attributes
        and attributes.get("id") not in labelled
        and "aria-label" not in attributes
    ]


def _dangling(page: Page) -> list[str]:
    known = set(_ids(page))
    named = [
        name
        for _, attributes in page.elements
        for attribute in ("for", "aria-describedby", "aria-labelledby")
        for name in attributes.get(attribute, "").split()
    ]
    addresses = [attributes.get("href", "") for attributes in page.all("a")]
    anchors = [href[1:] for href in addresses if href.startswith("#") and href != "#"]
    return [f"nothing has the id {name}" for name in [*named, *anchors] if name not in known]


def _inline(page: Page) -> list[str]:
    found = [f"inline style on {tag}" for tag, attrs in page.elements if "style" in attrs]
    found += ["style element" for _ in page.all("style")]
    found += ["inline script" for attributes in page.all("script") if "src" not in attributes]
    return found + [
        f"{name} on {tag}"
        for tag, attributes in page.elements
        for name in attributes
        if name.startswith("on") or attributes[name].startswith("javascript:")
    ]
