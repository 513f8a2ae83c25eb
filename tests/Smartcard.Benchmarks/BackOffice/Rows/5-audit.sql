-- About five entries for each of the newest journeys, in a chain that verifies: each hash is of the line that the product hashes.
CREATE TEMP TABLE s_entry AS
SELECT j.started + e.step * 20 * second AS at, CASE WHEN e.event = 'signed-in:password+code' THEN NULL ELSE j.id END AS journey_id,
    CASE WHEN e.step > 0 AND e.event <> 'signed-in:password+code' THEN c.id END AS card_id,
    CASE WHEN j.kind = 'InPerson' OR e.event = 'signed-in:password+code' THEN u.id END AS actor_id,
    CASE WHEN e.event = 'journey-ended' THEN 'journey-ended:' || j."end" ELSE e.event END AS event
FROM s_now, s_journey j
    JOIN s_card c ON c.n = j.card_n
    JOIN s_user u ON u.n = j.n % 60
    JOIN (VALUES
        ('Unlock', 0, 'journey-started'), ('Unlock', 1, 'answers-right'), ('Unlock', 2, 'code-issued'), ('Unlock', 3, 'code-confirmed'),
        ('Unlock', 4, 'reset-released'), ('Unlock', 5, 'journey-ended'),
        ('Registration', 0, 'journey-started'), ('Registration', 1, 'code-issued'), ('Registration', 2, 'code-confirmed'),
        ('Registration', 3, 'journey-ended'),
        ('InPerson', 0, 'in-person-started'), ('InPerson', 1, 'identity-checked:Staff badge with photograph'),
        ('InPerson', 2, 'reset-in-person'), ('InPerson', 3, 'journey-ended'),
        ('Report', 0, 'journey-started'), ('Report', 1, 'card-frozen'), ('Report', 2, 'journey-ended'),
        ('InPerson', 4, 'signed-in:password+code')) e(of, step, event) ON e.of = j.kind
WHERE j.n > finished - finished / 5;

DO $$
DECLARE
    entry record;
    number bigint;
    previous char(64);
    next char(64);
BEGIN
    SELECT sequence, hash INTO number, previous FROM audit ORDER BY sequence DESC LIMIT 1;
    FOR entry IN SELECT * FROM s_entry ORDER BY at LOOP
        number := number + 1;
        next := upper(encode(sha256(convert_to(
            concat_ws('|', number, entry.at, coalesce(entry.journey_id::text, ''), coalesce(entry.card_id::text, ''), entry.event, previous)
            || CASE WHEN entry.actor_id IS NULL THEN '' ELSE '|' || entry.actor_id || '|' END, 'UTF8')), 'hex'));
        INSERT INTO audit (sequence, actor_id, at, card_id, event, hash, journey_id, previous_hash)
        VALUES (number, entry.actor_id, entry.at, entry.card_id, entry.event, next, entry.journey_id, previous);
        previous := next;
    END LOOP;
END $$;
