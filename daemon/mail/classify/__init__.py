"""Classification of mails: a person's, a delivery status, an absence notice, a machine's; and the sender's proof."""
