"""What administrators look at: contracts as rows, health, evidence, routes tried out."""
