"""What goes over the wire, as pure functions: addresses, headers, hashes, signatures, answers. PROTOCOL §1 and §2."""
