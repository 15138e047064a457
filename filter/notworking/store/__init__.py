"""Memory: tables, migrations, the journal of moves."""
