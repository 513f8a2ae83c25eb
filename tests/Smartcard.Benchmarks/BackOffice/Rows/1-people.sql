-- Ids and times as the product makes them. Ticks of 100 ns since the year 1; ids are UUIDv7 of that moment.
CREATE FUNCTION pg_temp.ticks(t timestamptz) RETURNS bigint LANGUAGE sql STABLE AS
    $$ SELECT (extract(epoch FROM t) * 1000000)::bigint * 10 + 621355968000000000 $$;
CREATE FUNCTION pg_temp.v7(ticks bigint) RETURNS uuid LANGUAGE sql VOLATILE AS
    $$ SELECT overlay(gen_random_uuid()::text PLACING substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-7' FROM 1 FOR 15)::uuid
       FROM (SELECT lpad(to_hex((ticks - 621355968000000000) / 10000), 12, '0') AS h) x $$;
-- The same number always gives the same lot.
CREATE FUNCTION pg_temp.lot(n int, sides int) RETURNS int LANGUAGE sql IMMUTABLE AS
    $$ SELECT (hashint4(n) & 2147483647) % sides $$;

CREATE TEMP TABLE s_now AS
SELECT pg_temp.ticks(now()) AS now, 10000000::bigint AS second, 600000000::bigint AS minute, 864000000000::bigint AS day,
       current_setting('seed.finished')::int AS finished, current_setting('seed.running')::int AS running,
       current_setting('seed.finished')::int / 5 AS staff, current_setting('seed.finished')::int / 4 AS cards,
       current_setting('seed.finished')::int / 100 * 21 AS registered;

CREATE TEMP TABLE s_user AS SELECT n, pg_temp.v7(now - 500 * day) AS id FROM s_now, generate_series(0, 59) n;
INSERT INTO users (id, access_failed_count, concurrency_stamp, display_name, email_confirmed, is_external, last_totp_step,
    lockout_enabled, phone_number_confirmed, roles, security_stamp, two_factor_enabled, user_name, normalized_user_name)
SELECT id, 0, gen_random_uuid()::text, 'Booth User ' || n, false, false, 0, true, false, 2, gen_random_uuid()::text, true,
    'booth' || n, 'BOOTH' || n
FROM s_user;

CREATE TEMP TABLE s_staff AS
SELECT n, pg_temp.v7(now - 450 * day) AS id,
    ('{Amal,Bethan,Callum,Dilys,Efe,Fatima,Gareth,Hana,Ifeoma,Jonas,Kavita,Liam,Megan,Nia,Owain,Priya,Rhys,Sioned,Tomos,Una}'
        ::text[])[1 + pg_temp.lot(n, 20)]
    || ' ' || ('{Ab,Bel,Cad,Dun,Ell,Far,Grif,Hug,Jen,Kel,Lew,Mor,Nor,Ow,Par,Rob,Sul,Thom,Vau,Wil}'::text[])[1 + pg_temp.lot(n + 1, 20)]
    || ('{an,er,en,ley,ton,well,ford,man,by,ham,field,wood,stead,wick,worth,more,gate,ridge,burn,land}'::text[])[1 + pg_temp.lot(n + 2, 20)]
    || ('{"",s,son,ing}'::text[])[1 + pg_temp.lot(n + 3, 4)] AS name
FROM s_now, generate_series(0, s_now.staff - 1) n;
INSERT INTO staff (id, display_name, organisation) SELECT id, name, 'Trust ' || pg_temp.lot(n + 4, 40) FROM s_staff;

CREATE TEMP TABLE s_card AS
SELECT c.n, pg_temp.v7(now - 450 * day) AS id, s.id AS staff_id, upper(replace(gen_random_uuid()::text, '-', '')) AS identifier
FROM s_now, generate_series(0, s_now.cards - 1) c(n) JOIN s_staff s ON s.n = c.n % (SELECT staff FROM s_now);
ALTER TABLE s_card ADD PRIMARY KEY (n);
INSERT INTO cards (id, enrolled_at, identifier, public_key, staff_id)
SELECT c.id, now - 450 * day, c.identifier, (SELECT public_key FROM cards LIMIT 1), c.staff_id FROM s_now, s_card c;
INSERT INTO card_lockouts (card_id, epoch, version, wrong_attempts, locked_at)
SELECT id, pg_temp.lot(n, 3), 2, pg_temp.lot(n, 3), CASE WHEN n % 400 = 0 THEN now - day END FROM s_now, s_card WHERE n % 2 = 0;
ANALYZE s_card;
