"""The page and the document of the API."""

from accessdesk.web import api_docs

pages = (api_docs.bp,)
