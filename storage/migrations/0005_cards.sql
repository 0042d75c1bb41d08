-- A race card is a post of its own beside the day's: `card` names its race, and is empty for the day.
CREATE TABLE post_with_card (
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
    receipt TEXT NOT NULL, -- the platform's name for the message; one that is due again is edited
    folded_into INTEGER,
    card TEXT NOT NULL DEFAULT '',
    UNIQUE (channel, day, part, card)
);
INSERT INTO post_with_card (id, channel, day, part, events, message, written_at, state, attempts,
                            due_at, note, receipt, folded_into)
SELECT id, channel, day, part, events, message, written_at, state, attempts, due_at, note, receipt,
       folded_into
FROM post;
DROP TABLE post;
ALTER TABLE post_with_card RENAME TO post;
CREATE INDEX post_state ON post (state);
CREATE INDEX post_day ON post (day);
CREATE INDEX post_card ON post (card, channel) WHERE card <> '';
