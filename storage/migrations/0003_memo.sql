-- What a platform must not forget: of Discord, which commands it has.
CREATE TABLE memo (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
