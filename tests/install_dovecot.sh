#!/bin/sh
# Dovecot is the real IMAP server of the tests: installed by the system's package manager
# when that needs no password, otherwise this says how, and the tests say what was skipped.
set -eu
# Its Sieve, Pigeonhole, checks what `rules export --sieve` writes.
has_dovecot() {
  for dir in /usr/sbin /usr/local/sbin /opt/homebrew/sbin /usr/local/opt/dovecot/sbin; do
    [ -x "$dir/dovecot" ] && return 0
  done
  command -v dovecot >/dev/null 2>&1
}
has_dovecot && command -v sievec >/dev/null 2>&1 && exit 0

how="install it with your package manager (Debian, Ubuntu: apt-get install dovecot-imapd dovecot-sieve; macOS: brew install dovecot)"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Dovecot, the real IMAP server of the tests"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends dovecot-imapd dovecot-sieve openssl; } >/tmp/notworking-dovecot.log 2>&1 && exit 0
  echo "Dovecot could not be installed; the log is /tmp/notworking-dovecot.log" >&2
elif command -v brew >/dev/null 2>&1; then
  echo "Installing Dovecot, the real IMAP server of the tests"
  brew install --quiet dovecot && exit 0
fi
has_dovecot && { echo "Pigeonhole's sievec is missing: the tests of exported Sieve scripts will be skipped. To run them too, $how."; exit 0; }
if [ "${CI:-}" = true ]; then
  echo "Dovecot is missing, and under CI=true the tests need it: $how" >&2
  exit 1
fi
echo "Dovecot is missing: the tests that need a real IMAP server will be skipped. To run them too, $how."
