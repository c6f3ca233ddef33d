#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Proves that ./dev serve and ./dev test need nothing but Debian's base system and a checkout of HEAD: each in a fresh chroot of its own.
# Needs root, mmdebstrap, and the package sources of this machine, which the chroots take over.  Not a part of the suites: it takes minutes.
#
# usage: tests/chroot.sh [--all]      (--all: ./dev test --all)
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

work=$(mktemp -d /var/tmp/autoconf-chroot.XXXXXX)
trap 'rm -rf --one-file-system "$work"' EXIT

sources() {
	apt-get indextargets 'Created-By: Packages' 'Origin: Debian' --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' | sort -u
}

# What apt on this machine does without is what it does without there: proxies, and the age of a mirror.
options() { apt-config dump | grep -E '^Acquire::(Check|http|https)' | sed 's/^/--aptopt=/'; }

base() {
	local release options
	release=$(. /etc/os-release && echo "$VERSION_CODENAME")
	mapfile -t options < <(options)
	sources | mmdebstrap --variant=minbase "${options[@]}" "$release" "$work/base.tar" -
}

# fresh NAME: a base system with the checkout in /checkout.
fresh() {
	local root=$work/$1
	mkdir "$root"
	tar -xf "$work/base.tar" -C "$root" --exclude=./dev
	mkdir -p "$root/checkout" "$root/dev"
	git archive HEAD | tar -x -C "$root/checkout"
	cp -L /etc/resolv.conf "$root/etc/resolv.conf"
}

# inside NAME COMMAND…: in namespaces that end with the command, and take its mounts and processes along.
inside() {
	local root=$work/$1
	shift
	unshare --mount --pid --fork --kill-child -- bash -euc '
		root=$1; shift
		mount --bind "$root" "$root" # a mount of its own, so that namespaces can be made in it
		mount --rbind /dev "$root/dev"
		mount -t proc proc "$root/proc"
		mount -t tmpfs tmpfs "$root/tmp"
		exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 CI=true chroot "$root" "$@"' bash "$root" "$@" </dev/null
}

# As a person would: start it, wait for its URLs, try one of them and the curl line.
readonly try='
	cd /checkout
	: >/tmp/serve.log # before anybody reads it
	./dev serve >/tmp/serve.log 2>&1 &
	url=$(tail --pid=$! -n +1 -f /tmp/serve.log | grep -m 1 -o "http://[^ ]*config-v1.1.xml[^ ]*") || { cat /tmp/serve.log; exit 1; }
	curl -fsS "$url" | grep "<emailProvider"
	sh -c "$(grep -m 1 "^curl " /tmp/serve.log) -fsS" | grep "<Protocol>"
	kill -TERM $!
	wait $!
'

base
fresh serve
inside serve bash -euc "$try"
rm -rf --one-file-system "$work/serve"
fresh test
inside test /checkout/dev test "$@"
