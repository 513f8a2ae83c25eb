# Sourced by ./test: one run of test programs, what they report and what they leave behind.

results=$root/artifacts/test-results
passed=0 failed=0 skipped=0 broken=0 ran=0

# build_where_changed: builds all, unless nothing changed since the last time.
build_where_changed() {
    local built=$root/artifacts/built
    if [ -f "$built" ] && [ -z "$(find src bot tests workflows docs *.props *.targets *.sln global.json BannedSymbols.txt .editorconfig \
        \( -name bin -o -name obj -o -name vendor \) -prune -o -newer "$built" -print -quit)" ]; then
        return 0
    fi
    rm -f "$built"
    touch "$built.next"
    build_all -p:CompileAhead=true
    mv "$built.next" "$built"
}

# begin_run: all that tests make lies in one folder, and their programs carry one mark, so that a run can be cleared away whole, also when it is cut off.
begin_run() {
    run_folder=$(mktemp -d "${TMPDIR:-/tmp}/smartcard-test-XXXXXX")
    chmod 711 "$run_folder" # the account of PostgreSQL passes through it
    export TMPDIR=$run_folder SMARTCARD_TEST_RUN=${run_folder##*-}
    # Memory for code is made writable and executable at once. Otherwise what is compiled while it runs costs a tenth more processor time.
    export DOTNET_EnableWriteXorExecute=0
    trap end_run EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    rm -rf "$results"
    mkdir -p "$results"
    note_work
    setup_work=$noted_work
    SECONDS=0
}

end_run() {
    local left tries
    trap - EXIT
    left=$(running)
    [ -z "$left" ] || kill $left 2>/dev/null || true
    for tries in $(seq 50); do [ -n "$(running)" ] || break; sleep 0.1; done
    left=$(running)
    [ -z "$left" ] || kill -9 $left 2>/dev/null || true
    stop_postgres
    awk -v at="$run_folder/" 'index($2, at) == 1 { print $2 }' /proc/mounts 2>/dev/null | xargs -r umount
    rm -rf "$run_folder"
}

# running: the processes of this run, by the mark in their environment.
running() {
    local process
    for process in $(grep -lzsx "SMARTCARD_TEST_RUN=$SMARTCARD_TEST_RUN" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3); do
        case $(cat "/proc/$process/comm" 2>/dev/null) in ''|grep|cut|bash) ;; *) printf '%s\n' "$process" ;; esac
    done
}

# run TITLE PROJECT FILTER...: one program with the tests that the filter and the asked-for name leave; nothing where there are none.
run() {
    local title=$1 project=$2 log=$logs/${1// /-}.log program total start=$SECONDS
    program=$root/tests/$project/bin/Release/net10.0/$project
    shift 2
    if [ -n "$name" ]; then
        set -- "$@" --filter-display-name "*$name*"
        "$program" "$@" --list-tests >"$log" 2>&1 || true
        grep -qE 'found 0 test' "$log" && return 0
    fi
    [ "$title" = Smartcard.Tests ] || need_postgres
    [ "$title" != "Smartcard.Tests on PostgreSQL" ] || [ -n "${postgres:-}" ] || return 0

    printf '%s ...\n' "$title"
    note_work
    local work=$noted_work
    local environment=(SMARTCARD_TEST_QUERIES="$run_folder/queries-${title// /-}")
    [ "$title" = Smartcard.Tests ] || environment+=(SMARTCARD_TEST_POSTGRES="${postgres:-}")
    env "${environment[@]}" "$program" "$@" --no-ansi --progress off \
        --results-directory "$results" --report-xunit-xml --report-xunit-xml-filename "${title// /-}.xml" >"$log" 2>&1 &
    wait $! || broken=1

    grep -aE '^(failed|skipped) |^ +(Reason|Message|Xunit|Assert)' "$log" | head -n 60 || true
    total=$(count "$log" total)
    [ -n "$total" ] && [ "$total" -gt 0 ] || { tail -n 40 "$log" >&2; stop "$title ran no test; its output is in ${log#"$root"/}."; }
    ran=$((ran + total))
    passed=$((passed + $(count "$log" succeeded)))
    failed=$((failed + $(count "$log" failed)))
    skipped=$((skipped + $(count "$log" skipped)))
    [ "$(count "$log" failed)" -eq 0 ] || tail -n 120 "$log" >&2
    look_for_leftovers "$title"
    note_work
    printf '  %s tests in %s s, of processor time %s s\n' "$total" $((SECONDS - start)) $((noted_work - work))
}

count() { sed -nE "s/^ *$2: ([0-9]+).*/\1/p" "$1" | tail -n 1; }

# need_postgres: one server for the run, started when something first needs it.
need_postgres() {
    [ -z "${postgres:-}" ] && [ -z "${postgres_missing:-}" ] || return 0
    start_postgres
    postgres=${SMARTCARD_TEST_POSTGRES:-}
    unset SMARTCARD_TEST_POSTGRES
    [ -n "$postgres" ] || postgres_missing=true
}

# look_for_leftovers TITLE: a test that leaves a folder or a process behind has failed.
look_for_leftovers() {
    local left tries
    left=$(find "$run_folder" -mindepth 1 -maxdepth 1 ! -name 'smartcard-postgres-*' ! -name 'queries-*' \
        ! -name 'clr-debug-pipe-*' ! -name 'dotnet-diagnostic-*' ! -name '.dotnet' -printf '%f\n' | head -n 20)
    [ -z "$left" ] || { printf 'Left behind in the temp directory by %s:\n%s\n' "$1" "$left"; broken=1; }
    find "$run_folder" -mindepth 1 -maxdepth 1 ! -name 'smartcard-postgres-*' ! -name 'queries-*' -exec rm -rf {} + 2>/dev/null || true
    for tries in $(seq 100); do [ -n "$(running)" ] || break; sleep 0.1; done # what is told to end needs a moment
    left=$(running)
    [ -z "$left" ] || { printf 'Still running after %s:\n' "$1"; ps -o pid=,args= -p "${left//$'\n'/,}" | cut -c1-160; broken=1; kill -9 $left 2>/dev/null || true; }
}

# compare_queries: each query that the product runs on SQLite has to be run on PostgreSQL too, which gets SQL of its own from it.
compare_queries() {
    local missing
    [ -n "${postgres:-}" ] || return 0
    cp "$run_folder"/queries-* "$results/"
    missing=$(LC_ALL=C comm -23 "$run_folder/queries-Smartcard.Tests-of-the-product" "$run_folder/queries-Smartcard.Tests-on-PostgreSQL")
    [ -z "$missing" ] || { printf 'No test runs these on PostgreSQL. Put [OnPostgres] on one that does:\n%s\n' "$missing"; broken=1; }
}

# note_work: how many seconds of processor time all programs started so far have used. A subshell would see its own alone.
note_work() {
    times >"$run_folder/times"
    noted_work=$(tail -n 1 "$run_folder/times" | tr -d s | awk '{ split($1, u, "m"); split($2, s, "m"); printf "%d", u[1] * 60 + u[2] + s[1] * 60 + s[2] }')
    rm "$run_folder/times"
}

in_minutes() { printf '%d min %d s' $(($1 / 60)) $(($1 % 60)); }

say_summary() {
    local summary="$passed passed, $failed failed"
    note_work
    [ "$skipped" -eq 0 ] || summary+=", $skipped skipped"
    printf 'Tests: %s, of processor time %s (and %s before, for what was not built yet). The slowest: ./test --slowest\n' \
        "$(in_minutes $SECONDS)" "$(in_minutes $((noted_work - setup_work)))" "$(in_minutes "$setup_work")"
    printf '%s\n' "$summary"
}
