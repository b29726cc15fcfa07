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
finish() {
	trap - EXIT INT TERM HUP
	if [[ -n $server ]]; then
		kill -9 "$server" 2>/dev/null || true
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

case $name in
redis) installed redis-server redis-server ;;
*)
	echo "servers.sh: server \"$name\": unknown (have redis)" >&2
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
