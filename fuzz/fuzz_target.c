/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Request targets, their arguments and hosts: what is taken holds every promise of struct target.
 */
#include <string.h>

#include "base/address_syntax.h"
#include "base/target.h"
#include "cleanup.h"
#include "fuzz.h"
#include "text/utf8.h"

static void check_host(const char *authority)
{
	char host[DOMAIN_NAME_MAX + 1], again[DOMAIN_NAME_MAX + 1];

	target_host(authority, host, sizeof(host));
	if (!host[0])
		return;

	PROMISE(target_authority_valid(authority));
	PROMISE(!domain_name_parse(host, strlen(host), again));
	PROMISE(!strcmp(host, again));
}

static void check_argument(const char *arguments)
{
	char value[64];

	if (target_argument(arguments, "emailaddress", value, sizeof(value)))
		PROMISE(strlen(value) < sizeof(value) && utf8_valid(value, strlen(value)));
}

static void check_target(const char *raw, const struct target *target)
{
	size_t size = strlen(target->path);

	PROMISE(target->path[0] == '/' || !strcmp(raw, "*"));
	PROMISE(size <= TARGET_PATH_MAX && utf8_valid_line(target->path, size));
	PROMISE(strlen(target->authority) <= TARGET_AUTHORITY_MAX);
	PROMISE(target->raw_path >= raw && target->raw_path <= target->arguments);
	PROMISE(target->arguments <= raw + strlen(raw));
	check_host(target->authority);
	check_argument(target->arguments);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(freep) char *raw = strndup((const char *)data, size);
	struct target target;

	if (!raw)
		return 0;

	if (!target_parse(raw, &target))
		check_target(raw, &target);
	check_argument(raw);
	check_host(raw);
	return 0;
}
