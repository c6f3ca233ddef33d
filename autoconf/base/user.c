/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a user's row. */
#include "user.h"

#include <stdlib.h>

void user_free(struct user *user)
{
	if (!user)
		return;

	free(user->mailbox);
	free(user->login);
	free(user->display_name);
	free(user->language);
	for (size_t i = 0; i < _SERVICE_TYPE_MAX; i++)
		free(user->hosts[i]);
	for (size_t i = 0; i < user->n_addresses; i++)
		free(user->addresses[i]);
	free(user->addresses);
	free(user);
}
