#!/usr/bin/env bash
# Starts a server of a Debian package on a free port of this machine and in a folder of its
# own, prints its URL, and stops it when standard input ends or a signal comes:
#
#	servers.sh redis </dev/tty
#
# It exits with 3 if the server is not installed.
set -euo pipefail

name=${1:-}
dir=$(mktemp -d)
server=
kill=KILL # the signal that ends the server
session=  # or -, if its whole session is to get it
finish() {
	trap - EXIT INT TERM HUP
	if [[ -n $server ]]; then
		kill "-$kill" -- "$session$server" 2>/dev/null || true
		wait "$server" 2>/dev/null || true
	fi
	rm -rf "$dir"
}
trap finish EXIT
trap 'exit 1' INT TERM HUP

installed() {
	command -v "$1" >/dev/null || { echo "$1: not found; Debian has it in the package $2" >&2; exit 3; }
}

# random prints so many random hexadecimal digits.
random() {
	od -An -N "$(($1 / 2))" -tx1 /dev/urandom | tr -d ' \n'
}

port() {
	echo $((20000 + 16#$(random 4) % 12000))
}

# alive asks until the server answers. It fails if the server has ended, as when the port
# was taken.
alive() {
	until "$@" >/dev/null 2>&1; do
		kill -0 "$server" 2>/dev/null || return 1
		sleep 0.05
	done
	kill -0 "$server" 2>/dev/null
}

# start_redis needs a password, so that another program's server on the port is not taken for it.
start_redis() {
	local port=$1 password
	password=$(random 32)
	redis-server --bind 127.0.0.1 --port "$port" --dir "$dir" --save '' --requirepass "$password" >"$dir/log" 2>&1 &
	server=$!
	alive bash -c "[[ \$(REDISCLI_AUTH=$password redis-cli -p $port ping) == PONG ]]" || return 1
	url="redis://:$password@127.0.0.1:$port/0"
}

# start_postgres does not run as root, which the server refuses: as the user of the package
# then. Told to quit at once, it takes its processes along.
start_postgres() {
	local port=$1 password bin as=()
	bin=$(dirname "$(printf '%s\n' /usr/lib/postgresql/*/bin/postgres | sort -V | tail -n 1)")
	password=$(random 32)
	rm -rf "$dir/db"
	if [[ $(id -u) == 0 ]]; then
		as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
		if ! "${as[@]}" test -x "$(dirname "$dir")"; then # no way into a folder that is another's alone
			rm -rf "$dir"
			dir=$(mktemp -d /tmp/servers.XXXXXX)
		fi
	fi
	printf '%s\n' "$password" >"$dir/password"
	[[ ${#as[@]} == 0 ]] || chown -R postgres "$dir"
	"${as[@]}" "$bin/initdb" -D "$dir/db" --username=poolbench --pwfile="$dir/password" --auth=scram-sha-256 \
		--encoding=UTF8 --locale=C.UTF-8 --no-sync >"$dir/log" 2>&1 || return 1
	kill=QUIT
	"${as[@]}" "$bin/postgres" -D "$dir/db" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= >>"$dir/log" 2>&1 &
	server=$!
	alive env PGPASSWORD="$password" PGCONNECT_TIMEOUT=5 "$bin/psql" -h 127.0.0.1 -p "$port" -U poolbench -d postgres -c '' || return 1
	url="postgres://poolbench:$password@127.0.0.1:$port/postgres"
}

# start_rabbitmq leaves nothing of Erlang's behind: its port mapper is in the same session.
start_rabbitmq() {
	local port=$1 password
	password=$(random 32)
	rm -rf "$dir/home" "$dir/db"
	mkdir -p "$dir/home" "$dir/db"
	printf '[].' >"$dir/plugins"
	cat >"$dir/rabbitmq.conf" <<-END
		listeners.tcp.1 = 127.0.0.1:$port
		default_user = poolbench
		default_pass = $password
		disk_free_limit.absolute = 10MB
	END
	setsid env HOME="$dir/home" RABBITMQ_NODENAME="poolbench-$port@localhost" RABBITMQ_CONFIG_FILE="$dir/rabbitmq.conf" \
		RABBITMQ_MNESIA_BASE="$dir/db" RABBITMQ_LOG_BASE="$dir" RABBITMQ_ENABLED_PLUGINS_FILE="$dir/plugins" \
		RABBITMQ_DIST_PORT=$((port + 20000)) ERL_EPMD_PORT=$((port + 10000)) ERL_EPMD_ADDRESS=127.0.0.1 \
		bash -c 'epmd & exec /usr/lib/rabbitmq/bin/rabbitmq-server' >"$dir/log" 2>&1 &
	server=$!
	session=-
	alive bash -c "exec 3<>/dev/tcp/127.0.0.1/$port" || return 1
	url="amqp://poolbench:$password@127.0.0.1:$port/"
}

case $name in
rabbitmq) installed /usr/lib/rabbitmq/bin/rabbitmq-server rabbitmq-server ;;
postgres)
	shopt -s nullglob
	set -- /usr/lib/postgresql/*/bin/postgres
	shopt -u nullglob
	installed "${1:-postgres}" postgresql
	;;
redis) installed redis-server redis-server ;;
*)
	echo "servers.sh: server \"$name\": unknown (have postgres, rabbitmq, redis)" >&2
	exit 2
	;;
esac
for try in 1 2 3 4 5; do
	if "start_$name" "$(port)"; then
		echo "$url"
		cat >/dev/null
		exit
	fi
done
echo "servers.sh: $name does not start:" >&2
cat "$dir/log" >&2
exit 1
