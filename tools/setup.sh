# Sourced by ./run and ./test: makes a fresh machine ready, quietly, and says in one sentence what it cannot do.
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 MSBUILDDISABLENODEREUSE=1

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
logs=$root/artifacts/logs
mkdir -p "$logs"

stop() { printf '%s\n' "$*" >&2; exit 1; }

# quietly LOG WORDS COMMAND...: runs a step, and shows its output only when it fails.
quietly() {
    local log=$logs/$1 words=$2
    shift 2
    printf '%s\n' "$words"
    if ! "$@" >"$log" 2>&1; then
        tail -n 40 "$log" >&2
        stop "That step failed. Its whole output is in ${log#"$root"/}."
    fi
}

# in_own_temp COMMAND...: with a temp folder that is gone afterwards, also after Ctrl-C. The SDK leaves a few folders behind in each build.
in_own_temp() (
    TMPDIR=$(mktemp -d "${TMPDIR:-/tmp}/smartcard-build-XXXXXX")
    export TMPDIR
    trap 'rm -rf "$TMPDIR"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    "$@"
)

need_tools() {
    command -v dotnet >/dev/null || stop "The .NET 10 SDK is missing: install the package dotnet-sdk-10.0, then run this again."
    [ "$(dotnet --version | cut -d. -f1)" -ge 10 ] || stop "The .NET SDK found is $(dotnet --version), and 10.0 or later is needed."
    command -v node >/dev/null || stop "Node.js is missing: install Node 20 or later, then run this again."
    [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || stop "The Node.js found is $(node --version), and 20 or later is needed."
}

# need_packages PACKAGE...: Debian packages, installed when missing and possible.
need_packages() {
    command -v dpkg-query >/dev/null || { printf 'Not a Debian machine, so these were not installed by this script: %s\n' "$*" >&2; return 0; }
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null && sudo -n true 2>/dev/null || { printf 'Missing, and only root can install them: apt-get install %s\n' "${missing[*]}" >&2; return 0; }
        as_root=(sudo -n)
    fi
    quietly apt.log "Installing ${missing[*]} ..." "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"' apt "${missing[@]}"
}

fetch_web_assets() {
    [ -f "$root/bot/webchat/vendor/webchat.js" ] || quietly webchat.log "Fetching Microsoft's Web Chat ..." node "$root/bot/webchat/fetch-webchat.mjs"
    compgen -G "$root/src/Smartcard.Designer/Studio/vendor/*/inline-scripts.txt" >/dev/null || quietly studio.log "Fetching Elsa Studio ..." node "$root/src/Smartcard.Designer/Studio/fetch-studio.mjs"
    [ -f "$root/src/Smartcard.Look/Assets/vendor/htmx.js" ] || quietly styles.log "Making the pages' stylesheet and scripts ..." node "$root/src/Smartcard.Look/Assets/fetch-styles.mjs"
}

# build_all [OPTION...]: restores and builds. One compiler server for all projects, with a name of its own, and ended afterwards: a compiler for each
# project loads and compiles itself anew, and that costs a third of the build's processor time.
build_all() {
    quietly restore.log "Restoring packages ..." in_own_temp dotnet restore "$root/Smartcard.sln" --locked-mode
    quietly build.log "Building ..." in_own_temp build_with_one_compiler "$@"
}

# The host and the helper alone, without the tests.
build_for_debugging() {
    quietly restore.log "Restoring packages ..." in_own_temp dotnet restore "$root/Smartcard.sln" --locked-mode
    local project
    for project in Server Helper; do
        what=$root/src/Smartcard.$project configuration=Debug quietly "build-$project.log" "Building Smartcard.$project ..." in_own_temp build_with_one_compiler
    done
}

# $what is built in $configuration; without them, all for release. In a shell of its own, which ends the server also after Ctrl-C.
build_with_one_compiler() (
    server=smartcard-$$
    sdk=$(dotnet --list-sdks | sed -nE "s|^$(dotnet --version) \[(.*)\]$|\1/$(dotnet --version)|p")
    end_compiler() {
        [ ! -f "$sdk/Roslyn/bincore/VBCSCompiler.dll" ] || dotnet "$sdk/Roslyn/bincore/VBCSCompiler.dll" -shutdown "-pipename:$server" || true
    }
    trap end_compiler EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    DOTNET_TieredPGO=0 dotnet build "${what:-$root/Smartcard.sln}" --no-restore --configuration "${configuration:-Release}" --verbosity quiet \
        -p:UseSharedCompilation=true -p:SharedCompilationId="$server" "$@"
)
