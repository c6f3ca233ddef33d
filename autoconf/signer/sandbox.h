/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Giving up, step by step, what a process that only signs does not need.  Each step logs why it
 * failed.
 */
#pragma once

#include <stddef.h>
#include <sys/types.h>

/* Closes every descriptor but these; reorders them. */
void sandbox_keep_descriptors(int *descriptors, size_t n_descriptors);

/* Becomes somebody else for good, without supplementary groups.  Returns 0 or -errno. */
int sandbox_become(uid_t uid, gid_t gid);

/*
 * No capability, no new privileges, no core, no debugger, no new descriptor, no file (Landlock,
 * where the kernel has it), and of the system calls only those that answering takes; any other
 * kills the process.  The descriptors that are open stay open.  Returns 0 or -errno.
 */
int sandbox_close(void);

/*
 * For a key that stays with a module or token, whose needs nobody knows: no capability, no new
 * privileges, no core, no debugger, and no more.  Returns 0 or -errno.
 */
int sandbox_close_ajar(void);
