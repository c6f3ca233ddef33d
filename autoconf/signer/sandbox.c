/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The signer's sandbox: what it can reach afterwards is its sockets, stderr, memory and the clock.
 */
#include "signer/sandbox.h"

#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/log.h"
#include "cleanup.h"

static int fail(const char *what, int error)
{
	log_line(LOG_LEVEL_ERROR, "the signer cannot give up its rights", LOG_S("step", what),
		 LOG_S("reason", strerror(error)));
	return -error;
}

/* ---- descriptors ---- */

static int compare_numbers(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

/* first to last; kernels before 5.9 have no call for it. */
static void close_from_to(unsigned int first, unsigned int last)
{
	struct rlimit limit;

	if (first > last || !close_range(first, last, 0))
		return;
	if (!getrlimit(RLIMIT_NOFILE, &limit) && last > limit.rlim_cur)
		last = (unsigned int)limit.rlim_cur;
	for (unsigned int fd = first; fd <= last; fd++)
		(void)close((int)fd);
}

void sandbox_keep_descriptors(int *descriptors, size_t n_descriptors)
{
	unsigned int next = 0;

	qsort(descriptors, n_descriptors, sizeof(*descriptors), compare_numbers);
	for (size_t i = 0; i < n_descriptors; i++) {
		unsigned int fd = (unsigned int)descriptors[i];

		if (fd > next)
			close_from_to(next, fd - 1);
		next = fd + 1;
	}

	close_from_to(next, UINT_MAX);
}

/* ---- who we are ---- */

int sandbox_become(uid_t uid, gid_t gid)
{
	int death_signal = 0;

	/* The kernel forgets it when the user changes. */
	(void)prctl(PR_GET_PDEATHSIG, &death_signal);

	if (setgroups(0, NULL) < 0)
		return fail("setgroups", errno);
	if (setresgid(gid, gid, gid) < 0)
		return fail("setresgid", errno);
	if (setresuid(uid, uid, uid) < 0)
		return fail("setresuid", errno);
	if (prctl(PR_SET_PDEATHSIG, death_signal) < 0)
		return fail("pdeathsig", errno);

	return 0;
}

/* ---- files ---- */

/* What each version of Landlock can forbid; without a rule all of it is forbidden everywhere. */
/* clang-format off */
static const uint64_t landlock_access[] = {
	[1] = (1ULL << 13) - 1,		/* up to MAKE_SYM */
	[2] = (1ULL << 14) - 1,		/* REFER */
	[3] = (1ULL << 15) - 1,		/* TRUNCATE */
	[4] = (1ULL << 15) - 1,
	[5] = (1ULL << 16) - 1,		/* IOCTL_DEV */
};
/* clang-format on */

/* The header of an older kernel knows the first member only, and the kernel takes it alone. */
static int close_files(void)
{
	struct landlock_ruleset_attr attributes = {0};
	_cleanup_(closep) int fd = -1;
	long version;

	version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	if (version < 1)
		return 0;
	if ((size_t)version >= ARRAY_SIZE(landlock_access))
		version = ARRAY_SIZE(landlock_access) - 1;

	attributes.handled_access_fs = landlock_access[version];
	fd = (int)syscall(SYS_landlock_create_ruleset, &attributes,
			  sizeof(attributes.handled_access_fs), 0);
	if (fd < 0)
		return fail("landlock_create_ruleset", errno);
	if (syscall(SYS_landlock_restrict_self, fd, 0) < 0)
		return fail("landlock_restrict_self", errno);

	return 0;
}

/* ---- system calls ---- */

/*
 * Answering, memory, the clock, random numbers for ECDSA, log lines, dying of an assertion (and, of
 * a sanitizer, sigaltstack).
 */
/* clang-format off */
static const char *const allowed_calls[] = {
	"recvmmsg", "sendmmsg", "epoll_wait", "epoll_pwait", "epoll_ctl", "close",
	"brk", "munmap", "mremap", "madvise", "futex", "sched_yield",
	"clock_gettime", "gettimeofday", "time", "getrandom",
	"write", "poll", "ppoll",
	"getpid", "gettid", "tgkill", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "restart_syscall", "sigaltstack",
	"exit", "exit_group",
};
/* clang-format on */

/* Memory, but none that can be run: the third argument is the protection. */
static const char *const calls_without_execution[] = {"mmap", "mprotect"};

/* A call that this machine or libseccomp does not know cannot be made here either. */
static int allow(scmp_filter_ctx filter, const char *name, unsigned int n_conditions,
		 const struct scmp_arg_cmp *conditions)
{
	int number = seccomp_syscall_resolve_name(name), r;

	if (number == __NR_SCMP_ERROR)
		return 0;

	r = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number, n_conditions, conditions);
	return r == -EDOM ? 0 : r;
}

static int allow_calls(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp no_execution = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	int r = 0;

	for (size_t i = 0; !r && i < ARRAY_SIZE(allowed_calls); i++)
		r = allow(filter, allowed_calls[i], 0, NULL);
	for (size_t i = 0; !r && i < ARRAY_SIZE(calls_without_execution); i++)
		r = allow(filter, calls_without_execution[i], 1, &no_execution);

	return r;
}

static int close_calls(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int r;

	if (!filter)
		return fail("seccomp_init", ENOMEM);

	r = allow_calls(filter);
	if (!r)
		r = seccomp_load(filter);
	seccomp_release(filter);
	return r ? fail("seccomp", -r) : 0;
}

/* Whoever stays root (there is no server.user) is no more than an account that owns much. */
static int drop_capabilities(void)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {0};

	return syscall(SYS_capset, &header, none) < 0 ? fail("capabilities", errno) : 0;
}

int sandbox_close_ajar(void)
{
	const struct rlimit none = {0, 0};

	if (drop_capabilities())
		return -EPERM;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return fail("no_new_privs", errno);
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return fail("dumpable", errno);
	if (setrlimit(RLIMIT_CORE, &none) < 0)
		return fail("core", errno);

	return 0;
}

int sandbox_close(void)
{
	const struct rlimit one = {1, 1};
	int r;

	r = sandbox_close_ajar();
	if (!r)
		r = close_files();
	if (r)
		return r;

	/* poll() on stderr counts against it, so one and not none. */
	if (setrlimit(RLIMIT_NOFILE, &one) < 0)
		return fail("descriptors", errno);
	return close_calls();
}
