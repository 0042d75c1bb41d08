-- name: standings_on(day, metric)
SELECT grouping, group_key, metric, value, place, cohort, complete
FROM standing WHERE day = :day AND metric = :metric ORDER BY grouping, place;

-- name: history(grouping, group_key, metric)
SELECT day, grouping, group_key, metric, value, place, cohort, complete
FROM standing
WHERE grouping = :grouping AND group_key = :group_key AND metric = :metric ORDER BY day;

-- name: add_standings(day, metric, grouping, group_key, value, place, cohort, complete)*!
INSERT INTO standing (day, metric, grouping, group_key, value, place, cohort, complete)
VALUES (:day, :metric, :grouping, :group_key, :value, :place, :cohort, :complete);

-- name: all_leads()
SELECT grouping, metric, first_key, second_key, ahead, since, seen FROM lead;

-- name: put_leads(grouping, metric, first_key, second_key, ahead, since, seen)*!
INSERT INTO lead (grouping, metric, first_key, second_key, ahead, since, seen)
VALUES (:grouping, :metric, :first_key, :second_key, :ahead, :since, :seen)
ON CONFLICT (grouping, metric, first_key, second_key)
DO UPDATE SET ahead = excluded.ahead, since = excluded.since, seen = excluded.seen;
