-- name: all_models()
SELECT id, name, hub_id, kind, created_at, pipeline_tag, library, first_seen, gone_on,
       good_downloads, good_all_time, good_likes, good_derivatives
FROM model;

-- name: all_names()
SELECT kind, name, model_id, since FROM model_name ORDER BY since, model_id;

-- name: put_models(id, name, hub_id, kind, created_at, pipeline_tag, library, first_seen, gone_on, good_downloads, good_all_time, good_likes, good_derivatives)*!
INSERT INTO model (id, name, hub_id, kind, created_at, pipeline_tag, library, first_seen, gone_on,
                   good_downloads, good_all_time, good_likes, good_derivatives)
VALUES (:id, :name, :hub_id, :kind, :created_at, :pipeline_tag, :library, :first_seen, :gone_on,
        :good_downloads, :good_all_time, :good_likes, :good_derivatives)
ON CONFLICT (id) DO UPDATE SET
    name = excluded.name, hub_id = excluded.hub_id, created_at = excluded.created_at,
    pipeline_tag = excluded.pipeline_tag, library = excluded.library,
    first_seen = excluded.first_seen, gone_on = excluded.gone_on,
    good_downloads = excluded.good_downloads, good_all_time = excluded.good_all_time,
    good_likes = excluded.good_likes, good_derivatives = excluded.good_derivatives;

-- name: put_names(kind, name, model_id, since)*!
INSERT INTO model_name (kind, name, model_id, since) VALUES (:kind, :name, :model_id, :since)
ON CONFLICT (kind, name, model_id, since) DO NOTHING;

-- name: observations_on(day)
SELECT observation.model_id, observation.downloads, observation.all_time, observation.likes,
       observation.derivatives, observation.trending
FROM observation JOIN fetch ON fetch.id = observation.fetch_id
WHERE fetch.day = :day AND observation.believed = 1;

-- name: observations_by(fetch_id)
SELECT model_id, downloads, all_time, likes, derivatives, trending
FROM observation WHERE fetch_id = :fetch_id ORDER BY model_id;

-- name: add_observations(fetch_id, model_id, believed, downloads, all_time, likes, derivatives, trending)*!
INSERT INTO observation (fetch_id, model_id, believed, downloads, all_time, likes, derivatives, trending)
VALUES (:fetch_id, :model_id, :believed, :downloads, :all_time, :likes, :derivatives, :trending);

-- name: readings(model_id, since)
SELECT fetch.day, observation.downloads, observation.all_time, observation.likes,
       observation.derivatives, observation.trending
FROM fetch JOIN observation ON observation.fetch_id = fetch.id
WHERE observation.model_id = :model_id AND observation.believed = 1
  AND fetch.day >= :since
ORDER BY fetch.day;

-- name: derivatives_after(day)
SELECT name, count FROM derivatives WHERE day > :day;

-- name: derivatives_since(day)$
SELECT MIN(day) FROM derivatives WHERE day > :day;

-- name: put_derivatives(name, day, count)!
INSERT INTO derivatives (name, day, count) VALUES (:name, :day, :count)
ON CONFLICT (name) DO UPDATE SET day = excluded.day, count = excluded.count;
