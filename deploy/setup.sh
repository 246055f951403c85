#!/bin/sh
# Makes the container's MongoDB a replica set of one and the broker's streams what the table says. Can be repeated.
set -eu
tries=60
again() {  # the servers may still be starting
  until "$@"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { echo "setup gives up: $*" >&2; exit 1; }
    sleep 1
  done
}
case "$ACHYK_MONGO_URL" in
  mongodb://mongo:27017/*)
    again python -c "from shared.store import initiate_replica_set as initiate; initiate('mongo:27017')" ;;
esac
again achyk topology apply
