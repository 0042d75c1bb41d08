-- name: all_subscriptions()
SELECT channel, wishes FROM subscription ORDER BY channel;

-- name: subscription_of(channel)
SELECT channel, wishes FROM subscription WHERE channel = :channel;

-- name: put_subscription(channel, wishes)!
INSERT INTO subscription (channel, wishes) VALUES (:channel, :wishes)
ON CONFLICT (channel) DO UPDATE SET wishes = excluded.wishes;

-- name: drop_subscription(channel)!
DELETE FROM subscription WHERE channel = :channel;

-- name: all_posts()
SELECT id, channel, day, part, events, message, written_at, state, attempts, due_at, note,
       receipt, card
FROM post WHERE folded_into IS NULL ORDER BY id;

-- name: posts_in(state)
SELECT id, channel, day, part, events, message, written_at, state, attempts, due_at, note,
       receipt, card
FROM post WHERE folded_into IS NULL AND state = :state ORDER BY id;

-- name: posts_on(day)
SELECT id, channel, day, part, events, message, written_at, state, attempts, due_at, note,
       receipt, card
FROM post WHERE folded_into IS NULL AND day = :day ORDER BY id;

-- name: told_in(since)
SELECT channel, events FROM post
WHERE day >= :since AND folded_into IS NULL AND card = ''
  AND (state NOT IN ('expired', 'paused') OR receipt <> '');

-- name: last_post()$
SELECT COALESCE(MAX(id), 0) FROM post;

-- name: cards(card)
SELECT id, channel, day, part, events, message, written_at, state, attempts, due_at, note,
       receipt, card
FROM post WHERE card = :card ORDER BY id;

-- name: end_cards(channel, card)!
UPDATE post SET state = 'expired'
WHERE channel = :channel AND card <> '' AND (:card = '' OR card = :card) AND state <> 'sent';

-- name: open_posts(now, oldest, oldest_change)
SELECT id, channel, day, part, events, message, written_at, state, attempts, due_at, note,
       receipt, card
FROM post WHERE folded_into IS NULL AND state IN ('waiting', 'retrying', 'in doubt')
    AND (due_at IS NULL OR due_at <= :now
         OR written_at < CASE receipt WHEN '' THEN :oldest ELSE :oldest_change END)
ORDER BY id;

-- name: post_states()
SELECT state, COUNT(*) AS posts FROM post WHERE folded_into IS NULL GROUP BY state;

-- name: posts_from(id)
SELECT id, channel, day, card, state, attempts, events FROM post WHERE id >= :id;

-- name: unsent_channels()
SELECT DISTINCT channel FROM post WHERE state IN ('expired', 'paused') AND folded_into IS NULL;

-- name: put_post(id, channel, day, part, events, message, written_at, state, attempts, due_at, note, receipt, card)!
INSERT INTO post (id, channel, day, part, events, message, written_at, state, attempts, due_at,
                  note, receipt, card)
VALUES (:id, :channel, :day, :part, :events, :message, :written_at, :state, :attempts, :due_at,
        :note, :receipt, :card)
ON CONFLICT (id) DO UPDATE SET
    events = excluded.events, message = excluded.message, written_at = excluded.written_at,
    state = excluded.state,
    attempts = excluded.attempts, due_at = excluded.due_at, note = excluded.note,
    receipt = excluded.receipt;

-- name: note_post(id, state, attempts, due_at, note, receipt, written_at)!
UPDATE post SET state = :state, attempts = :attempts, due_at = :due_at, note = :note,
    receipt = :receipt WHERE id = :id AND written_at = :written_at;

-- name: note_receipt(id, receipt, written_at)!
UPDATE post SET receipt = :receipt
WHERE id = :id AND written_at <> :written_at AND receipt = '' AND :receipt <> '';

-- name: move_posts(channel, to)!
UPDATE post SET channel = :to WHERE channel = :channel AND NOT EXISTS (
    SELECT 1 FROM post AS other
    WHERE other.channel = :to AND other.day = post.day AND other.part = post.part
        AND other.card = post.card);

-- name: reopen_posts(channel)!
UPDATE post SET state = 'waiting', due_at = NULL
WHERE channel = :channel AND state = 'paused' AND folded_into IS NULL;

-- name: fold_posts(into_id, channel)!
UPDATE post SET folded_into = :into_id WHERE channel = :channel AND state IN ('expired', 'paused')
    AND receipt = '' AND card = '' AND folded_into IS NULL AND id <> :into_id;

-- name: last_good()
SELECT snapshot.board, MAX(fetch.taken_at) AS taken_at
FROM snapshot JOIN fetch ON fetch.id = snapshot.fetch_id
WHERE snapshot.quality = 'ok' GROUP BY snapshot.board ORDER BY snapshot.board;

-- name: waiting()
SELECT channel, MIN(written_at) AS since FROM post
WHERE folded_into IS NULL AND state IN ('waiting', 'retrying', 'in doubt') GROUP BY channel;

-- name: recalled(name)
SELECT value FROM memo WHERE name = :name;

-- name: all_remembered()
SELECT name, value FROM memo ORDER BY name;

-- name: forget(name)!
DELETE FROM memo WHERE name = :name;

-- name: remember(name, value)!
INSERT INTO memo (name, value) VALUES (:name, :value)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;
