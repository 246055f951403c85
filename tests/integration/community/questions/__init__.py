"""One well-formed question per request, by room: a module here has `questions(token, member)`.

What a question is about does not exist, so that a walk over all roles changes nothing.
"""
