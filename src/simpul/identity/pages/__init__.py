"""Identity's pages: signing in and out, one's own account, and the administrators' lists of accounts and agencies."""

from simpul.identity.pages import account, agencies, people, signing, tokens

ROUTES = [*signing.ROUTES, *account.ROUTES, *tokens.ROUTES, *people.ROUTES, *agencies.ROUTES]
