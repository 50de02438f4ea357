// The shape of the database, step by step. A step that has been released is never edited: a new
// one is added at the end, and a store of any age is brought up to date when it is opened.

const kept = `
  CREATE TABLE mail (
    id INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    rank INTEGER NOT NULL,
    author TEXT NOT NULL,
    sent INTEGER,
    arrived INTEGER NOT NULL,
    title TEXT NOT NULL,
    change_id TEXT,
    size INTEGER NOT NULL,
    packed INTEGER NOT NULL,
    raw BLOB NOT NULL,
    UNIQUE (message_id, content_hash)
  ) STRICT;
  CREATE INDEX mail_by_author ON mail (author, title);
  CREATE INDEX mail_by_time ON mail (author, sent);
  CREATE INDEX mail_by_change ON mail (change_id) WHERE change_id IS NOT NULL;

  CREATE TABLE sighting (
    source TEXT NOT NULL,
    epoch TEXT NOT NULL,
    uid TEXT NOT NULL,
    mail INTEGER NOT NULL REFERENCES mail (id),
    PRIMARY KEY (source, epoch, uid)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sighting_by_mail ON sighting (mail);

  CREATE TABLE cursor (
    source TEXT PRIMARY KEY,
    epoch TEXT NOT NULL,
    last TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE review (
    id INTEGER PRIMARY KEY,
    edition TEXT NOT NULL UNIQUE,
    reviewed INTEGER NOT NULL,
    record TEXT NOT NULL
  ) STRICT;

  CREATE TABLE finding (
    review INTEGER NOT NULL REFERENCES review (id),
    id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    rule TEXT NOT NULL,
    class TEXT NOT NULL,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    function TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (review, message_id, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX finding_by_id ON finding (id);

  CREATE TABLE dead_letter (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    reason TEXT NOT NULL,
    raw BLOB,
    tries INTEGER NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (kind, key)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE lock (
    name TEXT PRIMARY KEY,
    token TEXT NOT NULL,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    started TEXT NOT NULL,
    beat INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

const derived = `
  CREATE TABLE threaded (
    message_id TEXT PRIMARY KEY,
    thread INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX threaded_by_thread ON threaded (thread);

  CREATE TABLE touched (thread INTEGER PRIMARY KEY) STRICT;

  CREATE TABLE series (
    edition TEXT PRIMARY KEY,
    message_id TEXT NOT NULL,
    title TEXT NOT NULL,
    version INTEGER NOT NULL,
    author TEXT NOT NULL,
    total INTEGER NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    due INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX series_by_state ON series (state, due);

  CREATE TABLE slot (
    edition TEXT NOT NULL,
    position INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    PRIMARY KEY (edition, position)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX slot_by_mail ON slot (message_id);
`;

const outbox = `
  CREATE TABLE outbox (
    key TEXT PRIMARY KEY,
    lane TEXT NOT NULL,
    seq INTEGER NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    batch TEXT NOT NULL,
    content TEXT NOT NULL,
    state TEXT NOT NULL,
    tries INTEGER NOT NULL,
    due INTEGER NOT NULL,
    reason TEXT NOT NULL,
    place TEXT,
    since INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX outbox_by_lane ON outbox (lane, seq);
  CREATE INDEX outbox_unsaid ON outbox (due) WHERE state IN ('planned', 'sending');

  CREATE TABLE lane (
    series TEXT PRIMARY KEY,
    lane TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE delivery (
    guid TEXT PRIMARY KEY,
    arrived INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE opt_out (
    address TEXT PRIMARY KEY,
    message_id TEXT NOT NULL,
    since INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

const lanes = `
  ALTER TABLE lane ADD COLUMN change_id TEXT;
  ALTER TABLE lane ADD COLUMN author TEXT NOT NULL DEFAULT '';
  ALTER TABLE lane ADD COLUMN title TEXT NOT NULL DEFAULT '';
  CREATE INDEX lane_by_author ON lane (author, title);
  CREATE INDEX lane_by_change ON lane (change_id) WHERE change_id IS NOT NULL;

  CREATE TABLE stopped (
    lane TEXT PRIMARY KEY,
    by TEXT NOT NULL,
    since INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

const tries = `ALTER TABLE series ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;`;

const names = `ALTER TABLE mail ADD COLUMN name TEXT NOT NULL DEFAULT '';`;

/** Entry n brings a store from version n to n + 1. */
export const migrations: readonly string[] = [kept + derived, outbox, tries, lanes, names];
