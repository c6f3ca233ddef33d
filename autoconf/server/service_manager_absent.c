/* SPDX-License-Identifier: Apache-2.0 */
/* A build without libsystemd: nobody hands sockets over, nobody is told. */
#include "server/service_manager.h"

size_t service_manager_sockets(struct handed_socket *ret_sockets, size_t n_max)
{
	(void)ret_sockets;
	(void)n_max;

	return 0;
}

void service_manager_tell(enum service_state state)
{
	(void)state;
}
