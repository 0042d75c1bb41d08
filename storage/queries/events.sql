-- name: events(first, last, told_from, state, kind, board)
SELECT id, kind, day, board, grouping, top_size, subject, other, metric, value_before, value_after,
       state, told_on, reason, model_id, base_day, facts
FROM event
WHERE (:first IS NULL OR day >= :first)
  AND (:last IS NULL OR day <= :last)
  AND (:told_from IS NULL OR told_on >= :told_from)
  AND (:state IS NULL OR state = :state)
  AND (:kind IS NULL OR kind = :kind)
  AND (:board IS NULL OR board = :board)
ORDER BY id;

-- name: event(id)^
SELECT id, kind, day, board, grouping, top_size, subject, other, metric, value_before, value_after,
       state, told_on, reason, model_id, base_day, facts
FROM event WHERE id = :id;

-- name: last_overtakes()
SELECT id, kind, day, board, grouping, top_size, subject, other, metric, value_before, value_after,
       state, told_on, reason, model_id, base_day, facts
FROM event WHERE id IN (
    SELECT MAX(id) FROM event WHERE kind = 'overtake' AND state = 'told'
    GROUP BY grouping, metric, CASE WHEN subject < other THEN subject ELSE other END,
             CASE WHEN subject < other THEN other ELSE subject END
)
ORDER BY id;

-- name: told_milestones()
SELECT model_id, grouping, subject, metric, threshold
FROM event WHERE kind = 'milestone' AND state = 'told' AND facts NOT LIKE '%"corrected_on"%';

-- name: led_since(board)$
SELECT
    (SELECT MAX(day) FROM event WHERE kind = 'leader' AND state = 'told' AND board = :board
        AND facts NOT LIKE '%"corrected_on"%') AS told,
    (SELECT MIN(day) FROM snapshot WHERE board = :board AND quality <> 'rejected') AS first;

-- name: told_since(day)
SELECT board, kind, top_size, model_id, grouping, subject, MAX(told_on) AS told_on
FROM event
WHERE told_on >= :day AND kind IN ('entered', 'left', 'moved')
GROUP BY board, kind, top_size, model_id, grouping, subject;

-- name: last_event()$
SELECT COALESCE(MAX(id), 0) FROM event;

-- name: put_events(id, kind, day, board, grouping, top_size, subject, other, metric, value_before, value_after, state, told_on, reason, model_id, base_day, facts, threshold)*!
INSERT INTO event (id, kind, day, board, grouping, top_size, subject, other, metric, value_before,
                   value_after, state, told_on, reason, model_id, base_day, facts, threshold)
VALUES (:id, :kind, :day, :board, :grouping, :top_size, :subject, :other, :metric, :value_before,
        :value_after, :state, :told_on, :reason, :model_id, :base_day, :facts,
        :threshold)
ON CONFLICT (id) DO UPDATE SET
    value_before = excluded.value_before, value_after = excluded.value_after,
    state = excluded.state, told_on = excluded.told_on, reason = excluded.reason,
    base_day = excluded.base_day, facts = excluded.facts;
