"""What every module may lean on: settings, errors, events, actor, clock, ids, database, audit, outbox, bus, web, log."""
