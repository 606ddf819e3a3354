// Version 1: the log and the names its rows are found by. Every kind of row lives in `rows`, so a new kind needs no new table.
// The triggers stop accidents. Malice is what the Merkle log and signed heads are for: verify also compares the triggers.

/** The statements of version 1, one a string. */
export const statements: readonly string[] = [
  `CREATE TABLE rows (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 64),
    kind TEXT,
    body TEXT
  ) STRICT`,
  `CREATE INDEX rows_by_kind ON rows (kind, seq)`,
  `CREATE TABLE row_keys (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    kind TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (name, value, kind, seq)
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX row_keys_by_seq ON row_keys (seq)`,
  `CREATE TABLE nodes (
    level INTEGER NOT NULL CHECK (level > 0),
    position INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, position)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE heads (
    size INTEGER PRIMARY KEY,
    root BLOB NOT NULL CHECK (length(root) = 32),
    at TEXT NOT NULL
  ) STRICT`,

  `CREATE TRIGGER rows_append BEFORE INSERT ON rows
    WHEN new.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM rows) OR new.body IS NULL OR new.kind IS NULL
    BEGIN SELECT raise(ABORT, 'rows only appends'); END`,
  // The one change that is allowed: emptying a row after its tombstone is in.
  `CREATE TRIGGER rows_erase BEFORE UPDATE ON rows
    WHEN new.seq <> old.seq OR new.id <> old.id OR new.kind IS NOT NULL OR new.body IS NOT NULL
      OR NOT EXISTS (SELECT 1 FROM row_keys WHERE name = 'erases' AND value = old.id AND kind = 'tombstone')
    BEGIN SELECT raise(ABORT, 'rows only appends'); END`,
  `CREATE TRIGGER rows_keep BEFORE DELETE ON rows
    BEGIN SELECT raise(ABORT, 'rows only appends'); END`,
  `CREATE TRIGGER row_keys_fixed BEFORE UPDATE ON row_keys
    BEGIN SELECT raise(ABORT, 'row_keys only appends'); END`,
  `CREATE TRIGGER row_keys_keep BEFORE DELETE ON row_keys
    WHEN (SELECT body FROM rows WHERE seq = old.seq) IS NOT NULL
    BEGIN SELECT raise(ABORT, 'row_keys only appends'); END`,
  `CREATE TRIGGER nodes_fixed BEFORE UPDATE ON nodes
    BEGIN SELECT raise(ABORT, 'nodes only appends'); END`,
  `CREATE TRIGGER nodes_keep BEFORE DELETE ON nodes
    BEGIN SELECT raise(ABORT, 'nodes only appends'); END`,
  `CREATE TRIGGER heads_fixed BEFORE UPDATE ON heads
    BEGIN SELECT raise(ABORT, 'heads only appends'); END`,
  `CREATE TRIGGER heads_keep BEFORE DELETE ON heads
    BEGIN SELECT raise(ABORT, 'heads only appends'); END`,
];
