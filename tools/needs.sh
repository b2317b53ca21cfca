# What ./run and ./test need on this machine. Sourced by both.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

need_dotnet() {
    if ! command -v dotnet > /dev/null || ! dotnet --list-sdks 2> /dev/null | grep -q '^10\.'; then
        echo "需要 .NET SDK 10 · The .NET 10 SDK is needed: https://learn.microsoft.com/dotnet/core/install/linux-debian" >&2
        exit 1
    fi
}

has_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' > /dev/null; }

# apt_install PACKAGE…: installs as root, otherwise says how.
apt_install() {
    local line="apt-get install -y --no-install-recommends $*"
    if [ "$(id -u)" != 0 ]; then
        echo "缺少软件包，请运行 · Packages are missing, please run:  sudo $line" >&2
        return 1
    fi
    echo "正在安装 · Installing: $*"
    local log; log=$(mktemp)
    if ! { DEBIAN_FRONTEND=noninteractive $line || { apt-get update && DEBIAN_FRONTEND=noninteractive $line; }; } > "$log" 2>&1; then
        tail -n 15 "$log" >&2; rm -f "$log"
        return 1
    fi
    rm -f "$log"
}

# The database is needed unless an external one is named; without Janus everything but media works.
need_packages() {
    local database=1
    [ -n "${HUITANG_DATABASE:-}" ] && database=0
    case " $* " in *" --database"*) database=0 ;; esac
    if [ $database = 1 ] && ! has_postgres; then apt_install postgresql || exit 1; fi
    local optional=()
    command -v ip > /dev/null || [ -x /usr/sbin/ip ] || optional+=(iproute2)
    if ! command -v janus > /dev/null; then
        optional+=(janus)
    fi
    if [ ${#optional[@]} -gt 0 ]; then
        if apt_install "${optional[@]}"; then
            # The product runs a Janus of its own; the distribution's service would hold its ports.
            if [ -d /run/systemd/system ]; then systemctl disable --now janus > /dev/null 2>&1 || true; fi
        else
            echo "没有媒体服务也能启动，但会议中没有声音和画面 · It starts without; meetings then have neither sound nor picture." >&2
        fi
    fi
}

# Whether lock files came with the source, rather than from an earlier build here.
lock_files() {
    [ -f src/Host/packages.lock.json ] && { [ ! -e .git ] || git ls-files --error-unmatch src/Host/packages.lock.json > /dev/null 2>&1; }
}
