"""Documents in Word and as PDF."""
