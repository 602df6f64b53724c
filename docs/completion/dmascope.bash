# SPDX-License-Identifier: GPL-2.0
# bash completion for dmascope: source it, or install it as
# share/bash-completion/completions/dmascope

_dmascope_names()
{
	"${COMP_WORDS[0]}" run --list 2>/dev/null | awk 'NF && $1 !~ /^#/ { print $1 }'
}

_dmascope()
{
	local cur=$2 prev=$3 cmd=${COMP_WORDS[1]:-}

	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W 'run kunit random sweep triage explain diff merge new help version' -- "$cur")
		return
	fi
	case $cmd:$prev in
	run:--platform | kunit:--platform)
		mapfile -t COMPREPLY < <(compgen -W 'all vtd vtd-lazy vtd-pt swiotlb none' -- "$cur") ;;
	run:--kernel | kunit:--kernel)
		mapfile -t COMPREPLY < <(compgen -f -W '6.12-x86_64-lean 6.12-x86_64-debug stock
			6.1-x86_64-lean 6.1-x86_64-stock 7.3-x86_64-lean 7.3-x86_64-stock' -- "$cur") ;;
	run:--from)
		mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
	triage:--format)
		mapfile -t COMPREPLY < <(compgen -W 'text json ndjson html sarif junit' -- "$cur") ;;
	diff:--format | merge:--format)
		mapfile -t COMPREPLY < <(compgen -W 'text json' -- "$cur") ;;
	triage:--expect)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
	triage:--min-severity)
		mapfile -t COMPREPLY < <(compgen -W 'low medium high critical' -- "$cur") ;;
	run:*)
		if [[ $cur == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W '--platform --kernel --kdir --timeout -j --keep
				--no-snapshot --shard --shell --dry-run --list --format --results --matrix
				--matrix=html --matrix=json --from --meta --help' -- "$cur")
		else
			mapfile -t COMPREPLY < <(compgen -W "$(_dmascope_names)" -- "$cur")
		fi ;;
	kunit:--filter)
		mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" kunit --list 2>/dev/null)" -- "$cur") ;;
	kunit:--junit)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
	kunit:*)
		mapfile -t COMPREPLY < <(compgen -W '--platform --kernel --kdir --filter --junit --timeout
			--boot-timeout -j --results --keep --list --help' -- "$cur") ;;
	random:--platform)
		mapfile -t COMPREPLY < <(compgen -W 'all vtd smmuv3 swiotlb none' -- "$cur") ;;
	random:--violations)
		mapfile -t COMPREPLY < <(compgen -W 'no yes only' -- "$cur") ;;
	random:--kind)
		mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" random --list 2>/dev/null |
			cut -d' ' -f1)" -- "$cur") ;;
	random:*)
		mapfile -t COMPREPLY < <(compgen -W '--platform --kernel --kdir --seed --count --seconds
			--violations --faults --kind --no-shrink --show --results --list --help' -- "$cur") ;;
	sweep:--driver)
		mapfile -t COMPREPLY < <(compgen -W "all $("${COMP_WORDS[0]}" sweep --list 2>/dev/null |
			cut -d' ' -f1)" -- "$cur") ;;
	sweep:--platform)
		mapfile -t COMPREPLY < <(compgen -W 'all vtd virtio-iommu swiotlb none' -- "$cur") ;;
	sweep:--kernel)
		mapfile -t COMPREPLY < <(compgen -f -W '6.12-x86_64-full 6.12-x86_64-sweep stock' -- "$cur") ;;
	sweep:--format)
		mapfile -t COMPREPLY < <(compgen -W 'text json' -- "$cur") ;;
	sweep:--here)
		mapfile -t COMPREPLY < <(compgen -W "$(ls /sys/bus/pci/devices 2>/dev/null)" -- "$cur") ;;
	sweep:--script)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
	sweep:*)
		mapfile -t COMPREPLY < <(compgen -W '--driver --platform --kernel --kdir --script --here --site --nth
			--repeat --seed --format --timeout --boot-timeout -j --results --list --help' -- "$cur") ;;
	triage:*)
		if [[ $cur == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W '--format --min-severity --events --expect --no-compare --follow -o --help' -- "$cur")
		else
			mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		fi ;;
	diff:* | merge:*)
		if [[ $cur == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W '--format --help' -- "$cur")
		else
			mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		fi ;;
	explain:*)
		mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" explain --list 2>/dev/null)
			--list --causes --markdown --help" -- "$cur") ;;
	new:new)
		mapfile -t COMPREPLY < <(compgen -W 'scenario' -- "$cur") ;;
	esac
}

complete -o filenames -F _dmascope dmascope
