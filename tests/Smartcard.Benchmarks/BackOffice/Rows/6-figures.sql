-- The figures of 90 days: one row for each hour and each of the 40 organisations, whatever its columns are.
INSERT INTO counted_hours (hour, counted_at, is_final)
SELECT now - now % (60 * minute) - h * 60 * minute, now, true FROM s_now, generate_series(24, 90 * 24) h;

DO $$
DECLARE
    names text;
    numbers text;
    sums text;
BEGIN
    SELECT string_agg(quote_ident(column_name), ', '), string_agg('floor(random() * 10)::int', ', '),
        string_agg(format('sum(%I)', column_name), ', ')
    INTO names, numbers, sums
    FROM information_schema.columns
    WHERE table_name = 'hour_figures' AND column_name NOT IN ('hour', 'organisation');
    EXECUTE format(
        'INSERT INTO hour_figures (hour, organisation, %s) SELECT c.hour, ''Trust '' || o, %s FROM counted_hours c, generate_series(0, 39) o',
        names, numbers);
    EXECUTE format(
        'INSERT INTO hour_totals (hour, %s) SELECT hour, %s FROM hour_figures GROUP BY hour ON CONFLICT DO NOTHING', names, sums);
END $$;
