/* SPDX-License-Identifier: Apache-2.0 */
/* systemd's sockets and readiness, through libsystemd. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <time.h>

#include "server/service_manager.h"

size_t service_manager_sockets(struct handed_socket *ret_sockets, size_t n_max)
{
	char **names = NULL;
	int n = sd_listen_fds_with_names(1, &names);
	size_t n_taken = 0;

	for (int i = 0; i < n; i++) {
		int fd = SD_LISTEN_FDS_START + i;
		bool is_management = names && names[i] && !strcmp(names[i], "management");

		if (n_taken < n_max && sd_is_socket(fd, AF_UNSPEC, SOCK_STREAM, 1) > 0) {
			(void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
			ret_sockets[n_taken++] = (struct handed_socket){fd, is_management};
		}
		free(names ? names[i] : NULL);
	}
	free(names);

	return n_taken;
}

void service_manager_tell(enum service_state state)
{
	struct timespec now;

	switch (state) {
	case SERVICE_STATE_READY:
		(void)sd_notify(0, "READY=1");
		return;
	case SERVICE_STATE_RELOADING:
		(void)clock_gettime(CLOCK_MONOTONIC, &now);
		(void)sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%llu",
				 (unsigned long long)now.tv_sec * 1000000 +
					 (unsigned long long)now.tv_nsec / 1000);
		return;
	case SERVICE_STATE_STOPPING:
		(void)sd_notify(0, "STOPPING=1");
		return;
	}
}
