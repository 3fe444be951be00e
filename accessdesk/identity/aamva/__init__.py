"""North American licences and identity cards: from the bar code's text to a document."""
