-- name: board_names()
SELECT DISTINCT board FROM snapshot WHERE quality <> 'rejected' ORDER BY board;

-- name: board_marks(board, count)
SELECT day, quality, jumped, length, why FROM snapshot
WHERE board = :board AND quality <> 'rejected' ORDER BY day DESC LIMIT :count;

-- name: snapshot_on(board, day)^
SELECT snapshot.id, snapshot.board, snapshot.quality, fetch.taken_at
FROM snapshot JOIN fetch ON fetch.id = snapshot.fetch_id
WHERE snapshot.board = :board AND snapshot.day = :day AND snapshot.quality <> 'rejected';

-- name: snapshots_on(day)
SELECT id, board FROM snapshot WHERE day = :day AND quality <> 'rejected' ORDER BY id;

-- name: snapshots_by(fetch_id)
SELECT id, board FROM snapshot WHERE fetch_id = :fetch_id ORDER BY id;

-- name: rejected_on(board, day)
SELECT snapshot.id, snapshot.board, snapshot.quality, fetch.taken_at
FROM snapshot JOIN fetch ON fetch.id = snapshot.fetch_id
WHERE snapshot.board = :board AND snapshot.day = :day AND snapshot.quality = 'rejected'
ORDER BY fetch.taken_at;

-- name: lengths(board, before, count)
SELECT length FROM snapshot
WHERE board = :board AND day < :before AND length > 0
ORDER BY day DESC, id DESC LIMIT :count;

-- name: last_snapshot()$
SELECT COALESCE(MAX(id), 0) FROM snapshot;

-- name: add_snapshot(id, fetch_id, board, day, quality, jumped, length, why)!
INSERT INTO snapshot (id, fetch_id, board, day, quality, jumped, length, why)
VALUES (:id, :fetch_id, :board, :day, :quality, :jumped, :length, :why);

-- name: add_places(snapshot_id, position, model_id, value)*!
INSERT INTO place (snapshot_id, position, model_id, value)
VALUES (:snapshot_id, :position, :model_id, :value);

-- name: places(snapshot_id)
SELECT model_id, value FROM place WHERE snapshot_id = :snapshot_id ORDER BY position;

-- name: tops(board, first, last, top)
SELECT snapshot.day, snapshot.quality, fetch.taken_at, place.model_id, place.value
FROM snapshot JOIN fetch ON fetch.id = snapshot.fetch_id
JOIN place ON place.snapshot_id = snapshot.id
WHERE snapshot.board = :board AND snapshot.day >= :first AND snapshot.day <= :last
  AND snapshot.quality <> 'rejected' AND place.position <= :top
ORDER BY snapshot.day, place.position;

-- name: best_places(board, first, before)
SELECT place.model_id, MIN(place.position) AS position
FROM place JOIN snapshot ON snapshot.id = place.snapshot_id
WHERE snapshot.board = :board AND snapshot.day >= :first AND snapshot.day < :before
  AND snapshot.quality <> 'rejected'
GROUP BY place.model_id;

-- name: sighting(model_id, board, before)^
SELECT SUM(good) AS good, MAX(in_3) AS in_3, MAX(in_10) AS in_10, MAX(in_50) AS in_50
FROM (
    SELECT CASE WHEN snapshot.quality = 'ok' THEN 1 ELSE 0 END AS good,
           CASE WHEN place.position <= 3 THEN snapshot.day END AS in_3,
           CASE WHEN place.position <= 10 THEN snapshot.day END AS in_10,
           CASE WHEN place.position <= 50 THEN snapshot.day END AS in_50
    FROM place JOIN snapshot ON snapshot.id = place.snapshot_id
    WHERE place.model_id = :model_id AND snapshot.board = :board
      AND snapshot.quality <> 'rejected' AND snapshot.day < :before
    UNION ALL
    SELECT good, in_3, in_10, in_50 FROM career WHERE model_id = :model_id AND board = :board
) AS seen;

-- name: ranks(model_id)
SELECT snapshot.board, snapshot.day, place.position
FROM place JOIN snapshot ON snapshot.id = place.snapshot_id
WHERE place.model_id = :model_id AND snapshot.quality <> 'rejected';

-- name: verdicts(first, last)
SELECT snapshot.board, snapshot.day, snapshot.quality, snapshot.jumped, snapshot.length,
       snapshot.why
FROM snapshot
WHERE snapshot.id IN (
    SELECT COALESCE(MAX(CASE WHEN quality <> 'rejected' THEN id END), MAX(id))
    FROM snapshot WHERE day >= :first AND day <= :last GROUP BY board, day
)
ORDER BY snapshot.day, snapshot.id;
