# Sourced by ./test: a PostgreSQL server for tests alone, in a folder and on a port of its own. Whoever starts it stops it with stop_postgres.

# start_postgres: sets SMARTCARD_TEST_POSTGRES to the connection string of its superuser; leaves it unset, with a sentence, where there is no PostgreSQL.
start_postgres() {
    local bin port account=()
    bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    [ -n "$bin" ] || bin=$(dirname "$(command -v initdb 2>/dev/null || echo /nowhere/initdb)")
    if [ ! -x "$bin/initdb" ]; then
        printf 'PostgreSQL is missing, so nothing was run on it: install the package postgresql.\n' >&2
        return 0
    fi

    postgres_folder=$(mktemp -d "$(postgres_place)/smartcard-postgres-XXXXXX")
    if [ "$(id -u)" -eq 0 ]; then
        # PostgreSQL refuses root.
        account=(runuser -u postgres --)
        chown postgres "$postgres_folder"
    fi

    port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
    postgres_stop=("${account[@]}" "$bin/pg_ctl" -D "$postgres_folder/data" -m immediate -w stop)
    quietly postgres.log "Starting PostgreSQL ..." in_folder "$postgres_folder" "${account[@]}" env -u SMARTCARD_TEST_RUN sh -c '
        "$1/initdb" -D "$2/data" -U smartcard -A trust --no-sync -E UTF8 --locale=C.UTF-8 &&
        "$1/pg_ctl" -D "$2/data" -w -t 60 -l "$2/server.log" -o "-p $3 -c listen_addresses=127.0.0.1 -c unix_socket_directories=$2 -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300" start' \
        sh "$bin" "$postgres_folder" "$port"
    export SMARTCARD_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=smartcard;Database=postgres"
}

# postgres_place: in memory where there is room. A database is hundreds of files, and each test makes and drops one: on a disk that costs ten times as much.
postgres_place() {
    local memory=/dev/shm gigabytes=4
    if [ "$(stat -f -c %T $memory 2>/dev/null)" = tmpfs ] && [ -w $memory ] &&
        [ "$(df -k --output=avail $memory | tail -n 1)" -ge $((gigabytes * 1024 * 1024)) ] &&
        [ "$(sed -nE 's/^MemAvailable: +([0-9]+) kB$/\1/p' /proc/meminfo)" -ge $((2 * gigabytes * 1024 * 1024)) ]; then
        printf '%s' $memory
    else
        printf '%s' "${TMPDIR:-/tmp}"
    fi
}

in_folder() { (cd "$1" && shift && "$@"); }

stop_postgres() {
    [ -n "${postgres_folder:-}" ] || return 0
    in_folder "$postgres_folder" "${postgres_stop[@]}" >/dev/null 2>&1 || true
    rm -rf "$postgres_folder"
    postgres_folder=
}
