"""What kind of mail came: a person's, a delivery status, an absence notice, a machine's; and is its sender proved."""
