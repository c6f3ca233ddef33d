/* SPDX-License-Identifier: Apache-2.0 */
/* LDAP in a build without it: nobody is found, and the log says so once. */
#include <stdatomic.h>

#include "base/log.h"
#include "directory/ldap/channel.h"

static int absent_open(const struct channel_options *options, struct channel **ret_channel,
		       char **reterr_message)
{
	static atomic_flag is_said = ATOMIC_FLAG_INIT;

	(void)options;
	(void)reterr_message;
	if (!atomic_flag_test_and_set(&is_said))
		log_line(LOG_LEVEL_WARNING, "this build has no LDAP: people are not looked up");

	*ret_channel = (struct channel *)(void *)&is_said;
	return 0;
}

static void absent_close(struct channel *channel)
{
	(void)channel;
}

static int absent_ask(struct channel *channel, struct question *question, struct user **ret_user)
{
	(void)channel;
	(void)question;
	(void)ret_user;
	return DIRECTORY_E_NOT_FOUND;
}

static void absent_withdraw(struct channel *channel, struct question *question, bool too_late)
{
	(void)channel;
	(void)question;
	(void)too_late;
}

const struct channel_ops directory_ldap = {
	.open = absent_open,
	.close = absent_close,
	.ask = absent_ask,
	.withdraw = absent_withdraw,
};
