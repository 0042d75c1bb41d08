-- What a model reached on a board on days that are kept no more: good days, last days in a top.
CREATE TABLE career (
    board TEXT NOT NULL,
    model_id INTEGER NOT NULL REFERENCES model (id),
    good INTEGER NOT NULL,
    in_3 TEXT,
    in_10 TEXT,
    in_50 TEXT,
    PRIMARY KEY (board, model_id)
);
CREATE INDEX post_day ON post (day);
