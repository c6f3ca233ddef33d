/* SPDX-License-Identifier: Apache-2.0 */
/* An order for a link, out of JSON: every member known, none twice. */
#include <jansson.h>
#include <stdbool.h>
#include <string.h>

#include "cleanup.h"
#include "server/link_order.h"

static bool read_member(struct link_order *order, const char *name, const json_t *value)
{
	if (strcmp(name, "unsigned") != 0)
		return json_is_string(value) &&
		       !link_order_set(order, name, json_string_value(value));

	order->link.is_unsigned = json_is_true(value);

	return json_is_boolean(value);
}

/* What is wrong with a member, by its name; others have none that could be repeated. */
static const char *member_sentence(const char *name)
{
	static const struct {
		const char *name, *sentence;
	} rows[] = {
		{"address", "address: one mail address, as a string, of the common form."},
		{"variant", "variant: \"everything\" or \"mail\"."},
		{"language", "language: a tag like \"de\" or \"pt-br\"."},
		{"ttl", "ttl: a duration from \"1m\" to \"30d\"."},
		{"unsigned", "unsigned: true or false."},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (!strcmp(rows[i].name, name))
			return rows[i].sentence;

	return "Known are address, variant, language, ttl and unsigned, and nothing else.";
}

const char *link_order_read(const char *bytes, size_t size, struct link_order *ret_order)
{
	_cleanup_(json_decrefp) json_t *json =
		json_loadb(bytes, size, JSON_REJECT_DUPLICATES, NULL);
	const char *name;
	json_t *value;

	link_order_init(ret_order);
	if (!json_is_object(json))
		return "The body is to be one JSON object.";

	json_object_foreach(
		json, name,
		value) if (!read_member(ret_order, name, value)) return member_sentence(name);

	return ret_order->link.address.size ? NULL : "address is missing.";
}
