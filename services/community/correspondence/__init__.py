"""Letters of a case to an authority: templates, approval, sending with proof, the clock, and the reply."""
