# SPDX-License-Identifier: GPL-2.0
# bash completion for dmactl: source it, or install it as
# share/bash-completion/completions/dmactl

# Of the words behind '--' those of the last line, without "[?|!ERRNO] [NAME =]": into the array line.
_dmactl_line()
{
	local word

	line=()
	for word in "$@"; do
		case $word in
		';' | '\;' | "';'") line=() ;;
		*) line+=("$word") ;;
		esac
	done
	[[ ${line[0]:-} != [?!]* ]] || line=("${line[@]:1}")
	[[ ${line[1]:-} != = ]] || line=("${line[@]:2}")
}

_dmactl()
{
	local cur before dmactl=$1 i prefix
	local -a words line

	# bash cuts words at '=' and ':'; a line knows only blanks
	before=${COMP_LINE:0:COMP_POINT}
	read -ra words <<<"$before"
	cur=${words[-1]}
	if [[ $before == *[[:blank:]] ]]; then
		cur=
		words+=('')
	fi
	COMPREPLY=()
	for ((i = 1; i < ${#words[@]} - 1; i++)); do
		[[ ${words[i]} == -- ]] || continue
		_dmactl_line "${words[@]:i + 1:${#words[@]} - i - 2}"
		if [[ ${#line[@]} -eq 0 ]]; then
			mapfile -t COMPREPLY < <(compgen -W "$("$dmactl" --list-ops 2>/dev/null)" -- "$cur")
		elif [[ $cur == *=* ]]; then
			mapfile -t COMPREPLY < <(compgen -W "$("$dmactl" --list-values "${cur%%=*}" 2>/dev/null)" -- \
				"${cur#*=}")
		else
			mapfile -t COMPREPLY < <(compgen -W "$("$dmactl" --list-keys "${line[0]}" 2>/dev/null)" -- "$cur")
			compopt -o nospace 2>/dev/null
		fi
		return
	done
	prefix=${words[-2]}
	case $prefix in
	--help | help | --list-keys)
		mapfile -t COMPREPLY < <(compgen -W "$("$dmactl" --list-ops 2>/dev/null)" -- "$cur") ;;
	--device)
		mapfile -t COMPREPLY < <(compgen -G '/dev/dmascope-*' -- "$cur") ;;
	*)
		if [[ $cur == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W '--device --interactive --json --check --help --list-ops
				--list-keys --list-values --' -- "$cur")
		else
			mapfile -t COMPREPLY < <(compgen -f -W help -- "$cur")
		fi ;;
	esac
}

complete -o filenames -F _dmactl dmactl
