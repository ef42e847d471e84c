-- The catalogue of a library: everything that is known of its files, in tables
-- that any SQLite tool can open. Times are UTC.

CREATE TABLE IF NOT EXISTS library (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

-- One row a content, however many paths it was seen under.
CREATE TABLE IF NOT EXISTS files (
    sha256 TEXT PRIMARY KEY,
    bytes INTEGER NOT NULL,
    format TEXT,
    state TEXT NOT NULL CHECK (state IN ('kept', 'quarantined')),
    first_path TEXT NOT NULL,
    pages INTEGER, tables INTEGER, ocr_pages INTEGER,
    unread_pages TEXT,
    run INTEGER NOT NULL,
    added TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
) STRICT;

-- Every path a content was seen under; members of archives as archive/member.
CREATE TABLE IF NOT EXISTS paths (
    path TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    first_seen TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    last_seen TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
) STRICT;
CREATE INDEX IF NOT EXISTS paths_of_file ON paths (sha256);

-- Archives that were read to their end without any loss.
CREATE TABLE IF NOT EXISTS archives (
    path TEXT PRIMARY KEY,
    bytes INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    members INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS records (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 TEXT NOT NULL REFERENCES files (sha256),
    part INTEGER NOT NULL,
    kind TEXT NOT NULL,
    title TEXT, template TEXT, applicant TEXT, year INTEGER, date INTEGER,
    first_page INTEGER, last_page INTEGER,
    body TEXT NOT NULL,
    provenance TEXT NOT NULL,
    text TEXT NOT NULL,
    -- [[byte offset in text, page], …]
    places TEXT NOT NULL,
    UNIQUE (sha256, part)
) STRICT;

CREATE TABLE IF NOT EXISTS metrics (
    record INTEGER NOT NULL REFERENCES records (id),
    name TEXT NOT NULL, unit TEXT, value REAL, page INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS metrics_of_record ON metrics (record);
CREATE INDEX IF NOT EXISTS metrics_by_name ON metrics (name, value);

CREATE TABLE IF NOT EXISTS scenarios (
    record INTEGER NOT NULL REFERENCES records (id),
    no INTEGER, stage TEXT, scenario TEXT, instance TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS scenarios_of_record ON scenarios (record);
CREATE INDEX IF NOT EXISTS scenarios_by_name ON scenarios (scenario);

CREATE TABLE IF NOT EXISTS suppliers (
    record INTEGER NOT NULL REFERENCES records (id),
    name TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS suppliers_by_name ON suppliers (name);

CREATE TABLE IF NOT EXISTS warnings (
    sha256 TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL, page INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS warnings_of_file ON warnings (sha256);

-- What could not become a record, and why. sha256 is null where no bytes could be had.
CREATE TABLE IF NOT EXISTS quarantine (
    path TEXT PRIMARY KEY,
    sha256 TEXT,
    code TEXT NOT NULL, message TEXT NOT NULL, hint TEXT NOT NULL,
    program TEXT NOT NULL,
    since TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
) STRICT;

-- The journal: one row a run; its counts grow in the transactions that keep the files.
CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    started TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    ended TEXT,
    seen INTEGER NOT NULL DEFAULT 0,
    new INTEGER NOT NULL DEFAULT 0,
    duplicate INTEGER NOT NULL DEFAULT 0,
    quarantined INTEGER NOT NULL DEFAULT 0,
    CHECK (seen = new + duplicate + quarantined)
) STRICT;
