"""Signing in strongly: codes of an authenticator, recovery codes, passkeys; and alerts about sign-ins."""
