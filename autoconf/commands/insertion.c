/* SPDX-License-Identifier: Apache-2.0 */
/* Rows as SQL. */
#include "commands/insertion.h"

#include "base/names.h"
#include "cleanup.h"
#include "domain.h"
#include "provider.h"
#include "service.h"

/* The session has no bound parameters: only here does a value become part of a statement. */
void insertion_write_value(struct writer *writer, const char *value, enum dialect dialect)
{
	if (!value) {
		writer_string(writer, "NULL");
		return;
	}

	writer_string(writer, "'");
	for (; *value; value++) {
		if (*value == '\'' || (*value == '\\' && dialect == DIALECT_MYSQL))
			writer_bytes(writer, value, 1);
		writer_bytes(writer, value, 1);
	}
	writer_string(writer, "'");
}

static void values_write(struct writer *writer, const char *const *values, size_t n_values,
			 enum dialect dialect)
{
	for (size_t i = 0; i < n_values; i++) {
		if (i)
			writer_string(writer, ", ");
		insertion_write_value(writer, values[i], dialect);
	}
}

static struct writer *row_begin(struct insertion *insertion)
{
	if (insertion->writer.size)
		writer_string(&insertion->writer, ", ");
	else
		writer_string(&insertion->writer, insertion->head);
	writer_string(&insertion->writer, "(");

	return &insertion->writer;
}

void insertion_add_domain(struct insertion *insertion, const struct domain *domain)
{
	static const struct oauth2 none = {0};
	const struct oauth2 *oauth2 = domain->oauth2 ? domain->oauth2 : &none;
	const char *const values[] = {
		domain->name,      domain->provider->documentation,
		oauth2->issuer,    oauth2->authorization_url,
		oauth2->token_url, oauth2->scope,
		oauth2->client_id,
	};

	values_write(row_begin(insertion), values, ARRAY_SIZE(values), insertion->dialect);
	writer_string(&insertion->writer, ")");
}

void insertion_add_texts(struct insertion *insertion, const struct domain *domain, const char *key,
			 const struct texts *texts)
{
	for (size_t i = 0; i < texts->n_entries; i++) {
		const char *const values[] = {domain->name, key, texts->entries[i].language,
					      texts->entries[i].value};

		values_write(row_begin(insertion), values, ARRAY_SIZE(values), insertion->dialect);
		writer_string(&insertion->writer, ")");
	}
}

static void authentications_row(struct writer *writer, const struct service *service)
{
	for (size_t i = 0; i < service->n_authentications; i++)
		writer_printf(writer, "%s%s", i ? "," : ", '",
			      authentication_names[service->authentications[i]]);
	writer_string(writer, "')");
}

void insertion_add_services(struct insertion *insertion, const struct domain *domain,
			    const char *name)
{
	for (size_t i = 0; i < domain->n_services; i++) {
		const struct service *service = &domain->services[i];
		const char *const values[] = {
			service_type_names[service->type],
			service->host,
			service->host ? security_names[service->security] : NULL,
			service->url,
			service->root,
			service->username,
			service->label,
			service->search_base,
		};
		struct writer *writer = row_begin(insertion);

		insertion_write_value(writer, name, insertion->dialect);
		writer_printf(writer, ", %zu, ", 10 * (i + 1));
		if (service->host)
			writer_printf(writer, "%u, ", service->port);
		else
			writer_string(writer, "NULL, ");
		values_write(writer, values, ARRAY_SIZE(values), insertion->dialect);
		authentications_row(writer, service);
	}
}

void insertion_replace_domains(struct insertion *insertion)
{
	static const char *const columns[] = {
		"documentation",    "oauth2_issuer", "oauth2_authorization_url",
		"oauth2_token_url", "oauth2_scope",  "oauth2_client_id",
	};
	bool is_mysql = insertion->dialect == DIALECT_MYSQL;

	writer_string(&insertion->writer, is_mysql ? " ON DUPLICATE KEY UPDATE "
						   : " ON CONFLICT (name) DO UPDATE SET ");
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		writer_printf(&insertion->writer,
			      is_mysql ? "%s%s = VALUES(%s)" : "%s%s = excluded.%s", i ? ", " : "",
			      columns[i], columns[i]);
}
