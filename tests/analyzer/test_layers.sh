#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The stages call only downwards: reads the include lines and fails when one points up.
set -u
cd "$(dirname "$0")/../../analyzer" || exit 2

# What each folder may include, besides files of its own folder.
declare -A may=(
	[base]=''
	[input]='base'
	[catalogue]='base input model.h'
	[history]='base input'
	[diagnose]='base catalogue history model.h analyze.h'
	[report]='base model.h analyze.h'
	[cli]='base catalogue history diagnose report input model.h analyze.h runner'
)

n=0 rc=0
for folder in base input catalogue history diagnose report cli; do
	bad=''
	while IFS=: read -r file include; do
		include=${include#*\"}
		include=${include%\"*}
		target=${include%%/*}
		[ -f "$(dirname "$file")/$include" ] && target=$folder
		case " $folder ${may[$folder]} " in
		*" $target "*) ;;
		*) bad+="# $file includes $include"$'\n' ;;
		esac
	done < <(grep -rE '^#include "' --include='*.[ch]' "$folder")
	n=$((n + 1))
	if [ -z "$bad" ]; then
		echo "ok $n - $folder includes only what lies below it"
	else
		echo "not ok $n - $folder includes only what lies below it"
		printf '%s' "$bad"
		rc=1
	fi
done
echo "1..$n"
exit $rc
