"""What is sent, and its ledger. Until mailings come, papers are made in `casework/` and sent by a person."""
