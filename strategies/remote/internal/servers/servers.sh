#!/usr/bin/env bash
# Starts a server of a Debian package on a free port of this machine and in a folder of its
# own, prints its URL, and stops it when standard input ends or a signal comes:
#
#	servers.sh redis </dev/tty
#
# Of the lines that it reads meanwhile "restart" kills the server with signal 9 and starts it
# again with its files, and "revive" does so unless it answers; then the URL is printed again.
# With SERVERS_KEEP=1 a Redis has a file at all.
#
# A server that does not answer within SERVERS_PATIENCE seconds, 240 by default, is given up. It
# exits with 3 if the server is not installed.
set -euo pipefail

name=${1:-}
dir=$(mktemp -d)
server=   # the process that leads the session of the server
kill=KILL # the signal that ends the server
session=- # or nothing, if the process alone is to get it
finish() {
	trap - EXIT INT TERM HUP
	end "$kill" "$session"
	rm -rf "$dir"
}

# end SIGNAL SESSION ends the server.
end() {
	[[ -n $server ]] || return 0
	# A server that has just begun may not lead a session yet.
	kill "-$1" -- "$2$server" 2>/dev/null || kill "-$1" "$server" 2>/dev/null || true
	wait "$server" 2>/dev/null || true
	# What it has started ends a little later. Until then its port answers, and the next server
	# would be taken to be up.
	local try
	for try in {1..100}; do
		[[ -n $2 ]] && kill -0 -- "-$server" 2>/dev/null || break
		sleep 0.02
	done
	server=
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

# Of each server, make_NAME makes its files and sets the URL, for a port and a password that are
# there, run_NAME starts it, and up_NAME reports whether it answers.

# Redis needs a password, so that another program's server on the port is not taken for it.
make_redis() {
	url="redis://:$password@127.0.0.1:$port/0"
}

run_redis() {
	local keep=no
	[[ -z ${SERVERS_KEEP:-} ]] || keep=yes
	setsid redis-server --bind 127.0.0.1 --port "$port" --dir "$dir" --save '' --appendonly "$keep" \
		--requirepass "$password" >>"$dir/log" 2>&1 &
}

up_redis() {
	[[ $(REDISCLI_AUTH=$password timeout 5 redis-cli -p "$port" ping) == PONG ]]
}

# Postgres does not run as root, which the server refuses: as the user of the package then.
# Told to quit at once, it takes its processes along.
make_postgres() {
	bin=$(dirname "$(printf '%s\n' /usr/lib/postgresql/*/bin/postgres | sort -V | tail -n 1)")
	as=()
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
	kill=QUIT session=
	url="postgres://poolbench:$password@127.0.0.1:$port/postgres"
}

run_postgres() {
	setsid "${as[@]}" "$bin/postgres" -D "$dir/db" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
		-c max_connections=500 >>"$dir/log" 2>&1 &
}

up_postgres() {
	PGPASSWORD="$password" PGCONNECT_TIMEOUT=5 "$bin/psql" -h 127.0.0.1 -p "$port" -U poolbench -d postgres -c ''
}

# RabbitMQ leaves nothing of Erlang's behind: its port mapper is in the same session.
make_rabbitmq() {
	rm -rf "$dir/home" "$dir/db"
	mkdir -p "$dir/home" "$dir/db"
	printf '[].' >"$dir/plugins"
	cat >"$dir/rabbitmq.conf" <<-END
		listeners.tcp.1 = 127.0.0.1:$port
		default_user = poolbench
		default_pass = $password
		disk_free_limit.absolute = 10MB
	END
	url="amqp://poolbench:$password@127.0.0.1:$port/"
}

run_rabbitmq() {
	setsid env HOME="$dir/home" RABBITMQ_NODENAME="poolbench-$port@localhost" RABBITMQ_CONFIG_FILE="$dir/rabbitmq.conf" \
		RABBITMQ_MNESIA_BASE="$dir/db" RABBITMQ_LOG_BASE="$dir" RABBITMQ_ENABLED_PLUGINS_FILE="$dir/plugins" \
		ERL_CRASH_DUMP="$dir/erl_crash.dump" RABBITMQ_DIST_PORT=$((port + 20000)) ERL_EPMD_PORT=$((port + 10000)) ERL_EPMD_ADDRESS=127.0.0.1 \
		bash -c 'epmd & exec /usr/lib/rabbitmq/bin/rabbitmq-server' >>"$dir/log" 2>&1 &
}

up_rabbitmq() {
	(exec 3<>"/dev/tcp/127.0.0.1/$port")
}

# start starts the server, and fails if it ends before it answers, as when the port is taken. Who
# started the script may be killed meanwhile: then nobody needs the server.
start() {
	local until=$((SECONDS + ${SERVERS_PATIENCE:-240}))
	"run_$name"
	server=$!
	until "up_$name" >/dev/null 2>&1; do
		kill -0 "$PPID" 2>/dev/null || [[ -d /proc/$PPID ]] || exit 1
		if ((SECONDS >= until)); then
			echo "servers.sh: $name does not answer" >>"$dir/log"
			give_up
		fi
		if ! kill -0 "$server" 2>/dev/null; then
			end KILL - # what is left of its session
			return 1
		fi
		sleep 0.05
	done
	kill -0 "$server" 2>/dev/null
}

# again starts the server with its files. What another process still held is soon free.
again() {
	local try
	end KILL -
	for try in {1..50}; do
		if start; then
			echo "$url"
			return
		fi
		sleep 0.2
	done
	return 1
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
# give_up shows what the server said.
give_up() {
	echo "servers.sh: $name does not start:" >&2
	cat "$dir/log" >&2
	exit 1
}

for try in 1 2 3 4 5; do
	port=$(port) password=$(random 32)
	if "make_$name" && start; then
		echo "$url"
		while read -r command; do
			case $command in
			restart) again || give_up ;;
			revive) if "up_$name" >/dev/null 2>&1; then echo "$url"; else again || give_up; fi ;;
			esac
		done
		exit
	fi
done
give_up
