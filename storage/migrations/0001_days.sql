-- A reading of the Hub, and what it showed. Days are ISO dates, times ISO date-times in UTC.
CREATE TABLE fetch (
    id INTEGER PRIMARY KEY,
    day TEXT NOT NULL,
    taken_at TEXT NOT NULL UNIQUE,
    stored INTEGER NOT NULL -- 1 if anything of it was believed: then its day is a stored day
);
CREATE INDEX fetch_day ON fetch (day);

CREATE TABLE model (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    hub_id TEXT,
    kind TEXT NOT NULL,
    created_at TEXT,
    pipeline_tag TEXT,
    library TEXT,
    first_seen TEXT,
    gone_on TEXT,
    -- the counters as last seen on a good day; good_all_time is the running maximum
    good_downloads INTEGER,
    good_all_time INTEGER,
    good_likes INTEGER,
    good_derivatives INTEGER
);

-- Every name a model had, and since when, so that an old one still finds it.
CREATE TABLE model_name (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    model_id INTEGER NOT NULL REFERENCES model (id),
    since TEXT NOT NULL,
    PRIMARY KEY (kind, name, model_id, since)
);

-- A board as fetched; at most one of a day is not rejected, and that one is the day.
CREATE TABLE snapshot (
    id INTEGER PRIMARY KEY,
    fetch_id INTEGER NOT NULL REFERENCES fetch (id),
    board TEXT NOT NULL,
    day TEXT NOT NULL,
    quality TEXT NOT NULL,
    jumped INTEGER NOT NULL,
    length INTEGER NOT NULL,
    why TEXT NOT NULL
);
CREATE UNIQUE INDEX snapshot_stored ON snapshot (board, day) WHERE quality <> 'rejected';
CREATE INDEX snapshot_fetch ON snapshot (fetch_id);

CREATE TABLE place (
    snapshot_id INTEGER NOT NULL REFERENCES snapshot (id),
    position INTEGER NOT NULL,
    model_id INTEGER NOT NULL REFERENCES model (id),
    value DOUBLE PRECISION,
    PRIMARY KEY (snapshot_id, position)
);
CREATE INDEX place_model ON place (model_id, snapshot_id);

CREATE TABLE observation (
    fetch_id INTEGER NOT NULL REFERENCES fetch (id),
    model_id INTEGER NOT NULL REFERENCES model (id),
    believed INTEGER NOT NULL, -- 0 if only a rejected list had it, or an earlier fetch of the day
    downloads INTEGER,
    all_time INTEGER,
    likes INTEGER,
    derivatives INTEGER,
    trending DOUBLE PRECISION,
    PRIMARY KEY (fetch_id, model_id)
);

-- Namespaces that a fetch listed in full, and models that it found to be gone.
CREATE TABLE listing (
    fetch_id INTEGER NOT NULL REFERENCES fetch (id),
    namespace TEXT NOT NULL,
    PRIMARY KEY (fetch_id, namespace)
);
CREATE TABLE gone (
    fetch_id INTEGER NOT NULL REFERENCES fetch (id),
    model_id INTEGER NOT NULL REFERENCES model (id),
    PRIMARY KEY (fetch_id, model_id)
);

-- The day's verdict on a counter, over all boards and listings that carry it.
CREATE TABLE counter (
    metric TEXT NOT NULL,
    day TEXT NOT NULL,
    quality TEXT NOT NULL,
    jumped INTEGER NOT NULL,
    length INTEGER NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (metric, day)
);

CREATE TABLE standing (
    day TEXT NOT NULL,
    metric TEXT NOT NULL,
    grouping TEXT NOT NULL,
    group_key TEXT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    place INTEGER NOT NULL,
    cohort INTEGER NOT NULL,
    complete INTEGER NOT NULL,
    PRIMARY KEY (grouping, group_key, metric, day)
);
CREATE INDEX standing_day ON standing (day, metric);

-- Of every watched pair of groups, which one is ahead.
CREATE TABLE lead (
    grouping TEXT NOT NULL,
    metric TEXT NOT NULL,
    first_key TEXT NOT NULL,
    second_key TEXT NOT NULL,
    ahead TEXT NOT NULL,
    since TEXT NOT NULL,
    seen INTEGER NOT NULL, -- 0 if it led already when we first looked
    PRIMARY KEY (grouping, metric, first_key, second_key)
);

CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    day TEXT NOT NULL,
    board TEXT,
    grouping TEXT,
    top_size INTEGER,
    subject TEXT NOT NULL,
    other TEXT,
    metric TEXT,
    value_before TEXT, -- JSON: a number, a word or null
    value_after TEXT,
    state TEXT NOT NULL,
    told_on TEXT,
    reason TEXT NOT NULL,
    model_id INTEGER REFERENCES model (id),
    base_day TEXT,
    facts TEXT NOT NULL, -- JSON
    threshold INTEGER -- of a milestone, which is told once, ever
);
CREATE INDEX event_day ON event (day);
CREATE INDEX event_told ON event (told_on);
CREATE INDEX event_kind ON event (kind, state);
CREATE INDEX event_held ON event (state) WHERE state = 'held';

CREATE TABLE subscription (
    channel TEXT PRIMARY KEY,
    wishes TEXT NOT NULL -- JSON
);

CREATE TABLE post (
    id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    day TEXT NOT NULL,
    part INTEGER NOT NULL,
    events TEXT NOT NULL, -- JSON: event ids
    message TEXT NOT NULL, -- JSON: the view
    written_at TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due_at TEXT,
    note TEXT NOT NULL,
    receipt TEXT NOT NULL,
    folded_into INTEGER REFERENCES post (id),
    UNIQUE (channel, day, part)
);
CREATE INDEX post_state ON post (state);
