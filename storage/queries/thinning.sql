-- name: drop_unlisted_observations(day)!
DELETE FROM observation
WHERE fetch_id IN (SELECT id FROM fetch WHERE day = :day) AND NOT EXISTS (
    SELECT 1 FROM place JOIN snapshot ON snapshot.id = place.snapshot_id
    WHERE place.model_id = observation.model_id AND snapshot.fetch_id = observation.fetch_id);

-- name: drop_messages(day)!
UPDATE post SET message = '{"title": []}' WHERE day = :day AND state IN ('sent', 'expired');

-- name: keep_careers(day)!
INSERT INTO career (board, model_id, good, in_3, in_10, in_50)
SELECT snapshot.board, place.model_id,
       CASE WHEN snapshot.quality = 'ok' THEN 1 ELSE 0 END,
       CASE WHEN place.position <= 3 THEN snapshot.day END,
       CASE WHEN place.position <= 10 THEN snapshot.day END,
       CASE WHEN place.position <= 50 THEN snapshot.day END
FROM place JOIN snapshot ON snapshot.id = place.snapshot_id
WHERE snapshot.day = :day AND snapshot.quality <> 'rejected'
ON CONFLICT (board, model_id) DO UPDATE SET
    good = career.good + excluded.good,
    in_3 = COALESCE(excluded.in_3, career.in_3),
    in_10 = COALESCE(excluded.in_10, career.in_10),
    in_50 = COALESCE(excluded.in_50, career.in_50);

-- name: drop_places(day)!
DELETE FROM place WHERE snapshot_id IN (SELECT id FROM snapshot WHERE day = :day);

-- name: drop_snapshots(day)!
DELETE FROM snapshot WHERE day = :day;

-- name: drop_observations(day)!
DELETE FROM observation WHERE fetch_id IN (SELECT id FROM fetch WHERE day = :day);

-- name: drop_listings(day)!
DELETE FROM listing WHERE fetch_id IN (SELECT id FROM fetch WHERE day = :day);

-- name: drop_missing(day)!
DELETE FROM missing WHERE fetch_id IN (SELECT id FROM fetch WHERE day = :day);

-- name: drop_gone(day)!
DELETE FROM gone WHERE fetch_id IN (SELECT id FROM fetch WHERE day = :day);

-- name: drop_counters(day)!
DELETE FROM counter WHERE day = :day;

-- name: drop_standings(day)!
DELETE FROM standing WHERE day = :day;

-- name: drop_fetches(day)!
DELETE FROM fetch WHERE day = :day;
