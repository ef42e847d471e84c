CREATE TABLE IF NOT EXISTS users (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    password TEXT NOT NULL,
    roles TEXT NOT NULL,
    created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
);
CREATE TABLE IF NOT EXISTS sessions (
    hash TEXT PRIMARY KEY,
    user INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    created INTEGER NOT NULL DEFAULT (unixepoch()),
    seen INTEGER NOT NULL DEFAULT (unixepoch())
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    user INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    name TEXT NOT NULL,
    created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    expires INTEGER NOT NULL
);
-- Files that were uploaded or taken from an inbox; their bytes lie below `originals/`.
CREATE TABLE IF NOT EXISTS files (
    sha256 TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    format TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'running',
    phase TEXT NOT NULL DEFAULT '',
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    request TEXT NOT NULL,
    result TEXT,
    error TEXT,
    who TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    ended TEXT
);
CREATE INDEX IF NOT EXISTS jobs_state ON jobs (state);
CREATE TABLE IF NOT EXISTS pairs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    job INTEGER NOT NULL,
    who TEXT NOT NULL,
    assignee TEXT,
    paper TEXT NOT NULL,
    paper_name TEXT NOT NULL,
    paper_path TEXT,
    online TEXT NOT NULL,
    online_name TEXT NOT NULL,
    online_path TEXT,
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL,
    title TEXT NOT NULL,
    material INTEGER NOT NULL,
    suspect INTEGER NOT NULL,
    formal INTEGER NOT NULL,
    unread INTEGER NOT NULL,
    report TEXT NOT NULL,
    anchors TEXT NOT NULL,
    created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
);
-- What has to be decided before a pair can be signed.
CREATE TABLE IF NOT EXISTS items (
    pair INTEGER NOT NULL REFERENCES pairs ON DELETE CASCADE,
    item TEXT NOT NULL,
    PRIMARY KEY (pair, item)
) WITHOUT ROWID;
-- Every decision that was ever made; the newest version counts.
CREATE TABLE IF NOT EXISTS decisions (
    pair INTEGER NOT NULL REFERENCES pairs ON DELETE CASCADE,
    item TEXT NOT NULL,
    version INTEGER NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('true', 'false', 'open')),
    remark TEXT NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    PRIMARY KEY (pair, item, version)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS signatures (
    pair INTEGER PRIMARY KEY REFERENCES pairs ON DELETE CASCADE,
    content TEXT NOT NULL,
    number TEXT NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
);
-- What a folder against a folder left over: the unpaired and the unread, by name.
CREATE TABLE IF NOT EXISTS leftovers (
    job INTEGER NOT NULL,
    side TEXT NOT NULL,
    name TEXT NOT NULL,
    message TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS leftovers_job ON leftovers (job);
CREATE TABLE IF NOT EXISTS saved_searches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    who TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    through INTEGER NOT NULL DEFAULT 0,
    created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    UNIQUE (who, name)
);
CREATE TABLE IF NOT EXISTS audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    who TEXT NOT NULL,
    ip TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    details TEXT NOT NULL
);
