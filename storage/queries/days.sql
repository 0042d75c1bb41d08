-- name: stored_days()
SELECT DISTINCT day FROM fetch WHERE stored = 1 ORDER BY day;

-- name: fetch_times()
SELECT taken_at FROM fetch ORDER BY taken_at;

-- name: fetch_at(taken_at)^
SELECT id, day, taken_at, stored FROM fetch WHERE taken_at = :taken_at;

-- name: add_fetch(id, day, taken_at, stored)!
INSERT INTO fetch (id, day, taken_at, stored) VALUES (:id, :day, :taken_at, :stored);

-- name: last_fetch()$
SELECT COALESCE(MAX(id), 0) FROM fetch;

-- name: listed_before(day)
SELECT DISTINCT listing.namespace
FROM listing JOIN fetch ON fetch.id = listing.fetch_id
WHERE fetch.day < :day;

-- name: listed_on(day)
SELECT DISTINCT listing.namespace
FROM listing JOIN fetch ON fetch.id = listing.fetch_id
WHERE fetch.day = :day;

-- name: listed_by(fetch_id)
SELECT namespace FROM listing WHERE fetch_id = :fetch_id;

-- name: add_listings(fetch_id, namespace)*!
INSERT INTO listing (fetch_id, namespace) VALUES (:fetch_id, :namespace);

-- name: gone_by(fetch_id)
SELECT model_id FROM gone WHERE fetch_id = :fetch_id;

-- name: add_gone(fetch_id, model_id)*!
INSERT INTO gone (fetch_id, model_id) VALUES (:fetch_id, :model_id);

-- name: counter_marks(metric, count)
SELECT day, quality, jumped, length, why FROM counter WHERE metric = :metric
ORDER BY day DESC LIMIT :count;

-- name: add_counters(metric, day, quality, jumped, length, why)*!
INSERT INTO counter (metric, day, quality, jumped, length, why)
VALUES (:metric, :day, :quality, :jumped, :length, :why);

-- name: missing_by(fetch_id)
SELECT namespace FROM missing WHERE fetch_id = :fetch_id;

-- name: add_missing(fetch_id, namespace)*!
INSERT INTO missing (fetch_id, namespace) VALUES (:fetch_id, :namespace);
