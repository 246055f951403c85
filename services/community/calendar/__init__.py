"""The working days of Kyrgyzstan: which days are off, which Saturdays are worked, and who said so."""
