"""What is known of names, as tables: words, letters, spellings and short forms."""
