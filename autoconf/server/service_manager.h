/* SPDX-License-Identifier: Apache-2.0 */
/* systemd, or nobody: service_manager_absent.c is the twin for a build without libsystemd. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct handed_socket {
	int fd;
	bool is_management; /* its FileDescriptorName is "management" */
};

/* Sockets that were handed over, non-blocking and close-on-exec. */
size_t service_manager_sockets(struct handed_socket *ret_sockets, size_t n_max);

enum service_state {
	SERVICE_STATE_READY,
	SERVICE_STATE_RELOADING,
	SERVICE_STATE_STOPPING,
};

void service_manager_tell(enum service_state state);
