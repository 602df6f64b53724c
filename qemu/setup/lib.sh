# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034 # variables are for the scripts that read this file
# What every script in this folder shares: one way to fail, one cache, one lock.

# The caller's own name goes into every line it says.
umask 022
readonly PROG=${0##*/}
CACHE=${DMASCOPE_CACHE:-${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/dmascope}
readonly CACHE
SETUP=$(cd "${BASH_SOURCE[0]%/*}" && pwd -P) || exit 2
readonly SETUP
readonly QEMU_DIR=${SETUP%/setup}
readonly CHECKOUT=${SETUP%/qemu/setup}

# die WHAT-IS-WRONG WHAT-TO-DO
die()
{
	printf 'dmascope: %s: %s; %s\n' "$PROG" "$1" "$2" >&2
	exit 2
}

say()
{
	printf 'dmascope: %s: %s\n' "$PROG" "$*" >&2
}

# Prints the comment block at the top of the calling script: its usage text.
usage()
{
	sed -n '3,/^[^#]/ { /^#/ { s/^# \{0,1\}//; p } }' "$0"
}

bad_usage()
{
	printf 'dmascope: %s: %s\n' "$PROG" "$1" >&2
	usage >&2
	exit 2
}

need_cache()
{
	mkdir -p "$CACHE/lock" 2>/dev/null
	[ -w "$CACHE/lock" ] ||
		die "cannot write to the cache folder $CACHE" \
		    "set XDG_CACHE_HOME to a folder that can be written"
}

# Holds lock NAME until the script ends; the descriptor is not handed to children that
# outlive us (9>&- where one is started in the background).
take_lock()
{
	need_cache
	exec 9>"$CACHE/lock/$1"
	flock -n 9 && return
	say "waiting for another call that is setting up $1"
	flock 9
}

TMP_DIRS=()
cleanup()
{
	[ ${#TMP_DIRS[@]} -eq 0 ] || rm -rf "${TMP_DIRS[@]}"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# new_tmp VARIABLE [PARENT]: a folder beside its final place, so that a rename ends the work.
new_tmp()
{
	local parent=${2:-$CACHE}

	mkdir -p "$parent" || die "cannot create $parent" "check its permissions"
	printf -v "$1" '%s' "$(mktemp -d "$parent/.tmp.XXXXXX")"
	[ -n "${!1}" ] || die "cannot create a folder in $parent" "check space and permissions"
	TMP_DIRS+=("${!1}")
}

# conf_get FILE KEY: the values of KEY, one a line; nothing in them is interpreted.
conf_get()
{
	sed -nE "s/^$2[[:space:]]*=[[:space:]]*(.*[^[:space:]])[[:space:]]*\$/\\1/p" "$1"
}

# require_space FOLDER MIB FOR-WHAT
require_space()
{
	local free

	free=$(df -Pm "$1" | awk 'NR == 2 { print $4 }')
	[ "${free:-0}" -ge "$2" ] ||
		die "only ${free:-0} MiB free in $1, $3 needs $2" "free some space or set XDG_CACHE_HOME"
}

# Every folder that the top-level Kbuild may take sources from.
readonly MODULE_SOURCES='Kbuild dmatest-drv injector kunit'

# copy_modules FOLDER: the sources of our kernel modules, to build them there. A module whose
# source is gone does not survive; objects whose source is older do.
copy_modules()
{
	local s
	local -a there=()

	mkdir -p "$1" || die "cannot create $1" "check its permissions"
	for s in $MODULE_SOURCES; do
		[ ! -e "$CHECKOUT/$s" ] || there+=("$CHECKOUT/$s")
	done
	rm -f "$1"/*.ko
	rsync -rpt --delete --include='*/' --include='*.[chS]' --include=Kbuild --include='*.mk' \
		--exclude='*.mod.c' --filter='P *.o' --filter='P .*.cmd' --exclude='*' \
		"${there[@]}" "$1/" ||
		die "cannot copy the modules' sources to $1" "check the free space"
}

LOADED=''

# add_module FROM TO NAME: NAME and what it depends on, out of a kernel's modules below FROM, into
# the folder TO; its file "order" tells in which order they are loaded.  What is built in is not there.
add_module()
{
	local file dep deps base

	[[ " $LOADED " != *" $3 "* ]] || return 0
	LOADED="$LOADED $3"
	file=$(find "$1" -name "${3//_/[-_]}.ko*" -print -quit)
	[ -n "$file" ] || return 0
	base=${file##*/}
	base=${base%.ko*}.ko
	case $file in
	*.xz) xz -dc "$file" ;;
	*.zst) zstd -dcq "$file" ;;
	*.gz) gzip -dc "$file" ;;
	*) cat "$file" ;;
	esac >"$2/$base" || die "cannot unpack $file" "install the tool that unpacks it"
	deps=$(PATH=$PATH:/sbin:/usr/sbin modinfo -F depends "$PWD/$2/$base")
	for dep in ${deps//,/ }; do
		add_module "$1" "$2" "$dep"
	done
	echo "$base" >>"$2/order"
}
