"""Cases: who works on what, and how far it is."""
