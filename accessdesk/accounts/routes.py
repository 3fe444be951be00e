"""The pages of accounts: signing in, and one's own account."""

from accessdesk.accounts.sign_in.views import bp

pages = (bp,)
