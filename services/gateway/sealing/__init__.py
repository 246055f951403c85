"""What keeps tips from everybody but their recipients: receipts, keys and boxes. Pure, but for the word lists."""
