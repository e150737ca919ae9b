"""What an author says in clauses, put into whole sentences. A set without clauses is told by labels."""
