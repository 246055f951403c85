#!/bin/sh
# Runs the command given, or the image's own service; exec, so that SIGTERM reaches the process that drains.
set -eu
if [ "$#" -gt 0 ]; then exec "$@"; fi
case "$SERVICE" in
  mailbox) exec python /opt/achyk/bin/mailcatcher.py ;;
  *) exec python -m "services.$SERVICE" ;;
esac
