-- Namespaces that a fetch asked for and did not get: the day's counters wait for a later fetch.
CREATE TABLE missing (
    fetch_id INTEGER NOT NULL REFERENCES fetch (id),
    namespace TEXT NOT NULL,
    PRIMARY KEY (fetch_id, namespace)
);

-- Counts of derivatives cost a call each and are read over a week; a fetch of its last day has all.
CREATE TABLE derivatives (
    name TEXT PRIMARY KEY,
    day TEXT NOT NULL,
    count INTEGER NOT NULL
);
