def is_utf8(content: bytes) -> bool:
    return True
