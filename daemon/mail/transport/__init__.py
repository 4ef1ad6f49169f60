"""Transport of mail from and to servers, by two small protocols."""
