"""What stands between the public network and the pages: headers, form tokens, client keys, checks of what comes in."""
