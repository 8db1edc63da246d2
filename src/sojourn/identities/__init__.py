"""Who is who: identifiers, the edges between them, the customers they make, suppression and suspicion."""
