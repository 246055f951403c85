#!/bin/sh
# What letters need of the system to become PDF files: Pango, and a font that has ң ө ү. Nothing to do when both are
# there; Debian's packages when we may install them. Without them letters are DOCX files only, and the page says so.
set -eu
pango() { ldconfig -p 2>/dev/null | grep -q 'libpangoft2-1\.0' || ls /opt/homebrew/lib/libpangoft2-1.0.dylib >/dev/null 2>&1; }
font() { find /usr/share/fonts /usr/local/share/fonts "$HOME/.fonts" -name 'DejaVuSerif.ttf' 2>/dev/null | grep -q .; }
if pango && font; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Debian's Pango and DejaVu fonts for letters as PDF …"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core >/dev/null; } \
    || echo "They could not be installed; letters are DOCX files only until they are." >&2
else
  echo "Letters are DOCX files only: install 'pango' and 'fonts-dejavu-core' (Debian's names) to have them as PDF." >&2
fi
