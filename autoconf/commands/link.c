/* SPDX-License-Identifier: Apache-2.0 */
/* `link`: the URL of one person's profile, for an operator who gives it to that person. */
#include <stdio.h>
#include <string.h>

#include "account.h"
#include "answer.h"
#include "base/log.h"
#include "cleanup.h"
#include "commands/command.h"
#include "commands/mailbox_search.h"
#include "commands/options.h"
#include "document.h"
#include "protocol.h"
#include "query.h"
#include "seal/key_ring.h"
#include "server/compose.h"
#include "server/link_order.h"
#include "server/links.h"
#include "server/statuses.h"
#include "settings.h"

static int complain(const char *subject, const char *sentence)
{
	(void)fprintf(stderr, "carbone-autoconf link: %s%s%s\n", subject, *subject ? " " : "",
		      sentence);

	return EXIT_PROBLEM;
}

/* ---- whose ---- */

/* The profile that the link's holder would get is made, to see that there is one. */
struct trial {
	const struct settings *settings;
	const struct query *query;
	const struct domain *domain;
	const char *problem;
};

/* user: NULL where the settings name no directory, and the profile is of the domain's data. */
static const char *trial_render(const struct trial *trial, const struct user *user)
{
	_cleanup_(document_clear) struct document document = {0};
	struct protocol_context context;
	int r;

	compose_context(trial->settings, &context);
	r = compose_document(&protocol_apple, &context, trial->query, trial->domain, user,
			     REVEAL_EVERYTHING, false, &document);
	if (r < 0)
		return "has a profile that cannot be made: a fault of ours";

	return r ? "has no service that a profile can set up" : NULL;
}

static void trial_found(void *userdata, int status, const struct user *user)
{
	struct trial *trial = userdata;

	if (status == DIRECTORY_E_NOT_FOUND)
		trial->problem = "is no mailbox, and no alias of one";
	else if (status)
		trial->problem = "cannot be looked up: the directory does not answer";
	else if (!user->enabled)
		trial->problem = "is switched off: it may not log in";
	else
		trial->problem = trial_render(trial, user);
}

/* Without the directory nobody can say which domains are foreign. */
static const char *domain_problem(const struct mailbox_search *search)
{
	struct keeper_state state;

	keeper_state(search->keeper, &state);

	return state.freshness == KEEPER_FRESH
		       ? "is of a domain that is not served here"
		       : "cannot be looked up: the directory does not answer";
}

static int link_try(struct settings *settings, const struct profile_link *link)
{
	struct mailbox_search search = {.command = "link"};
	struct query query;
	struct domain domain;
	struct trial trial = {settings, &query, &domain, NULL};

	int r;

	links_query(link, &query);
	r = mailbox_search_begin(&search, settings);
	if (!r && compose_domain(search.snapshot, &query, &domain))
		trial.problem = domain_problem(&search);
	else if (!r && !search.directory)
		trial.problem = trial_render(&trial, NULL);
	else if (!r)
		mailbox_search_find(&search, &link->address, &domain, true, trial_found, &trial);
	mailbox_search_end(&search);
	if (r)
		return EXIT_PROBLEM;

	return trial.problem ? complain(link->address.text, trial.problem) : EXIT_DONE;
}

/* ---- the link ---- */

static int print_json(const struct profile_link *link, const struct link_urls *urls)
{
	_cleanup_(document_clear) struct document document = {0};

	if (link_order_answer(link, urls, &document))
		return complain("", "memory has run out");

	(void)fwrite(document.bytes, 1, document.size, stdout);
	(void)fputc('\n', stdout);

	return EXIT_DONE;
}

static int link_print(const struct settings *settings, const struct options *options,
		      const struct profile_link *link)
{
	_cleanup_(key_ring_freep) struct key_ring *ring = NULL;
	_cleanup_(link_urls_clear) struct link_urls urls = {0};
	int status = EXIT_DONE;

	if (key_ring_new(settings->profiles.link_keys, &ring) ||
	    link_urls_make(ring, settings->server.public_url, link, &urls))
		return complain("", "the link cannot be sealed");

	if (options->json)
		status = print_json(link, &urls);
	else
		(void)printf("%s\n", options->page ? urls.page : urls.profile);
	(void)fflush(stdout);

	return ferror(stdout) ? complain("", "the link cannot be written") : status;
}

/* ---- the command ---- */

static int read_order(const struct options *options, struct link_order *order)
{
	const struct {
		const char *name, *text;
	} wishes[] = {
		{"address", options->arguments[0]},
		{"variant", options->variant},
		{"language", options->language},
		{"ttl", options->ttl},
	};

	link_order_init(order);
	order->link.is_unsigned = options->is_unsigned;
	for (size_t i = 0; i < ARRAY_SIZE(wishes); i++) {
		const char *problem =
			wishes[i].text ? link_order_set(order, wishes[i].name, wishes[i].text)
				       : NULL;

		if (problem) {
			(void)complain(wishes[i].text, problem);
			return EXIT_USAGE;
		}
	}

	return EXIT_DONE;
}

static int link_run(const struct command *command, int argc, char **argv)
{
	const unsigned int takes = OPTION_VARIANT | OPTION_LANGUAGE | OPTION_TTL | OPTION_UNSIGNED |
				   OPTION_PAGE | OPTION_JSON;
	_cleanup_(settings_unrefp) struct settings *settings = NULL;
	struct options options;
	struct link_order order;
	int status;

	status = options_begin(command, takes, 1, argc, argv, &options, &settings);
	if (!status)
		status = read_order(&options, &order);
	if (status)
		return status;
	/* What `check` warns of has nothing to do with links. */
	log_configure(LOG_LEVEL_ERROR, LOG_FORMAT_TEXT, "link");

	if (!settings->profiles.link_keys)
		return complain(options.config, "has no profiles.link_key_file: a link is sealed "
						"with the first key in that file");

	status = link_try(settings, &order.link);
	if (status)
		return status;

	links_set_times(&order.link, order.life ? order.life : settings->profiles.link_ttl);

	return link_print(settings, &options, &order.link);
}

const struct command command_link = {
	.name = "link",
	.arguments =
		"ADDRESS [--page] [--variant V] [--language TAG] [--ttl 30m] [--unsigned] [--json]",
	.summary = "a profile link for one person",
	.run = link_run,
};
