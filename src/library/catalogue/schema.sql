-- The catalogue of a library: everything that is known of its files, in tables
-- that any SQLite tool can open. Times are UTC. Columns of packed JSON are zstd
-- frames (`zstd -dc`); everything for counting and comparing stands open.

CREATE TABLE library (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

-- One row a content, however many names it was seen under.
CREATE TABLE files (
    sha256 TEXT PRIMARY KEY,
    bytes INTEGER NOT NULL,
    format TEXT,
    state TEXT NOT NULL CHECK (state IN ('kept', 'quarantined')),
    first_path TEXT NOT NULL,
    -- Last change on disk, nanoseconds since 1970; 0 when unknown.
    modified INTEGER NOT NULL DEFAULT 0,
    pages INTEGER, tables INTEGER, ocr_pages INTEGER,
    unread_pages TEXT,
    -- Editions of the program, the forms and the models by which it was read.
    program TEXT NOT NULL DEFAULT '', forms TEXT NOT NULL DEFAULT '', models TEXT NOT NULL DEFAULT '',
    -- The work of which it is a version, and whether it is the version that counts.
    work_id INTEGER,
    newest INTEGER NOT NULL DEFAULT 1,
    -- What the work is told by: smallest hashes of its shingles, and who and what it is about.
    sketch BLOB,
    run INTEGER NOT NULL,
    added TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
) STRICT;
CREATE INDEX files_of_work ON files (work_id);

-- Every name under which something was seen; members of archives and files packed in
-- documents as carrier/member. `raw` are the bytes of the name where they are not its
-- characters. sha256 is null where no bytes could be had.
CREATE TABLE paths (
    path TEXT NOT NULL,
    raw BLOB NOT NULL DEFAULT x'',
    sha256 TEXT,
    bytes INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    -- The outermost archive or document in which it lies.
    carrier TEXT,
    run INTEGER NOT NULL DEFAULT 0,
    first_seen TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    last_seen TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (path, raw)
) STRICT, WITHOUT ROWID;
CREATE INDEX paths_of_file ON paths (sha256);
CREATE INDEX paths_of_carrier ON paths (carrier) WHERE carrier IS NOT NULL;

-- What a name led to before: one row a revision that was replaced.
CREATE TABLE history (
    path TEXT NOT NULL,
    raw BLOB NOT NULL DEFAULT x'',
    sha256 TEXT,
    bytes INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    first_seen TEXT NOT NULL,
    replaced TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
) STRICT;
CREATE INDEX history_of_path ON history (path);
CREATE INDEX history_of_file ON history (sha256);

-- Carriers that were read to their end without any loss.
CREATE TABLE archives (
    path TEXT NOT NULL,
    raw BLOB NOT NULL DEFAULT x'',
    bytes INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    members INTEGER NOT NULL,
    PRIMARY KEY (path, raw)
) STRICT, WITHOUT ROWID;

CREATE TABLE records (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 TEXT NOT NULL REFERENCES files (sha256),
    part INTEGER NOT NULL,
    kind TEXT NOT NULL,
    title TEXT, template TEXT, applicant TEXT, credit_code TEXT, region TEXT, sector TEXT,
    year INTEGER, date INTEGER,
    first_page INTEGER, last_page INTEGER,
    -- [[byte offset in text, page], …]
    places TEXT NOT NULL,
    -- Packed: the text as a JSON string, the record, where its values were read.
    text BLOB NOT NULL,
    body BLOB NOT NULL,
    provenance BLOB NOT NULL,
    UNIQUE (sha256, part)
) STRICT;

CREATE TABLE metrics (
    record INTEGER NOT NULL REFERENCES records (id) ON DELETE CASCADE,
    name TEXT NOT NULL, unit TEXT, value REAL, page INTEGER
) STRICT;
CREATE INDEX metrics_of_record ON metrics (record);
CREATE INDEX metrics_by_name ON metrics (name, value);

-- Figures outside of the metrics: investment, maturity level, last year's accounts.
CREATE TABLE figures (
    record INTEGER NOT NULL REFERENCES records (id) ON DELETE CASCADE,
    name TEXT NOT NULL, unit TEXT, value REAL NOT NULL
) STRICT;
CREATE INDEX figures_of_record ON figures (record);
CREATE INDEX figures_by_name ON figures (name, value);

CREATE TABLE financials (
    record INTEGER NOT NULL REFERENCES records (id) ON DELETE CASCADE,
    year INTEGER, total_assets REAL, debt_ratio REAL, revenue REAL, profit_margin REAL
) STRICT;
CREATE INDEX financials_of_record ON financials (record);

CREATE TABLE before_after (
    record INTEGER NOT NULL REFERENCES records (id) ON DELETE CASCADE,
    name TEXT NOT NULL, before REAL, after REAL
) STRICT;
CREATE INDEX before_after_of_record ON before_after (record);

CREATE TABLE scenarios (
    record INTEGER NOT NULL REFERENCES records (id) ON DELETE CASCADE,
    no INTEGER, stage TEXT, scenario TEXT, instance TEXT
) STRICT;
CREATE INDEX scenarios_of_record ON scenarios (record);
CREATE INDEX scenarios_by_name ON scenarios (scenario);

CREATE TABLE suppliers (
    record INTEGER NOT NULL REFERENCES records (id) ON DELETE CASCADE,
    name TEXT NOT NULL
) STRICT;
CREATE INDEX suppliers_of_record ON suppliers (record);
CREATE INDEX suppliers_by_name ON suppliers (name);

CREATE TABLE warnings (
    sha256 TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL, page INTEGER
) STRICT;
CREATE INDEX warnings_of_file ON warnings (sha256);

-- What could not become a record, and why: one row a name.
CREATE TABLE quarantine (
    path TEXT NOT NULL,
    raw BLOB NOT NULL DEFAULT x'',
    sha256 TEXT,
    code TEXT NOT NULL, message TEXT NOT NULL, hint TEXT NOT NULL,
    program TEXT NOT NULL,
    since TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (path, raw)
) STRICT, WITHOUT ROWID;
CREATE INDEX quarantine_of_file ON quarantine (sha256);

-- What a new reading of a file changed.
CREATE TABLE changes (
    sha256 TEXT NOT NULL,
    changed TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    from_edition TEXT NOT NULL, to_edition TEXT NOT NULL,
    -- JSON pointers of the values that are others now, by part.
    pointers TEXT NOT NULL
) STRICT;

-- What was removed, why and by whom. The log outlives the file.
CREATE TABLE forgotten (
    sha256 TEXT NOT NULL,
    paths TEXT NOT NULL,
    reason TEXT NOT NULL,
    by TEXT NOT NULL,
    forgotten TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
) STRICT;

-- Numbers of records that are gone and may still stand in the index.
CREATE TABLE unindexed (id INTEGER PRIMARY KEY) STRICT;

-- The journal: one row a run; its counts grow in the transactions that keep the files.
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    started TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    ended TEXT,
    program TEXT NOT NULL DEFAULT '',
    paths TEXT NOT NULL DEFAULT '[]',
    interrupted INTEGER NOT NULL DEFAULT 0,
    seen INTEGER NOT NULL DEFAULT 0,
    new INTEGER NOT NULL DEFAULT 0,
    duplicate INTEGER NOT NULL DEFAULT 0,
    quarantined INTEGER NOT NULL DEFAULT 0,
    CHECK (seen = new + duplicate + quarantined)
) STRICT;
