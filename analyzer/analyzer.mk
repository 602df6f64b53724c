# SPDX-License-Identifier: GPL-2.0
# The analyzer's sources, by stage; CLI_SRCS has main(), the rest is the library.

BASE_SRCS := analyzer/base/expr.c analyzer/base/kv.c analyzer/base/strbuf.c

ANALYZER_SRCS := analyzer/analyze.c \
	$(sort $(wildcard analyzer/input/*.c analyzer/catalogue/*.c analyzer/history/*.c \
			  analyzer/diagnose/*.c analyzer/diagnose/rules/*.c \
			  analyzer/diagnose/advice/*.c analyzer/report/*.c))

CLI_SRCS := analyzer/cli/main.c $(sort $(filter-out %/main.c,$(wildcard analyzer/cli/*.c)))
