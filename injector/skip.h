/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From a kprobe at a function's first instruction: let the function not happen.
 *
 * The pre-handler calls dms_skip_function() and returns 1.  The probe needs a post_handler, an
 * empty one, too: it forbids the jump optimisation, and on ftrace it is what allows the handler to
 * move the instruction pointer.
 */
#ifndef DMS_SKIP_H
#define DMS_SKIP_H

#include <linux/kprobes.h>
#include <linux/ptrace.h>

#ifdef CONFIG_X86_64
/*
 * Somebody has to carry out "ret": popping the stack in the handler crashes where the probe sits
 * on ftrace.  __fentry__ is an exported function of the kernel that does nothing else.  It is
 * not in this module, where a task that is preempted there would come back to nothing once
 * the module is gone.  (Not __x86_return_thunk: it warns when it is really reached.)
 */
#ifdef CONFIG_DYNAMIC_FTRACE
#include <linux/ftrace.h>
#define DMS_RETURN_TO	((unsigned long)__fentry__)
#define DMS_SKIP_PINS	false
#else
#ifndef ASM_RET
#define ASM_RET		"ret\n\t"
#endif
void dms_return_only(void);
asm(
	".text\n\t"
	".type dms_return_only, @function\n"
	"dms_return_only:\n\t"
	ASM_RET
	".size dms_return_only, .-dms_return_only\n"
);
#define DMS_RETURN_TO	((unsigned long)dms_return_only)
/* Nobody can tell when the last task has left the stub: a module that used it must stay. */
#define DMS_SKIP_PINS	true
#endif

/* Where the function was called: at its entry the return address is on top of the stack. */
static inline unsigned long dms_caller_of(struct pt_regs *regs)
{
	return regs_get_kernel_stack_nth(regs, 0);
}

static inline void dms_set_argument(struct pt_regs *regs, unsigned int nr, unsigned long value)
{
	switch (nr) {
	case 0:
		regs->di = value;
		break;
	case 1:
		regs->si = value;
		break;
	case 2:
		regs->dx = value;
		break;
	case 3:
		regs->cx = value;
		break;
	}
}
#else /* arm64 */
#define DMS_RETURN_TO	(procedure_link_pointer(regs))
#define DMS_SKIP_PINS	false

static inline unsigned long dms_caller_of(struct pt_regs *regs)
{
	return procedure_link_pointer(regs);
}

static inline void dms_set_argument(struct pt_regs *regs, unsigned int nr, unsigned long value)
{
	regs->regs[nr] = value;
}
#endif

/**
 * dms_skip_function() - return to the caller at once
 * @regs:	of the pre-handler
 * @value:	what the function returns; 0 for one that returns nothing
 */
static inline void dms_skip_function(struct pt_regs *regs, unsigned long value)
{
	regs_set_return_value(regs, value);
	instruction_pointer_set(regs, DMS_RETURN_TO);
}

#endif /* DMS_SKIP_H */
