/* SPDX-License-Identifier: Apache-2.0 */
/* Giving rights up: prctl(2), setuid(2), seccomp(2). */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"
#include "cleanup.h"
#include "server/sandbox.h"
#include "settings.h"

#define DESCRIPTORS_BESIDES 256 /* loops, databases, signers, listeners */

int identity_find(const struct settings *settings, struct identity *ret_identity,
		  char **reterr_message)
{
	const struct passwd *account;

	*ret_identity = (struct identity){0};
	if (!settings->server.user || geteuid() != 0)
		return 0;

	account = getpwnam(settings->server.user);
	if (!account) {
		if (asprintf(reterr_message, "server.user: there is no account %s",
			     settings->server.user) < 0)
			*reterr_message = NULL;
		return -ENOENT;
	}
	*ret_identity = (struct identity){true, account->pw_uid, account->pw_gid};

	return 0;
}

int identity_take(const struct identity *identity)
{
	if (!identity->drops)
		return 0;

	if (setgroups(0, NULL) < 0 || setresgid(identity->gid, identity->gid, identity->gid) < 0 ||
	    setresuid(identity->uid, identity->uid, identity->uid) < 0)
		return -errno;

	return 0;
}

int sandbox_basic(void)
{
	const struct rlimit none = {0, 0};

	if (prctl(PR_SET_DUMPABLE, 0) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    setrlimit(RLIMIT_CORE, &none) < 0)
		return -errno;

	return 0;
}

void sandbox_raise_descriptors(unsigned int n_connections)
{
	const rlim_t wanted = (rlim_t)n_connections + DESCRIPTORS_BESIDES;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= wanted)
		return;

	limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur < wanted)
		log_line(LOG_LEVEL_WARNING,
			 "the limit of open files is below server.limits.connections",
			 LOG_N("limit", limit.rlim_cur), LOG_N("connections", n_connections));
}

int sandbox_server(void)
{
	/*
	 * Threads, files and sockets stay: look-ups connect anew, the kept snapshot is written,
	 * names are resolved.
	 */
	static const char *const refused[] = {
		"execve",
		"execveat",
		"fork",
		"vfork",
		"ptrace",
		"process_vm_readv",
		"process_vm_writev",
		"mount",
		"umount2",
		"pivot_root",
		"chroot",
		"init_module",
		"finit_module",
		"delete_module",
		"kexec_load",
		"bpf",
		"perf_event_open",
		"userfaultfd",
		"keyctl",
		"add_key",
		"request_key",
		"setns",
		"unshare",
		"reboot",
		"swapon",
		"swapoff",
		"acct",
		"settimeofday",
		"clock_settime",
		"iopl",
		"ioperm",
		"open_by_handle_at",
		"kcmp",
		"mknod",
		"mknodat",
	};
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int r = filter ? 0 : -ENOMEM;

	for (size_t i = 0; !r && i < ARRAY_SIZE(refused); i++) {
		int number = seccomp_syscall_resolve_name(refused[i]);

		if (number != __NR_SCMP_ERROR)
			r = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), number, 0);
		/* Not every architecture has every call. */
		if (r == -EDOM)
			r = 0;
	}
	if (!r)
		r = seccomp_load(filter);
	if (filter)
		seccomp_release(filter);

	return r;
}
