"""The false-positive budget: how many wrong filings an account may have before it only flags."""
