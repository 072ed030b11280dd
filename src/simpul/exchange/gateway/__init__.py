"""The exchange's data path: two listeners, the way of a call, the ledger; in processes of its own."""
